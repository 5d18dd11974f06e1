// Small parts of the page: elements, and the table that stands beside every picture.

/** An element with attributes and children; functions become listeners. */
export function el(name, attributes = {}, ...children) {
  const e = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') e.addEventListener(key, value);
    else if (value === true) e.setAttribute(key, '');
    else if (value !== false && value !== null && value !== undefined) e.setAttribute(key, value);
  }
  e.append(...children.filter(c => c !== null && c !== undefined));
  return e;
}

/** A number for the screen. */
export function figure(x, digits = 4) {
  if (x === null || x === undefined || Number.isNaN(x)) return '–';
  if (typeof x !== 'number') return String(x);
  const size = Math.abs(x);
  const text = size !== 0 && (size >= 1e5 || size < 1e-4) ? x.toExponential(2)
    : Number.isInteger(x) && size < 1e5 ? String(x) : x.toFixed(digits);
  return (/^-0\.?0*$/.test(text) ? text.slice(1) : text).replace(/-/g, '−');
}

/** So many of something: 1 row, 2 rows. */
export const counted = (n, what) => `${n} ${what}${n === 1 ? '' : 's'}`;

/** A number whose digits count beyond 99,999 too: whole numbers in full, others with two decimals. */
export function exact(x, digits = 4) {
  const size = Math.abs(x);
  if (typeof x !== 'number' || !(size >= 1e5)) return figure(x, digits);
  const text = size >= 1e15 ? x.toExponential(8) : Number.isInteger(x) ? String(x) : x.toFixed(2);
  return text.replace(/-/g, '−');
}

/** The same numbers as a table, filled only while it is open. */
export class Twin {
  constructor(title) {
    this.body = el('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': title });
    this.details = el('details', {}, el('summary', {}, title), this.body);
    this.details.addEventListener('toggle', () => this.fill());
  }

  /** @param rows a function that gives [head, ...lines] */
  show(rows) {
    this.rows = rows;
    this.fill();
  }

  fill() {
    if (!this.details.open || !this.rows) return;
    const [head, ...lines] = this.rows();
    const cell = (tag, x) => el(tag, { class: typeof x === 'string' ? 'text' : null }, typeof x === 'string' ? x : exact(x));
    this.body.replaceChildren(el('table', {},
      el('thead', {}, el('tr', {}, ...head.map(h => el('th', { scope: 'col' }, h)))),
      el('tbody', {}, ...lines.map(l => el('tr', {}, ...l.map(x => cell('td', x)))))));
  }
}

/** A labelled choice. */
export function choice(label, options, value, onChange) {
  const select = el('select', { change: e => onChange(e.target.value) });
  setOptions(select, options, value);
  return [el('label', {}, label + ' ', select), select];
}

/** Puts options into a select, if they are others. Options are texts or [value, text]. */
export function setOptions(select, options, value) {
  const key = JSON.stringify(options);
  if (select.dataset.key !== key) {
    select.dataset.key = key;
    select.replaceChildren(...options.map(o => {
      const [v, text] = Array.isArray(o) ? o : [o, o];
      return el('option', { value: v }, text);
    }));
  }
  if (value !== undefined && select.value !== String(value)) select.value = value;
}

const PARTS = [['training', 'training'], ['validation', 'validation']];

/** A select of the parts of the rows; of a saved model all rows are one part. Gives its label, and what is to be called with every state. */
export function partChoice(value, onChange) {
  const [label, select] = choice('Rows', PARTS, value, onChange);
  return [label, (state, part) => setOptions(select, state.validation_rows ? PARTS : [['training', 'all']], part)];
}

/** What rows of a part are called. */
export const rowsOf = (state, part) => (state.validation_rows ? part + ' rows' : 'rows');
