// The settings in the address, after #: an address that is shared shows the same run.

/** The settings of the address; null if it has none. */
export function read() {
  const text = location.hash.slice(1);
  if (!text) return null;
  const all = { points: '', ...Object.fromEntries(new URLSearchParams(text)) }; // older addresses name none
  if (!('v' in all)) all.v = 'none';
  delete all.view;
  delete all.look;
  return all;
}

/** Which view the address names. */
export function view() {
  return new URLSearchParams(location.hash.slice(1)).get('view');
}

/** What the view of that name is asked to show: names and texts. */
export function look(name) {
  const all = new URLSearchParams(location.hash.slice(1));
  return Object.fromEntries(new URLSearchParams(all.get('view') === name ? all.get('look') || '' : ''));
}

/** Keeps what a view shows, while it is that view. */
export function keep(name, shown) {
  const all = new URLSearchParams(location.hash.slice(1));
  if (all.get('view') !== name) return;
  const text = new URLSearchParams(shown).toString();
  if (text) all.set('look', text);
  else all.delete('look');
  history.replaceState(null, '', '#' + all.toString());
}

let changed = {};

/** Settings of the next run that were changed on the picture; they stand in the address at once. */
export function hold(settings) {
  changed = settings;
  const all = new URLSearchParams(location.hash.slice(1));
  for (const [key, value] of Object.entries(settings)) all.set(key, value);
  if (Object.keys(settings).length) history.replaceState(null, '', '#' + all.toString());
}

export const held = () => changed;

export function write(settings, view) {
  const old = new URLSearchParams(location.hash.slice(1));
  const all = new URLSearchParams({ ...settings, ...changed, view });
  if (old.get('view') === view && old.get('look')) all.set('look', old.get('look'));
  history.replaceState(null, '', '#' + all.toString());
}
