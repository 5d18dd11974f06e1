// Predict, then reveal: fields in the place of results. The server compares; here only the score is kept.
import { get } from '/api.js';
import { el } from '/twin.js';

export class Exercise {
  constructor(query, fail) {
    this.query = query;
    this.fail = fail;
    this.score = el('p', { class: 'quiet', role: 'status' });
    this.begin();
  }

  /** Forgets all answers. */
  begin() {
    this.answers = new Map();
    this.right = 0;
    this.revealed = 0;
    this.of = 0;
    this.score.textContent = '';
  }

  /** What stands in the place of a blank: its answer, or a field. */
  blank(part, span) {
    const key = part + '.' + span.blank;
    const known = this.answers.get(key);
    const about = { 'data-path': span.path || '', 'data-place': span.place || '' };
    if (known) {
      return el('span', { ...about, class: 'sym ' + (known.right ? 'right' : 'shown'), tabindex: '-1', 'data-key': 's' + key }, known.answer);
    }
    this.of++;
    return el('input', { ...about, size: 8, class: 'blank', 'data-key': 'b' + key, autocomplete: 'off',
      'aria-label': `your prediction of ${span.name || 'result ' + (span.blank + 1)}`,
      keydown: e => this.key(e, part, span), change: e => this.ask(e.target, part, span, false) });
  }

  key(e, part, span) {
    if (e.key !== 'Enter') return;
    e.preventDefault();
    this.ask(e.target, part, span, e.ctrlKey);
  }

  /** Compares what was typed; a right answer, or one that is to be revealed, takes the place of its field. */
  async ask(field, part, span, reveal) {
    const key = part + '.' + span.blank;
    const typed = field.value.trim();
    if ((!typed && !reveal) || this.answers.has(key)) return;
    try {
      const d = await get('/api/view/answer', { ...this.query(), op: part, blank: span.blank, value: typed, reveal: reveal ? 1 : 0 });
      if (!field.isConnected || this.answers.has(key)) return;
      if (d.answer === undefined) {
        field.setAttribute('aria-invalid', 'true');
        this.say(`Not yet: ${typed} is not ${span.name || 'it'}` + (d.tolerance === '0' ? '. ' : ` to within ${d.tolerance}. `));
        return;
      }
      this.answers.set(key, d);
      if (d.right) this.right++;
      else this.revealed++;
      this.settle(field, part, span);
      this.say(d.right ? 'Right. ' : '');
    } catch (e) {
      this.fail(e.error || { id: '', message: String(e), fixes: [] });
    }
  }

  settle(field, part, span) {
    const root = field.closest('.step');
    const fields = [...root.querySelectorAll('input.blank')];
    const next = fields[fields.indexOf(field) + 1];
    const focused = document.activeElement === field;
    const answer = this.blank(part, span);
    field.replaceWith(answer);
    for (const cell of root.parentElement.querySelectorAll('td[data-path]')) {
      if (span.path && cell.dataset.path === span.path) {
        cell.textContent = answer.textContent;
        cell.setAttribute('aria-label', `${span.name} ${answer.textContent}`);
      }
    }
    if (focused && next) next.focus();
  }

  /** Shows the results of one operation, or of all. */
  async reveal(root) {
    for (const field of root.querySelectorAll('input.blank')) {
      await this.asked(field);
    }
  }

  asked(field) {
    const [part, blank] = field.dataset.key.slice(1).split('.').map(Number);
    return this.ask(field, part, { blank, path: field.dataset.path, place: field.dataset.place, name: field.dataset.path ? field.getAttribute('aria-label').replace('your prediction of ', '') : '' }, true);
  }

  say(first) {
    this.score.textContent = `${first}${this.right} of ${this.of} predicted right, ${this.revealed} revealed.`;
  }
}
