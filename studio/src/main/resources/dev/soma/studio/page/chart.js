// Curves drawn by uPlot, and what is filled or marked beneath them.
import * as colours from '/colours.js';
import { el } from '/twin.js';

/* global uPlot */
const WIDTH = 600;

/**
 * A chart at the end of an element.
 * @param series [label, values, colour, dash]
 * @param under is given the plot before the curves are drawn
 */
export function chart(holders, { title, across, x, series, log = false, under = () => {} }) {
  const holder = el('div', { class: 'chart', role: 'img', 'aria-label': title + '; a table below holds the numbers' });
  holders.append(holder);
  const axis = { stroke: colours.quiet(), grid: { stroke: colours.line(), width: 1 }, ticks: { stroke: colours.line() } };
  const said = (_, v) => (v === null || v === undefined ? '–' : v.toPrecision(4));
  const drawn = values => (log ? values.map(v => (v !== null && v > 0 ? v : null)) : values);
  return new uPlot({
    title,
    width: Math.max(300, Math.min(WIDTH, holder.clientWidth || WIDTH)),
    height: 260,
    scales: { x: { time: false }, y: { distr: log ? 3 : 1 } },
    axes: [{ ...axis, size: 32 }, { ...axis, size: 62, ...(log ? decades(axis) : {}) }],
    series: [{ label: across, value: said }, ...series.map(([name, , stroke, dash]) => ({
      label: name, stroke, dash, width: 1.6, points: { show: false }, value: said }))],
    hooks: { drawAxes: [under] },
  }, [x, ...series.map(s => drawn(s[1]))], holder);
}

/** Powers of ten alone, every third where there are many. */
function decades(axis) {
  const filter = (_, splits) => {
    const powers = splits.map(v => (v > 0 ? Math.log10(v) : NaN)).map(e => (Math.abs(e - Math.round(e)) < 1e-6 ? Math.round(e) : null));
    const step = powers.filter(e => e !== null).length > 8 ? 3 : 1;
    return splits.map((v, i) => (powers[i] !== null && powers[i] % step === 0 ? v : null));
  };
  const values = (_, splits) => splits.map(v => (v === null ? '' : v >= 1e4 || v < 1e-3 ? v.toExponential(0) : String(v)));
  return { filter, values, grid: { ...axis.grid, filter }, ticks: { ...axis.ticks, filter } };
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
export function upright(u, at) {
  const x = Math.round(u.valToPos(at, 'x', true));
  u.ctx.save();
  u.ctx.strokeStyle = colours.ink();
  u.ctx.setLineDash([3, 4]);
  u.ctx.beginPath();
  u.ctx.moveTo(x, u.bbox.top);
  u.ctx.lineTo(x, u.bbox.top + u.bbox.height);
  u.ctx.stroke();
  u.ctx.restore();
}
