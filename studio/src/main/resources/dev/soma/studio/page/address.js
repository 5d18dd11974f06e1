// The settings in the address, after #: an address that is shared shows the same run.
// What begins with look. is where the open view looks: its row, its time, its choice; what begins with next. is
// a setting of the next run, which was changed on the picture; speed is that of the session.

const LOOK = 'look.';
const NEXT = 'next.';
const PACE = 'speed';
const HELD = ['points'];
const hash = () => new URLSearchParams(location.hash.slice(1));

let known = location.hash; // what was read or written last

/** Nothing is written where nothing changes: browsers count how often it is. Nor over an address that has just been
 * typed and is about to be read. */
const put = all => {
  if (location.hash !== known) return;
  if (location.hash !== '#' + all.toString()) history.replaceState(null, '', '#' + all.toString());
  known = location.hash;
};

const looks = all => [...all].filter(([key]) => key.startsWith(LOOK));

/** The settings of the address; null if it has none. */
export function read() {
  const text = location.hash.slice(1);
  if (!text) return null;
  const texts = [...new URLSearchParams(text)].filter(([key]) => key !== 'view' && key !== PACE && !key.startsWith(LOOK) && !key.startsWith(NEXT));
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
  put(all);
}

const NUMBER = '-?(\\d{1,19}[.]?|\\d{0,19}[.]\\d{1,19})(e-?\\d{1,3})?';
const POINTS = new RegExp(`^([A-Z]${NUMBER}_${NUMBER}([*](?=.)|$))*$`);

let unread = []; // what the address says of the next run that nobody knows

/** What the address says of the next run. */
const next = () => {
  const all = hash();
  unread = [...all.keys()].filter(key => key.startsWith(NEXT) && !HELD.includes(key.slice(NEXT.length)));
  const points = all.get(NEXT + 'points');
  if (points === null) return {};
  if (POINTS.test(points)) return { points };
  unread.push(`${NEXT}points=${points}, expected classes and places such as A0.5_-0.25*B1_0.3`);
  return {};
};

let changed = next();

/** Reads an address that was typed or gone back to: takes what it says of the next run, unless something was changed here. */
export function adopt() {
  known = location.hash;
  const read = next();
  if (!Object.keys(changed).length) changed = read;
}

/** Settings of the next run that were changed on the picture; they stand in the address at once. */
export function hold(settings) {
  changed = settings;
  const all = hash();
  for (const [key, value] of Object.entries(settings)) all.set(NEXT + key, value);
  if (Object.keys(settings).length) put(all);
}

export const held = () => changed;

export function write(settings, view) {
  const old = hash();
  const all = new URLSearchParams({ ...settings, view });
  for (const [key, value] of Object.entries(changed)) all.set(NEXT + key, value);
  if (old.has(PACE)) all.set(PACE, old.get(PACE));
  if (old.get('view') === view) looks(old).forEach(([key, value]) => all.set(key, value));
  put(all);
}

/** Opens a view where it is to look; the browser's "back" leads here again. */
export function go(view, values) {
  const all = new URLSearchParams([...hash()].filter(([key]) => !key.startsWith(LOOK)));
  all.set('view', view);
  Object.entries(values).filter(([, value]) => value !== null).forEach(([key, value]) => all.set(LOOK + key, value));
  location.hash = '#' + all.toString();
}

let strange = [];
let tell = () => {};

/** @param then is given what the address says that is not taken, one text each */
export function onStrange(then) {
  tell = then;
}

/** Something of the address that nobody knows, or that is not done now. */
export function odd(text) {
  strange.push(text);
  tell(strange);
}

/** Another view is opened: what it knows of where it looks; undefined if that is not said. */
export function opens(view, names) {
  strange = unread;
  unread = [];
  tell(strange);
  const unknown = names ? Object.keys(look(view)).filter(key => !names.includes(key)) : [];
  for (const key of unknown) odd(`look.${key}`);
  lookAt(view, Object.fromEntries(unknown.map(key => [key, null])));
}

const said = (key, text, expected, otherwise) => odd(`look.${key}=${text}, expected ${expected}` + (otherwise === '' ? '' : `: ${otherwise} is shown`));

/** One of some values; another one, and a line that says so, if the address has neither of them. */
export function oneOf(look, key, values, otherwise) {
  if ([undefined, ''].includes(look[key]) || values.includes(look[key])) return look[key] || otherwise;
  said(key, look[key], values.join(' or '), otherwise);
  return otherwise;
}

/** A whole number of at least this, likewise. */
export function whole(look, key, otherwise, least = 0) {
  if ([undefined, ''].includes(look[key])) return otherwise;
  if (/^\d{1,9}$/.test(look[key]) && Number(look[key]) >= least) return Number(look[key]);
  said(key, look[key], `a whole number from ${least} on`, otherwise < 0 || !Number.isFinite(otherwise) ? '' : otherwise);
  return otherwise;
}

/** A whole number of either sign, as text, likewise. */
export function integer(look, key, otherwise) {
  if ([undefined, ''].includes(look[key]) || /^-?\d{1,18}$/.test(look[key])) return look[key] || otherwise;
  said(key, look[key], 'a whole number', otherwise);
  return otherwise;
}

/** The place of a row, from 0, once it is known how many there are: the last one, likewise, if the address names one beyond it. */
export function within(row, rows, what) {
  if (row < rows) return row;
  said('row', row + 1, `a number of 1 to ${rows}, the ${what}`, rows);
  return rows - 1;
}

/** Whether something is ticked, likewise. */
export const flag = (look, key, otherwise = false) => oneOf(look, key, ['0', '1'], otherwise ? '1' : '0') === '1';

/** How many epochs a second a training of the page makes at most, 0 as many as it can; null if the address does not say. */
export function pace() {
  const text = hash().get(PACE);
  if (text === null) return null;
  if (/^\d{1,6}(\.\d{1,6})?$/.test(text)) return Number(text);
  odd(`${PACE}=${text}, expected epochs a second, or 0`);
  return null;
}

/** Puts it into the address; null takes it out. */
export function paced(speed) {
  const all = hash();
  if (all.get(PACE) === (speed === null ? null : String(speed))) return;
  if (speed === null) all.delete(PACE);
  else all.set(PACE, speed);
  put(all);
}
