// Which biases of the drawing of a network are named, and how: names that run into each other say nothing.
import * as colours from '/colours.js';
import { figure } from '/twin.js';

const MANY = 16; // units of a layer that are all named, however near the next layer is
const MOST = 12; // names of a larger layer, where the next one is near
const NEAR = 160; // pixels from layer to layer
const NEXT = 24; // pixels that units of the next layer take, with their biases

export class Names {
  /** @param distance pixels from layer to layer
   * @param picked whether a bias is the one that is chosen, by its column and its place there */
  constructor(columns, distance, picked) {
    this.distance = distance;
    this.columns = columns;
    this.all = columns.map((c, i) => (c.b ? named(c, distance >= NEAR, k => picked(c, k)) : new Set()));
    this.short = false;
  }

  /** The name and value of a bias; the value where there is no room for a name, and nothing where there is none for that. */
  of(g, column, k, radius) {
    const c = this.columns[column];
    if (!this.all[column].has(k)) return '';
    const value = figure(c.b[k], 2);
    const name = `b(${c.tensor.slice(1)})${below(c.units[k])} ${value}`;
    const room = column === this.columns.length - 1 ? Infinity : this.distance - radius - NEXT;
    const text = [name, value, ''].find(t => g.measureText(t).width <= room);
    this.short = this.short || text !== name;
    return text;
  }

  /** What is not named, in words. */
  left() {
    const few = this.columns.some((c, i) => c.b && this.all[i].size < c.units.length);
    return (few ? `In layers of more than ${MANY} units only the ${MOST} largest biases are named, since the layers are near each other; point at the others, choose them by keys, or see the table. ` : '') +
      (this.short ? 'Where there is no room for names there are values alone, or nothing. ' : '');
  }
}

/** The places in a column of the units whose biases are named: the largest ones. */
function named(column, far, picked) {
  const all = column.units.map((_, k) => k);
  if (far || all.length <= MANY) return new Set(all);
  const size = k => Math.abs(column.b[k] ?? 0);
  const largest = [...all].sort((i, k) => size(k) - size(i)).slice(0, MOST);
  return new Set([...largest, ...all.filter(picked)]);
}

/** Text that edges do not cross. */
export function halo(g, text, x, y) {
  g.save();
  g.strokeStyle = colours.css(colours.ground());
  g.lineWidth = 4;
  g.lineJoin = 'round';
  g.strokeText(text, x, y);
  g.restore();
  g.fillText(text, x, y);
}

const below = n => String(n).replace(/\d/g, x => '₀₁₂₃₄₅₆₇₈₉'[x]);
