// The network as a drawing: edges by weight, gradient or last update; one parameter may be tried.
import { post } from '/api.js';
import * as address from '/address.js';
import { Check } from '/check.js';
import * as colours from '/colours.js';
import { halo, Names } from '/names.js';
import { choice, el, figure, Twin } from '/twin.js';

const WIDTH = 880;
const LEAST_WIDTH = 560;
const SIDES = 218; // pixels beside the first and the last layer
const WIDER = 150; // pixels from layer to layer for which the picture becomes wider, if the page has them
const TOP = 34;
const LEAST = 13; // pixels from unit to unit, so that each bias can be drawn and named
const NAMES = { w: 'weight w', gradient: 'gradient dJ/dw of this row', update: 'last update Δw' };
const BIASES = { w: 'b', gradient: 'db', update: 'moved' };
const PIXEL = 0.01; // what a pixel of dragging, or + and -, adds to a weight
const KEYS = { '+': PIXEL, '=': PIXEL, '-': -PIXEL, '_': -PIXEL, PageUp: 10 * PIXEL, PageDown: -10 * PIXEL };

export class Network {
  static looks = ['row', 'edges', 'pick', 'value'];

  constructor(refresh, fail) {
    this.refresh = refresh;
    this.fail = fail;
    const look = address.look('network');
    this.what = address.oneOf(look, 'edges', Object.keys(NAMES), 'w');
    this.row = address.whole(look, 'row', 1, 1) - 1;
    this.picked = null;
    this.wanted = look.pick || '';
    this.tried = look.value || ''; // instead of the weight that is picked at first
    this.check = new Check(fail);
    this.edges = [];
    this.rowField = el('input', { inputmode: 'numeric', size: 6, value: this.row + 1,
      change: e => { this.row = Math.max(0, (parseInt(e.target.value, 10) || 1) - 1); this.remember(); refresh(); } });
    const [edges] = choice('Edges show the', Object.entries(NAMES), this.what, v => { this.what = v; this.remember(); this.paint(); });
    this.picture = el('div', { tabindex: '0', role: 'group', keydown: e => this.key(e),
      'aria-label': 'network; left and right walk along edges and biases, up and down from unit to unit, plus and minus try other values, Home takes the real one' });
    this.tip = el('div', { id: 'tip', hidden: true });
    this.note = el('p', { class: 'quiet' });
    this.legend = el('ul', { class: 'legend' });
    this.try = el('div');
    this.twin = new Twin('Units and parameters, as a table');
    this.element = el('div', {}, el('div', { class: 'bar' }, edges, el('label', {}, 'a of training row ', this.rowField)),
      this.picture, this.legend, this.try, this.check.element, this.note, this.twin.details, this.tip);
    this.form();
    new ResizeObserver(() => { if (this.data && this.room() !== this.width) this.paint(); }).observe(this.element);
  }

  /** How wide the picture is: as wide as its layers, and no wider than the page. */
  room() {
    const wanted = Math.max(WIDTH, SIDES + (this.data.columns.length - 1) * WIDER);
    return Math.min(wanted, Math.max(LEAST_WIDTH, Math.floor(this.element.clientWidth) || WIDTH));
  }

  /** Pixels from layer to layer. */
  distance() {
    return (this.width - SIDES) / Math.max(1, this.data.columns.length - 1);
  }

  query() {
    return { row: this.row };
  }

  draw(d) {
    const other = this.data && this.data.run !== d.run;
    this.row = this.data ? Math.min(this.row, d.rows - 1) : address.within(this.row, d.rows, 'training rows');
    if (document.activeElement !== this.rowField) this.rowField.value = this.row + 1;
    this.data = d;
    if (other && this.picked) { // of the new run the same one, if there is one
      this.wanted = label(this.picked);
      this.picked = null;
    }
    this.paint();
    if (this.wanted) {
      this.picked = this.edges.find(e => label(e) === this.wanted) || null;
      this.sought = this.wanted;
      this.wanted = '';
      if (this.picked) this.fill(true);
      else {
        if (!other) address.odd(`look.pick=${this.sought}, there is no such weight or bias in the picture`);
        this.drop();
      }
      this.tried = '';
      this.paint();
    } else if (this.picked) {
      this.picked = this.edges.find(e => label(e) === label(this.picked)) || this.picked;
      this.fill(false);
    }
    this.remember();
    this.twin.show(() => tableRows(d));
  }

