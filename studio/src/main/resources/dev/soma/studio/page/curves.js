// What every epoch gave: one run, and others laid over it.
import * as colours from '/colours.js';
import * as address from '/address.js';
import { post } from '/api.js';
import { KEYS, Plot, upright } from '/chart.js';
import { choice, el, Twin } from '/twin.js';

const ORDER = [0, 5, 2, 3, 4, 1, 7];
const DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3]];
const PAST = [1, 4, 2, 3, 7]; // colours of the earlier runs
const AXES = [['', 'automatic'], ['0', 'linear'], ['1', 'logarithmic']];
const BLOWN = 50; // times where it began: then J is drawn on a logarithmic axis
const NEAR = 46; // pixels that a pinned id takes

export class Curves {
  static looks = ['log', 'earlier', 'hide', 'show', 'epoch'];

  constructor(refresh, fail) {
    const look = address.look('curves');
    this.log = address.oneOf(look, 'log', ['0', '1'], '');
    this.under = address.flag(look, 'earlier', true);
    const list = text => new Set((text ?? '').split(',').filter(Boolean));
    this.hidden = list(look.hide);
    this.over = list(look.show); // of other data
    this.epoch = address.whole(look, 'epoch', null);
    this.refresh = refresh;
    const [axis] = choice('Axis of J', AXES, this.log, v => { this.log = v; this.keep(); refresh(); });
    const under = el('label', {}, el('input', { type: 'checkbox', checked: this.under,
      change: e => { this.under = e.target.checked; this.keep(); refresh(); } }), ' earlier runs');
    this.forget = el('button', { type: 'button', click: () => post('/api/forget', {}).then(refresh)
      .catch(e => fail(e.error || { id: '', message: String(e), fixes: [] })) }, 'Forget earlier runs');
    this.runs = el('fieldset', { class: 'runs' });
    this.left = el('p', { class: 'quiet', role: 'status' });
    this.plots = [];
    this.key = '';
    this.grid = el('div', { class: 'charts' });
    this.note = el('p', { class: 'quiet' });
    this.keys = el('p', { class: 'quiet' }, `Keys: ${KEYS}`);
    this.flags = el('ul', { 'aria-label': 'Diagnostics' });
    this.twin = new Twin('The curves, as a table');
    this.past = new Twin('The earlier runs, as a table');
    this.faint = new Twin('The curves of the earlier runs, as a table');
    this.element = el('div', {}, el('div', { class: 'bar' }, axis, under, this.forget), this.runs, this.left,
      this.grid, this.keys, this.note, this.flags, this.twin.details, this.past.details, this.faint.details);
  }

  keep() {
    address.lookAt('curves', { log: this.log, earlier: this.under ? null : 0, hide: [...this.hidden].join(), show: [...this.over].join(), epoch: this.epoch });
  }

  query() {
    return {};
  }

  draw(d) {
    this.best = d.best;
    this.diagnostics = d.diagnostics;
    this.grid.hidden = this.keys.hidden = this.twin.details.hidden = 'none' in d;
    if ('none' in d) {
      this.note.textContent = d.none;
      return;
    }
    this.flags.replaceChildren(...d.diagnostics.map(f => el('li', {}, f.text)));
    d.earlier.forEach((e, i) => { e.place = i; });
    this.known(d);
    this.chooser(d);
    const shown = d.earlier.filter(e => this.lays(e));
    const charts = chartsOf(d, shown);
    charts.forEach(c => { c.log = c.grows && (this.log === '1' || (this.log === '' && blown(c.series))); });
    const key = JSON.stringify([d.run, charts.map(c => [c.title, c.log, c.series.map(s => s.name)]), d.best > 0, d.diagnostics.length > 0, colours.isDark()]);
    if (key !== this.key) this.build(charts);
    else this.plots.forEach((plot, i) => plot.set(charts[i].series));
    this.key = key;
    this.note.textContent = 'The L2 term is its mean over the steps that were looked at; the data term is J without it. ' +
      '−3 is a usual update : weight. ' +
      'Where a curve has points, only these epochs were looked at. ' +
      (charts.some(c => c.log) ? 'On a logarithmic axis 0 has no place' + (this.log === '' ? `; it is taken where a curve grows to more than ${BLOWN} times its start. ` : '. ') : '') +
      (shown.length ? 'With shapes on them: earlier runs, with the settings that were other than those of this run. ' : '') +
      (charts.some(c => c.range === fit && c.series.some(s => s.y.some(v => v < -1))) ? 'Below −1 a curve of r2 leaves its picture. ' : '') +
      (d.stride > 1 ? `Every ${d.stride}th epoch is kept.` : '');
    this.tables(d);
  }

