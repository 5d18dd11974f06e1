// Points that are put on the picture by hand: training rows of the next reset, kept in the address.
import * as address from '/address.js';
import * as colours from '/colours.js';
import { counted, el, figure, setOptions } from '/twin.js';

const MOST = 200;
const NEAR = 9; // pixels
const STEP = 10;

/** Points of their text, A0.5_-0.25*B1_0.3. */
function parse(text) {
  return text ? text.split('*').map(p => [p[0], ...p.slice(1).split('_').map(Number)]) : [];
}

const format = points => points.map(([level, x, y]) => `${level}${x}_${y}`).join('*');

export class Points {
  /** @param holder what is clicked on and has the keys; @param repaint called after a change; @param wanted { on, level } as the address has it;
   * @param turned called after these have changed */
  constructor(holder, repaint, wanted, turned) {
    this.holder = holder;
    this.repaint = repaint;
    this.on = false;
    this.wanted = wanted;
    this.turned = () => { this.wanted = null; turned(); };
    this.all = [];
    this.learned = '';
    this.chosen = -1;
    this.cursor = null;
    this.before = null; // what one step back leads to
    this.toggle = el('input', { type: 'checkbox', change: e => { this.turn(e.target.checked); this.turned(); } });
    this.level = el('select', { change: () => this.turned() });
    this.clear = el('button', { type: 'button', click: () => { this.change([], -1); this.undo.focus(); } }, 'Remove all');
    this.undo = el('button', { type: 'button', title: 'the points before the last change; again: those after it', click: () => this.back() }, 'Undo');
    this.choices = el('span', { class: 'bar' }, el('label', {}, 'class ', this.level), this.clear, this.undo);
    this.note = el('p', { class: 'quiet', role: 'status' });
    this.element = el('span', { class: 'bar' }, el('label', {}, this.toggle, ' add points'), this.choices);
    this.turn(false);
    holder.addEventListener('pointerdown', e => this.down(e));
    holder.addEventListener('pointermove', e => this.move(e));
    for (const end of ['pointerup', 'pointercancel', 'lostpointercapture']) holder.addEventListener(end, () => { this.dragged = false; });
    holder.addEventListener('keydown', e => this.key(e));
  }

  turn(on) {
    this.on = on;
    this.choices.hidden = this.note.hidden = !on;
    this.cursor = null;
    if (on) {
      this.holder.tabIndex = 0;
      this.holder.setAttribute('role', 'application');
      this.holder.setAttribute('aria-label', 'Points: arrows move the cross, Enter puts a point, Delete removes the nearest');
      this.holder.style.touchAction = 'none';
    } else {
      for (const name of ['tabindex', 'role', 'aria-label', 'style']) this.holder.removeAttribute(name);
    }
    this.say();
    this.repaint();
  }

  /** Takes what the run was given, and the plane that is shown. */
  draw(d, { settings, training_rows: rows }, frame) {
    this.d = d;
    this.frame = frame;
    if (this.set !== settings.data) this.before = null;
    this.set = settings.data;
    const fits = Boolean(d.y) && d.classes.length > 0 && d.columns.length === 2 && settings.data !== 'own';
    this.element.hidden = !fits;
    if (!fits && this.on) {
      this.toggle.checked = false;
      this.turn(false);
    }
    setOptions(this.level, d.classes);
    if (this.wanted) this.take(this.wanted);
    this.learned = settings.points || '';
    this.first = rows - parse(this.learned).length; // they are the last training rows
    this.all = parse(address.held().points ?? this.learned);
    if (this.chosen >= this.all.length) this.chosen = -1;
    this.say();
  }

  /** What the address says, once it is known whether it can be. */
  take({ on, level }) {
    this.wanted = null;
    if (level && this.d.classes.includes(level)) this.level.value = level;
    else if (level) address.odd(`look.level=${level}, expected ${this.d.classes.join(' or ')}`);
    if (on && this.element.hidden) address.odd('look.add=1, but points are put on planes of sets that the page makes');
    this.toggle.checked = on && !this.element.hidden;
    if (this.toggle.checked) this.turn(true);
  }

  /** What the address has to say. */
  get state() {
    if (this.wanted) return { add: this.wanted.on ? 1 : null, level: this.wanted.level || null };
    return { add: this.on ? 1 : null, level: this.on && this.level.selectedIndex > 0 ? this.level.value : null };
  }

  say() {
    const next = format(this.all) === this.learned ? '' : ' They become training rows at the next Reset.';
    const full = this.all.length >= MOST ? ' That is as many as there can be.' : '';
    this.note.textContent = `${counted(this.all.length, 'point')} of your own.${next}${full} Click puts one, drag moves it, Delete removes it; ` +
      'with keys: arrows move the cross (Shift: finer), Enter puts a point, Delete removes the nearest.';
    this.clear.disabled = !this.all.length;
    this.undo.disabled = !this.before;
  }

  /** @param further whether it goes on with the last change, such as a drag */
  change(points, chosen, further = false) {
    if (!further) this.before = this.all;
    this.all = points;
    this.chosen = chosen;
    address.hold({ points: format(points) });
    this.say();
    this.repaint();
  }

  /** Where the pointer is, in pixels of the picture. */
  place(e) {
    const canvas = this.holder.querySelector('canvas');
    const box = canvas.getBoundingClientRect();
    const scale = parseFloat(canvas.style.width) / box.width;
    return [(e.clientX - box.left) * scale, (e.clientY - box.top) * scale];
  }

