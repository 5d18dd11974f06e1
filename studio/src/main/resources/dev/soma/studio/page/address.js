// The settings in the address, after #, and what the open view adds to them: an address that is
// shared shows the same.

/** Names that are not settings of the run but belong to a view. */
const OF_VIEWS = ['view', 'part', 'row', 'at', 'target', 'true', 'said', 'set', 'find'];

let added = {};
let last = null;

const all = () => new URLSearchParams(location.hash.slice(1));

/** The settings of the address; null if it has none. */
export function read() {
  const settings = Object.fromEntries(all());
  for (const name of OF_VIEWS) delete settings[name];
  if (!Object.keys(settings).length) return null;
  if (!('v' in settings)) settings.v = 'none';
  return settings;
}

/** Which view the address names. */
export function view() {
  return all().get('view');
}

/** What the address says of a name that belongs to a view; null if it is not there. */
export function of(name) {
  return all().get(name);
}

/** The whole number of a name, from 0; another one if it is not there. */
export function whole(name, otherwise) {
  const text = of(name);
  return /^\d{1,9}$/.test(text ?? '') ? Number(text) : otherwise;
}

/** What the open view adds from now on. */
export function add(values) {
  added = values;
  if (last) write(...last);
}

export function write(settings, view) {
  last = [settings, view];
  history.replaceState(null, '', text(view, added));
}

/** Opens another view as an address would; the browser's "back" leads here again. */
export function go(view, values) {
  location.hash = text(view, values);
}

function text(view, values) {
  return '#' + new URLSearchParams({ ...(last ? last[0] : {}), view, ...values }).toString();
}
