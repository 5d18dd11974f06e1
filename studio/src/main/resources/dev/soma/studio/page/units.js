// One number of every unit of a layer, over the plane: z, a, f'(z) or delta; and one of them closely.
import { bytes } from '/api.js';
import * as address from '/address.js';
import * as colours from '/colours.js';
import { HELP } from '/cursor.js';
import { choice, el, figure, setOptions, Twin } from '/twin.js';
import { name, Unit } from '/unit.js';

const WHAT = [['z', 'z'], ['a', 'a = f(z)'], ['slope', "f'(z)"], ['delta', 'delta']];
const KEYS = 'Keys: Tab to the units, arrows choose one, Home the first, End the last; Tab to a picture of the chosen one, ' + HELP + '. A click does the same.';

export class Units {
  static looks = ['layer', 'what', 'class', 'x', 'y', 'unit'];

  constructor(refresh) {
    this.buttons = [];
    this.refresh = refresh;
    const look = address.look('units');
    this.layer = address.whole(look, 'layer', 2, 2);
    this.what = address.oneOf(look, 'what', WHAT.map(w => w[0]), 'a');
    this.truth = address.whole(look, 'class', 1, 1) - 1;
    this.x = look.x || '';
    this.y = look.y || '';
    this.unit = address.whole(look, 'unit', 1, 1);
    this.begins = true; // what is shown first is what the address says
    const turn = (key, read = v => v) => v => { this[key] = read(v); this.turn(); };
    const [layer, layers] = choice('Layer', [['2', 'a(2)']], '2', turn('layer', Number));
    const [what] = choice('Shown', WHAT, this.what, turn('what'));
    const [truth, classes] = choice('if the truth were', ['0'], '0', turn('truth', Number));
    const [across, xs] = choice('across', [], '', turn('x'));
    const [up, ys] = choice('up', [], '', turn('y'));
    Object.assign(this, { layers, classes, truthLabel: truth, xs, ys });
    this.picks = el('span', {}, across, ' ', up);
    this.number = el('input', { inputmode: 'numeric', size: 5, value: this.unit, change: e => this.choose(parseInt(e.target.value, 10) || 1) });
    this.one = new Unit();
    this.grid = el('div', { class: 'units', role: 'group', 'aria-label': 'units; arrows choose one', keydown: e => this.key(e) });
    this.title = el('h2');
    this.note = el('p', { class: 'quiet' });
    this.legend = el('ul', { class: 'legend' });
    this.twin = new Twin('Smallest and largest value of each unit, as a table');
    this.element = el('div', {}, el('div', { class: 'bar' }, layer, what, truth, this.picks, el('label', {}, 'Unit ', this.number)),
      this.one.element, this.title, this.legend, this.grid, this.note, this.twin.details);
  }

  query() {
    return { layer: this.layer, what: this.what, class: this.truth, x: this.x, y: this.y, unit: this.unit };
  }

  /** Puts where this view looks into the address. */
  keep() {
    const other = (value, usual) => (value === usual ? null : value);
    address.lookAt('units', { layer: other(this.layer, 2), what: other(this.what, 'a'), class: other(this.truth + 1, 1), x: this.x, y: this.y, unit: other(this.unit, 1) });
  }

  turn() {
    this.keep();
    this.refresh();
  }

  draw(d) {
    this.d = d;
    this.fit(d);
    setOptions(this.layers, d.layers.map(l => [String(l), `a(${l})`]), String(this.layer));
    setOptions(this.classes, d.classes.map((c, k) => [String(k), c]), String(this.truth));
    this.truthLabel.hidden = d.what !== 'delta' || !d.classes.length;
    this.picks.hidden = d.columns.length < 3;
    setOptions(this.xs, d.columns, d.x ? d.x.name : undefined);
    setOptions(this.ys, d.columns, d.y ? d.y.name : undefined);
    if (document.activeElement !== this.number) this.number.value = this.unit;
    this.one.draw(d);
    const units = d.units || [];
    const drawn = units.length > 0;
    this.title.hidden = this.grid.hidden = this.legend.hidden = this.twin.details.hidden = !drawn;
    this.title.textContent = `${name(d)} of ${d.of > units.length ? `the first ${units.length} of ${d.of}` : 'all'} units of a(${d.layer})`;
    this.paint(units);
    this.say(d, units);
    this.legend.replaceChildren(key(-1, 'most negative of the unit'), key(0, '0'), key(1, 'most positive of the unit'));
    this.twin.show(() => [['unit', `smallest ${name(d)}`, `largest ${name(d)}`], ...units.map(u => [u.unit, u.low, u.high])]);
  }

