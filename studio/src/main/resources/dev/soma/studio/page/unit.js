// One unit closely: its number over the plane, and f(z) with the z of the rows counted beneath it.
import * as axes from '/axes.js';
import * as colours from '/colours.js';
import { Cursor, nearest, Ringed } from '/cursor.js';
import { counted, el, exact, figure, Twin } from '/twin.js';

const SIZE = 250;
const WIDE = 430;
const LEFT = 50;
const RIGHT = 44;
const TOP = 8;
const FOOT = 38;
const COARSE = 8; // lines and columns of the table

const curveColour = () => colours.ofClass(5);
const barColour = () => colours.css(colours.mix(colours.ground(), colours.rgb('#56b4e9'), 0.75));

export class Unit {
  constructor() {
    this.title = el('h2');
    this.plane = new Ringed();
    this.rows = new Ringed();
    this.over = new Cursor(this.plane.element, 'the unit over the plane', {
      size: () => (this.d.values ? [this.d.grid, this.d.y ? this.d.grid : 1] : [0, 0]),
      say: at => this.sayPoint(at), mark: at => this.plane.mark(at && this.spot(at)), near: e => this.point(this.plane.place(e)) });
    this.bins = new Cursor(this.rows.element, 'f and the z of the rows, in bins', {
      size: () => [this.d.one.counts.length, 1],
      say: ([k]) => this.sayBin(k), mark: at => this.rows.mark(at && this.top(at[0])), near: e => this.bin(this.rows.place(e)) });
    this.said = el('p');
    this.legend = el('ul', { class: 'legend' });
    this.values = new Twin('This unit over the plane, as a table');
    this.counts = new Twin('f and the z of the rows, as a table');
    this.figure = el('figure', {}, this.plane.element);
    this.element = el('div', {}, this.title, el('div', { class: 'closely' }, this.figure, el('figure', {}, this.rows.element)),
      this.over.line, this.bins.line, this.legend, this.said, this.values.details, this.counts.details);
  }

  draw(d) {
    this.d = d;
    this.title.textContent = `Unit ${d.unit} of ${d.of} of a(${d.layer})`;
    this.figure.hidden = this.values.details.hidden = !d.values;
    if (d.values) this.plane.show(d.y ? heat(d) : curve(d));
    const { finite } = d.one;
    this.rows.element.parentElement.hidden = !finite;
    if (finite) this.rows.show(this.histogram());
    this.over.show();
    this.bins.show();
    this.say();
    this.values.show(() => planeRows(d));
    this.counts.show(() => binRows(d.one));
  }

  /** Where a point of the grid is in the picture. */
  spot([i, j]) {
    const { grid: n, values, y } = this.d;
    const up = y ? j / (n - 1) : share(values, i);
    return [(LEFT + SIZE * i / (n - 1)) / (LEFT + SIZE + 8), (TOP + SIZE * (1 - up)) / (TOP + SIZE + FOOT)];
  }

  point([left, top]) {
    const n = this.d.grid;
    const i = nearest((left * (LEFT + SIZE + 8) - LEFT) / SIZE, n);
    const j = this.d.y ? nearest(1 - (top * (TOP + SIZE + FOOT) - TOP) / SIZE, n) : 0;
    return i === null || j === null ? null : [i, j];
  }

  sayPoint([i, j]) {
    const { x, y, grid: n } = this.d;
    const value = (axis, k) => `${axis.name} = ${exact(axis.min + (axis.max - axis.min) * k / (n - 1), 3)}`;
    return `${value(x, i)}${y ? ', ' + value(y, j) : ''}: ${name(this.d)} = ${exact(this.d.values[j * n + i])}`;
  }

  px(z) {
    const { from, to } = this.d.one;
    return LEFT + (z - from) / (to - from) * (WIDE - LEFT - RIGHT);
  }

  /** The middle of a bin, as high as its bar. */
  top(k) {
    const o = this.d.one;
    return [this.px(middle(o, k)) / WIDE, (TOP + SIZE - this.bar(o.counts[k])) / (TOP + SIZE + FOOT)];
  }

