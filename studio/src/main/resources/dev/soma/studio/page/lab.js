// The approximation lab: f, eps, and the smallest networks with one hidden layer that were found.
import { post } from '/api.js';
import * as address from '/address.js';
import { between, chart, KEYS, upright } from '/chart.js';
import * as colours from '/colours.js';
import { Cursor, HELP, Ringed } from '/cursor.js';
import { heat, scale } from '/heat.js';
import { choice, el, figure, setOptions, Twin } from '/twin.js';

const FIELDS = ['function', 'inputs', 'epsilon', 'from', 'to', 'most', 'lab_seed'];
const EVERY = 8; // of the values over a square so many are one in the table
const START = { function: 'sin(2*pi*x)', inputs: '0', epsilon: '0.01', from: '0', to: '1', most: '64', lab_seed: '42' };
const LABELS = { function: 'f', inputs: 'Inputs', epsilon: 'ε', from: 'from', to: 'to', most: 'most units trained', lab_seed: 'seed' };
const KINDS = { steps: 'stairs of steep logistic units, by hand', hinges: 'hinges of ReLUs, by hand', trained: 'logistic units, trained' };

const memory = { ...START, kind: '' };

export class Lab {
  static looks = [...FIELDS, 'kind'];

  constructor(refresh, fail) {
    this.refresh = refresh;
    this.fail = fail;
    this.key = '';
    this.plots = [];
    const look = address.look('lab');
    this.kind = address.oneOf(look, 'kind', Object.keys(KINDS), memory.kind);
    this.asked = Object.fromEntries(FIELDS.map(f => [f, look[f] ?? memory[f]]));
    this.fields = {};
    const text = (name, label, size, mode) => {
      this.fields[name] = el('input', { name, size, inputmode: mode, value: this.asked[name], spellcheck: 'false' });
      return el('label', {}, label + ' ', this.fields[name]);
    };
    const [inputs, select] = choice('Inputs', [['0', 'as f has'], ['1', '1'], ['2', '2']], this.asked.inputs, () => {});
    this.fields.inputs = select;
    this.run = el('button', { type: 'submit', class: 'main' }, 'Look for it');
    this.stop = el('button', { type: 'button', hidden: true, click: () => this.send('/api/lesson', { stop: true }) }, 'Stop');
    this.doing = el('span', { role: 'status', class: 'quiet' });
    this.fixes = el('div', { class: 'bar' });
    const [shown, kinds] = choice('Drawn', Object.entries(KINDS), this.kind, v => { this.kind = v; address.lookAt('lab', this.looks()); this.refresh(); });
    this.kinds = kinds;
    this.shown = el('div', { class: 'bar', hidden: true }, shown);
    this.said = el('div');
    this.picture = el('div');
    this.rings = [];
    this.cursor = new Cursor(this.picture, 'f and the network', { role: 'group', size: () => this.size(), say: at => this.sayPoint(at), mark: at => this.point(at) });
    this.keys = el('p', { class: 'quiet' });
    this.twins = ['f and the network, as a table', 'What the units add, as a table', 'Weights, as a table', 'All trainings, as a table'].map(t => new Twin(t));
    this.element = el('div', {},
      el('form', { 'aria-label': 'The lab', autocomplete: 'off', submit: e => { e.preventDefault(); this.begin(); } },
        el('div', { class: 'bar' }, text('function', 'f =', 30, 'text'), inputs, text('epsilon', 'ε', 7, 'decimal'),
          text('from', 'from', 6, 'decimal'), text('to', 'to', 6, 'decimal')),
        el('div', { class: 'bar' }, text('most', 'most units trained', 5, 'numeric'), text('lab_seed', 'seed', 6, 'numeric'),
          this.run, this.stop, this.doing)),
      this.fixes, this.said, this.shown, this.keys, this.cursor.line, this.picture, ...this.twins.map(t => t.details));
  }

  looks() {
    Object.assign(memory, this.asked, { kind: this.kind });
    return { ...this.asked, ...(this.kind ? { kind: this.kind } : {}) };
  }

  query() {
    return { ...this.asked, kind: this.kind };
  }

