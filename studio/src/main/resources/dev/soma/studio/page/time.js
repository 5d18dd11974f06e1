// Which snapshot of the weights is looked at: the newest, or one that is kept.
import { el } from '/twin.js';

/** When the weights were that are drawn, in words. Of a network without the log of its training nobody knows the epoch, of several not even the step. */
function moment(d, state) {
  if (d.at_batch > 0) return `after step ${d.step}, batch ${d.at_batch} of epoch ${d.at_epoch}`;
  if (d.at_epoch > 0) return `after step ${d.step}, end of epoch ${d.at_epoch}`;
  if (unlogged(state)) return d.step > 0 ? `after step ${d.step}, in an epoch that is not known` : 'after a step that is not known';
  return 'after step 0, before the first epoch';
}

/** The same, and how it lies to the weights of now: where those of the best epoch came back at the end, steps were made after them. */
export function told(d, state, at) {
  const back = state.stands;
  const more = back && d.step === back.step ? ' (now: the weights of the best epoch came back)'
    : back && d.step === state.step ? ` (the last step; the weights of now are those after step ${back.step})`
      : at < 0 ? ' (now)' : '';
  return moment(d, state) + more;
}

/** The step of now: the newest, unless weights of an earlier one came back. */
export const newest = state => state.stands?.step ?? state.steps[state.steps.length - 1];

/** Whether it is a saved network without the log of its training. */
export const unlogged = state => state.origin === 'saved' && state.epoch === undefined;

export class Time {
  /** @param at a step, or -1 for the newest */
  constructor(at, onChange) {
    this.at = at;
    this.steps = [];
    this.slider = el('input', { type: 'range', min: 0, max: 0, value: 0, input: e => {
      const step = this.steps[Number(e.target.value)];
      this.at = step === this.now ? -1 : step;
      onChange();
    } });
    this.when = el('span', { class: 'quiet' });
    this.element = el('div', { class: 'bar' }, el('label', {}, 'Back in time ', this.slider), this.when);
  }

  draw(d, state) {
    this.steps = state.steps;
    this.now = newest(state);
    this.slider.max = Math.max(0, this.steps.length - 1);
    const place = this.at < 0 ? this.steps.indexOf(this.now) : this.steps.findLastIndex(s => s <= this.at);
    if (document.activeElement !== this.slider || this.at < 0) this.slider.value = Math.max(0, place);
    this.when.textContent = told(d, state, this.at);
    this.slider.setAttribute('aria-valuetext', this.when.textContent);
  }
}
