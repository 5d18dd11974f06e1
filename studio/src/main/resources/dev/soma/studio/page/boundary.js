// What the network says of every point of a plane, the rows, and where hidden units bend.
import { bytes } from '/api.js';
import * as axes from '/axes.js';
import * as colours from '/colours.js';
import { Cursor, HELP, nearest, Ringed } from '/cursor.js';
import * as address from '/address.js';
import { Points } from '/points.js';
import * as regions from '/regions.js';
import { counted, el, exact, figure, setOptions, Twin } from '/twin.js';

const SIZE = 520;
const NONE = 255; // in place of a class: the probability there is not finite
const LISTED = 300; // points of a part in the table
let PAD = 44; // left of the picture; wider for wide labels

export class Boundary {
  static looks = ['x', 'y', 'hinges', 'validation', 'regions', 'add', 'level'];

  constructor(refresh) {
    const look = address.look('boundary');
    this.x = look.x || '';
    this.y = look.y || '';
    this.begins = true; // what is shown first is what the address says
    this.hinges = address.flag(look, 'hinges', true);
    this.validation = address.flag(look, 'validation', true);
    this.regions = address.flag(look, 'regions');
    this.across = el('select', { change: e => { this.x = e.target.value; this.keep(); refresh(); } });
    this.up = el('select', { change: e => { this.y = e.target.value; this.keep(); refresh(); } });
    this.picks = el('span', {}, el('label', {}, 'across ', this.across), ' ', el('label', {}, 'up ', this.up));
    const tick = (text, name, after) => el('label', {}, el('input', { type: 'checkbox', checked: this[name],
      change: e => { this[name] = e.target.checked; this.keep(); after(); } }), ' ' + text);
    const paint = () => this.paint();
    this.notes = el('p', { class: 'quiet' });
    this.ringed = new Ringed();
    this.picture = this.ringed.element;
    this.own = new Points(this.picture, paint, { on: address.flag(look, 'add'), level: look.level }, () => this.keep());
    this.cursor = new Cursor(this.picture, 'what the network says over the picture', {
      size: () => [this.data.grid, this.data.y ? this.data.grid : 1], say: at => said(this.data, at), mark: at => this.ringed.mark(at && this.spot(at)),
      near: e => this.point(this.ringed.place(e)), off: () => this.own.on || !this.data });
    this.legend = el('ul', { class: 'legend' });
    this.grid = new Twin('What the network says, as a table');
    this.rows = new Twin('The points, as a table');
    this.pieces = new Twin('The linear regions, as a table');
    this.element = el('div', {},
      el('div', { class: 'bar' }, this.picks, tick('lines z = 0', 'hinges', paint), tick('validation rows', 'validation', paint),
        tick('linear regions', 'regions', refresh), this.own.element),
      el('div', {}, this.picture), this.own.note, this.cursor.line, this.legend, this.notes, this.grid.details, this.rows.details, this.pieces.details);
  }

  query() {
    return { x: this.x, y: this.y, ...(this.regions ? { regions: 1 } : {}) };
  }

  /** What is ticked and chosen goes into the address. */
  keep() {
    const flag = (name, usual) => (this[name] === usual ? null : Number(this[name]));
    address.lookAt('boundary', { x: this.x, y: this.y, hinges: flag('hinges', true), validation: flag('validation', true), regions: flag('regions', false),
      ...this.own.state });
  }

  /** Columns of the address that are not there are told of. */
  fit(columns) {
    for (const axis of ['x', 'y']) {
      if (!this[axis] || columns.includes(this[axis])) continue;
      if (this.begins) address.odd(`look.${axis}=${this[axis]}, expected ${columns.slice(0, 8).join(' or ')}`);
      this[axis] = '';
    }
    this.begins = false;
    this.keep();
  }

  draw(data, state) {
    this.data = data;
    this.fit(data.columns);
    const range = data.y || lineRange(data);
    const wide = axes.widest(axes.ticks(range.min, range.max));
    PAD = wide > 34 ? wide + 24 : 44;
    this.own.draw(data, state, { left: PAD, size: SIZE });
    this.picks.hidden = data.columns.length < 3;
    setOptions(this.across, data.columns, data.x.name);
    if (data.y) setOptions(this.up, data.columns, data.y.name);
    this.paint();
  }

