// Which snapshot of the weights is looked at: the newest, or one that is kept.
import { el } from '/twin.js';

/** The epoch that a step ended; of a network without the log of its training nobody knows which. */
export const ended = d => (d.at_epoch > 0 ? `end of epoch ${d.at_epoch}` : d.step > 0 ? 'in an epoch that is not known' : 'before the first epoch');

export class Time {
  /** @param at a step, or -1 for the newest */
  constructor(at, onChange) {
    this.at = at;
    this.steps = [];
    this.slider = el('input', { type: 'range', min: 0, max: 0, value: 0, input: e => {
      const index = Number(e.target.value);
      this.at = index >= this.steps.length - 1 ? -1 : this.steps[index];
      onChange();
    } });
    this.when = el('span', { class: 'quiet' });
    this.element = el('div', { class: 'bar' }, el('label', {}, 'Back in time ', this.slider), this.when);
  }

  draw(d, state) {
    this.steps = state.steps;
    const last = Math.max(0, this.steps.length - 1);
    this.slider.max = last;
    const place = this.at < 0 ? last : this.steps.findLastIndex(s => s <= this.at);
    if (document.activeElement !== this.slider || this.at < 0) this.slider.value = Math.max(0, place);
    const epoch = d.at_batch > 0 ? `batch ${d.at_batch} of epoch ${d.at_epoch}`
      : ended(d);
    this.when.textContent = `after step ${d.step}, ${epoch}${this.at < 0 ? ' (now)' : ''}`;
    this.slider.setAttribute('aria-valuetext', this.when.textContent);
  }
}
