// The confusion matrix as a table of buttons.
import * as colours from '/colours.js';
import { el } from '/twin.js';

const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export class Matrix {
  /** @param onCell is given the numbers of the true and of the predicted class */
  constructor(onCell) {
    this.onCell = onCell;
    this.at = [0, 0];
    this.table = el('table', { class: 'matrix', keydown: e => this.key(e) });
    this.legend = el('ul', { class: 'legend' });
    this.note = el('p', { class: 'quiet' });
    this.element = el('div', {}, el('div', { class: 'scroll tall' }, this.table), this.legend, this.note);
  }

  draw(d) {
    this.d = d;
    const key = JSON.stringify([d.classes, d.shown, colours.isDark()]);
    if (key !== this.built) this.build(d);
    this.built = key;
    this.cells.forEach((line, i) => line.forEach((b, j) => {
      const share = d.shares[i][j];
      const shade = colours.mix(colours.ground(), colours.rgb('#0072b2'), 0.9 * share);
      b.textContent = d.counts[i][j].toLocaleString('en');
      b.style.backgroundColor = colours.css(shade);
      b.style.color = colours.over(shade);
      const names = `true ${d.classes[d.shown[i]]}, predicted ${d.classes[d.shown[j]]}`;
      b.setAttribute('aria-label', `${names}: ${d.counts[i][j]} rows, ${percent(share)} of the class`);
      b.title = `${names}: ${percent(share)} of the class`;
      b.setAttribute('aria-pressed', d.true === d.shown[i] && d.said === d.shown[j]);
    }));
    const left = d.classes.length - d.shown.length;
    this.note.textContent = left ? `Of ${d.classes.length} classes the ${d.shown.length} with most wrong rows are shown.` : '';
  }

  build(d) {
    const names = d.shown.map(k => d.classes[k]);
    this.at = this.at.map(i => Math.min(i, names.length - 1));
    this.cells = names.map((_, i) => names.map((_, j) => el('button', { type: 'button',
      tabindex: i === this.at[0] && j === this.at[1] ? '0' : '-1',
      click: () => { this.move(i, j); this.onCell(this.d.shown[i], this.d.shown[j]); } })));
    this.table.replaceChildren(
      el('caption', {}, 'Rows by true and predicted class; a cell lists its rows'),
      el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'true ↓ predicted →'),
        ...names.map(n => el('th', { scope: 'col' }, n)))),
      el('tbody', {}, ...names.map((n, i) => el('tr', {}, el('th', { scope: 'row' }, n),
        ...this.cells[i].map(b => el('td', {}, b))))));
    this.legend.replaceChildren(...[0, 0.5, 1].map(s => {
      const [c, g] = colours.canvas(16, 12, '');
      c.removeAttribute('role');
      c.removeAttribute('aria-label');
      c.setAttribute('aria-hidden', 'true');
      g.fillStyle = colours.css(colours.mix(colours.ground(), colours.rgb('#0072b2'), 0.9 * s));
      g.fillRect(0, 0, 16, 12);
      g.strokeStyle = colours.line();
      g.strokeRect(0.5, 0.5, 15, 11);
      return el('li', {}, c, percent(s));
    }), el('li', {}, 'of the rows of the true class'));
  }

  move(i, j) {
    this.cells[this.at[0]][this.at[1]].tabIndex = -1;
    this.at = [i, j];
    this.cells[i][j].tabIndex = 0;
    this.cells[i][j].focus();
  }

  key(e) {
    const by = MOVES[e.key];
    if (!by || e.ctrlKey || e.metaKey || e.altKey) return;
    const n = this.cells.length - 1;
    const within = x => Math.min(n, Math.max(0, x));
    this.move(within(this.at[0] + by[0]), within(this.at[1] + by[1]));
    e.preventDefault();
  }
}

const percent = s => `${(100 * s).toFixed(s > 0 && s < 0.1 ? 1 : 0)} %`;
