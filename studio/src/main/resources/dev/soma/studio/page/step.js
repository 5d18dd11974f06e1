// Backpropagation of one row, operation by operation, forwards and backwards in time.
import { el, Twin } from '/twin.js';

const TITLES = { rows: 'The row', forward: 'Forward', backward: 'Backward', piece: 'Linear piece around the row',
  check: 'Check by a finite difference', update: 'One step of gradient descent on this row' };

export class Step {
  constructor(refresh, fail) {
    this.refresh = refresh;
    this.fail = fail;
    this.row = 0;
    this.at = -1;
    this.now = Infinity;
    this.parts = [];
    const button = (text, title, click) => el('button', { type: 'button', title, click }, text);
    this.rowField = el('input', { inputmode: 'numeric', size: 6, value: '1', 'aria-label': 'training row',
      change: e => { this.row = Math.max(0, (parseInt(e.target.value, 10) || 1) - 1); this.refresh(); } });
    this.time = el('input', { type: 'range', min: 0, max: 0, value: 0, 'aria-label': 'step of the training',
      input: e => this.travel(Number(e.target.value)) });
    this.when = el('span', { class: 'quiet' });
    this.place = el('p', { class: 'quiet' });
    this.ops = el('div', { class: 'step', tabindex: '0', role: 'group', 'aria-label': 'operations', keydown: e => this.key(e) });
    this.twin = new Twin('The row as it was read, as a table');
    this.text = el('pre', { class: 'scroll', tabindex: '0' });
    this.element = el('div', {},
      el('div', { class: 'bar' },
        el('label', {}, 'Training row ', this.rowField),
        button('◀ operation', 'left arrow', () => this.go(-1)),
        button('operation ▶', 'right arrow', () => this.go(1)),
        button('all', 'show all operations', () => { this.now = Infinity; this.mark(); })),
      el('div', { class: 'bar' }, el('label', {}, 'Back in time ', this.time), this.when),
      this.place, this.ops, this.twin.details,
      el('details', {}, el('summary', {}, 'As soma explain prints it'), this.text));
  }

  query() {
    return { row: this.row, at: this.at };
  }

  draw(d, state) {
    this.steps = state.steps;
    this.time.max = Math.max(0, state.steps.length - 1);
    if (this.at < 0) this.time.value = this.time.max;
    this.when.textContent = (d.at_batch > 0 ? `after step ${d.step}, batch ${d.at_batch} of epoch ${d.at_epoch}`
      : `after step ${d.step}, ${d.at_epoch === 0 ? 'before the first epoch' : 'end of epoch ' + d.at_epoch}`) +
      (this.at < 0 ? ' (now)' : '') + `; the last ${state.steps.length} steps that were looked at are kept`;
    if (document.activeElement !== this.rowField) this.rowField.value = d.row + 1;
    this.place.textContent = `Row ${d.row + 1} of ${d.rows} training rows, ${d.line ? 'line ' + d.line + ' of the data, ' : ''}in double precision by the reference engine.`;
    this.parts = d.parts;
    this.paint();
    this.text.textContent = d.text;
    this.twin.show(() => [['symbol', 'input', 'raw value', 'x'], ...d.inputs]);
  }

  paint() {
    const nodes = [];
    let section = '';
    this.parts.forEach(p => {
      if (p.section !== section) {
        section = p.section;
        nodes.push(el('h2', {}, TITLES[section]));
      }
      const notes = p.notes.filter(n => n).map(n => el('span', { class: 'note' }, n));
      const whole = !p.value && !p.shape && !notes.length;
      nodes.push(whole
        ? el('div', { class: 'op' }, el('span', { class: 'wide' }, p.formula))
        : el('div', { class: 'op' }, el('span', {}, p.formula), el('span', {}, p.shape),
          el('span', {}, p.value, ...notes)));
    });
    this.ops.replaceChildren(...nodes);
    this.mark();
  }

  /** Shows operations up to the one that is looked at. */
  mark() {
    const ops = [...this.ops.querySelectorAll('.op')];
    const all = this.now === Infinity;
    ops.forEach((op, i) => {
      op.classList.toggle('now', i === this.now);
      op.classList.toggle('later', !all && i > this.now);
    });
  }

  go(by) {
    const last = this.parts.length - 1;
    const first = this.parts.findIndex(p => p.section === 'forward');
    if (this.now === Infinity) this.now = by > 0 ? first : last;
    else this.now = Math.min(last, Math.max(0, this.now + by));
    this.mark();
  }

  key(e) {
    if (e.key === 'ArrowRight' || e.key === 'ArrowDown') this.go(1);
    else if (e.key === 'ArrowLeft' || e.key === 'ArrowUp') this.go(-1);
    else return;
    e.preventDefault();
  }

  travel(index) {
    const newest = index >= this.steps.length - 1;
    this.at = newest ? -1 : this.steps[index];
    this.refresh();
  }
}