  paint() {
    const d = this.data;
    if (!d) return;
    const label = d.y ? `${d.target} over the plane of ${d.x.name} and ${d.y.name}` : `${d.target} over ${d.x.name}`;
    const [canvas, g] = colours.canvas(SIZE + PAD, SIZE + 36, label + '; the tables below hold the numbers');
    const range = d.y || lineRange(d);
    const px = x => PAD + (x - d.x.min) / (d.x.max - d.x.min) * SIZE;
    const py = y => SIZE - (y - range.min) / (range.max - range.min) * SIZE;
    if (d.y) paintGrid(g, d);
    g.save();
    g.beginPath();
    g.rect(PAD, 0, SIZE, SIZE);
    g.clip();
    if (d.regions) regions.paint(g, d.regions, PAD, SIZE);
    if (!d.y) paintLine(g, d, px, py);
    if (this.hinges && d.y) paintHinges(g, d);
    for (const part of d.points) {
      if (part.part === 'training' || this.validation) paintPoints(g, d, part, px, py);
    }
    this.own.paint(g);
    g.restore();
    frame(g, d, range, px, py);
    this.ringed.show(canvas);
    if (!this.own.on) this.cursor.attach();
    this.cursor.show();
    this.say(d);
  }

  /** Where a point of the grid is in the picture, in shares. */
  spot([i, j]) {
    const d = this.data;
    const range = lineRange(d);
    const up = d.y ? j / (d.grid - 1) : (lineAt(d, i) - range.min) / (range.max - range.min);
    return [(PAD + SIZE * i / (d.grid - 1)) / (SIZE + PAD), SIZE * (1 - up) / (SIZE + 36)];
  }

  point([left, top]) {
    const n = this.data.grid;
    const i = nearest((left * (SIZE + PAD) - PAD) / SIZE, n);
    const j = nearest(1 - top * (SIZE + 36) / SIZE, n);
    return i === null || j === null ? null : [i, this.data.y ? j : 0];
  }

  say(d) {
    const fixed = Object.entries(d.fixed).map(([k, v]) => `${k} = ${v}`);
    const notes = [];
    if (fixed.length) notes.push(`Held: ${fixed.slice(0, 8).join(', ')}${fixed.length > 8 ? ` and ${fixed.length - 8} more` : ''} (mean, or commonest level). A point is ringed by what the network says of its whole row.`);
    if (d.sampled) notes.push(d.sampled + '.');
    notes.push(...undrawn(d));
    if (d.hinges_left_out) notes.push(`Lines of ${d.hinges_left_out} more units are left out.`);
    const points = d.points.map(p => `${d.points.length > 1 ? p.part : 'of these rows'}: ${p.wrong.reduce((a, b) => a + b, 0)} of ${p.x.length} wrong`);
    if (d.classes.length) notes.push(points.join(', ') + '.');
    if (!this.own.on) notes.push(`Keys: Tab to the picture, ${HELP}; what the network says there is said below it.`);
    this.notes.textContent = notes.join(' ');
    this.legend.replaceChildren(...legend(d, this.own), ...(d.regions ? regions.legend(d.regions) : []));
    this.pieces.details.hidden = !d.regions;
    if (d.regions) this.pieces.show(() => regions.rows(d.regions, d));
    this.grid.show(() => gridRows(d));
    this.rows.show(() => pointRows(d, this.own));
  }
}

/** Rows that have no place in the picture, in words. */
function undrawn(d) {
  const columns = d.y ? `${d.x.name} or ${d.y.name}` : d.x.name;
  const why = ['', 'beyond the picture', `without a value of ${columns}`];
  const count = (p, k) => p.unseen.filter(u => u === k).length;
  const said = d.points.flatMap(p => [1, 2].filter(k => count(p, k))
    .map(k => `${count(p, k)} of ${counted(p.x.length, d.points.length > 1 ? p.part + ' row' : 'row')} ${why[k]}`));
  if (!said.length) return [];
  const beyond = d.points.some(p => count(p, 1)) ? ' It spans the rows that are learned from, and 8 % more on each side.' : '';
  return [`Not drawn: ${said.join(', ')}.${beyond}`];
}

