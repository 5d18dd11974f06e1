// Lessons: an idea, a question to be answered before its answer is shown, and what was measured.
import { post } from '/api.js';
import * as address from '/address.js';
import { chart } from '/chart.js';
import * as colours from '/colours.js';
import { el, figure, Twin } from '/twin.js';

const DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3], [12, 4]];
const memory = { name: '', seed: '42' };

export class Lessons {
  static looks = ['lesson', 'seed'];

  constructor(refresh, fail) {
    this.refresh = refresh;
    this.fail = fail;
    const look = address.look('lessons');
    this.name = look.lesson ?? memory.name;
    this.seed = address.integer(look, 'seed', memory.seed);
    this.begins = true;
    this.told = false;
    this.verdict = '';
    this.key = '';
    this.plots = [];
    this.list = el('ul', {});
    this.article = el('article', {});
    this.element = el('div', { class: 'lessons' }, el('nav', { 'aria-label': 'Lessons' }, this.list), this.article);
  }

  looks() {
    Object.assign(memory, { name: this.name, seed: this.seed });
    return { lesson: this.name, seed: this.name ? this.seed : null };
  }

  /** At first for the list alone: which lessons there are is known with it. */
  query() {
    return { lesson: this.begins ? '' : this.name, lesson_seed: this.seed, told: this.told };
  }

  /** Of what the address says that which there is. */
  fit(all) {
    this.begins = false;
    if (this.name && !all.includes(this.name)) {
      address.odd(`look.lesson=${this.name}, expected ${all.join(' or ')}: the list is shown`);
      this.name = '';
      address.lookAt('lessons', this.looks());
    }
    if (this.name) this.refresh();
  }

  /** Is called with every state; what is on the screen is left alone unless something changed. */
  draw(d, state) {
    if (this.begins) {
      this.fit(d.lessons.map(l => l.name));
      if (this.name) return; // it is asked for
    }
    const now = state.lesson;
    const key = JSON.stringify([d.lesson, d.seed, Boolean(d.report), d.report && 'answer' in d.report, now, this.verdict]);
    if (key === this.key) return;
    const typed = this.key && this.picked ? this.picked() : '';
    this.key = key;
    this.list.replaceChildren(...d.lessons.map(l => el('li', {}, el('a', { href: '#view=lessons&look.lesson=' + l.name,
      'aria-current': l.name === this.name ? 'true' : null, title: l.title }, l.name))));
    if (!d.lesson) {
      this.article.replaceChildren(el('h2', {}, 'Lessons'), el('p', {},
        'Each has one idea, and numbers that the engine measures while you wait. It asks before it tells: predict, then look. The same lessons run in a terminal: soma lesson.'),
      el('ul', {}, ...d.lessons.map(l => el('li', {}, el('a', { href: '#view=lessons&look.lesson=' + l.name }, l.title)))));
      return;
    }
    this.plots.forEach(p => p.destroy());
    this.plots = [];
    this.article.replaceChildren(...this.head(d, now), ...(d.report ? [...this.report(d.report, typed), ...this.tries(d)] : []));
    if (d.report) this.curves(d.report.curves);
  }

  head(d, now) {
    const seed = el('input', { inputmode: 'numeric', size: 6, value: this.seed, 'aria-label': 'seed of the lesson',
      change: e => { this.seed = e.target.value.trim() || '42'; this.told = false; this.verdict = ''; address.lookAt('lessons', this.looks()); this.refresh(); } });
    const mine = now.running && now.name === this.name;
    const run = el('button', { type: 'button', class: 'main', disabled: now.running || Boolean(d.report), click: () => this.ask({}) },
      d.report ? 'It was run' : mine ? 'It runs …' : 'Run the lesson');
    const other = now.running && !mine ? el('span', { class: 'quiet' }, `${now.name} is running; one at a time. `,
      el('button', { type: 'button', disabled: now.stopping, click: () => this.ask({ stop: true }) }, now.stopping ? 'stopping …' : 'Stop it')) : null;
    return [
      el('h2', {}, d.lesson.title),
      el('p', {}, d.idea),
      el('div', { class: 'bar' }, run, el('label', {}, 'Seed ', seed), other,
        el('span', { role: 'status' }, mine ? 'networks are being trained' : ''),
        el('code', { class: 'quiet' }, `soma lesson ${d.lesson.name}${this.seed === '42' ? '' : ' --seed ' + this.seed}`)),
      d.report ? null : el('p', { class: 'quiet' }, 'When it was run it asks a question. Answer it first; then see what was measured for the answer.'),
    ].filter(x => x);
  }

