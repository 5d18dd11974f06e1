// Curves drawn by uPlot, with a legend, and with a cursor that keys and the pointer move.
import * as colours from '/colours.js';
import { el, figure } from '/twin.js';

/* global uPlot */
const WIDTH = 600;
const MARKS = 6; // on a curve that has marks
const SPARSE = 40; // so few points are drawn as points
const LARGE = 1e5;

export const KEYS = 'Tab to a chart; left and right move the line, Page Up and Page Down by ten, Home and End to the ends, Escape takes it away. The pointer reads as well, a click keeps the line there; dragging zooms in, a double click out.';

/** One chart. A series is { name, x, y, stroke, dash, width, mark }; those of one chart may have other x. */
export class Plot {
  /**
   * @param spec title, across, height; series; log; range(min, max); under(u) and over(u) draw beneath and above the curves;
   *   keys: more of the legend, [text, draw(g, width, height)]; moved(x) is told where the line is put, null for nowhere
   */
  constructor(holders, spec) {
    this.spec = spec;
    this.at = null;
    this.picture = el('div', { class: 'picture', tabindex: '0', role: 'group', keydown: e => this.key(e), click: () => this.hold(),
      'aria-label': `${spec.title}; arrow keys read the curves, a table below holds the numbers` });
    this.said = el('p', { class: 'cursor', 'aria-live': 'off' });
    this.legend = el('ul', { class: 'legend' }, ...spec.series.map(s => el('li', {}, sample((g, w, h) => line(g, s, w, h)), s.name)),
      ...(spec.keys ?? []).map(([text, draw]) => el('li', {}, sample(draw), text)));
    this.element = el('div', { class: 'chart' }, this.picture, this.said, this.legend);
    for (const [event, live] of [['focus', 'polite'], ['blur', 'off']]) {
      this.picture.addEventListener(event, () => { this.said.setAttribute('aria-live', live); this.say(); });
    }
    holders.append(this.element);
    this.series = spec.series;
    this.plot = new uPlot(this.options(), this.table(), this.picture);
    this.say();
  }

  options() {
    const { title, across, series, log, height = 260, under = () => {}, range } = this.spec;
    const axis = { stroke: colours.quiet(), grid: { stroke: colours.line(), width: 1 }, ticks: { stroke: colours.line() } };
    const values = (_, splits) => splits.map(v => (v === null ? '' : tick(v)));
    return {
      title,
      width: Math.max(300, Math.min(WIDTH, this.element.clientWidth || WIDTH)),
      height,
      legend: { show: false },
      cursor: { points: { show: false }, y: false },
      scales: { x: { time: false }, y: log ? { distr: 3 } : range ? { range: (_, min, max) => range(min, max) } : {} },
      axes: [{ ...axis, size: 32, values }, { ...axis, size: 66, values, incrs: STEPS, ...(log ? { splits: (_u, _axis, min, max) => decades(min, max), filter: (_, splits) => splits } : {}) }],
      series: [{ label: across }, ...series.map(s => ({
        label: s.name, stroke: s.stroke, dash: s.dash, width: s.width ?? 1.6, spanGaps: true,
        points: { show: (u, i) => count(u.data[i]) <= SPARSE, size: 6, fill: s.stroke } }))],
      hooks: { drawAxes: [under], draw: [u => this.over(u)], setCursor: [u => this.hovered(u)] },
    };
  }

  /** Other numbers of the same series. */
  set(series) {
    this.series = series;
    this.plot.setData(this.table());
    this.say();
  }

  /** All series over one x. */
  table() {
    const { log } = this.spec;
    const drawn = y => (log ? y.map(v => (v !== null && v > 0 ? v : null)) : y);
    const first = this.series[0].x;
    if (this.series.every(s => s.x === first)) return [first, ...this.series.map(s => drawn(s.y))];
    return uPlot.join(this.series.map(s => [s.x, drawn(s.y)]));
  }

  over(u) {
    const g = u.ctx;
    const pixel = window.devicePixelRatio || 1;
    g.save();
    g.beginPath();
    g.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
    g.clip();
    this.series.forEach((s, i) => s.mark && this.marks(u, s, this.spec.series[i].stroke, pixel));
    this.spec.over?.(u);
    if (this.at !== null) upright(u, this.at, []);
    g.restore();
  }

  /** Shapes on a curve, evenly spaced: without its colour it can be told from others. */
  marks(u, s, stroke, pixel) {
    const known = s.x.map((x, i) => [x, s.y[i]]).filter(([x, y]) => y !== null && x >= u.scales.x.min && x <= u.scales.x.max);
    const step = Math.max(1, Math.floor(known.length / MARKS));
    for (let i = Math.floor(step / 2); i < known.length; i += step) {
      shape(u.ctx, u.valToPos(known[i][0], 'x', true), u.valToPos(known[i][1], 'y', true), s.mark, stroke, 4 * pixel, pixel);
    }
  }

  key(e) {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const x = this.series[0].x;
    const now = this.at === null ? null : x.findLastIndex(v => v <= this.at);
    const end = x.length - 1;
    const to = { ArrowLeft: (now ?? x.length) - 1, ArrowRight: (now ?? -1) + 1, PageUp: (now ?? x.length) - 10, PageDown: (now ?? -1) + 10, Home: 0, End: end }[e.key];
    if (e.key === 'Escape') this.moved(null);
    else if (to === undefined || end < 0) return;
    else this.moved(x[Math.max(0, Math.min(end, to))]);
    e.preventDefault();
  }