  /** Keeps no choice of a run that is not there; one that the address names is told. */
  known(d) {
    const runs = d.earlier.map(e => String(e.run));
    for (const [key, chosen] of [['hide', this.hidden], ['show', this.over]]) {
      for (const run of [...chosen].filter(r => !runs.includes(r))) {
        chosen.delete(run);
        if (!this.key) address.odd(`look.${key}=${run}, ${runs.length ? `expected an earlier run: ${runs.join(' or ')}` : 'there is no earlier run'}`);
      }
    }
    this.keep();
  }

  /** Whether an earlier run is laid over this one: losses on other data are of another size, and would squeeze its curves. */
  lays(e) {
    return this.under && (e.on ? this.over.has(String(e.run)) : !this.hidden.has(String(e.run)));
  }

  /** Which of the earlier runs are shown: their names are what was other. */
  chooser(d) {
    this.forget.disabled = !d.earlier.length;
    this.runs.hidden = !d.earlier.length || !this.under;
    const left = d.earlier.filter(e => e.on && !this.lays(e));
    const on = [...new Set(left.map(e => e.on))].join('; ');
    const [who, them] = left.length === 1 ? ['an earlier run', 'it'] : [`${left.length} earlier runs`, 'them'];
    const text = left.length && this.under ? `Not drawn: ${who} on other data (${on}), where losses may be of another size. Tick ${them} to compare all the same.` : '';
    if (this.left.textContent !== text) this.left.textContent = text; // it is read out once
    const key = JSON.stringify([d.run, this.under, d.earlier.map(e => [e.run, e.words])]);
    if (key === this.chosen) return;
    this.chosen = key;
    this.runs.replaceChildren(el('legend', {}, 'Laid over this run'), ...d.earlier.map(e => el('label', {},
      el('input', { type: 'checkbox', checked: this.lays(e), change: c => {
        const [ticked, those] = e.on ? [true, this.over] : [false, this.hidden]; // what is not so by itself is kept
        if (c.target.checked === ticked) those.add(String(e.run));
        else those.delete(String(e.run));
        this.keep();
        this.refresh();
      } }), ` run ${e.run}${e.on ? ', other data' : ''}: ${e.words}`)));
  }

  build(charts) {
    this.plots.forEach(p => p.destroy());
    const more = [['best epoch', (g, w, h) => stroke(g, w, h, [3, 4])]];
    if (this.diagnostics.length) more.push(['a diagnostic at its epoch', flagged]);
    this.plots = charts.map(c => new Plot(this.grid, { ...c, across: 'epoch', height: 230, keys: more,
      over: u => this.mark(u),
      moved: x => { this.epoch = x; this.keep(); this.plots.forEach(p => p.put(x)); } }));
    this.plots.forEach(p => p.put(this.epoch));
  }

  mark(u) {
    let end = -Infinity;
    let line = 0;
    for (const f of this.diagnostics) {
      const x = u.valToPos(f.epoch, 'x', true);
      line = x < end ? line + 1 : 0; // one above the other where they meet
      end = x + NEAR * (window.devicePixelRatio || 1);
      flag(u, x, f.id, line);
    }
    if (Number.isFinite(u.valToPos(this.best ?? NaN, 'x', true))) upright(u, this.best);
  }

  tables(d) {
    this.twin.show(() => [
      ['epoch', 'J', 'data term', 'L2 term', 'validation loss', d.metric_name, `${d.metric_name} of training rows`, ...(d.read_name === d.metric_name ? [] : [`${d.read_name} of training rows`, `${d.read_name} of validation rows`]), 'rate', ...d.ratios.map((_, l) => `log₁₀ W(${l + 1})`)],
      ...thin(d.epoch.map((e, i) => [e, d.j[i], d.data[i], d.penalty[i], d.validation[i], d.metric[i], d.chosen[i],
        ...(d.read_name === d.metric_name ? [] : [d.read_training[i], d.read_validation[i]]), d.rate[i], ...d.ratios.map(r => r[i])]))]);
    this.past.show(() => [['run', 'other than this run', 'epochs', 'best epoch', 'last J', 'last validation loss', 'last metric', 'metric'],
      ...d.earlier.map(e => [e.run, e.words, last(e.epoch), e.best, last(e.j), last(e.validation), last(e.metric), e.metric_name])]);
    this.faint.show(() => [['run', 'epoch', 'J', 'validation loss', 'metric', 'accuracy or r2, validation', 'rate'],
      ...d.earlier.flatMap(e => thin(e.epoch.map((epoch, i) => [e.run, epoch, e.j[i], e.validation[i], e.metric[i], e.read_validation[i], e.rate[i]]), 50))]);
  }
}

