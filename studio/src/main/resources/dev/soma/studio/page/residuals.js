// What is predicted against what is left over: truth minus prediction.
import * as axes from '/axes.js';
import * as colours from '/colours.js';
import { counted, el, exact, Twin } from '/twin.js';

const WIDTH = 560;
const HEIGHT = 330;
const PAD = 58; // at least
const EDGE = 6; // how far inside the frame stands what lies beyond it

export class Residuals {
  /** @param onRow is given the number of a row */
  constructor(onRow) {
    this.onRow = onRow;
    this.at = -1;
    this.picture = el('div', { tabindex: '0', role: 'application',
      'aria-label': 'Residual plot; left and right walk along the points, Enter opens the step of a row', keydown: e => this.key(e) });
    this.legend = el('ul', { class: 'legend' });
    this.point = el('p', { class: 'quiet', role: 'status' });
    this.twin = new Twin('The points, as a table');
    this.element = el('div', { class: 'residuals' }, this.picture, this.legend, this.point, this.twin.details);
  }

  draw(d) {
    this.d = d;
    this.order = d.points.map((_, i) => i).sort((a, b) => d.points[a].said - d.points[b].said);
    this.at = Math.min(this.at, this.order.length - 1);
    this.paint();
    const q = Object.entries(d.quantiles).map(([k, v]) => `${k} ${exact(v)}`).join(', ');
    this.legend.replaceChildren(
      this.item('a row', g => { colours.mark(g, 8, 8, 0, 4); g.fillStyle = dot(); g.fill(); }),
      this.item('residual 0', g => { g.strokeStyle = colours.ink(); g.beginPath(); g.moveTo(0, 8); g.lineTo(16, 8); g.stroke(); }),
      this.item('half of the rows lie within', g => { g.fillStyle = colours.css(band()); g.fillRect(0, 2, 16, 12); }),
      ...(d.beyond ? [this.item(`at the edge: ${d.beyond} of ${counted(d.points.length, 'point')} far beyond the axes`, g => arrow(g, 8, 8, 0, -1))] : []),
      el('li', {}, `residuals: ${q}`));
    this.twin.show(() => [['row', 'line', 'predicted', 'residual'],
      ...d.points.map(p => [p.row + 1, p.line, p.said, p.residual])]);
  }

  item(text, paint) {
    const [c, g] = colours.canvas(16, 16, '');
    c.removeAttribute('role');
    c.removeAttribute('aria-label');
    c.setAttribute('aria-hidden', 'true');
    paint(g);
    return el('li', {}, c, text);
  }

  paint() {
    const d = this.d;
    const [canvas, g] = colours.canvas(WIDTH, HEIGHT, 'residual against prediction; the table below holds the numbers');
    this.up = axes.ticks(-d.most, d.most);
    this.left = Math.max(PAD, axes.widest(this.up) + 24);
    this.px = x => this.left + (x - d.low) / (d.high - d.low) * (WIDTH - this.left - 8);
    this.py = y => 6 + (d.most - y) / (2 * d.most) * (HEIGHT - 50);
    g.fillStyle = colours.css(band());
    const top = this.py(d.quantiles['75 %']);
    g.fillRect(this.left, top, WIDTH - this.left - 8, this.py(d.quantiles['25 %']) - top);
    g.strokeStyle = colours.ink();
    g.beginPath();
    g.moveTo(this.left, this.py(0));
    g.lineTo(WIDTH - 8, this.py(0));
    g.stroke();
    g.fillStyle = dot();
    g.globalAlpha = d.points.length > 300 ? 0.6 : 0.85;
    for (const p of d.points) {
      if (p.said === null || p.residual === null || p.beyond) continue;
      colours.mark(g, this.px(p.said), this.py(p.residual), 0, d.points.length > 300 ? 2.4 : 3.2);
      g.fill();
    }
    g.globalAlpha = 1;
    for (const p of d.points) {
      if (!p.beyond) continue;
      const [x, y] = this.spot(p);
      arrow(g, x, y, Math.sign(this.px(p.said) - x), Math.sign(this.py(p.residual) - y));
    }
    this.axes(g);
    this.mark(g);
    canvas.addEventListener('click', e => this.click(e, canvas));
    this.picture.replaceChildren(canvas);
  }

  /** Where a point stands; one that lies beyond the axes stands at the edge. */
  spot(p) {
    const within = (v, from, to) => (p.beyond ? Math.min(to - EDGE, Math.max(from + EDGE, v)) : v);
    return [within(this.px(p.said), this.left, WIDTH - 8), within(this.py(p.residual), 6, HEIGHT - 44)];
  }

  axes(g) {
    const d = this.d;
    g.strokeStyle = colours.line();
    g.strokeRect(this.left + 0.5, 6.5, WIDTH - this.left - 9, HEIGHT - 51);
    g.fillStyle = colours.ink();
    g.font = axes.FONT;
    axes.across(g, axes.ticks(d.low, d.high), this.px, HEIGHT - 28, WIDTH);
    g.textAlign = 'center';
    g.fillText(`predicted ${d.targets[d.target]}`, this.left + (WIDTH - this.left) / 2, HEIGHT - 10);
    g.textAlign = 'right';
    for (const t of this.up) g.fillText(t.text, this.left - 5, this.py(t.v) + 4);
    g.save();
    g.translate(11, HEIGHT / 2 - 20);
    g.rotate(-Math.PI / 2);
    g.textAlign = 'center';
    g.fillText('truth − predicted', 0, 0);
    g.restore();
  }

  mark(g) {
    const p = this.at < 0 ? null : this.d.points[this.order[this.at]];
    this.point.textContent = p ? `Row ${p.row + 1}, ${p.line ? `line ${p.line}, ` : ''}predicted ${exact(p.said)}, residual ${exact(p.residual)}.`
      : `${this.d.points.length} of ${counted(this.d.points_of, 'point')}.`;
    if (!p) return;
    g.strokeStyle = colours.ink();
    g.lineWidth = 2;
    g.beginPath();
    g.arc(...this.spot(p), 7, 0, 7);
    g.stroke();
  }

  key(e) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (e.key === 'Enter' && this.at >= 0) this.onRow(this.d.points[this.order[this.at]].row);
    else if (by && this.order.length) {
      this.at = Math.min(this.order.length - 1, Math.max(0, this.at + by));
      this.paint();
    } else return;
    e.preventDefault();
  }

  click(e, canvas) {
    const box = canvas.getBoundingClientRect();
    const x = (e.clientX - box.left) * WIDTH / box.width;
    const y = (e.clientY - box.top) * HEIGHT / box.height;
    const far = p => { const [px, py] = this.spot(p); return Math.hypot(px - x, py - y); };
    const near = this.d.points.reduce((a, b) => (far(b) < far(a) ? b : a), this.d.points[0]);
    if (near && far(near) < 10) this.onRow(near.row);
  }
}

/** A triangle that points to where the place of a point is. */
function arrow(g, x, y, right, down) {
  g.save();
  g.translate(x, y);
  g.rotate(Math.atan2(down, right));
  g.beginPath();
  g.moveTo(5.5, 0);
  g.lineTo(-4, -4.5);
  g.lineTo(-4, 4.5);
  g.closePath();
  g.restore();
  g.fillStyle = dot();
  g.fill();
  g.strokeStyle = colours.ink();
  g.lineWidth = 1;
  g.stroke();
}

const dot = () => colours.ofClass(colours.isDark() ? 4 : 0);
const band = () => colours.mix(colours.ground(), colours.rgb('#56b4e9'), 0.22);