  remember() {
    address.lookAt('network', { row: this.row > 0 ? this.row + 1 : null, edges: this.what === 'w' ? null : this.what,
      pick: this.picked ? label(this.picked) : null, value: this.picked && this.value.value.trim() !== plain(this.picked.w) ? this.value.value.trim() : null });
  }

  place(column, i) {
    const d = this.data;
    const n = d.columns[column].units.length;
    const x = 118 + column * this.distance();
    return [x, TOP + (i + 0.5) * (this.height - TOP - 12) / n];
  }

  paint() {
    const d = this.data;
    if (!d) return;
    const most = Math.max(...d.columns.map(c => c.units.length));
    this.height = TOP + 24 + Math.max(Math.min(560, Math.max(180, most * 34)), most * LEAST);
    this.width = this.room();
    this.names = new Names(d.columns, this.distance(), (c, k) => this.picked?.bias && this.picked.tensor === c.tensor && this.picked.row === c.units[k] - 1);
    const [canvas, g] = colours.canvas(this.width, this.height, 'the network; the table below holds the numbers');
    this.edges = [];
    const size = this.sizes();
    d.links.forEach((link, l) => this.paintLink(g, link, l, size.edges || 1));
    d.columns.forEach((c, i) => this.paintBiases(g, c, i, size.biases || 1));
    d.columns.forEach((c, i) => this.paintColumn(g, c, i));
    this.edges.sort((a, b) => a.l - b.l || a.i - b.i || a.j - b.j);
    canvas.addEventListener('mousemove', e => this.hover(e, canvas));
    canvas.addEventListener('mouseleave', () => { this.tip.hidden = true; });
    canvas.addEventListener('mousedown', e => this.grab(e, canvas));
    this.picture.replaceChildren(canvas);
    this.say(size);
  }

  /** The largest of the edges, and of the biases: each kind has its own scale. */
  sizes() {
    const largest = all => Math.max(0, ...all.map(v => Math.abs(v ?? 0)));
    return { edges: largest(this.data.links.flatMap(l => (l[this.what] || []).flat())), biases: largest(this.data.columns.flatMap(c => (c[BIASES[this.what]] || []).flat())) };
  }

  paintLink(g, link, l, size) {
    const values = link[this.what];
    const to = this.data.columns[l + 1];
    const from = this.data.columns[l];
    link.w.forEach((line, i) => line.forEach((w, j) => {
      const v = values ? values[i][j] ?? 0 : 0;
      const t = v / size;
      const [x1, y1] = this.place(l, j);
      const [x2, y2] = this.place(l + 1, i);
      const edge = { l, i, j, x1, y1, x2, y2, tensor: link.tensor, row: to.units[i] - 1, col: from.units[j] - 1, w,
        gradient: link.gradient[i][j], update: link.update ? link.update[i][j] : null, a: from.a[j] };
      this.edges.push(edge);
      this.stroke(g, edge, t);
    }));
  }

  /** An edge, or the short line of a bias: coloured by sign, dashed below 0, wide by size, outlined if it is chosen. */
  stroke(g, edge, t) {
    g.strokeStyle = t === 0 ? colours.line() : colours.css(colours.signed(Math.sign(t) * (0.25 + 0.75 * Math.abs(t))));
    g.lineWidth = 0.4 + 5 * Math.abs(t);
    if (this.picked && label(this.picked) === label(edge)) {
      g.save();
      g.strokeStyle = colours.ink();
      g.lineWidth += 4;
      line2(g, edge);
      g.restore();
    }
    g.setLineDash(t < 0 ? [7, 4] : []);
    line2(g, edge);
    g.setLineDash([]);
  }

