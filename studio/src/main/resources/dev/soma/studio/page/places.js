// Where symbols live: a small picture of the network, and its matrices as tables of cells.
// Paths and places come from the server; what belongs together has paths of which one begins with the other.
import * as colours from '/colours.js';
import { el } from '/twin.js';

const WIDTH = 380;

function svg(name, attributes, ...children) {
  const e = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
  e.append(...children);
  return e;
}

const within = (a, b) => a === b || a.startsWith(b + '/');
const related = (a, b) => Boolean(a && b) && (within(a, b) || within(b, a));

/** Whether b is lit while a is pointed at: symbols by their path, units and edges by their place. */
function together(a, b) {
  if (a.path && b.path) return related(a.path, b.path);
  return related(a.place, b.place);
}

/** Lights what belongs to the symbol, cell, unit or edge that is pointed at or has the focus. */
export function lightUp(root) {
  const mark = from => {
    for (const e of root.querySelectorAll('[data-place]')) {
      e.classList.toggle('lit', Boolean(from) && together(from.dataset, e.dataset));
    }
  };
  const nearest = e => (e.target.closest ? e.target.closest('[data-place]') : null);
  const focused = () => (root.contains(document.activeElement) ? document.activeElement.closest('[data-place]') : null);
  root.addEventListener('mouseover', e => mark(nearest(e) || focused()));
  root.addEventListener('mouseleave', () => mark(focused()));
  root.addEventListener('focusin', e => mark(nearest(e)));
  root.addEventListener('focusout', () => mark(null));
}

/** The picture of the network; null if it has none. */
export function picture(d) {
  const n = d.columns.length;
  if (!n) return null;
  const most = Math.max(...d.columns.map(c => c.units.length));
  const height = 40 + Math.max(90, most * 24);
  const at = (column, i) => [82 + column * (WIDTH - 138) / (n - 1),
    26 + (i + 0.5) * (height - 32) / d.columns[column].units.length];
  const root = svg('svg', { viewBox: `0 0 ${WIDTH} ${height}`, role: 'img',
    'aria-label': 'the network: units in columns, an edge for every weight; the tables below hold the same' });
  const size = Math.max(1e-30, ...d.edges.map(e => Math.abs(e.w)));
  for (const e of d.edges) {
    const [x1, y1] = at(e.l - 1, e.from - 1);
    const [x2, y2] = at(e.l, e.to - 1);
    const line = { x1, y1, x2, y2 };
    const t = e.w / size;
    root.append(svg('g', { class: 'edge', 'data-place': e.place },
      svg('line', { ...line, class: 'near' }),
      svg('line', { ...line, class: 'drawn', stroke: colours.css(colours.signed(Math.sign(t) * (0.35 + 0.65 * Math.abs(t)))),
        'stroke-width': 0.8 + 3 * Math.abs(t), ...(t < 0 ? { 'stroke-dasharray': '5 3' } : {}) }),
      svg('title', {}, e.name)));
  }
  d.columns.forEach((c, k) => {
    root.append(svg('text', { x: at(k, 0)[0], y: 13, 'text-anchor': 'middle' },
      c.name + (c.of > c.units.length ? ` ${c.units.length} of ${c.of}` : '')));
    c.units.forEach((u, i) => {
      const [x, y] = at(k, i);
      const name = u.name.length > 9 ? u.name.slice(0, 8) + '…' : u.name;
      root.append(svg('g', { class: 'unit', 'data-place': u.place },
        svg('circle', { cx: x, cy: y, r: 9 }),
        svg('text', { x, y: y + 4, 'text-anchor': 'middle' }, String(i + 1)),
        ...(name && (k === 0 || k === n - 1)
          ? [svg('text', { x: k === 0 ? x - 12 : x + 13, y: y + 4, 'text-anchor': k === 0 ? 'end' : 'start', class: 'name' }, name)] : []),
        svg('title', {}, `unit ${i + 1} of layer ${k + 1} ${u.name}`)));
    });
  });
  return root;
}

/** A table of cells, one of which can have the focus; arrow keys walk, Enter or a click chooses. */
export function grid(t, choose) {
  const head = t.head.length ? [el('tr', {}, el('td', {}), ...t.head.map(h => el('th', { scope: 'col' }, h)))] : [];
  const body = t.lines.map(line => el('tr', {}, el('th', { scope: 'row' }, line.head), ...line.cells.map(c =>
    el('td', { tabindex: '-1', 'data-path': c.path, 'data-place': c.place, 'data-key': 'c' + c.path, 'aria-label': `${c.name} ${c.text || 'hidden'}` },
      c.text || '___'))));
  const table = el('table', { role: 'grid', 'aria-label': t.title, class: 'cells' }, el('tbody', {}, ...head, ...body));
  const first = table.querySelector('[data-path]');
  if (first) first.tabIndex = 0;
  table.addEventListener('keydown', e => {
    const cell = e.target.closest('[data-path]');
    if (!cell) return;
    if (e.key === 'Enter') choose(cell.dataset.path);
    else if (!walk(cell, body, e.key)) return;
    e.preventDefault();
    e.stopPropagation();
  });
  table.addEventListener('click', e => {
    const cell = e.target.closest('[data-path]');
    if (cell) { rove(cell, table.querySelectorAll('[data-path]')); choose(cell.dataset.path); }
  });
  return el('div', { class: 'grid' }, el('h3', {}, t.title), el('div', { class: 'wide-cells' }, table));
}

function walk(cell, body, key) {
  const by = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[key];
  if (!by) return false;
  const row = cell.parentElement;
  const to = body[body.indexOf(row) + by[0]]?.children[[...row.children].indexOf(cell) + by[1]];
  if (to && to.dataset.path) rove(to, row.closest('table').querySelectorAll('[data-path]'));
  return true;
}

/** Gives the focus to one of several, and takes the others out of the order of Tab. */
export function rove(to, all) {
  for (const e of all) e.tabIndex = e === to ? 0 : -1;
  to.focus();
}
