// The settings in the address, after #: an address that is shared shows the same run.
// What begins with look. is where the open view looks: its row, its time, its choice; what begins with next. is
// a setting of the next run, which was changed on the picture.

const LOOK = 'look.';
const NEXT = 'next.';
const HELD = ['points'];
const hash = () => new URLSearchParams(location.hash.slice(1));
const looks = all => [...all].filter(([key]) => key.startsWith(LOOK));

/** The settings of the address; null if it has none. */
export function read() {
  const text = location.hash.slice(1);
  if (!text) return null;
  const texts = [...new URLSearchParams(text)].filter(([key]) => key !== 'view' && !key.startsWith(LOOK) && !key.startsWith(NEXT));
  if (!texts.length) return null;
  const all = Object.fromEntries(texts);
  if ('data' in all && !('points' in all)) all.points = ''; // older addresses name none
  if ('data' in all && !('keep' in all)) all.keep = 'best';
  if (!('v' in all)) all.v = 'none';
  return all;
}

/** Which view the address names. */
export function view() {
  return hash().get('view');
}

/** Where a view looks, by name; empty if the address is that of another view. */
export function look(view) {
  const all = hash();
  if (all.get('view') !== view) return {};
  return Object.fromEntries(looks(all).map(([key, value]) => [key.slice(LOOK.length), value]));
}

/** Puts where a view looks into the address, if that view is open; null and empty values are left out. */
export function lookAt(view, values) {
  const all = hash();
  if (all.get('view') !== view) return;
  for (const [key, value] of Object.entries(values)) {
    if (value === null || value === '') all.delete(LOOK + key);
    else all.set(LOOK + key, value);
  }
  history.replaceState(null, '', '#' + all.toString());
}

const next = () => {
  const all = hash();
  return Object.fromEntries(HELD.filter(key => all.has(NEXT + key)).map(key => [key, all.get(NEXT + key)]));
};

let changed = next();

/** Takes what an address says of the next run, unless something was changed here. */
export function adopt() {
  if (!Object.keys(changed).length) changed = next();
}

/** Settings of the next run that were changed on the picture; they stand in the address at once. */
export function hold(settings) {
  changed = settings;
  const all = hash();
  for (const [key, value] of Object.entries(settings)) all.set(NEXT + key, value);
  if (Object.keys(settings).length) history.replaceState(null, '', '#' + all.toString());
}

export const held = () => changed;

export function write(settings, view) {
  const old = hash();
  const all = new URLSearchParams({ ...settings, view });
  for (const [key, value] of Object.entries(changed)) all.set(NEXT + key, value);
  if (old.get('view') === view) looks(old).forEach(([key, value]) => all.set(key, value));
  history.replaceState(null, '', '#' + all.toString());
}

/** Opens a view where it is to look; the browser's "back" leads here again. */
export function go(view, values) {
  const all = new URLSearchParams([...hash()].filter(([key]) => !key.startsWith(LOOK)));
  all.set('view', view);
  Object.entries(values).filter(([, value]) => value !== null).forEach(([key, value]) => all.set(LOOK + key, value));
  location.hash = '#' + all.toString();
}

/** A whole number that an address may hold; another one if it does not. */
export function whole(text, otherwise) {
  return /^\d{1,9}$/.test(text ?? '') ? Number(text) : otherwise;
}