  /** A bias is a short line into its unit, from a small square that always says 1. */
  paintBiases(g, c, column, size) {
    if (!c.layer) return;
    const r = this.radius(c);
    const up = Math.min(r + 5, 0.45 * (this.height - TOP) / c.units.length);
    const values = c[BIASES[this.what]];
    c.units.forEach((u, i) => {
      const [x, y] = this.place(column, i);
      const edge = { bias: true, l: column - 1, i, j: -1, x1: x - r - 9, y1: y - up, x2: x, y2: y, tensor: c.tensor, row: u - 1, col: 0, w: c.b[i],
        gradient: c.db[i], update: c.moved ? c.moved[i][0] : null, a: 1 };
      this.edges.push(edge);
      this.stroke(g, edge, (values ? [values[i]].flat()[0] ?? 0 : 0) / size);
      g.fillStyle = colours.ink();
      g.fillRect(edge.x1 - 3, edge.y1 - 3, 6, 6);
    });
  }

  radius(c) {
    return Math.min(11, (this.height - TOP) / c.units.length / 2 - 1);
  }

  paintColumn(g, c, i) {
    g.font = '12px system-ui, sans-serif';
    g.fillStyle = colours.ink();
    g.textAlign = 'center';
    const [x] = this.place(i, 0);
    g.fillText(c.name + (c.of > c.units.length ? `: ${c.units.length} of ${c.of} units` : ''), x, 13);
    if (c.layer) {
      g.fillStyle = colours.quiet();
      g.fillText(c.layer, x, 27, this.distance() - 6); // narrower letters where layers are near
    }
    const r = this.radius(c);
    const biggest = Math.max(1e-30, ...c.a.map(a => Math.abs(a ?? 0)));
    c.units.forEach((u, k) => {
      const [, y] = this.place(i, k);
      g.beginPath();
      g.arc(x, y, r, 0, 7);
      g.fillStyle = colours.css(colours.signed((c.a[k] ?? 0) / biggest));
      g.fill();
      g.strokeStyle = colours.ink();
      g.lineWidth = 1;
      g.stroke();
      g.fillStyle = colours.ink();
      g.font = '11px system-ui, sans-serif';
      g.textAlign = i === 0 ? 'right' : 'left';
      const label = i === 0 ? this.data.inputs[u - 1] ?? '' : this.names.of(g, i, k, r);
      const last = i === this.data.columns.length - 1;
      const named = last && this.data.classes.length === c.of ? this.data.classes[u - 1] + '  ' : '';
      halo(g, i === 0 ? label.slice(0, 17) : named + label, x + (i === 0 ? -r - 5 : r + 4), y + (i === 0 || last || r < 8 ? 4 : -r + 2));
    });
  }

  say(size) {
    const d = this.data;
    this.note.textContent = `Row ${Math.min(d.row + 1, d.rows)}: J ${figure(d.j)}. Units are coloured by a; the small square with a short line into a unit is its bias b(l), which is named beside it. ` + this.names.left() +
      (d.columns.some(c => c.of > c.units.length) ? `Of wide layers the ${d.most} units with the largest |a|·Σ|w| are drawn. ` : '') +
      (this.what === 'update' && !d.links[0].update ? 'The weights one step before are not kept: step once. ' : '') +
      'Point at an edge for w and w·a; press and drag it up or down to try another value. Keys: Tab to the picture, left and right choose an edge or bias, ' +
      'up and down those of another unit, + and − try values 0.01 apart, Page Up and Page Down 0.1, Home goes back.';
    const item = (t, text, bias) => {
      const [c, g] = colours.canvas(34, 12, '');
      g.strokeStyle = colours.css(colours.signed(t));
      g.lineWidth = 5;
      g.setLineDash(t < 0 ? [7, 4] : []);
      g.beginPath();
      g.moveTo(0, 6);
      g.lineTo(34, 6);
      g.stroke();
      g.fillStyle = colours.ink();
      if (bias) g.fillRect(2, 2, 8, 8);
      return el('li', {}, c, text);
    };
    this.legend.replaceChildren(item(1, `${NAMES[this.what]} up to ${figure(size.edges)}`), item(-1, `down to ${figure(-size.edges)}, dashed`),
      item(1, `of a bias b(l), at its unit, up to ${figure(size.biases)}`, true));
  }

