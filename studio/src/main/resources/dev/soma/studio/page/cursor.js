// A cursor over a picture: arrow keys walk over what is drawn, and a line says what is there.
import { el } from '/twin.js';

const FAR = 10;
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1], PageUp: [0, FAR], PageDown: [0, -FAR],
  Home: [-Infinity, 0], End: [Infinity, 0] };

export const HELP = 'arrows move a ring (Shift: ten at once), Home and End go to the ends, Escape takes it away';

/** A picture with its ring above it; places are shares of its width and height, from the left and the top. */
export class Ringed {
  constructor(attributes = {}) {
    this.ring = el('span', { class: 'ring', hidden: true, 'aria-hidden': 'true' });
    this.element = el('div', { class: 'ringed', ...attributes });
  }

  show(canvas) {
    this.canvas = canvas;
    this.element.replaceChildren(canvas, this.ring);
  }

  /** @param place [left, top]; null for none */
  mark(place) {
    this.ring.hidden = !place;
    if (!place) return;
    this.ring.style.left = `calc(${100 * place[0]}%)`;
    this.ring.style.top = `calc(${100 * place[1]}%)`;
  }

  /** Where a pointer is, in shares. */
  place(e) {
    const box = this.canvas.getBoundingClientRect();
    return [(e.clientX - box.left) / box.width, (e.clientY - box.top) / box.height];
  }
}

export class Cursor {
  /**
   * @param holder has the focus and the keys
   * @param name what is walked over, for who cannot see it
   * @param view size() gives how many places there are across and up, say(at) what is at one, mark(at) shows it; down if the second number
   * grows downwards; near(e) gives the place that a pointer means; off() whether something else has the keys; role of the holder, application unless it has more than pictures
   */
  constructor(holder, name, view) {
    this.holder = holder;
    this.name = name;
    this.view = view;
    this.at = null;
    this.line = el('p', { class: 'quiet cursor', role: 'status' });
    this.attach();
    holder.addEventListener('keydown', e => this.key(e));
    if (view.near) holder.addEventListener('pointerdown', e => this.down(e));
  }

  /** Lets Tab reach the picture. */
  attach() {
    this.holder.tabIndex = 0;
    this.holder.setAttribute('role', this.view.role ?? 'application');
    this.holder.setAttribute('aria-label', `${this.name}; ${HELP}`);
  }

  isOff() {
    return Boolean(this.view.off && this.view.off());
  }

  /** After what is drawn has changed. */
  show() {
    const [across, up] = this.view.size();
    const off = this.isOff();
    if (this.at && !off) this.at = [Math.min(this.at[0], across - 1), Math.min(this.at[1], up - 1)];
    const at = off || !across || !up ? null : this.at;
    this.view.mark(at);
    const text = at ? this.view.say(at) : '';
    if (this.line.textContent !== text) this.line.textContent = text;
    this.line.hidden = !text;
  }

  key(e) {
    const by = KEYS[e.key];
    const [across, up] = this.view.size();
    if (this.isOff() || !across || !up || e.ctrlKey || e.metaKey || e.altKey || e.target !== this.holder) return;
    if (by && !this.at) this.at = [Math.floor((across - 1) / 2), Math.floor((up - 1) / 2)];
    else if (by) {
      const step = e.shiftKey ? FAR : 1;
      const within = (v, most) => Math.min(most - 1, Math.max(0, v));
      this.at = [within(this.at[0] + step * by[0], across), within(this.at[1] + step * (this.view.down ? -1 : 1) * by[1], up)];
    } else if (e.key === 'Escape' && this.at) this.at = null;
    else return;
    e.preventDefault();
    this.show();
  }

  down(e) {
    if (this.isOff() || e.button !== 0) return; // the other buttons are the browser's
    const at = this.view.near(e);
    if (!at) return;
    this.at = at;
    this.show();
  }
}

/** The place among n that lies nearest to a share; null beyond the ends. */
export const nearest = (share, n) => (share < -0.02 || share > 1.02 ? null : Math.min(n - 1, Math.max(0, Math.round(share * (n - 1)))));