function shade(d, i, said, p, values) {
  if (values) return colours.signed(values[i] / 127.5 - 1);
  if (said[i] === NONE) return colours.ground();
  const share = Math.max(0, (p[i] / 255 - 1 / d.classes.length) / (1 - 1 / d.classes.length));
  const full = colours.mix(colours.ground(), colours.rgb(colours.ofClass(said[i])), 0.62);
  return colours.mix(colours.mix(colours.ground(), full, 0.16), full, share);
}

function paintGrid(g, d) {
  const n = d.grid;
  const said = d.said && bytes(d.said);
  const p = d.p && bytes(d.p);
  const values = d.values && bytes(d.values);
  const small = document.createElement('canvas');
  small.width = small.height = n;
  const s = small.getContext('2d');
  const image = s.createImageData(n, n);
  for (let i = 0; i < n * n; i++) {
    const c = shade(d, i, said, p, values);
    const at = 4 * ((n - 1 - Math.floor(i / n)) * n + i % n);
    image.data.set([c[0], c[1], c[2], 255], at);
  }
  s.putImageData(image, 0, 0);
  g.imageSmoothingEnabled = true;
  const half = SIZE / (n - 1) / 2; // the middle of the outer cells lies on the edge
  g.save();
  g.beginPath();
  g.rect(PAD, 0, SIZE, SIZE);
  g.clip();
  g.drawImage(small, PAD - half, -half, SIZE + 2 * half, SIZE + 2 * half);
  g.restore();
}

function lineRange(d) {
  const ys = d.points.flatMap(p => p.y).filter(y => y !== null);
  const all = d.classes.length ? [0, 1] : [...ys, d.low, d.high];
  const min = Math.min(...all);
  const max = Math.max(...all);
  const size = Math.max(Math.abs(min), Math.abs(max));
  const margin = 0.06 * (max - min > 1e-12 * size ? max - min : size || 1);
  return { name: d.target, min: min - margin, max: max + margin };
}

/** One curve; of more than two classes one for each. */
function paintLine(g, d, px, py) {
  g.lineWidth = 2.5;
  d.lines.forEach((line, k) => {
    g.strokeStyle = colours.ofClass(d.lines.length > 1 ? k : 5);
    g.beginPath();
    line.forEach((v, i) => g.lineTo(px(d.x.min + (d.x.max - d.x.min) * i / (d.grid - 1)), py(v)));
    g.stroke();
  });
}

function paintHinges(g, d) {
  const cell = SIZE / (d.grid - 1) / 100;
  d.hinges.forEach(h => {
    g.strokeStyle = colours.ink();
    g.globalAlpha = h.layer === 2 ? 0.75 : 0.45;
    g.lineWidth = 1;
    g.setLineDash(h.layer === 2 ? [] : h.layer === 3 ? [5, 3] : [2, 3]);
    g.beginPath();
    for (let i = 0; i < h.segments.length; i += 4) {
      g.moveTo(PAD + h.segments[i] * cell, SIZE - h.segments[i + 1] * cell);
      g.lineTo(PAD + h.segments[i + 2] * cell, SIZE - h.segments[i + 3] * cell);
    }
    g.stroke();
  });
  g.globalAlpha = 1;
  g.setLineDash([]);
}