  /** Takes what is typed, and asks for it. */
  begin() {
    for (const f of FIELDS) this.asked[f] = this.fields[f].value.trim();
    address.lookAt('lab', this.looks());
    this.send('/api/lab', this.asked).then(() => this.refresh());
  }

  async send(path, body) {
    this.fixes.replaceChildren();
    try {
      await post(path, body);
      this.fail(null);
    } catch (e) {
      const error = e.error || { id: '', message: String(e.message || e), fixes: [] };
      this.fail(error);
      this.fixes.replaceChildren(...(error.lab ?? []).map(values => this.take(values)).filter(b => b));
    }
  }

  /** A button that types values into the fields and looks again; null if there are none. */
  take(values) {
    const names = Object.keys(values);
    if (!names.length) return null;
    return el('button', { type: 'button', click: () => {
      for (const name of names) this.fields[name].value = values[name];
      this.begin();
    } }, 'Take ' + names.map(name => `${LABELS[name]} ${values[name]}`).join(', '));
  }

  draw(d, state) {
    const now = state.lesson;
    this.run.disabled = now.running;
    this.stop.hidden = !now.running;
    this.stop.disabled = now.running && now.stopping;
    this.doing.textContent = now.running ? `${now.name} is running: ${now.stopping ? 'it is stopped' : now.doing || 'networks are being trained'}` : '';
    const r = d.result;
    const key = JSON.stringify([d.settings, Boolean(r), this.kind, colours.isDark()]);
    if (key === this.key) return;
    this.key = key;
    this.plots.forEach(p => p.destroy());
    this.plots = [];
    this.shown.hidden = !r || !r.picture;
    this.picture.replaceChildren();
    this.rings = [];
    this.drawn = r && r.picture ? r : null;
    this.cursor.show();
    this.keys.hidden = !this.drawn;
    const square = this.drawn?.inputs === 2; // curves have keys of their own
    this.keys.textContent = square ? `Keys: Tab to the pictures; in all of them at once ${HELP}. What is there is said here.` : `Keys: ${KEYS}`;
    if (square) this.cursor.attach();
    else for (const name of ['tabindex', 'role', 'aria-label']) this.picture.removeAttribute(name);
    for (const twin of this.twins) twin.details.hidden = !r || !r.picture;
    if (!r) {
      this.said.replaceChildren(el('p', { class: 'quiet' }, 'One hidden layer comes as close to a continuous f as wanted. Type f (numbers, pi, e, x, y, + − * / ^, ' +
        'sin cos tan exp log sqrt abs tanh logistic relu step min max) and ε: the smallest widths that are enough are looked for, by construction and by training.'));
      return;
    }
    this.said.replaceChildren(...summary(r), widths(r), this.note(r));
    if (!this.drawn) return;
    this.paint(r, r.picture);
    this.cursor.show();
  }

  /** What else to do, and what the theorem does not say. */
  note(r) {
    const reach = figure(r.within_reach).replace('−', '-');
    const next = r.reached ? null : el('p', {}, this.take({ epsilon: r.within_reach }), ` An ε of ${reach} is within reach of this search.`);
    return el('div', {}, next, el('p', { class: 'quiet' },
      `Trained by L-BFGS, ${r.iterations} iterations, ${r.seeds} seeds a width; widths doubled, then halved. ` +
      (r.inputs === 1 ? `By hand: all widths from 1 to ${r.most_built.toLocaleString('en')}. ` : '') +
      'The theorem promises that some width is enough for every continuous f and every ε; not which, nor that training finds the weights. All widths here are upper bounds.'));
  }

  paint(r, p) {
    setOptions(this.kinds, r.found.filter(f => f.drawn).map(f => [f.kind, KINDS[f.kind]]), p.kind);
    const found = r.found.find(f => f.kind === p.kind);
    const head = el('p', { class: 'quiet' }, `${p.units} ${p.units === 1 ? 'unit' : 'units'}` +
      (p.near_enough ? '' : ': the nearest that was tried, not near enough') +
      `. Output bias ${figure(p.output_bias)}. Slopes of the network: at most ${figure(p.steepest)}, from its weights.`);
    this.picture.append(head);
    if (r.inputs === 2) this.square(r, p, found);
    else this.line(r, p, found);
    const w = r.inputs === 2 ? ['W(1) of x', 'W(1) of y'] : ['W(1) of x'];
    this.twins[2].show(() => [['unit', ...w, 'b(1)', 'W(2)'], ...p.weights]);
    this.twins[3].show(() => [['units', 'greatest error on a grid', 'best seed'], ...r.trials.map(t => [t.units, t.error, t.seed])]);
  }

