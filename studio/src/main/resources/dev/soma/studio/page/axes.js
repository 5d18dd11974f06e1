// The labels of axes: all of them can be told apart, and none is cut off or written over another.
import { figure } from '/twin.js';

export const FONT = '12px system-ui, sans-serif';
const PLAIN = 1e10; // up to here a number is written out
const FEW = 1e5; // up to here as everywhere
const GAP = 6;

/** Round numbers between two ends, { v, text }. */
export function ticks(min, max) {
  const raw = (max - min) / 6;
  const ten = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map(m => m * ten).find(s => s >= raw);
  const all = [];
  if (!(step > 0)) return all;
  const first = Math.ceil(min / step);
  for (let i = 0; (first + i) * step <= max && i < 20; i++) {
    const v = (first + i) * step;
    all.push(Math.abs(v) < step / 1e6 ? { v: 0, text: '0' } : { v, text: label(v, step) });
  }
  return all;
}

function label(v, step) {
  const size = Math.abs(v);
  const places = x => Math.floor(Math.log10(x) + 1e-9);
  const digits = Math.min(20, Math.max(0, -places(step)));
  if (size >= 1e-4 && size < FEW) return figure(v, digits);
  const text = size >= 1e-4 && size < PLAIN ? v.toFixed(digits) : v.toExponential(Math.min(12, Math.max(0, places(size) - places(step))));
  return text.replace(/-/g, '−');
}

const ruler = document.createElement('canvas').getContext('2d');

/** Pixels that the widest of some labels takes. */
export function widest(all) {
  ruler.font = FONT;
  return Math.max(0, ...all.map(t => ruler.measureText(t.text).width));
}

/** Writes labels from left to right, leaving out what would touch another or the edge. */
export function across(g, all, x, y, right) {
  g.textAlign = 'center';
  let end = -Infinity;
  for (const t of all) {
    const half = g.measureText(t.text).width / 2;
    if (x(t.v) - half < end || x(t.v) + half > right) continue;
    g.fillText(t.text, x(t.v), y);
    end = x(t.v) + half + GAP;
  }
}
