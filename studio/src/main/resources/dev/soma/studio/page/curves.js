// What every epoch gave, drawn by uPlot; the best epoch is marked.
import * as colours from '/colours.js';
import * as address from '/address.js';
import { post } from '/api.js';
import { upright } from '/chart.js';
import { el, Twin } from '/twin.js';

/* global uPlot */
const ORDER = [0, 5, 2, 3, 4, 1, 7];
const DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3]];

export class Curves {
  constructor(refresh, fail) {
    const look = address.look('curves');
    this.log = look.log === '1';
    this.under = look.earlier !== '0';
    const tick = (text, name) => el('label', {}, el('input', { type: 'checkbox', checked: this[name],
      change: e => { this[name] = e.target.checked; this.keep(); refresh(); } }), ' ' + text);
    this.forget = el('button', { type: 'button', click: () => post('/api/forget', {}).then(refresh)
      .catch(e => fail(e.error || { id: '', message: String(e), fixes: [] })) }, 'Forget earlier runs');
    this.plots = [];
    this.key = '';
    this.grid = el('div', { class: 'charts' });
    this.note = el('p', { class: 'quiet' });
    this.flags = el('ul', { 'aria-label': 'Diagnostics' });
    this.twin = new Twin('The curves, as a table');
    this.past = new Twin('The earlier runs, as a table');
    this.faint = new Twin('The curves of the earlier runs, as a table');
    this.element = el('div', {},
      el('div', { class: 'bar' }, tick('logarithmic J', 'log'), tick('earlier runs', 'under'), this.forget),
      this.grid, this.note, this.flags, this.twin.details, this.past.details, this.faint.details);
  }

  keep() {
    address.lookAt('curves', { log: this.log ? 1 : null, earlier: this.under ? null : 0 });
  }

  query() {
    return {};
  }

  draw(d) {
    this.best = d.best;
    this.diagnostics = d.diagnostics;
    this.grid.hidden = this.twin.details.hidden = 'none' in d;
    if ('none' in d) {
      this.note.textContent = d.none;
      return;
    }
    this.flags.replaceChildren(...d.diagnostics.map(f => el('li', {}, f.text)));
    const shown = this.under ? d.earlier : [];
    this.forget.disabled = !d.earlier.length;
    const charts = [
      ['J and its parts', [['J, mean over the epoch', d.j], ['data term', d.data], ['L2 term', d.penalty], ['validation loss', d.validation]], this.log],
      [`${d.metric_name} of the validation rows`, [[d.metric_name, d.metric]], false],
      ['rate η', [['rate', d.rate]], false],
      ['log₁₀ of update : weight', d.ratios.map((r, l) => [`W(${l + 1})`, r]), false],
    ];
    const past = [shown.map(e => [[`run ${e.run} J (${e.words})`, e.j, e], [`run ${e.run} validation loss`, e.validation, e]]).flat(),
      shown.filter(e => e.metric_name === d.metric_name).map(e => [`run ${e.run} (${e.words})`, e.metric, e])];
    past.forEach((series, i) => charts[i][1].push(...series));
    const key = JSON.stringify([d.run, this.log, charts.map(c => [c[0], c[1].map(s => s[0])]), colours.isDark()]);
    if (key !== this.key) this.build(charts);
    this.key = key;
    this.plots.forEach((plot, i) => plot.setData(table(d.epoch, charts[i][1].map(s => [s[2] ? s[2].epoch : null, clean(s[1], charts[i][2])]))));
    this.note.textContent = `Dotted line: best epoch, ${d.best}. ` +
      'The L2 term is its mean over the steps that were looked at; the data term is J without it. ' +
      '−3 is a usual update : weight. ' +
      (shown.length ? 'Faint: earlier runs, with the settings that were other than those of this run. ' : '') + (d.stride > 1 ? `Every ${d.stride}th epoch is kept.` : '');
    this.twin.show(() => [
      ['epoch', 'J', 'data term', 'L2 term', 'validation loss', d.metric_name, 'rate', ...d.ratios.map((_, l) => `log₁₀ W(${l + 1})`)],
      ...thin(d.epoch.map((e, i) => [e, d.j[i], d.data[i], d.penalty[i], d.validation[i], d.metric[i], d.rate[i],
        ...d.ratios.map(r => r[i])]))]);
    this.past.show(() => [['run', 'other than this run', 'epochs', 'best epoch', 'last J', 'last validation loss', 'last metric', 'metric'],
      ...d.earlier.map(e => [e.run, e.words, last(e.epoch), e.best, last(e.j), last(e.validation), last(e.metric), e.metric_name])]);
    this.faint.show(() => [['run', 'epoch', 'J', 'validation loss', 'metric'],
      ...d.earlier.flatMap(e => thin(e.epoch.map((epoch, i) => [e.run, epoch, e.j[i], e.validation[i], e.metric[i]]), 50))]);
  }

