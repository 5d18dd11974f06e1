// One row with its values as controls: what the network would say if they were others.
import * as address from '/address.js';
import * as colours from '/colours.js';
import { Time } from '/time.js';
import { el, exact, partChoice, rowsOf } from '/twin.js';

export class WhatIf {
  static looks = ['part', 'row', 'at', 'set', 'find', 'why'];

  constructor(refresh, fail) {
    this.refresh = refresh;
    this.fail = fail;
    const look = address.look('whatif');
    this.part = address.oneOf(look, 'part', ['training', 'validation'], 'training');
    this.row = address.whole(look, 'row', 1, 1) - 1;
    this.find = look.find ?? '';
    this.set = changes(look.set);
    this.time = new Time(address.whole(look, 'at', -1), () => this.moved());
    this.controls = new Map();
    const [parts, showParts] = partChoice(this.part, v => { this.part = v; this.other(0); });
    this.showParts = showParts;
    this.rowField = el('input', { inputmode: 'numeric', size: 6, value: this.row + 1,
      change: e => this.other(Math.max(0, (parseInt(e.target.value, 10) || 1) - 1)) });
    this.reset = el('button', { type: 'button', click: () => this.other(this.row) }, 'As it was');
    this.place = el('p', { class: 'quiet' });
    this.findField = el('input', { size: 12, value: this.find, input: e => { this.find = e.target.value.trim(); this.moved(); } });
    this.findBar = el('div', { class: 'bar' }, el('label', {}, 'Columns with ', this.findField));
    this.form = el('form', { class: 'whatif', 'aria-label': 'Values of the row', autocomplete: 'off', submit: e => e.preventDefault() });
    this.left = el('p', { class: 'quiet' });
    this.notes = el('div', { role: 'status' });
    this.said = el('p', { class: 'said' });
    this.bars = el('table', { class: 'bars' });
    this.outputsLeft = el('p', { class: 'quiet' });
    this.decision = el('p', { class: 'quiet' });
    this.ask = el('input', { type: 'checkbox', checked: address.flag(look, 'why'), change: () => this.moved() });
    this.asked = el('label', {}, this.ask, ' contributions of the columns, which take some seconds');
    this.why = el('div');
    this.element = el('div', {},
      el('div', { class: 'bar' }, parts, el('label', {}, 'Row ', this.rowField), this.reset,
        el('button', { type: 'button', click: () => address.go('step', this.where()) }, 'Step of this row')),
      this.time.element, this.place,
      el('div', { class: 'split' },
        el('div', {}, el('h2', {}, 'Values'), this.findBar, this.form, this.left),
        el('div', { class: 'grow' }, el('h2', {}, 'Prediction'), this.said, this.bars, this.decision, this.outputsLeft, this.notes, this.asked, this.why)));
  }

  query(state) {
    const data = `${state.name} ${state.target}`;
    const first = this.run === undefined;
    if (this.run !== undefined && this.run !== state.run) this.time.at = -1;
    if (this.data !== undefined && this.data !== data) {
      this.set = {};
      this.find = this.findField.value = '';
    }
    this.run = state.run;
    this.data = data;
    if (!state.validation_rows) this.part = 'training';
    const rows = this.part === 'training' ? state.training_rows : state.validation_rows;
    this.row = first ? address.within(this.row, rows, rowsOf(state, this.part)) : Math.min(this.row, rows - 1);
    this.keep();
    return { part: this.part, row: this.row, set: JSON.stringify(this.set), find: this.find, why: this.ask.checked ? 1 : 0, at: this.time.at };
  }

  where() {
    return { part: this.part, row: this.row + 1, at: this.time.at < 0 ? null : this.time.at };
  }

  /** Puts where this view looks into the address. */
  keep() {
    const changed = Object.keys(this.set).length > 0;
    address.lookAt('whatif', { ...this.where(), set: changed ? JSON.stringify(this.set) : null, find: this.find || null, why: this.ask.checked ? 1 : null });
  }

  moved() {
    this.fail(null);
    this.keep();
    this.refresh();
  }

  other(row) {
    this.row = row;
    this.set = {};
    this.built = '';
    this.moved();
  }

  change(name, value) {
    this.set[name] = value;
    this.moved();
  }

