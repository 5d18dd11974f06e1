// How good the network is on some rows, and which rows it is wrong on.
import * as address from '/address.js';
import { Matrix } from '/matrix.js';
import { Residuals } from '/residuals.js';
import { Time } from '/time.js';
import { choice, counted, el, exact, partChoice, rowsOf, setOptions } from '/twin.js';


export class Results {
  static looks = ['part', 'target', 'true', 'said', 'at'];

  constructor(refresh, fail) {
    this.refresh = refresh;
    const look = address.look('results');
    this.part = address.oneOf(look, 'part', ['training', 'validation'], 'validation');
    this.target = address.whole(look, 'target', 0);
    this.true = address.whole(look, 'true', -1);
    this.said = address.whole(look, 'said', -1);
    if (this.true < 0 || this.said < 0) this.true = this.said = -1;
    this.time = new Time(address.whole(look, 'at', -1), () => this.moved());
    const [parts, showParts] = partChoice(this.part, v => { this.part = v; this.moved(); });
    const [targets, select] = choice('Target', [], '', v => { this.target = Number(v); this.cell(-1, -1); });
    this.showParts = showParts;
    this.targets = targets;
    this.select = select;
    this.scores = el('dl', { class: 'scores' });
    this.note = el('p', { class: 'quiet' });
    this.matrix = new Matrix((t, s) => this.cell(t, s));
    this.residuals = new Residuals(row => this.go('step', row));
    this.title = el('h2');
    this.all = el('button', { type: 'button', click: () => this.cell(-1, -1) }, 'Rows of all cells');
    this.rows = el('div', { class: 'scroll tall', tabindex: '0', role: 'region', 'aria-label': 'Rows' });
    this.element = el('div', {},
      el('div', { class: 'bar' }, parts, targets), this.time.element,
      el('div', { class: 'split' }, this.matrix.element, this.residuals.element, this.scores),
      this.note, el('div', { class: 'bar' }, this.title, this.all), this.rows);
  }

  query(state) {
    const data = `${state.name} ${state.target}`;
    if (this.run !== undefined && this.run !== state.run) this.time.at = -1;
    if (this.data !== undefined && this.data !== data) {
      this.true = this.said = -1;
      this.target = 0;
    }
    if (!state.validation_rows) this.part = 'training';
    this.run = state.run;
    this.state = state;
    this.data = data;
    this.keep();
    return { part: this.part, target: this.target, true: this.true, said: this.said, at: this.time.at };
  }

  /** Puts where this view looks into the address. */
  keep() {
    const there = x => (x < 0 ? null : x);
    address.lookAt('results', { part: this.part, target: this.target || null, true: there(this.true), said: there(this.said), at: there(this.time.at) });
  }

  moved() {
    this.keep();
    this.refresh();
  }

  cell(t, s) {
    this.true = t;
    this.said = s;
    this.moved();
  }

  go(view, row) {
    address.go(view, { part: this.part, row: row + 1, at: this.time.at < 0 ? null : this.time.at });
  }

  draw(d, state) {
    this.time.draw(d, state);
    this.showParts(state, d.part);
    this.targets.hidden = d.targets.length < 2;
    setOptions(this.select, d.targets.map((t, i) => [String(i), t]), d.target);
    const classes = d.kind === 'classes';
    this.matrix.element.hidden = !classes;
    this.residuals.element.hidden = classes;
    if (classes) this.matrix.draw(d);
    else this.residuals.draw(d);
    this.scores.replaceChildren(el('dt', {}, 'rows'), el('dd', {}, d.rows.toLocaleString('en')),
      ...d.scores.flatMap(s => [
        el('dt', {}, s.name, s.chooses ? el('span', { class: 'quiet' }, s.mean === undefined ? ' chooses the best epoch' :
          ` its mean over the ${d.targets.length} targets, ${exact(s.mean)}, chooses the best epoch`) : null),
        el('dd', {}, exact(s.value))]));
    this.note.textContent = [d.decision, d.sampled && d.sampled + '.',
      d.weighted && 'Rows have weights: metrics are weighted, counts are not.',
      d.undecided > 0 && `${counted(d.undecided, 'row')} without a prediction, since the probability is not finite: in no cell, and never right.`].filter(t => t).join(' ');
    this.list(d);
  }

  list(d) {
    const classes = d.kind === 'classes';
    const chosen = classes && d.true >= 0;
    const count = d.list.of === d.list.rows.length ? counted(d.list.of, 'row') : `${d.list.rows.length} of ${d.list.of} rows`;
    this.title.textContent = chosen
      ? `True ${d.classes[d.true]}, predicted ${d.classes[d.said]}: ${count}, largest loss first`
      : `${count}, ${classes ? 'largest loss first' : 'largest residual first'}`;
    this.all.hidden = !chosen;
    const key = JSON.stringify([d.part, d.list]);
    if (key === this.key) return;
    this.key = key;
    const focus = this.rows.contains(document.activeElement) ? document.activeElement.dataset.row : null;
    const left = d.list.columns_left;
    const head = [rowsOf(this.state, d.part).replace(/s$/, ''), '', 'line', 'true', 'predicted',
      ...(classes ? ['p of predicted', 'loss'] : ['residual']), ...d.list.columns];
    const line = r => el('tr', { click: e => { if (!e.target.closest('button')) this.go('step', r.row); } },
      el('td', {}, el('button', { type: 'button', 'data-row': 's' + r.row, title: 'the step of this row', click: () => this.go('step', r.row) }, `step of ${r.row + 1}`)),
      el('td', {}, el('button', { type: 'button', 'data-row': 'w' + r.row, 'aria-label': `what if of ${r.row + 1}`, click: () => this.go('whatif', r.row) }, 'what if')),
      ...[r.line || '', r.true, r.said, ...(classes ? [r.p, r.loss] : [r.residual]), ...r.values].map(cell));
    this.rows.replaceChildren(d.list.rows.length ? el('table', { class: 'rows' },
      el('caption', { class: 'quiet' }, 'A row opens its step: forward pass, backward pass and update.' +
        (left ? ` ${left} more columns are left out.` : '') + (d.list.of > d.list.rows.length ? ` ${d.list.of - d.list.rows.length} more rows are left out.` : '')),
      el('thead', {}, el('tr', {}, ...head.map(h => (h ? el('th', { scope: 'col' }, h) : el('td'))))),
      el('tbody', {}, ...d.list.rows.map(line))) : el('p', { class: 'quiet' }, 'No row.'));
    if (focus) this.rows.querySelector(`[data-row="${focus}"]`)?.focus();
  }
}

function cell(x) {
  return typeof x === 'number' || x === null ? el('td', {}, exact(x)) : el('td', { class: 'text' }, x);
}
