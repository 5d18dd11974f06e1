// Layers by epochs: which share of the units hardly learns.
import * as colours from '/colours.js';
import { Cursor, HELP, Ringed } from '/cursor.js';
import { counted, el, figure, Twin } from '/twin.js';

const WIDTH = 860;
const ROW = 34;
const LEFT = 130;

export class Health {
  static looks = [];

  constructor() {
    this.ringed = new Ringed();
    this.picture = el('div', {}, this.ringed.element);
    this.none = el('p', { hidden: true });
    this.d = { epochs: [], layers: [] };
    this.cursor = new Cursor(this.ringed.element, 'layers by epochs', {
      down: true, size: () => [this.d.epochs.length, this.d.layers.length],
      say: at => this.sayShare(at), mark: at => this.ringed.mark(at && this.spot(at)), near: e => this.cell(this.ringed.place(e)) });
    this.legend = el('ul', { class: 'legend' });
    this.note = el('p', { class: 'quiet' });
    this.twin = new Twin('Shares, as a table');
    this.element = el('div', {}, this.none, this.picture, this.cursor.line, this.legend, this.note, this.twin.details);
  }

  query() {
    return {};
  }

  draw(d) {
    this.d = d;
    this.none.hidden = d.layers.length > 0;
    this.picture.hidden = this.twin.details.hidden = !d.layers.length;
    if (!d.layers.length) {
      this.none.textContent = d.none || 'No hidden layer of ReLU, tanh or logistic units.';
      this.cursor.show();
      this.note.textContent = '';
      this.legend.replaceChildren();
      return;
    }
    const height = ROW * d.layers.length + 40;
    const [canvas, g] = colours.canvas(WIDTH, height, 'share of units that hardly learn, by layer and epoch; the table below holds the numbers');
    const n = d.epochs.length;
    const wide = (WIDTH - LEFT - 10) / Math.max(1, n);
    g.font = '13px system-ui, sans-serif';
    d.layers.forEach((layer, i) => {
      g.fillStyle = colours.ink();
      g.textAlign = 'left';
      g.fillText(`a(${layer.layer})  ${layer.what}`, 0, i * ROW + 21);
      layer.share.forEach((s, k) => {
        g.fillStyle = shade(s);
        g.fillRect(LEFT + k * wide, i * ROW + 3, wide + 0.5, ROW - 6);
      });
      g.strokeStyle = colours.line();
      g.strokeRect(LEFT + 0.5, i * ROW + 3.5, WIDTH - LEFT - 11, ROW - 7);
    });
    g.fillStyle = colours.quiet();
    g.textAlign = 'center';
    const marks = Math.min(n, 8);
    for (let m = 0; m < marks; m++) {
      const k = marks === 1 ? 0 : Math.round(m * (n - 1) / (marks - 1));
      g.fillText(String(d.epochs[k]), LEFT + (k + 0.5) * wide, height - 22);
    }
    g.fillText('epoch', LEFT + (WIDTH - LEFT) / 2, height - 5);
    this.ringed.show(canvas);
    this.cursor.show();
    this.legend.replaceChildren(...[0, 0.25, 0.5, 1].map(s => {
      const [c, h] = colours.canvas(16, 12, '');
      h.fillStyle = shade(s);
      h.fillRect(0, 0, 16, 12);
      h.strokeStyle = colours.line();
      h.strokeRect(0.5, 0.5, 15, 11);
      return el('li', {}, c, `${100 * s} %`);
    }));
    const now = d.layers.map(l => `a(${l.layer}): ${figure(100 * l.share[l.share.length - 1], 0)} % ${l.what}`);
    this.note.textContent = `Now ${now.join(', ')}, on ${d.rows} training rows. Dead: z ≤ 0 on every row, so no gradient reaches the unit ` +
      '(try leaky_relu, a lower rate, or an initial b of 0.1). Saturated: f\'(z) < 0.02 on more than 90 % of the rows (try a lower rate, smaller weights, relu). ' +
      (d.left_out ? `${d.left_out} hidden layers are of functions that neither is said of. ` : '') + `Keys: Tab to the picture, ${HELP}; the share there is said below it.`;
    if (d.wide > 1) this.note.textContent += ` A cell is ${d.wide} epochs, from the one that is named on, and shows the last look at the units in them, or the one before: the newest was at epoch ${d.looked.at(-1)}.`;
    this.twin.show(() => [['epoch', ...d.layers.map(l => `a(${l.layer}) ${l.what} %`)],
      ...d.epochs.map((e, k) => [e, ...d.layers.map(l => 100 * l.share[k])]).filter((_, k) => k % Math.ceil(n / 100) === 0 || k === n - 1)]);
  }

  /** The middle of a cell, in shares of the picture. */
  spot([k, i]) {
    const wide = (WIDTH - LEFT - 10) / this.d.epochs.length;
    return [(LEFT + (k + 0.5) * wide) / WIDTH, (i + 0.5) * ROW / (ROW * this.d.layers.length + 40)];
  }

  cell([left, top]) {
    const { epochs, layers } = this.d;
    const k = Math.floor((left * WIDTH - LEFT) / (WIDTH - LEFT - 10) * epochs.length);
    const i = Math.floor(top * (ROW * layers.length + 40) / ROW);
    return k < 0 || k >= epochs.length || i >= layers.length ? null : [k, i];
  }

  sayShare([k, i]) {
    const layer = this.d.layers[i];
    const [first, wide] = [this.d.epochs[k], this.d.wide];
    return `${wide > 1 ? `Epochs ${first} to ${first + wide - 1}` : `Epoch ${first}`}, a(${layer.layer}): ${figure(100 * layer.share[k], 1)} % of the units ${layer.what}, on ${counted(this.d.rows, 'training row')}`;
  }
}

function shade(s) {
  return colours.css(colours.mix(colours.ground(), colours.rgb('#d55e00'), s === 0 ? 0.04 : 0.25 + 0.75 * s));
}
