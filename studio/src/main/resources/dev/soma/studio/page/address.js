// The settings in the address, after #, and what the open view adds to them: an address that is
// shared shows the same.

/** Names that are not settings of the run but belong to a view. */
const OF_VIEWS = ['view', 'lesson', 'lesson_seed', 'function', 'inputs', 'epsilon', 'from', 'to', 'most', 'lab_seed', 'kind'];

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

/** What the open view adds from now on. */
export function add(values) {
  added = values;
  if (last) write(...last);
}

export function write(settings, view) {
  last = [settings, view];
  history.replaceState(null, '', '#' + new URLSearchParams({ ...settings, view, ...added }).toString());
}
