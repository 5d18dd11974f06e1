// A derivative by backpropagation beside a difference quotient, as the server computes both.
import { get } from '/api.js';
import { el, figure } from '/twin.js';

export class Check {
  constructor(fail) {
    this.fail = fail;
    this.element = el('div', { class: 'check', role: 'status', hidden: true });
    this.asked = 0;
  }

  /** Asks for one parameter: { tensor, i, j, part, row, at }; i and j from 0. Of two questions the later is answered. */
  async show(query) {
    const number = ++this.asked;
    try {
      const d = await get('/api/view/check', query);
      if (number === this.asked) this.paint(d);
    } catch (e) {
      if (number === this.asked) this.fail(e.error || { id: '', message: String(e), fixes: [] });
    }
  }

  hide() {
    this.asked++;
    this.element.hidden = true;
  }

  paint(d) {
    const sign = d.kink || d.zero ? '◇ ' : d.passes ? '✓ ' : '✗ ';
    this.element.hidden = false;
    this.element.replaceChildren(
      el('strong', {}, `Is the gradient right? ${d.name} = ${figure(d.value)}, J of row ${d.row + 1}`),
      el('table', {}, el('tbody', {}, ...Object.entries(d.lines).map(([label, text]) =>
        el('tr', {}, el('th', { scope: 'row' }, label), el('td', {}, text))))),
      el('p', {}, sign + d.verdict + '.'));
  }
}

/** The question about the parameter of a path, W/1/2/3 or B/1/2 and their derivatives; null for other paths. */
export function parameter(path) {
  const [kind, l, i, j] = (path || '').split('/');
  if (!i) return null;
  if (kind === 'W' || kind === 'D_W') return { tensor: 'W' + l, i: i - 1, j: j - 1 };
  if (kind === 'B' || kind === 'D_B') return { tensor: 'b' + l, i: i - 1, j: 0 };
  return null;
}
