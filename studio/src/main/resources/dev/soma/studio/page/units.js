// One number of every unit of a layer, over the plane: z, a, f'(z) or delta.
import { bytes } from '/api.js';
import * as colours from '/colours.js';
import { choice, el, figure, setOptions, Twin } from '/twin.js';

const WHAT = [['z', 'z'], ['a', 'a = f(z)'], ['slope', "f'(z)"], ['delta', 'delta']];

export class Units {
  constructor(refresh) {
    this.layer = 2;
    this.what = 'a';
    this.truth = 0;
    const [layer, layers] = choice('Layer', [['2', 'a(2)']], '2', v => { this.layer = v; refresh(); });
    const [what] = choice('Shown', WHAT, 'a', v => { this.what = v; refresh(); });
    const [truth, classes] = choice('if the truth were', ['0'], '0', v => { this.truth = v; refresh(); });
    this.layers = layers;
    this.classes = classes;
    this.truthLabel = truth;
    this.grid = el('div', { class: 'units' });
    this.note = el('p', { class: 'quiet' });
    this.legend = el('ul', { class: 'legend' });
    this.twin = new Twin('Smallest and largest value of each unit, as a table');
    this.element = el('div', {}, el('div', { class: 'bar' }, layer, what, truth), this.legend, this.grid, this.note, this.twin.details);
  }

  query() {
    return { layer: this.layer, what: this.what, class: this.truth };
  }

  draw(d) {
    setOptions(this.layers, d.layers.map(l => [String(l), `a(${l})`]), String(d.layer));
    setOptions(this.classes, d.classes.map((c, k) => [String(k), c]), String(d.class));
    this.truthLabel.hidden = d.what !== 'delta' || !d.classes.length;
    this.grid.replaceChildren(...d.units.map(u => figureOf(d, u)));
    const fixed = Object.entries(d.fixed).map(([k, v]) => `${k} = ${v}`);
    const plane = d.y ? `Plane of ${d.x.name} (across) and ${d.y.name} (up)` : `Along ${d.x.name}`;
    this.note.textContent = `${d.function}. ${plane}` + (fixed.length ? `, held: ${fixed.slice(0, 6).join(', ')}${fixed.length > 6 ? ' …' : ''}` : '') + '. ' +
      (d.of > d.units.length ? `The first ${d.units.length} of ${d.of} units. ` : '') +
      (d.of === 0 ? "The loss takes f and its slope together here: delta is a − y, there is no f'(z) of its own." : '') +
      (d.what === 'delta' && !d.classes.length ? ' The truth is taken to be the mean of the target.' : '');
    this.legend.replaceChildren(key(-1, 'most negative of the unit'), key(0, '0'), key(1, 'most positive of the unit'));
    const name = d.what === 'slope' ? "f'(z)" : d.what;
    this.twin.show(() => [['unit', `smallest ${name}`, `largest ${name}`], ...d.units.map(u => [u.unit, u.low, u.high])]);
  }
}

function key(t, text) {
  const [c, g] = colours.canvas(16, 12, '');
  g.fillStyle = colours.css(colours.signed(t));
  g.fillRect(0, 0, 16, 12);
  g.strokeStyle = colours.line();
  g.strokeRect(0.5, 0.5, 15, 11);
  return el('li', {}, c, text);
}

function figureOf(d, u) {
  const values = bytes(u.shades);
  const title = `unit ${u.unit}: ${figure(u.low, 3)} to ${figure(u.high, 3)}`;
  const canvas = d.y ? heat(d, values, title) : curve(d, values, title);
  return el('figure', {}, canvas, el('figcaption', {}, title));
}

function heat(d, values, title) {
  const n = d.grid;
  const c = document.createElement('canvas');
  c.width = c.height = n;
  c.setAttribute('role', 'img');
  c.setAttribute('aria-label', title);
  const g = c.getContext('2d');
  const image = g.createImageData(n, n);
  for (let i = 0; i < n * n; i++) {
    const colour = colours.signed(values[i] / 127.5 - 1);
    image.data.set([...colour, 255], 4 * ((n - 1 - Math.floor(i / n)) * n + i % n));
  }
  g.putImageData(image, 0, 0);
  return c;
}

function curve(d, values, title) {
  const [c, g] = colours.canvas(150, 150, title);
  g.strokeStyle = colours.line();
  g.beginPath();
  g.moveTo(0, 75);
  g.lineTo(150, 75);
  g.stroke();
  g.strokeStyle = colours.ofClass(0);
  g.lineWidth = 2;
  g.beginPath();
  for (let i = 0; i < d.grid; i++) g.lineTo(i * 150 / (d.grid - 1), 145 - values[i] / 255 * 140);
  g.stroke();
  return c;
}