  nearest(e, canvas) {
    const box = canvas.getBoundingClientRect();
    const x = (e.clientX - box.left) * this.width / box.width;
    const y = (e.clientY - box.top) * this.height / box.height;
    let best = null;
    let far = 7;
    for (const edge of this.edges) {
      const t = ((x - edge.x1) * (edge.x2 - edge.x1) + (y - edge.y1) * (edge.y2 - edge.y1)) /
        ((edge.x2 - edge.x1) ** 2 + (edge.y2 - edge.y1) ** 2);
      if (t < (edge.bias ? -0.3 : 0.05) || t > (edge.bias ? 0.6 : 0.95)) continue;
      const d = Math.hypot(x - edge.x1 - t * (edge.x2 - edge.x1), y - edge.y1 - t * (edge.y2 - edge.y1));
      if (d < far) { far = d; best = edge; }
    }
    return best;
  }

  hover(e, canvas) {
    const edge = this.nearest(e, canvas);
    this.tip.hidden = !edge;
    if (!edge) return;
    const of = edge.bias ? `b = ${figure(edge.w)}\n` : `w = ${figure(edge.w)}\na = ${figure(edge.a)}\nw·a = ${figure(edge.w * edge.a)}\n`;
    this.tip.textContent = `${label(edge)}\n${of}` +
      `dJ/d${edge.bias ? 'b' : 'w'} = ${figure(edge.gradient)}` + (edge.update === null ? '' : `\nΔ${edge.bias ? 'b' : 'w'} = ${figure(edge.update)}`);
    this.tip.style.left = e.clientX + 14 + 'px';
    this.tip.style.top = e.clientY + 10 + 'px';
  }

  grab(e, canvas) {
    if (e.button !== 0) return; // the other buttons are the browser's
    const edge = this.nearest(e, canvas);
    if (!edge) return;
    e.preventDefault();
    this.pick(edge);
    const from = e.clientY;
    const start = edge.w;
    const move = m => {
      this.nudge(start + (from - m.clientY) * PIXEL);
    };
    const up = () => {
      removeEventListener('mousemove', move);
      removeEventListener('mouseup', up);
    };
    addEventListener('mousemove', move);
    addEventListener('mouseup', up);
  }

  key(e) {
    const n = this.edges.length;
    if (!n || e.ctrlKey || e.metaKey || e.altKey) return;
    const at = this.picked ? this.edges.findIndex(x => label(x) === label(this.picked)) : -1;
    const by = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    const unit = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (by) this.pick(this.edges[at < 0 ? 0 : (at + by + n) % n]);
    else if (unit) this.pick(this.ofUnit(at, unit));
    else if (this.picked && KEYS[e.key]) this.nudge(Number(this.value.value) + KEYS[e.key]);
    else if (this.picked && e.key === 'Home') this.nudge(this.picked.w);
    else return;
    e.preventDefault();
  }

  /** The first edge, or bias, of the unit after or before that of an edge. */
  ofUnit(at, by) {
    const starts = this.edges.filter((x, k) => k === 0 || x.l !== this.edges[k - 1].l || x.i !== this.edges[k - 1].i);
    if (at < 0) return starts[0];
    const now = starts.findIndex(x => x.l === this.edges[at].l && x.i === this.edges[at].i);
    return starts[(now + by + starts.length) % starts.length];
  }