  /** Of what the address says that which there is; what was chosen since the picture was asked for is not taken back. */
  fit(d) {
    const fits = (key, value, there, otherwise) => {
      if (!value || there.includes(value)) return value;
      if (this.begins) address.odd(`look.${key}=${value}, there is no such one here` + (otherwise ? `: ${otherwise} is shown` : ''));
      return otherwise;
    };
    const upTo = n => [...Array(n).keys()];
    this.layer = fits('layer', this.layer, d.layers, d.layer);
    if (d.layer === this.layer) this.unit = fits('unit', this.unit, upTo(d.of + 1), d.of);
    if (d.classes.length) this.truth = fits('class', this.truth + 1, upTo(d.classes.length + 1), d.classes.length) - 1;
    this.x = fits('x', this.x, d.columns, '');
    this.y = fits('y', this.y, d.columns, '');
    this.begins = false;
    this.keep();
  }

  say(d, units) {
    const fixed = Object.entries(d.fixed || {}).map(([k, v]) => `${k} = ${v}`);
    const plane = !d.x ? 'No column is a number, so there is no plane' : d.y ? `Plane of ${d.x.name} (across) and ${d.y.name} (up), at ${d.grid} × ${d.grid} points` : `Along ${d.x.name}`;
    this.note.textContent = `${d.function}. ${plane}` + (fixed.length ? `, held: ${fixed.slice(0, 6).join(', ')}${fixed.length > 6 ? ' …' : ''}` : '') + '. ' +
      (units.length && d.of > units.length ? `The first ${units.length} of ${d.of} units; any other can be chosen by its number. ` : '') +
      (d.none ? (d.function.startsWith('Maxout') ? "A maxout unit has no f of its own, so there is no f'(z). "
        : "The loss takes f and its slope together here: delta is a − y, there is no f'(z) of its own. ") : '') +
      (d.what === 'delta' && !d.classes.length ? 'The truth is taken to be the mean of the target. ' : '') + KEYS;
  }

  /** The buttons stay the same, so that the focus stays where it is. */
  paint(units) {
    if (this.buttons.length !== units.length) {
      this.buttons = units.map(u => el('button', { type: 'button', click: () => this.choose(u.unit) }));
      this.grid.replaceChildren(...this.buttons);
    }
    units.forEach((u, k) => {
      const title = `unit ${u.unit}: ${figure(u.low, 3)} to ${figure(u.high, 3)}`;
      this.buttons[k].replaceChildren(picture(this.d, bytes(u.shades)), el('span', {}, title));
      this.buttons[k].setAttribute('aria-label', title);
    });
    this.mark();
  }

  mark() {
    const chosen = Math.min(this.unit, this.buttons.length) - 1;
    this.buttons.forEach((b, k) => {
      b.setAttribute('aria-pressed', k === this.unit - 1);
      b.tabIndex = k === chosen ? 0 : -1;
    });
  }

  choose(unit) {
    this.unit = Math.max(1, Math.min(unit, this.d ? this.d.of : unit));
    this.number.value = this.unit;
    this.mark();
    this.turn();
  }

  key(e) {
    const n = this.buttons.length;
    const at = this.buttons.indexOf(e.target);
    const line = this.buttons.filter(b => b.offsetTop === this.buttons[0].offsetTop).length;
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + line, ArrowUp: at - line, Home: 0, End: n - 1 }[e.key];
    if (at < 0 || to === undefined || e.ctrlKey || e.metaKey || e.altKey) return;
    e.preventDefault();
    if (to < 0 || to >= n) return;
    this.choose(to + 1);
    this.buttons[to].focus();
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

/** A small picture; the button around it says what it is. */
function picture(d, values) {
  return d.y ? heat(d, values) : curve(d, values);
}

function heat(d, values) {
  const n = d.grid;
  const c = document.createElement('canvas');
  c.width = c.height = n;
  c.setAttribute('aria-hidden', 'true');
  const g = c.getContext('2d');
  const image = g.createImageData(n, n);
  for (let i = 0; i < n * n; i++) {
    const colour = colours.signed(values[i] / 127.5 - 1);
    image.data.set([...colour, 255], 4 * ((n - 1 - Math.floor(i / n)) * n + i % n));
  }
  g.putImageData(image, 0, 0);
  return c;
}

function curve(d, values) {
  const [c, g] = colours.canvas(150, 150, '');
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