  /** The values at a place, three decimals; within the picture. */
  values([px, py]) {
    const { left, size } = this.frame;
    const share = v => Math.min(1, Math.max(0, v));
    const at = (axis, t) => Number((axis.min + (axis.max - axis.min) * t).toFixed(3));
    return [at(this.d.x, share((px - left) / size)), at(this.d.y, share(1 - py / size))];
  }

  pixels([, x, y]) {
    const { left, size } = this.frame;
    return [left + (x - this.d.x.min) / (this.d.x.max - this.d.x.min) * size,
      size - (y - this.d.y.min) / (this.d.y.max - this.d.y.min) * size];
  }

  /** Which point is at a place; -1 if none is. */
  nearest(place, within) {
    const far = this.all.map(p => Math.hypot(...this.pixels(p).map((v, i) => v - place[i])));
    const least = Math.min(...far);
    return least <= within ? far.indexOf(least) : -1;
  }

  back() {
    if (this.before) this.change(this.before, -1);
  }

  add(place) {
    if (this.all.length >= MOST) return;
    this.change([...this.all, [this.level.value, ...this.values(place)]], this.all.length);
  }

  down(e) {
    if (!this.on || !this.d || e.button !== 0) return; // the other buttons are the browser's
    const place = this.place(e);
    const { left, size } = this.frame;
    if (place[0] < left || place[0] > left + size || place[1] > size) return;
    e.preventDefault();
    this.holder.focus();
    const there = this.nearest(place, NEAR);
    const before = this.all.length;
    this.cursor = null;
    this.moved = there < 0; // a new point and its drag are one change
    if (there >= 0) {
      this.chosen = there;
      this.repaint();
    } else {
      this.add(place);
    }
    this.dragged = there >= 0 || this.all.length > before;
    this.holder.setPointerCapture(e.pointerId);
  }

  move(e) {
    if (!this.on || !this.dragged || this.chosen < 0) return;
    this.change(this.all.map((p, i) => (i === this.chosen ? [p[0], ...this.values(this.place(e))] : p)), this.chosen, this.moved);
    this.moved = true;
  }

  key(e) {
    const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (!this.on || !this.d || e.ctrlKey || e.metaKey || e.altKey) return;
    const { left, size } = this.frame;
    const cross = this.cursor || (this.chosen >= 0 ? this.pixels(this.all[this.chosen]) : [left + size / 2, size / 2]);
    if (arrows[e.key]) {
      const step = e.shiftKey ? 1 : STEP;
      const clip = (v, from) => Math.min(from + size, Math.max(from, v));
      this.cursor = [clip(cross[0] + step * arrows[e.key][0], left), clip(cross[1] + step * arrows[e.key][1], 0)];
      this.repaint();
    } else if (e.key === 'Enter') {
      this.cursor = cross;
      this.add(cross);
    } else if (e.key === 'Delete' || e.key === 'Backspace') {
      const gone = this.cursor ? this.nearest(this.cursor, Infinity) : this.chosen;
      if (gone >= 0) this.change(this.all.filter((_, i) => i !== gone), -1);
    } else {
      return;
    }
    e.preventDefault();
    e.stopPropagation();
  }

  paint(g) {
    if (!this.d || this.element.hidden) return;
    this.all.forEach((p, i) => {
      const [x, y] = this.pixels(p);
      const k = this.d.classes.indexOf(p[0]);
      colours.mark(g, x, y, Math.max(0, k), 4.4);
      g.fillStyle = colours.ofClass(Math.max(0, k));
      g.fill();
      g.strokeStyle = colours.ink();
      g.lineWidth = i === this.chosen && this.on ? 3 : 1.4;
      g.stroke();
    });
    if (this.on && this.cursor) {
      const [x, y] = this.cursor;
      g.strokeStyle = colours.ink();
      g.lineWidth = 1.5;
      g.beginPath();
      g.moveTo(x - 9, y); g.lineTo(x + 9, y);
      g.moveTo(x, y - 9); g.lineTo(x, y + 9);
      g.stroke();
      const text = this.values(this.cursor).map(v => figure(v, 3)).join(', ');
      const left = Math.min(x + 8, this.frame.left + this.frame.size - 100);
      const base = y > 24 ? y - 8 : y + 20;
      g.font = '12px system-ui, sans-serif';
      g.textAlign = 'left';
      g.fillStyle = colours.css(colours.ground());
      g.fillRect(left - 3, base - 12, g.measureText(text).width + 6, 16);
      g.fillStyle = colours.ink();
      g.fillText(text, left, base);
    }
  }

  /** For the legend. */
  get some() {
    return !this.element.hidden && this.all.length > 0;
  }

  /** Lines of the table, each with the training row that it is; -1 if it becomes one only at the next reset. */
  rows(d) {
    if (!this.some) return [];
    const known = parse(this.learned).map(p => format([p]));
    const training = d.points[0];
    return this.all.map((p, i) => {
      const at = known.indexOf(format([p]));
      if (at >= 0) known[at] = null;
      const row = at < 0 ? -1 : this.first + at;
      const drawn = training.rows.indexOf(row);
      const [level, x, y] = p;
      return { row, line: [row < 0 ? 'of your own, not learned from yet' : 'training, of your own', (row < 0 ? i : row) + 1, x, y, level,
        training.wrong[drawn] ? 'wrong' : '', ''] };
    });
  }
}