  nudge(value) {
    if (!Number.isFinite(value)) return;
    this.value.value = plain(value);
    this.ask();
    this.remember();
  }

  pick(edge) {
    this.picked = edge;
    this.fill(true);
    this.remember();
    this.paint();
  }

  form() {
    this.name = el('span');
    this.value = el('input', { size: 10, inputmode: 'decimal', 'aria-label': 'value to try', input: () => { this.ask(); this.remember(); } });
    this.answer = el('p', { role: 'status' });
    this.try.append(el('div', { class: 'bar', hidden: true }, el('label', {}, this.name, ' ', this.value)), this.answer);
  }

  drop() {
    this.try.firstChild.hidden = true;
    this.answer.textContent = '';
    this.check.hide();
  }

  fill(fresh) {
    this.try.firstChild.hidden = false;
    this.name.textContent = `Try another value of ${label(this.picked)}:`;
    if (fresh) this.value.value = this.tried || plain(this.picked.w);
    this.ask();
    const { tensor, row, col } = this.picked;
    this.check.show({ tensor, i: row, j: col, row: this.row });
  }

  /** Asks for the true change of J; never for two at a time. */
  async ask() {
    if (this.asking) { this.askAgain = true; return; }
    const typed = this.value.value.trim();
    const value = Number(typed);
    if (!this.picked || typed === '') return;
    if (!Number.isFinite(value)) {
      this.answer.textContent = `"${typed}" is not a number such as -0.25.`;
      return;
    }
    this.asking = true;
    const asked = this.picked;
    const still = () => this.picked && label(this.picked) === label(asked);
    try {
      const { tensor, row, col } = asked;
      const d = await post('/api/weight', { tensor, i: row, j: col, value });
      const some = d.rows < d.of ? `${d.rows} of ${d.of} training rows` : `all ${d.of} training rows`;
      const w = asked.bias ? 'b' : 'w';
      if (still()) {
        this.answer.textContent = `J over ${some}: ${figure(d.j, 6)} → ${figure(d.after, 6)}. True change ΔJ = ${figure(d.change, 6)}; ` +
          `dJ/d${w} · Δ${w} = ${figure(d.gradient, 6)} · ${figure(d.value - d.old, 6)} = ${figure(d.linear, 6)}. The training is not touched.`;
      }
    } catch (e) {
      if (still()) this.fail(e.error || { id: '', message: String(e), fixes: [] });
    } finally {
      this.asking = false;
    }
    if (this.askAgain) { this.askAgain = false; this.ask(); }
  }
}

const plain = w => String(Number(w.toPrecision(6)));

function line2(g, e) {
  g.beginPath();
  g.moveTo(e.x1, e.y1);
  g.lineTo(e.x2, e.y2);
  g.stroke();
}

const label = e => (e.bias ? `b(${e.tensor.slice(1)})[${e.row + 1}]` : `W(${e.tensor.slice(1)})[${e.row + 1}, ${e.col + 1}]`);

function tableRows(d) {
  const rows = [['unit', 'a', 'z', 'b', 'delta', 'gradient of b', 'w from the units before', 'gradient of these w', 'last update of these w']];
  d.columns.forEach((c, i) => c.units.forEach((u, k) => {
    const link = i > 0 ? d.links[i - 1] : null;
    const list = v => (v ? v.map(x => figure(x)).join(' ') : '');
    rows.push([`${c.name} unit ${u}${i === 0 ? ' ' + (d.inputs[u - 1] ?? '') : ''}`, c.a[k], c.z ? c.z[k] : null, c.b ? c.b[k] : null,
      c.delta ? c.delta[k] : null, c.db ? c.db[k] : null, list(link && link.w[k]), list(link && link.gradient[k]),
      list(link && link.update && link.update[k])]);
  }));
  return rows;
}