  /** How many places there are over the square, where every eighth of a value is known exactly. */
  size() {
    const n = this.drawn?.inputs === 2 ? this.drawn.picture.f.table.length : 0;
    return [n, n];
  }

  sayPoint([i, j]) {
    const p = this.drawn.picture;
    const at = k => figure(p.places[EVERY * k], 3);
    return `x = ${at(i)}, y = ${at(j)}: f = ${figure(p.f.table[j][i])}, h = ${figure(p.h.table[j][i])}, h − f = ${figure(p.gap.table[j][i])}`;
  }

  /** A ring on every heat map; null takes them away. */
  point(at) {
    const n = this.drawn ? this.drawn.picture.places.length : 1;
    for (const ring of this.rings) ring.mark(at && [EVERY * at[0] / (n - 1), 1 - EVERY * at[1] / (n - 1)]);
  }

  ringed() {
    this.rings.push(new Ringed());
    return this.rings[this.rings.length - 1];
  }

  line(r, p, found) {
    const grid = el('div', { class: 'charts' });
    this.picture.append(grid);
    const blue = colours.ofClass(0);
    const red = colours.ofClass(5);
    this.chart(grid, 'f, the network h, and the band f ± ε', p.places,
      [['f − ε', p.low, colours.quiet(), [2, 3]], ['f + ε', p.high, colours.quiet(), [2, 3]], ['f', p.f, blue, []], ['h', p.h, red, [7, 4]]],
      u => { between(u, p.places, p.low, p.high, colours.ofClass(4), 0.3); upright(u, found.x); });
    const eps = p.places.map(() => r.epsilon);
    this.chart(grid, `h − f; dotted: greatest, ${figure(found.sup_error)} at x = ${figure(found.x)}`, p.places,
      [['h − f', p.gap, red, []], ['ε', eps, colours.quiet(), [2, 3]], ['−ε', eps.map(e => -e), colours.quiet(), [2, 3]]],
      u => upright(u, found.x));
    const base = p.places.map(() => p.output_bias);
    const tops = p.parts.map((part, i) => [label(part), part.top, colours.ofClass(i), [[], [7, 4]][Math.floor(i / 8)]]);
    this.chart(grid, 'h stacked: the output bias, and what each unit adds to it', p.places,
      [['output bias', base, colours.ink(), [2, 3]], ...tops],
      u => p.parts.forEach((part, i) => between(u, p.places, i ? p.parts[i - 1].top : base, part.top, colours.ofClass(i), 0.35)));
    this.chart(grid, 'what each unit adds', p.places,
      p.parts.map((part, i) => [label(part), part.added, colours.ofClass(i), [[], [7, 4]][Math.floor(i / 8)]]), () => {});
    const some = p.places.map((_, i) => i).filter(i => i % 10 === 0);
    this.twins[0].show(() => [['x', 'f', 'h', 'h − f', 'f − ε', 'f + ε'], ...some.map(i => [p.places[i], p.f[i], p.h[i], p.gap[i], p.low[i], p.high[i]])]);
    this.twins[1].show(() => [['x', 'output bias', ...p.parts.map(label), 'h'],
      ...some.map(i => [p.places[i], p.output_bias, ...p.parts.map(q => q.added[i]), p.h[i]])]);
  }