  report(r, typed) {
    return [
      this.question(r, typed),
      ...(r.answer === undefined ? [] : [el('h2', {}, `Answer: ${r.answer}`), el('p', {}, r.because), table(r.measured)]),
      el('h2', {}, 'What is behind it'),
      ...r.formulas.map(f => el('p', { class: 'formula' }, f)),
      el('h2', {}, 'What was measured'),
      ...r.findings.map(table),
      this.charts = el('div', { class: 'charts' }),
      ...r.curves.map(curvesTwin),
    ];
  }

  /** Is called when the page has their place, so that they know its width. */
  curves(all) {
    for (const c of all) {
      const series = c.curves.map((k, i) => [k.name, k.values, colours.ofClass([0, 5, 2, 3, 4][i % 5]), DASHES[i % 5]]);
      this.plots.push(chart(this.charts, { title: c.title, across: c.across, x: c.x, series, log: c.logarithmic }));
    }
  }

  question(r, typed) {
    const letters = r.options.map((_, i) => String.fromCharCode(97 + i));
    const field = el('input', { inputmode: 'decimal', size: 10, value: typed });
    const radios = letters.map(l => el('input', { type: 'radio', name: 'answer', value: l, checked: l === typed }));
    const choices = letters.length
      ? letters.map((l, i) => el('label', {}, radios[i], ` ${l}  ${r.options[i]}`))
      : [el('label', {}, 'A number: ', field)];
    this.picked = () => (letters.length ? radios.find(b => b.checked)?.value ?? '' : field.value.trim());
    return el('fieldset', { class: 'ask' }, el('legend', {}, r.question), ...choices,
      el('div', { class: 'bar' },
        el('button', { type: 'button', class: 'main', click: () => this.check() }, 'Check'),
        el('button', { type: 'button', disabled: this.told, click: () => { this.told = true; this.refresh(); } }, 'Show the answer'),
        el('strong', { role: 'status' }, this.verdict)));
  }

  tries(d) {
    const links = d.tries.map(t => el('li', {}, el('a', { href: '#' + new URLSearchParams({ ...t.settings, view: t.view }) }, t.text), ` (${t.view})`));
    if (d.lesson.name === 'approximate') links.unshift(el('li', {}, el('a', { href: '#view=lab' }, 'another function, another eps'), ' (lab)'));
    return [
      el('h2', {}, 'Try it yourself'),
      el('p', { class: 'quiet' }, 'Each link sets the page to the data and the network, and begins a new run; press Start. At the end the weights of the last epoch stand.'),
      el('p', {}, d.look),
      el('ul', {}, ...links),
      el('details', {}, el('summary', {}, 'In a terminal'), el('pre', {},
        `soma lesson ${d.lesson.name} --save ${d.lesson.name}\n` + d.report.commands.join('\n')
          .replaceAll('DATA', d.lesson.name + '.csv').replaceAll('WEIGHTS', d.lesson.name + '.json'))),
    ];
  }

  async check() {
    const check = this.picked();
    if (!check) {
      this.verdict = 'Choose an answer first.';
      this.refresh();
      return;
    }
    const answer = await this.ask({ check });
    if (!answer) return;
    this.verdict = answer.right ? 'Right.' : 'No. Look again, or see the answer.';
    this.told = this.told || answer.right;
    this.refresh();
  }

  async ask(what) {
    try {
      const answer = await post('/api/lesson', { lesson: this.name, lesson_seed: this.seed, ...what });
      this.fail(null);
      return answer;
    } catch (e) {
      this.fail(e.error || { id: '', message: String(e.message || e), fixes: [] });
      return null;
    }
  }
}

function curvesTwin(c) {
  const twin = new Twin(c.title + ', as a table');
  twin.show(() => [[c.across, ...c.curves.map(k => k.name)], ...c.x.map((x, i) => [x, ...c.curves.map(k => k.values[i])])]);
  return twin.details;
}

function table(t) {
  const cell = x => el('td', {}, figure(x));
  return el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': t.title }, el('table', {},
    el('caption', {}, t.title),
    el('thead', {}, el('tr', {}, ...t.columns.map((c, i) => el('th', { scope: 'col', class: i ? null : 'text' }, c || 'case')))),
    el('tbody', {}, ...t.lines.map(([label, ...cells]) => el('tr', {}, el('th', { scope: 'row', class: 'text' }, label), ...cells.map(cell))))));
}