  draw(d, state) {
    this.time.draw(d, state);
    this.showParts(state, d.part);
    if (document.activeElement !== this.rowField) this.rowField.value = d.row + 1;
    this.place.textContent = `Row ${d.row + 1} of ${d.rows} ${rowsOf(state, d.part)}${d.line ? `, line ${d.line} of the data` : ''}. ` +
      d.targets.map(([name, value]) => `${name} is ${value}`).slice(0, 8).join(', ') + '.' +
      (d.fixed ? ` ${d.fixed}, which is added without a weight, stays as it is.` : '');
    this.findBar.hidden = d.columns_of <= 12;
    const key = JSON.stringify([d.part, d.row, d.run, d.columns.map(c => [c.name, c.kind, c.levels, c.values, c.may_miss])]);
    if (key !== this.built) this.build(d);
    this.built = key;
    d.columns.forEach(c => this.controls.get(c.name).show(c));
    this.left.textContent = d.columns.length < d.columns_of ? `${d.columns.length} of ${d.columns_of} columns are shown; the others keep their values.` : '';
    this.reset.disabled = !Object.keys(this.set).length;
    this.say(d);
    this.explain(d.why);
  }

  build(d) {
    this.controls.clear();
    this.form.replaceChildren(...d.columns.map(c => {
      const control = new Control(c, v => this.change(c.name, v), () => {
        delete this.set[c.name];
        control.anew = true;
        control.field.focus();
        this.moved();
      });
      this.controls.set(c.name, control);
      return control.element;
    }));
  }

  say(d) {
    const word = t => (t === '' ? 'no class' : text(t));
    const before = d.said_before.map(word).join(', ');
    const after = d.said_after.map(word).join(', ');
    this.said.textContent = before === after ? `It says ${after}.` : `It says ${after}; of the row as it is, ${before}.`;
    this.bars.replaceChildren(
      el('caption', {}, d.kind === 'numbers' ? 'What is predicted' : 'Probabilities'),
      el('thead', {}, el('tr', {}, ...['', 'as it is', 'as changed', 'change'].map(h => (h ? el('th', { scope: 'col' }, h) : el('td'))))),
      el('tbody', {}, ...d.outputs.map(o => el('tr', {}, el('th', { scope: 'row' }, o.name),
        el('td', {}, bar(o.before_share, 'before'), exact(o.before)),
        el('td', {}, bar(o.after_share, 'after'), exact(o.after)),
        el('td', {}, signed(o.change))))));
    const ends = d.kind === 'numbers' && d.outputs.length === 1 ? `Bars go from ${exact(d.outputs[0].low)} to ${exact(d.outputs[0].high)}, the range of the training rows. ` : '';
    this.outputsLeft.textContent = ends + (d.outputs_left ? `${d.outputs_left} more are left out.` : '');
    this.decision.textContent = d.decision;
    const notes = d.notes.join('\n');
    if (notes === this.noted) return; // what is said already is not said again
    this.noted = notes;
    this.notes.replaceChildren(el('ul', { class: 'notes' }, ...d.notes.map(n => el('li', {}, n))));
  }

  explain(w) {
    this.asked.hidden = !w.large;
    if (w.left_out) {
      this.why.replaceChildren(el('p', { class: 'quiet' }, w.left_out));
      return;
    }
    const clipped = w.predicted !== undefined;
    const score = clipped ? `${w.output} before it is clipped` : w.number ? `the predicted ${w.output}` : `the score z of ${w.output}`;
    const table = el('table', { class: 'bars' },
      el('caption', {}, `What each column adds to ${score}`),
      el('thead', {}, el('tr', {}, ...['column', 'value', 'base row', 'contribution'].map(h => el('th', { scope: 'col' }, h)))),
      el('tbody', {}, ...w.columns.map(c => el('tr', {}, el('th', { scope: 'row' }, c.name),
        el('td', { class: 'text' }, c.value === '' ? 'missing' : c.value), el('td', { class: 'text' }, c.base),
        el('td', {}, twoSided(c.share), signed(c.contribution))))));
    this.why.replaceChildren(table, el('p', { class: 'quiet' },
      `Of the changed row: ${exact(w.score)}${clipped ? `, predicted as ${exact(w.predicted)}, the nearest number in the range of the training targets` : ''}; of the base row, which has the mean of every number and all levels alike: ${exact(w.base_score)}. ` +
      'The contributions add up to the difference (integrated gradients). ' + (w.columns_left ? `${w.columns_left} smaller ones are left out.` : '')));
  }
}