  square(r, p, found) {
    const n = p.places.length;
    const from = p.places[0];
    const width = p.places[n - 1] - from;
    const low = Math.min(p.f.low, p.h.low);
    const high = Math.max(p.f.high, p.h.high);
    const far = Math.max(Math.abs(p.gap.low), Math.abs(p.gap.high));
    const mark = [(found.x - from) / width, (found.y - from) / width];
    const range = m => `${figure(m.low)} to ${figure(m.high)}`;
    const added = Math.max(...p.parts.flatMap(q => [Math.abs(q.added.low), Math.abs(q.added.high)]));
    this.picture.append(
      el('h2', {}, 'f and the network h'), scale(low, high),
      el('div', { class: 'heats' }, heat(p.f, n, [low, high], 230, `f: ${range(p.f)}`, null, this.ringed()), heat(p.h, n, [low, high], 230, `h: ${range(p.h)}`, null, this.ringed())),
      el('h2', {}, 'The error h − f, ringed where it is greatest'), scale(-far, far),
      el('div', { class: 'heats' }, heat(p.gap, n, [-far, far], 230, `h − f: ${range(p.gap)}`, mark, this.ringed())),
      el('h2', {}, 'What each unit adds to the output bias'), scale(-added, added),
      el('div', { class: 'heats' }, ...p.parts.map(q => heat(q.added, n, [-added, added], 120, `${label(q)}: ${range(q.added)}`, null, this.ringed()))),
      el('p', { class: 'quiet' }, `x to the right and y upwards, both from ${figure(from)} to ${figure(from + width)}.`));
    const some = p.places.filter((_, i) => i % EVERY === 0);
    const rows = (name, m) => m.table.map((row, j) => [name, some[j], ...row]).reverse();
    this.twins[0].show(() => [['', 'y \\ x', ...some.map(x => figure(x, 3))], ...rows('f', p.f), ...rows('h', p.h), ...rows('h − f', p.gap)]);
    this.twins[1].show(() => [['', 'y \\ x', ...some.map(x => figure(x, 3))], ...p.parts.flatMap(q => rows(label(q), q.added))]);
  }

  chart(grid, title, x, series, under) {
    this.plots.push(chart(grid, { title, across: 'x', x, series, under, moved: at => this.plots.forEach(p => p.put(at)) }));
  }
}

const label = part => (part.first === part.last ? `unit ${part.first}` : `units ${part.first} to ${part.last}`);

function summary(r) {
  const lines = [el('h2', {}, `${r.where}, ε = ${r.epsilon}`),
    el('p', {}, r.steepest !== null ? `Slopes of f: at most ${figure(r.steepest)}, by interval arithmetic.`
      : r.jump ? 'Slopes of f: without bound, since f jumps.' : 'Slopes of f: without a bound that is known; no jump was found.')];
  if (r.jump) {
    const y = r.inputs === 2 ? `, y = ${figure(r.jump.y)}` : r.jump.end ? ', the end of the interval' : '';
    lines.push(el('p', {}, el('strong', {}, `f jumps by ${figure(r.jump.size)} at x = ${figure(r.jump.x)}${y}: no network of continuous units is nearer than ` +
      `${figure(r.jump.least)} everywhere${r.in_vain ? ', so no width reaches this ε' : ''}.`)));
  }
  return lines;
}

/** The widths that were found: how near, where the greatest error is, and what holds between the points. */
function widths(r) {
  const head = ['network', 'by the formula', 'smallest width found', 'sup-error seen', 'at', 'points looked at', 'at most, everywhere'];
  const rows = r.found.filter(f => f.kind !== 'trained' || r.trials.length).map(f => {
    const place = f.sup_error === undefined ? '–' : `x = ${figure(f.x)}${r.inputs === 2 ? `, y = ${figure(f.y)}` : ''}`;
    const holds = f.bound === undefined || f.bound === null ? '–' : figure(f.bound) + (f.bound <= r.epsilon ? ', so ε holds' : '');
    return [KINDS[f.kind], f.formula === null ? '–' : figure(f.formula), f.units === null ? 'none' : String(f.units),
      figure(f.sup_error), place, figure(f.points), holds];
  });
  const title = 'The smallest networks that were found; the bound holds between the points too, by interval arithmetic';
  return el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': title }, el('table', {}, el('caption', {}, title),
    el('thead', {}, el('tr', {}, ...head.map((h, i) => el('th', { scope: 'col', class: i ? null : 'text' }, h)))),
    el('tbody', {}, ...rows.map(([name, ...cells]) => el('tr', {}, el('th', { scope: 'row', class: 'text' }, name), ...cells.map(c => el('td', {}, c)))))));
}