function paintPoints(g, d, part, px, py) {
  const size = part.x.length > 400 ? 2.6 : 3.6;
  for (let i = 0; i < part.x.length; i++) {
    const y = d.y || !d.classes.length ? part.y[i] : d.lines.length > 1 ? 1 : part.class[i];
    if (part.x[i] === null || y === null) continue;
    const x = px(part.x[i]);
    const at = py(y);
    colours.mark(g, x, at, part.class[i], size);
    const fill = part.value
      ? colours.css(colours.signed(2 * (part.value[i] - d.low) / (d.high - d.low || 1) - 1))
      : colours.ofClass(part.class[i]);
    if (part.part === 'training') {
      g.fillStyle = fill;
      g.fill();
      g.strokeStyle = colours.css(colours.ground());
      g.lineWidth = 0.8;
    } else {
      g.strokeStyle = fill;
      g.lineWidth = 1.6;
    }
    g.stroke();
    if (part.wrong[i]) {
      g.beginPath();
      g.arc(x, at, size + 4, 0, 7);
      g.strokeStyle = colours.ink();
      g.lineWidth = 1.6;
      g.stroke();
    }
  }
}

function frame(g, d, range, px, py) {
  g.strokeStyle = colours.line();
  g.lineWidth = 1;
  g.strokeRect(PAD + 0.5, 0.5, SIZE - 1, SIZE - 1);
  g.fillStyle = colours.ink();
  g.font = axes.FONT;
  axes.across(g, axes.ticks(d.x.min, d.x.max), px, SIZE + 15, PAD + SIZE);
  g.textAlign = 'center';
  g.fillText(d.x.name, PAD + SIZE / 2, SIZE + 31);
  g.textAlign = 'right';
  for (const t of axes.ticks(range.min, range.max)) g.fillText(t.text, PAD - 6, py(t.v) + 4);
  g.save();
  g.translate(11, SIZE / 2);
  g.rotate(-Math.PI / 2);
  g.textAlign = 'center';
  g.fillText(range.name, 0, 0);
  g.restore();
}

function legend(d, own) {
  const item = (text, paint) => {
    const [c, g] = colours.canvas(16, 16, '');
    paint(g);
    return el('li', {}, c, text);
  };
  const items = d.classes.map((name, k) => item(`${d.target} = ${name}`, g => {
    colours.mark(g, 8, 8, k, 5);
    g.fillStyle = colours.ofClass(k);
    g.fill();
  }));
  if (!d.classes.length && d.y) {
    items.push(item(`low: ${exact(d.low)}`, g => { g.fillStyle = colours.css(colours.signed(-1)); g.fillRect(1, 1, 14, 14); }));
    items.push(item(`high: ${exact(d.high)}`, g => { g.fillStyle = colours.css(colours.signed(1)); g.fillRect(1, 1, 14, 14); }));
  }
  const hollow = g => { colours.mark(g, 8, 8, 0, 4.5); g.strokeStyle = colours.ink(); g.lineWidth = 1.6; g.stroke(); };
  if (d.points.length > 1) items.push(item('filled: training, hollow: validation', hollow));
  if (d.classes.length) items.push(item('ringed: wrong', g => {
    colours.mark(g, 8, 8, 0, 2.5); g.fillStyle = colours.ink(); g.fill();
    colours.mark(g, 8, 8, 0, 6.5); g.strokeStyle = colours.ink(); g.stroke();
  }));
  if (!d.y && d.classes.length) items.push(el('li', {}, d.lines.length > 1
    ? `curves: probability of each class, points at the top` : `curve: probability of ${d.classes[1]}, points at 0 (${d.classes[0]}) and 1 (${d.classes[1]})`));
  if (own.some) items.push(item('thick edge: points of your own', g => {
    colours.mark(g, 8, 8, 0, 4.4); g.fillStyle = colours.ofClass(0); g.fill(); g.strokeStyle = colours.ink(); g.lineWidth = 1.4; g.stroke();
  }));
  if (d.hinges.length) items.push(item('z = 0 of a unit: solid in a(2), dashed deeper', g => {
    g.strokeStyle = colours.ink(); g.beginPath(); g.moveTo(1, 12); g.lineTo(15, 4); g.stroke();
  }));
  return items;
}

/** What a curve says; of several the largest probability. */
const lineAt = (d, i) => Math.max(...d.lines.map(line => line[i] ?? 0));