  /** @param charts of [title, [[label, values, earlier run or none]], logarithmic] */
  build(charts) {
    this.plots.forEach(p => p.destroy());
    this.grid.replaceChildren();
    this.plots = charts.map(([title, series, log]) => {
      const holder = el('div', { class: 'chart', role: 'img', 'aria-label': title + '; the table below holds the numbers' });
      this.grid.append(holder);
      const width = Math.max(300, Math.min(560, holder.clientWidth || 430));
      return new uPlot(this.options(title, series, log, width), [[], ...series.map(() => [])], holder);
    });
  }

  options(title, series, log, width) {
    const axis = { stroke: colours.quiet(), grid: { stroke: colours.line(), width: 1 }, ticks: { stroke: colours.line() } };
    return {
      title,
      width,
      height: 230,
      scales: { x: { time: false }, y: { distr: log ? 3 : 1 } },
      axes: [{ ...axis, size: 32 }, { ...axis, size: 62 }],
      series: [{ label: 'epoch' }, ...series.map(([label, , past], i) => ({
        label, ...pen(series, past, i), spanGaps: true,
        points: { show: false }, value: (_, v) => (v === null || v === undefined ? '–' : v.toPrecision(4)),
      }))],
      hooks: { draw: [u => this.mark(u)] },
    };
  }

  mark(u) {
    for (const f of this.diagnostics ?? []) this.flag(u, f);
    if (Number.isFinite(u.valToPos(this.best ?? NaN, 'x', true))) upright(u, this.best);
  }

  /** The id of a diagnostic, pinned on the axis at its epoch. */
  flag(u, f) {
    const x = u.valToPos(f.epoch, 'x', true);
    if (!Number.isFinite(x)) return;
    u.ctx.save();
    u.ctx.fillStyle = colours.ofClass(1);
    u.ctx.textAlign = 'center';
    u.ctx.fillText(`▲ ${f.id}`, x, u.bbox.top + u.bbox.height - 4);
    u.ctx.restore();
  }
}

/** How a curve is drawn: those of earlier runs are thin and faint, one colour a run. */
function pen(series, past, i) {
  if (!past) return { stroke: colours.ofClass(ORDER[i % 7]), width: 1.8, dash: DASHES[i % 4] };
  const runs = [...new Set(series.map(s => s[2]).filter(Boolean))];
  const full = colours.rgb(colours.ofClass(ORDER[(runs.indexOf(past) + 1) % 7]));
  return { stroke: colours.css(colours.mix(colours.ground(), full, 0.6)), width: 1.2,
    dash: series[i - 1][2] === past ? [2, 3] : [6, 3] };
}

/** Curves of several lists of epochs as one table. */
function table(epochs, curves) {
  if (curves.every(c => c[0] === null)) return [epochs, ...curves.map(c => c[1])];
  const own = curves.filter(c => c[0] === null).map(c => c[1]);
  const past = curves.filter(c => c[0] !== null).map(c => [c[0], c[1]]);
  return uPlot.join([[epochs, ...own], ...past]);
}

/** The last number of a curve. */
const last = values => values[values.length - 1];

/** A logarithmic axis has no place for 0. */
function clean(values, log) {
  return log ? values.map(v => (v !== null && v > 0 ? v : null)) : values;
}

/** So many lines at most, evenly spaced, the last among them. */
function thin(rows, most = 200) {
  const step = Math.ceil(rows.length / most);
  return rows.filter((_, i) => i % step === 0 || i === rows.length - 1);
}
