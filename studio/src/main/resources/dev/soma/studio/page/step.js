// Backpropagation of one row, operation by operation, forwards and backwards in time.
import { post } from '/api.js';
import * as address from '/address.js';
import { Check, parameter } from '/check.js';
import { Exercise } from '/exercise.js';
import { grid, lightUp, picture, rove } from '/places.js';
import { newest, told } from '/time.js';
import { el, partChoice, rowsOf, Twin } from '/twin.js';

const TITLES = { rows: 'The row', forward: 'Forward', backward: 'Backward', piece: 'Linear piece around the row',
  check: 'Check by a finite difference', update: 'One step of gradient descent on this row', kink: 'At a kink',
  predicted: 'From the output to what is predicted' };
const HELP = 'Point at a symbol or a number: its unit, edge and cell are outlined. Keys: Tab to the operations, up and down walk through them, ' +
  'Tab again to the symbols of one, left and right walk through these; Enter on a weight checks its gradient.';
const PREDICT = 'Results are hidden: type what you predict, Enter compares it, Ctrl+Enter shows it.';

export class Step {
  static looks = ['part', 'row', 'at', 'op', 'sums', 'hide', 'check'];

  constructor(refresh, fail) {
    this.refresh = refresh;
    this.fail = fail;
    const look = address.look('step');
    this.row = address.whole(look, 'row', 1, 1) - 1;
    this.part = address.oneOf(look, 'part', ['training', 'validation'], 'training');
    this.at = address.whole(look, 'at', -1);
    this.now = address.whole(look, 'op', Infinity);
    this.checked = look.check || '';
    if (this.checked && !parameter(this.checked)) address.odd(`look.check=${this.checked}, expected a number of W or b such as W/1/2/3`);
    this.sums = address.flag(look, 'sums');
    this.hide = address.flag(look, 'hide');
    this.newest = null; // run and step
    this.parts = [];
    this.exercise = new Exercise(() => this.query(), fail);
    this.check = new Check(fail);
    this.build();
  }