/** The charts, each with the curves of this run and then those of earlier ones. */
function chartsOf(d, shown) {
  const all = list => list.map(([name, y, short, pen], i) => own(d, name, y, short, pen ?? i)).filter(s => s.y.some(v => v !== null));
  const part = (what, rows, of) => `${what} rows` + (rows < of ? `, ${rows} of ${of}` : '');
  const [training, validation] = [part('training', d.scored[0], d.training_rows), part('validation', d.scored[1], d.validation_rows)];
  const metric = { title: d.metric_name, grows: true, series: [...all([[training, d.chosen, 'training', 0], ['validation rows', d.metric, 'validation', 3]]),
    ...past(shown.filter(e => e.metric_name === d.metric_name), e => [['validation', e.metric]])] };
  const read = { title: d.read_name, range: d.read_name === 'accuracy' ? share : fit,
    series: [...all([[training, d.read_training, 'training', 0], [validation, d.read_validation, 'validation', 3]]),
      ...past(shown.filter(e => e.read_name === d.read_name), e => [['validation', e.read_validation]])] };
  return [
    { title: 'J and its parts', grows: true, series: [...all([['J, mean over the epoch', d.j, 'J'], ['data term', d.data], ['L2 term', d.penalty], ['validation loss', d.validation]]),
      ...past(shown, e => [['J', e.j], ['validation loss', e.validation]])] },
    ...(d.metric_name === d.read_name ? [{ ...metric, grows: false, range: read.range }] : [metric, read]),
    { title: 'rate η', series: [...all([['rate', d.rate]]), ...past(shown, e => [['rate', e.rate]])] },
    { title: 'log₁₀ of update : weight', series: all(d.ratios.map((r, l) => [`W(${l + 1})`, r])) },
  ].filter(c => c.series.length);
}

/** @param pen that of the training is 0 in every chart, that of the validation rows 3 */
const own = (d, name, y, short, pen) => ({ name, short, x: d.epoch, y, stroke: colours.ofClass(ORDER[pen % 7]), width: 1.8, dash: DASHES[pen % 4] });

/** Curves of earlier runs: a colour and a shape for each run, a dash and a hollow shape for the second curve of a run. */
function past(shown, curves) {
  return shown.flatMap(e => curves(e).filter(([, y]) => y.some(v => v !== null)).map(([name, y], i, both) => ({
    name: `run ${e.run} ${name} (${e.words})`, short: `run ${e.run} ${name}`, x: e.epoch, y, stroke: colours.ofClass(PAST[e.place % 5]), width: 1.1,
    dash: i ? [5, 3] : [], mark: [e.place, both.length === 1 || !i] })));
}

/** Whether a curve grew far beyond where it began. */
function blown(series) {
  const starts = series.map(s => s.y.find(v => v !== null && v > 0)).filter(v => v !== undefined);
  const most = Math.max(...series.map(s => s.y.reduce((m, v) => (v !== null && v > m ? v : m), 0)));
  return starts.length > 0 && most > BLOWN * Math.max(...starts);
}

/** Shares lie between 0 and 1. */
const share = (min, max) => [Math.max(0, min - 0.05 * (max - min || 1)), Math.min(1.02, max + 0.05 * (max - min || 1))];

/** R2 can fall without end: below −1 a curve leaves the picture. */
const fit = (min, max) => [Math.max(-1, min - 0.05), Math.max(Math.min(1.02, max + 0.05), -0.9)];

function stroke(g, width, height, dash) {
  g.strokeStyle = colours.ink();
  g.setLineDash(dash);
  g.beginPath();
  g.moveTo(width / 2, 0);
  g.lineTo(width / 2, height);
  g.stroke();
}

function flagged(g, width, height) {
  g.fillStyle = colours.ofClass(1);
  colours.mark(g, width / 2, height / 2, 2, 5);
  g.fill();
}

/** The id of a diagnostic, pinned on the axis at its epoch. */
function flag(u, x, id, line) {
  if (!Number.isFinite(x)) return;
  const g = u.ctx;
  const pixel = window.devicePixelRatio || 1;
  const y = u.bbox.top + u.bbox.height - (7 + 14 * line) * pixel;
  g.save();
  g.font = `${11 * pixel}px system-ui, sans-serif`;
  g.fillStyle = colours.ofClass(1);
  colours.mark(g, x, y, 2, 5 * pixel);
  g.fill();
  g.fillStyle = colours.ink();
  g.textAlign = x > u.bbox.left + u.bbox.width - NEAR * pixel ? 'right' : 'left';
  g.textBaseline = 'middle';
  g.fillText(id, x + (g.textAlign === 'right' ? -8 : 8) * pixel, y);
  g.restore();
}

/** The last number of a curve. */
const last = values => values[values.length - 1];

/** So many lines at most, evenly spaced, the last among them. */
function thin(rows, most = 200) {
  const step = Math.ceil(rows.length / most);
  return rows.filter((_, i) => i % step === 0 || i === rows.length - 1);
}