  bar(count) {
    return 0.62 * SIZE * count / Math.max(1, ...this.d.one.counts);
  }

  bin([left]) {
    const o = this.d.one;
    const z = o.from + (left * WIDE - LEFT) / (WIDE - LEFT - RIGHT) * (o.to - o.from);
    const width = (o.high - o.low) / o.counts.length;
    const k = width > 0 ? Math.floor((z - o.low) / width) : 0;
    return k < 0 || k >= o.counts.length ? null : [k, 0];
  }

  sayBin(k) {
    const o = this.d.one;
    const [a, b] = edges(o, k);
    const f = o.mid_a ? `; in the middle f(z) = ${figure(o.mid_a[k])}` + (o.mid_slope ? `, f'(z) = ${figure(o.mid_slope[k])}` : '') : '';
    return `z from ${exact(a)} to ${exact(b)}: ${o.counts[k]} of ${counted(o.rows, 'row')}${f}${isFlat(o, middle(o, k)) ? '; f is flat here' : ''}`;
  }

  histogram() {
    const o = this.d.one;
    const [canvas, g] = colours.canvas(WIDE, TOP + SIZE + FOOT, `f of z, and how many rows have which z, of unit ${this.d.unit}; the tables below hold the numbers`);
    const base = TOP + SIZE;
    for (const [a, b] of o.flat) hatch(g, this.px(a), TOP, this.px(b) - this.px(a), SIZE);
    o.counts.forEach((count, k) => {
      const [a, b] = edges(o, k);
      const left = this.px(a);
      const wide = Math.max(o.counts.length > 1 ? 1 : 3, this.px(b) - left);
      const high = this.bar(count);
      g.fillStyle = barColour();
      g.fillRect(left, base - high, wide, high);
      g.strokeStyle = colours.css(colours.ground());
      g.lineWidth = 1;
      if (count && wide > 4) g.strokeRect(left, base - high, wide, high);
    });
    const values = o.dots ? o.dots.map(p => p[1]) : o.a;
    const [low, high] = range(values);
    const py = a => TOP + 8 + (high - a) / (high - low) * (SIZE - 16);
    this.line(g, o, py);
    this.frame(g, o, low, high, py);
    return canvas;
  }

  line(g, o, py) {
    g.strokeStyle = g.fillStyle = curveColour();
    g.lineWidth = 2.5;
    if (o.dots) {
      for (const [z, a] of o.dots) {
        colours.mark(g, this.px(z), py(a), 0, 2.4);
        g.fill();
      }
      return;
    }
    g.beginPath();
    o.a.forEach((a, i) => { if (a !== null) g.lineTo(this.px(o.z[i]), py(a)); });
    g.stroke();
  }

  frame(g, o, low, high, py) {
    g.lineWidth = 1;
    g.strokeStyle = colours.line();
    g.strokeRect(LEFT + 0.5, TOP + 0.5, WIDE - LEFT - RIGHT - 1, SIZE - 1);
    if (o.from < 0 && o.to > 0) {
      g.beginPath();
      g.moveTo(this.px(0), TOP);
      g.lineTo(this.px(0), TOP + SIZE);
      g.stroke();
    }
    g.fillStyle = colours.ink();
    g.font = axes.FONT;
    axes.across(g, axes.ticks(o.from, o.to), z => this.px(z), TOP + SIZE + 15, WIDE - RIGHT + 14);
    g.textAlign = 'center';
    g.fillText('z', LEFT + (WIDE - LEFT - RIGHT) / 2, TOP + SIZE + 31);
    g.textAlign = 'right';
    for (const t of axes.ticks(low, high)) g.fillText(t.text, LEFT - 6, py(t.v) + 4);
    g.fillStyle = colours.quiet();
    g.textAlign = 'left';
    const most = Math.max(1, ...o.counts);
    for (const count of new Set([0, most])) g.fillText(String(count), WIDE - RIGHT + 6, TOP + SIZE - this.bar(count) + (count ? 4 : 0));
    g.save();
    g.translate(WIDE - 4, TOP + SIZE / 2);
    g.rotate(-Math.PI / 2);
    g.textAlign = 'center';
    g.fillText('rows', 0, 0);
    g.restore();
    sideways(g, 'a', 11, TOP + SIZE / 2);
  }