  build() {
    const button = (text, title, click) => el('button', { type: 'button', title, click }, text);
    const toggle = (text, name) => el('label', {}, el('input', { type: 'checkbox', checked: this[name],
      change: e => { this[name] = e.target.checked; this.exercise.begin(); this.turn(); } }), ' ' + text);
    this.rowField = el('input', { inputmode: 'numeric', size: 6, value: this.row + 1,
      change: e => this.toRow((parseInt(e.target.value, 10) || 1) - 1) });
    const [parts, showParts] = partChoice(this.part,
      v => { this.part = v; this.exercise.begin(); this.turn(); });
    this.showParts = showParts;
    this.time = el('input', { type: 'range', min: 0, max: 0, value: 0, 'aria-label': 'step of the training',
      input: e => this.travel(this.steps[Number(e.target.value)]) });
    this.when = el('span', { class: 'quiet' });
    this.place = el('p', { class: 'quiet' });
    this.ops = el('div', { class: 'step', tabindex: '0', role: 'group', 'aria-label': 'operations', keydown: e => this.key(e), click: e => this.choose(e) });
    this.side = el('div', { class: 'side' });
    this.twin = new Twin('The row as it was read, as a table');
    this.text = el('pre', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'as soma explain prints it' });
    this.moves = Object.fromEntries([['batch_before', '◀ batch'], ['batch_after', 'batch ▶'], ['epoch_before', '◀ epoch'], ['epoch_after', 'epoch ▶']]
      .map(([name, text]) => [name, button(text, name.replace('_', ', one '), () => this.move(name))]));
    this.all = button('reveal all', 'show every result', () => this.exercise.reveal(this.ops));
    this.both = el('div', { class: 'beside' }, this.ops, this.side);
    lightUp(this.both);
    this.element = el('div', {},
      el('div', { class: 'bar' },
        button('◀ operation', 'up arrow', () => this.go(-1)),
        button('operation ▶', 'down arrow', () => this.go(1)),
        button('all', 'show all operations', () => { this.now = Infinity; this.mark(); }),
        parts,
        button('◀ row', 'the row before', () => this.toRow(this.row - 1)),
        el('label', {}, 'Row ', this.rowField),
        button('row ▶', 'the next row', () => this.toRow(this.row + 1)),
        ...Object.values(this.moves)),
      el('div', { class: 'bar' }, el('label', {}, 'Back in time ', this.time), this.when),
      el('div', { class: 'bar' }, toggle('sums of products', 'sums'), toggle('predict, then reveal', 'hide'), this.all, this.exercise.score),
      this.place, this.both, this.twin.details,
      el('details', {}, el('summary', {}, 'As soma explain prints it'), this.text));
  }

  query(state) {
    // A training that is moved by hand is followed; one that runs does not pull the eye out of the past.
    const begun = this.newest !== null;
    const predicting = this.hide && this.exercise.answers.size > 0; // of one step: a training that goes on does not take it away
    if (state && this.moved(state) && begun && !predicting && !state.running && !state.ended) this.at = -1;
    if (state && this.hide && this.at < 0 && begun && (predicting || state.running)) this.at = this.drawn;
    if (state && !state.validation_rows) this.part = 'training';
    return { part: this.part, row: this.row, at: this.at, hide: this.hide ? 1 : 0, sums: this.sums ? 1 : 0 };
  }

  /** Whether a step is newer than all that are known. What is told may come later than what is drawn. */
  moved({ run, step }) {
    const newer = !this.newest || run !== this.newest.run || step > this.newest.step;
    if (newer) this.newest = { run, step };
    return newer;
  }

  draw(d, state) {
    this.moved(d);
    if (this.at < 0) this.moved(state); // a step that is told of with the picture is no later move
    this.drawn = d.step;
    this.steps = state.steps;
    this.times = d.times;
    if (!this.shown) address.within(this.row, d.rows, rowsOf(state, d.part)); // the last one is drawn
    this.row = d.row;
    this.time.max = Math.max(0, state.steps.length - 1);
    this.last = newest(state);
    this.time.value = Math.max(0, state.steps.indexOf(this.at < 0 ? this.last : d.step));
    this.when.textContent = told(d, state, this.at) +
      (state.steps.length > 1 ? `; the last ${state.steps.length} steps that were looked at are kept` : '');
    this.moves.batch_before.disabled = d.times.batch_before === null;
    this.moves.epoch_before.disabled = d.times.epoch_before === null;
    this.moves.batch_after.disabled = state.ended && d.times.batch_after === null;
    this.moves.epoch_after.disabled = state.ended && d.times.epoch_after === null;
    this.showParts(state, d.part);
    if (document.activeElement !== this.rowField) this.rowField.value = d.row + 1;
    this.place.textContent = `Row ${d.row + 1} of ${d.rows} ${rowsOf(state, d.part)}, ${d.line ? 'line ' + d.line + ' of the data, ' : ''}in double precision by the reference engine. ` +
      (d.hide ? PREDICT : HELP) + (d.picture.cut ? ` Of wide layers the first ${d.picture.most} units are drawn and tabled.` : '');
    this.all.hidden = !d.hide;
    if (d.hide) this.check.hide();
    const shown = JSON.stringify([d.run, d.step, d.part, d.row, d.parts, d.picture]);
    if (shown !== this.shown) {
      if (d.hide || this.shown) this.exercise.begin();
      this.shown = shown;
      this.parts = d.parts;
      this.keepingFocus(() => { this.paint(d); this.paintSide(d); });
      if (this.checked) this.ask(this.checked);
    }
    this.text.textContent = d.text;
    this.twin.show(() => [['symbol', 'input', 'raw value', 'as an input', 'x'], ...d.inputs]);
    this.remember();
  }

  keepingFocus(work) {
    const key = this.both.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    work();
    const again = key && this.both.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (again) again.focus();
  }

  remember() {
    address.lookAt('step', { part: this.part === 'training' ? null : this.part, row: this.row > 0 ? this.row + 1 : null, at: this.at < 0 ? null : this.at,
      check: parameter(this.checked) ? this.checked : null,
      op: this.now === Infinity ? null : this.now, sums: this.sums ? 1 : null, hide: this.hide ? 1 : null });
  }

  paint(d) {
    const nodes = [];
    let section = '';
    this.parts.forEach((p, i) => {
      if (p.section !== section) {
        section = p.section;
        nodes.push(el('h2', {}, TITLES[section]));
      }
      const text = t => this.marked(i, p, t);
      const notes = p.notes.map((n, k) => (n ? el('span', { class: 'note' }, ...text(2 + k)) : null)).filter(n => n);
      const blanks = d.hide && p.spans.some(s => s.blank !== undefined);
      const op = el('div', { class: 'op', role: 'group', 'aria-label': 'operation ' + (i + 1), 'data-op': i });
      if (blanks) {
        notes.push(el('button', { type: 'button', class: 'reveal', 'aria-label': 'reveal operation ' + (i + 1), click: () => this.exercise.reveal(op) }, 'reveal'));
      }
      if (!p.value && !p.shape && !p.notes.some(n => n)) op.append(el('span', { class: 'wide' }, ...text(0), ' ', ...notes));
      else op.append(el('span', {}, ...text(0)), el('span', {}, p.shape), el('span', {}, ...text(1), ' ', ...notes));
      nodes.push(op);
    });
    this.ops.replaceChildren(...nodes);
    this.mark();
  }

  /** A text of an operation, with its symbols as elements of their own and fields in place of blanks. */
  marked(index, part, t) {
    const text = t === 0 ? part.formula : t === 1 ? part.value : part.notes[t - 2];
    const nodes = [];
    let end = 0;
    const spans = part.spans.map((s, n) => ({ ...s, n })).filter(s => s.text === t).sort((a, b) => a.from - b.from);
    for (const s of spans) {
      nodes.push(text.slice(end, s.from));
      nodes.push(s.blank !== undefined ? this.exercise.blank(index, s)
        : el('span', { class: 'sym', tabindex: '-1', 'data-path': s.path, 'data-place': s.place, 'data-key': `s${index}.${s.n}` }, text.slice(s.from, s.to)));
      end = s.to;
    }
    nodes.push(text.slice(end));
    return nodes.filter(n => n !== '');
  }

  paintSide(d) {
    const open = this.tables ? this.tables.open : true;
    const drawing = picture(d.picture);
    this.tables = el('details', {}, el('summary', {}, 'Matrices and units, cell by cell'),
      el('p', { class: 'quiet' }, d.hide ? 'Gradients are checked when results are shown.' : 'Click a cell of W or b, or press Enter on it, to check its gradient.'),
      ...d.tables.map(t => grid(t, path => this.ask(path))));
    this.tables.open = open;
    this.side.replaceChildren(drawing || el('p', { class: 'quiet' }, 'No picture: maxout units have several rows of W each.'),
      el('p', { class: 'quiet' }, 'Edges: width by |w|; blue is positive, orange and dashed negative.'), this.check.element, this.tables);
  }

  /** Checks the gradient of the parameter of a path. */
  ask(path) {
    const which = parameter(path);
    if (!which) return;
    if (this.hide) {
      this.check.hide();
      return;
    }
    this.checked = path;
    this.remember();
    this.check.show({ ...which, part: this.part, row: this.row, at: this.at });
  }

  choose(e) {
    const symbol = e.target.closest('.sym');
    if (symbol) this.ask(symbol.dataset.path);
  }

  /** Shows operations up to the one that is looked at, whose symbols can be walked through. */
  mark() {
    const ops = [...this.ops.querySelectorAll('.op')];
    const all = this.now === Infinity;
    if (!all) this.now = Math.min(this.now, ops.length - 1);
    ops.forEach((op, i) => {
      op.classList.toggle('now', i === this.now);
      op.classList.toggle('later', !all && i > this.now);
      op.querySelectorAll('.sym').forEach((s, k) => { s.tabIndex = k === 0 && i === (all ? this.first() : this.now) ? 0 : -1; });
    });
    if (this.times) this.remember();
  }

  /** The first operation after the row itself. */
  first() {
    return Math.max(0, this.parts.findIndex(p => p.section === 'forward'));
  }

  go(by) {
    const last = this.parts.length - 1;
    if (this.now === Infinity) this.now = by > 0 ? this.first() : last;
    else this.now = Math.min(last, Math.max(0, this.now + by));
    this.mark();
    const op = this.ops.querySelector('.op.now');
    if (op) op.firstElementChild.scrollIntoView({ block: 'nearest' });
  }

  key(e) {
    if (e.target.matches('input, button')) return;
    const symbol = e.target.closest('.sym');
    const by = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (symbol && e.key === 'Enter') this.ask(symbol.dataset.path);
    else if (symbol && (e.key === 'ArrowRight' || e.key === 'ArrowLeft')) {
      const all = [...symbol.closest('.op').querySelectorAll('.sym')];
      const next = all[all.indexOf(symbol) + by];
      if (next) rove(next, all);
    } else if (symbol && e.key === 'Escape') this.ops.focus();
    else if (by) {
      if (symbol && this.now === Infinity) this.now = Number(symbol.closest('.op').dataset.op);
      this.go(by);
      const to = symbol && this.ops.querySelector('.op.now .sym');
      if (to) to.focus();
      else if (symbol) this.ops.focus();
    } else return;
    e.preventDefault();
  }

  toRow(row) {
    this.row = Math.max(0, row);
    this.turn();
  }

  /** Shows another row, time or form. */
  turn() {
    this.remember();
    this.refresh();
  }

  /** To a step that is kept; the newest, or the one that came back, is now. */
  travel(step) {
    this.at = step === this.last ? -1 : step;
    this.turn();
  }

  /** One batch or epoch back in time, or forward; where nothing is ahead, the training makes it. */
  async move(name) {
    const step = this.times[name];
    if (step !== null) {
      this.travel(step);
      return;
    }
    try {
      this.exercise.begin();
      this.at = -1;
      await post('/api/run', { action: name.startsWith('batch') ? 'batch' : 'epoch' });
    } catch (e) {
      this.fail(e.error || { id: '', message: String(e), fixes: [] });
    }
  }
}