  hovered(u) {
    const x = u.cursor.idx === null || u.cursor.idx === undefined || u.cursor.left < 0 ? null : u.data[0][u.cursor.idx];
    if (x === this.pointed) return;
    this.pointed = x;
    this.say();
  }

  hold() {
    if (typeof this.pointed === 'number') this.moved(this.pointed);
  }

  moved(x) {
    this.put(x);
    this.spec.moved?.(x);
  }

  /** Puts the line somewhere; null takes it away. */
  put(x) {
    if (x === this.at) return;
    this.at = x;
    this.plot.redraw(false);
    this.say();
  }

  /** The values under the pointer, else at the line. */
  say() {
    const x = this.pointed ?? this.at;
    const empty = document.activeElement === this.picture ? 'Left and right read the curves, Page Up and Page Down by ten, Home and End at the ends.' : '';
    const text = x === null ? empty : `${this.spec.across} ${figure(x)}: ` + this.series.map(s => `${s.short ?? s.name} ${value(s, x)}`).join(' · ');
    if (this.said.textContent !== text) this.said.textContent = text;
  }

  destroy() {
    this.plot.destroy();
    this.element.remove();
  }
}

/** The value at a place, else the last one before it, with its place. */
function value(s, x) {
  const i = s.x.findLastIndex((v, k) => v <= x && s.y[k] !== null && s.y[k] !== undefined);
  return i < 0 ? '–' : figure(s.y[i]) + (s.x[i] === x ? '' : ` (of ${figure(s.x[i])})`);
}

/**
 * A chart of curves over one x at the end of an element.
 * @param series [label, values, colour, dash]
 * @param under is given the plot before the curves are drawn
 * @param moved is given the x that keys or a click lead to, null for none
 */
export function chart(holders, { title, across, x, series, log = false, under, moved }) {
  return new Plot(holders, { title, across, log, under, moved, series: series.map(([name, y, stroke, dash]) => ({ name, x, y, stroke, dash })) });
}

const count = values => values.reduce((n, v) => n + (v === null || v === undefined ? 0 : 1), 0);

/** A number on an axis, without digits that say nothing. */
function tick(v) {
  const size = Math.abs(v);
  const text = size !== 0 && (size >= LARGE || size < 1e-4) ? String(Number(v.toPrecision(3)).toExponential()) : String(Number(v.toPrecision(10)));
  return text.replace('e+', 'e').replace(/-/g, '−');
}

/** Steps between the numbers of an axis, however small or large these are. */
const STEPS = [...Array(70).keys()].flatMap(k => [1, 2, 2.5, 5].map(m => Number(`${m}e${k - 30}`)));

/** Powers of ten alone, every third or tenth where there are many. */
function decades(min, max) {
  const [from, to] = [Math.ceil(Math.log10(min) - 1e-9), Math.floor(Math.log10(max) + 1e-9)];
  const step = to - from > 24 ? 10 : to - from > 8 ? 3 : 1;
  return [...Array(Math.max(0, to - from + 1)).keys()].map(k => from + k).filter(e => e % step === 0).map(e => Number(`1e${e}`));
}

/** A piece of a curve beside its name. */
function sample(draw) {
  const [c, g] = colours.canvas(38, 14);
  draw(g, 38, 14);
  return c;
}

function line(g, s, width, height) {
  g.strokeStyle = s.stroke;
  g.lineWidth = s.width ?? 1.6;
  g.setLineDash(s.dash ?? []);
  g.beginPath();
  g.moveTo(1, height / 2);
  g.lineTo(width - 1, height / 2);
  g.stroke();
  g.setLineDash([]);
  if (s.mark) shape(g, width / 2, height / 2, s.mark, s.stroke, 4, 1);
}

/** @param mark the number of a shape, and whether it is filled */
function shape(g, x, y, [k, full], stroke, size, pixel) {
  g.save();
  g.setLineDash([]);
  colours.mark(g, x, y, k, size);
  g.lineWidth = 1.4 * pixel;
  g.strokeStyle = stroke;
  g.fillStyle = full ? stroke : colours.css(colours.ground());
  g.fill();
  g.stroke();
  g.restore();
}

/** Fills what lies between two curves. */
export function between(u, x, a, b, colour, alpha) {
  const g = u.ctx;
  const to = (i, values) => g.lineTo(u.valToPos(x[i], 'x', true), u.valToPos(values[i], 'y', true));
  g.save();
  g.beginPath();
  g.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
  g.clip();
  g.globalAlpha = alpha;
  g.fillStyle = colour;
  g.beginPath();
  for (let i = 0; i < x.length; i++) to(i, a);
  for (let i = x.length - 1; i >= 0; i--) to(i, b);
  g.fill();
  g.restore();
}

/** A dotted line at a place of the horizontal axis. */
export function upright(u, at, dash = [3, 4]) {
  const x = Math.round(u.valToPos(at, 'x', true));
  u.ctx.save();
  u.ctx.strokeStyle = colours.ink();
  u.ctx.setLineDash(dash);
  u.ctx.beginPath();
  u.ctx.moveTo(x, u.bbox.top);
  u.ctx.lineTo(x, u.bbox.top + u.bbox.height);
  u.ctx.stroke();
  u.ctx.restore();
}