  say() {
    const { one: o } = this.d;
    const item = (text, paint) => {
      const [c, g] = colours.canvas(22, 14, '');
      paint(g);
      return el('li', {}, c, text);
    };
    const some = `${counted(o.rows, 'training row')}${o.rows < o.rows_of ? ` of ${o.rows_of}, those that diagnostics look at` : ''}`;
    this.legend.replaceChildren(...(o.finite ? [
      item(o.dots ? 'a row: its z, and its a' : 'f(z)', g => {
        g.fillStyle = g.strokeStyle = curveColour();
        g.lineWidth = 2.5;
        if (o.dots) { colours.mark(g, 11, 7, 0, 3); g.fill(); } else { g.beginPath(); g.moveTo(0, 11); g.lineTo(22, 3); g.stroke(); }
      }),
      item(`bars: how many of ${some} have this z`, g => { g.fillStyle = barColour(); g.fillRect(2, 2, 18, 12); }),
      ...(o.flat_rows === undefined ? [] : [item('hatched: f is flat', g => hatch(g, 0, 0, 22, 14))])] : []));
    const beyond = o.below + o.above;
    this.said.textContent = (o.finite ? `z from ${exact(o.min)} to ${exact(o.max)}, mean ${exact(o.mean)}. ` : '') + o.said +
      (o.finite < o.rows ? ` On ${counted(o.rows - o.finite, 'row')} z is not finite.` : '') +
      (beyond ? ` Beyond the axis: ${o.below} below, ${o.above} above.` : '');
  }
}

/** What is shown, in symbols. */
export const name = d => (d.what === 'slope' ? "f'(z)" : d.what);

const middle = (o, k) => o.low + (o.high - o.low) * (k + 0.5) / o.counts.length;
const edges = (o, k) => [0, 1].map(e => o.low + (o.high - o.low) * (k + e) / o.counts.length);
const isFlat = (o, z) => o.flat.some(([a, b]) => z > a && z <= b);

/** From the least to the largest, and 0; never empty. */
function range(values) {
  const all = values.filter(v => v !== null).concat(0);
  const low = Math.min(...all);
  const high = Math.max(...all);
  return high > low ? [low, high] : [low - 1, high + 1];
}

function share(values, i) {
  const [low, high] = range(values);
  return (values[i] - low) / (high - low);
}

/** Stripes, which no colour is needed to see. */
function hatch(g, x, y, wide, high) {
  g.save();
  g.beginPath();
  g.rect(x, y, wide, high);
  g.clip();
  g.strokeStyle = colours.quiet();
  g.globalAlpha = 0.45;
  g.lineWidth = 1;
  g.beginPath();
  for (let s = Math.floor((x - high) / 7) * 7; s < x + wide; s += 7) {
    g.moveTo(s, y + high);
    g.lineTo(s + high, y);
  }
  g.stroke();
  g.restore();
}

function sideways(g, text, x, y) {
  g.save();
  g.fillStyle = colours.ink();
  g.translate(x, y);
  g.rotate(-Math.PI / 2);
  g.textAlign = 'center';
  g.fillText(text, 0, 0);
  g.restore();
}