/** What the network says at a point of the grid, and which rows lie there. */
function said(d, [i, j]) {
  const n = d.grid;
  const place = (axis, k) => axis.min + (axis.max - axis.min) * k / (n - 1);
  const x = place(d.x, i);
  const y = d.y ? place(d.y, j) : null;
  const at = `${d.x.name} = ${exact(x, 3)}` + (d.y ? `, ${d.y.name} = ${exact(y, 3)}` : '');
  return `${at}: ${answer(d, j * n + i)}` + near(d, x, y);
}

function answer(d, k) {
  if (!d.classes.length) return `${d.target} ${exact(d.y ? d.low + bytes(d.values)[k] / 255 * (d.high - d.low) : d.lines[0][k])}`;
  if (!d.y) return d.lines.map((line, c) => `probability of ${d.classes[d.lines.length > 1 ? c : 1]} ${figure(line[k], 3)}`).join(', ');
  const c = bytes(d.said)[k];
  return c === NONE ? `${d.target}: no class, since its probability is not finite` : `${d.target} = ${d.classes[c]}, probability ${figure(bytes(d.p)[k] / 255, 2)}`;
}

/** The rows within a fiftieth of the axes. */
function near(d, x, y) {
  const far = (axis, value, at) => Math.abs(value - at) / (axis.max - axis.min);
  const rows = d.points.flatMap(p => p.x.map((v, i) => i)
    .filter(i => p.x[i] !== null && far(d.x, p.x[i], x) < 0.02 && (!d.y || (p.y[i] !== null && far(d.y, p.y[i], y) < 0.02)))
    .map(i => `${p.part} row ${p.rows[i] + 1}${d.classes.length ? ` (${d.classes[p.class[i]]}${p.wrong[i] ? ', wrong' : ''})` : ''}`));
  return rows.length ? `; here: ${rows.slice(0, 4).join(', ')}${rows.length > 4 ? ` and ${rows.length - 4} more` : ''}` : '';
}

function gridRows(d) {
  const n = d.grid;
  const said = d.said && bytes(d.said);
  const p = d.p && bytes(d.p);
  const values = d.values && bytes(d.values);
  const at = (axis, i, steps) => axis.min + (axis.max - axis.min) * i / steps;
  const text = i => (values ? d.low + values[i] / 255 * (d.high - d.low) : said[i] === NONE ? 'no class' : `${d.classes[said[i]]} ${(p[i] / 255).toFixed(2)}`);
  if (!d.y) {
    const value = i => (d.lines.length > 1 ? text(i) : d.lines[0][i]);
    return [[d.x.name, d.classes.length === 2 ? `probability of ${d.classes[1]}` : d.target], ...[...Array(21).keys()].map(i => {
      const place = Math.round(i * (n - 1) / 20);
      return [at(d.x, place, n - 1), value(place)];
    })];
  }
  const places = [...Array(8).keys()].map(i => Math.round(i * (n - 1) / 7));
  const head = [`${d.y.name} \\ ${d.x.name}`, ...places.map(i => exact(at(d.x, i, n - 1), 2))];
  return [head, ...places.slice().reverse().map(r => [at(d.y, r, n - 1), ...places.map(c => text(r * n + c))])];
}

function pointRows(d, own) {
  const head = ['part', 'row', d.x.name, d.y ? d.y.name : d.target, d.target, 'wrong', 'not drawn'];
  const owned = own.rows(d);
  const theirs = new Set(owned.map(o => o.row));
  const unseen = ['', 'beyond the picture', 'no value'];
  const line = (p, i) => [p.part, p.rows[i] + 1, p.x[i], p.y[i],
    d.classes.length ? d.classes[p.class[i]] : p.value ? p.value[i] : p.y[i], p.wrong[i] ? 'wrong' : '', unseen[p.unseen[i]]];
  const lines = p => {
    const all = p.x.map((_, i) => i).filter(i => p.part !== 'training' || !theirs.has(p.rows[i]));
    const left = all.length - LISTED;
    return [...all.slice(0, LISTED).map(i => line(p, i)), ...(left > 0 ? [[p.part, `${counted(left, 'more point')} left out`, '', '', '', '', '']] : [])];
  };
  return [head, ...d.points.flatMap(lines), ...owned.map(o => o.line)];
}
