// The settings in the address, after #: an address that is shared shows the same run.

/** The settings of the address; null if it has none. */
export function read() {
  const text = location.hash.slice(1);
  if (!text) return null;
  const all = Object.fromEntries(new URLSearchParams(text));
  if (!('v' in all)) all.v = 'none';
  delete all.view;
  return all;
}

/** Which view the address names. */
export function view() {
  return new URLSearchParams(location.hash.slice(1)).get('view');
}

export function write(settings, view) {
  const all = new URLSearchParams({ ...settings, view });
  history.replaceState(null, '', '#' + all.toString());
}