/** The changes in an address; none, and a line that says so, if they cannot be read. */
function changes(text) {
  try {
    const read = JSON.parse(text ?? '{}');
    if (read && typeof read === 'object' && !Array.isArray(read)) return read;
  } catch {
    // said below
  }
  address.odd(`look.set=${text}, expected columns and values such as {"age":30}: the row as it is is shown`);
  return {};
}

/** One column of the row. */
class Control {
  constructor(c, onChange, onReset) {
    this.missing = c.may_miss ? el('input', { type: 'checkbox', 'aria-label': `${c.name} is missing`,
      change: e => onChange(e.target.checked ? null : this.value()) }) : null;
    const given = e => onChange(this.typed(e.target.value));
    this.kind = c.kind;
    if (c.kind === 'number') {
      this.slider = c.values
        ? el('select', { 'aria-label': c.name, change: given }, ...c.values.map(v => el('option', { value: v }, v)), el('option', { value: '', disabled: true }, 'other'))
        : el('input', { type: 'range', 'aria-label': c.name, input: given });
      this.field = el('input', { inputmode: 'decimal', size: 8, 'aria-label': `${c.name}, as a number`, change: given });
    } else if (c.kind === 'category') {
      this.field = el('select', { 'aria-label': c.name, change: given }, ...c.levels.map(l => el('option', { value: l }, l.trim() || 'missing')));
    } else {
      this.field = el('input', { size: 18, 'aria-label': c.name, change: given });
    }
    this.back = el('button', { type: 'button', 'aria-label': `${c.name} as it was`, title: 'as it was', click: onReset }, '↺');
    this.element = el('div', { class: 'value' }, el('span', { class: 'name' }, c.name), this.slider ?? null, this.field,
      this.missing ? el('label', {}, this.missing, ' missing') : null, this.back);
  }

  typed(value) {
    const number = Number(value);
    return this.kind === 'number' && value.trim() !== '' && Number.isFinite(number) ? number : value;
  }

  /** The value to begin with where one was missing. */
  value() {
    return this.typed(this.slider ? this.slider.value : this.field.value);
  }

  /** What is being typed or dragged is left alone, unless the column is as it was again. */
  show(c) {
    const missing = c.value === null;
    const left = e => e === document.activeElement && !this.anew;
    if (this.slider) {
      if (c.values) {
        if (!missing) this.slider.value = c.values.includes(c.chosen) ? c.chosen : '';
      } else {
        Object.assign(this.slider, { min: c.low, max: c.high, step: c.step });
        if (!left(this.slider) && !missing) this.slider.value = c.value;
      }
      this.slider.disabled = missing;
    }
    if (!left(this.field) || this.kind === 'category') this.field.value = missing ? '' : c.value;
    this.field.disabled = missing;
    if (this.missing) this.missing.checked = missing;
    this.back.hidden = !c.changed;
    this.element.classList.toggle('changed', c.changed);
    if (!c.changed) this.anew = false;
  }
}

const text = x => (Number.isFinite(Number(x)) && x !== '' ? exact(Number(x)) : x);

const signed = x => (x > 0 ? '+' : '') + exact(x);

function bar(share, kind) {
  const inner = el('span', { class: kind });
  inner.style.width = `${100 * Math.min(1, Math.max(0, share ?? 0))}%`;
  return el('span', { class: 'track', 'aria-hidden': 'true' }, inner);
}

function twoSided(share) {
  const inner = el('span', {});
  inner.style.width = `${50 * Math.min(1, Math.abs(share ?? 0))}%`;
  inner.style.marginLeft = share < 0 ? `${50 + 50 * Math.max(-1, share)}%` : '50%';
  inner.style.backgroundColor = colours.css(colours.signed(share < 0 ? -1 : 1));
  return el('span', { class: 'track two', 'aria-hidden': 'true' }, inner);
}
