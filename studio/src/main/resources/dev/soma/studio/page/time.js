// Which snapshot of the weights is looked at: the newest, or one that is kept.
import { el } from '/twin.js';

/** When the weights were that are drawn, in words. Of a network without the log of its training nobody knows the epoch, of several not even the step. */
export function moment(d, state) {
  if (d.at_batch > 0) return `after step ${d.step}, batch ${d.at_batch} of epoch ${d.at_epoch}`;
  if (d.at_epoch > 0) return `after step ${d.step}, end of epoch ${d.at_epoch}`;
  if (unlogged(state)) return d.step > 0 ? `after step ${d.step}, in an epoch that is not known` : 'after a step that is not known';
  return d.step > 0 ? `after step ${d.step}, the weights of before the first epoch` : 'after step 0, before the first epoch';
}

/** Whether it is a saved network without the log of its training. */
export const unlogged = state => state.origin === 'saved' && state.epoch === undefined;

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
    this.when.textContent = moment(d, state) + (this.at < 0 ? ' (now)' : '');
    this.slider.setAttribute('aria-valuetext', this.when.textContent);
  }
}