/** A picture of one unit over the plane, with axes; paint is given the drawing and where values of y are. */
function framed(d, label, low, high, up, paint) {
  const [canvas, g] = colours.canvas(LEFT + SIZE + 8, TOP + SIZE + FOOT, `${label} of unit ${d.unit}; the table below holds the numbers`);
  const px = x => LEFT + (x - d.x.min) / (d.x.max - d.x.min) * SIZE;
  const py = y => TOP + (high - y) / (high - low) * SIZE;
  paint(g, py);
  g.strokeStyle = colours.line();
  g.lineWidth = 1;
  g.strokeRect(LEFT + 0.5, TOP + 0.5, SIZE - 1, SIZE - 1);
  g.fillStyle = colours.ink();
  g.font = axes.FONT;
  axes.across(g, axes.ticks(d.x.min, d.x.max), px, TOP + SIZE + 15, LEFT + SIZE + 8);
  g.textAlign = 'center';
  g.fillText(d.x.name, LEFT + SIZE / 2, TOP + SIZE + 31);
  g.textAlign = 'right';
  for (const t of axes.ticks(low, high)) g.fillText(t.text, LEFT - 6, py(t.v) + 4);
  sideways(g, up, 11, TOP + SIZE / 2);
  return canvas;
}

function heat(d) {
  const n = d.grid;
  const size = Math.max(1e-12, ...d.values.map(v => Math.abs(v ?? 0)));
  const small = document.createElement('canvas');
  small.width = small.height = n;
  const s = small.getContext('2d');
  const image = s.createImageData(n, n);
  d.values.forEach((v, i) => image.data.set([...colours.signed((v ?? 0) / size), 255], 4 * ((n - 1 - Math.floor(i / n)) * n + i % n)));
  s.putImageData(image, 0, 0);
  return framed(d, `${name(d)} over the plane`, d.y.min, d.y.max, d.y.name, g => g.drawImage(small, LEFT, TOP, SIZE, SIZE));
}

function curve(d) {
  const [low, high] = range(d.values);
  return framed(d, `${name(d)} along ${d.x.name}`, low, high, name(d), (g, py) => {
    g.strokeStyle = colours.ofClass(0);
    g.lineWidth = 2.5;
    g.beginPath();
    d.values.forEach((v, i) => { if (v !== null) g.lineTo(LEFT + SIZE * i / (d.grid - 1), py(v)); });
    g.stroke();
  });
}

/** Some lines and columns of the plane; of a line 21 points. */
function planeRows(d) {
  const n = d.grid;
  const at = (axis, i) => axis.min + (axis.max - axis.min) * i / (n - 1);
  const places = (count) => [...Array(count).keys()].map(i => Math.round(i * (n - 1) / (count - 1)));
  if (!d.y) return [[d.x.name, name(d)], ...places(21).map(i => [at(d.x, i), d.values[i]])];
  const some = places(COARSE);
  return [[`${d.y.name} \\ ${d.x.name}`, ...some.map(i => exact(at(d.x, i), 2))],
    ...some.slice().reverse().map(j => [at(d.y, j), ...some.map(i => d.values[j * n + i])])];
}

function binRows(o) {
  const ofDots = k => {
    const [low, high] = edges(o, k);
    const a = o.dots.filter(p => p[0] >= low && (p[0] < high || k === o.counts.length - 1)).map(p => p[1]);
    return a.length ? a.reduce((sum, v) => sum + v, 0) / a.length : '';
  };
  const bins = o.counts.map((count, k) => [...edges(o, k), count, ...(o.dots ? [ofDots(k)] : []), ...(o.mid_a ? [o.mid_a[k]] : []), ...(o.mid_slope ? [o.mid_slope[k]] : []),
    isFlat(o, middle(o, k)) ? 'flat' : '']);
  const head = ['z from', 'to', 'rows', ...(o.dots ? ['mean a of the dots'] : []), ...(o.mid_a ? ['f(z) in the middle'] : []), ...(o.mid_slope ? ["f'(z) in the middle"] : []), 'f'];
  const blank = head.slice(4).map(() => '');
  const line = (...cells) => [...cells, '', '', '', ''].slice(0, 4 + blank.length);
  return [head, ...bins, line(o.min, o.max, o.finite, 'all rows'), line(o.mean, o.mean, '', 'mean z'),
    ...(o.flat_rows === undefined ? [] : [line('', '', o.flat_rows, 'where f is flat')])];
}
