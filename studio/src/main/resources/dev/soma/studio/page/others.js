// What other windows do with the run that all of them see.
import { WINDOW } from '/api.js';
import * as controls from '/controls.js';
import { el } from '/twin.js';

const line = document.getElementById('others');

function hide() {
  line.replaceChildren();
  line.hidden = true;
}

const button = (label, then) => el('button', { type: 'button', click: () => { hide(); then(); } }, label);

function say(text, ...buttons) {
  line.replaceChildren(text + ' ', ...buttons);
  line.hidden = false;
}

/** What is other, in words. */
export function other(settings, than) {
  return Object.entries(settings).filter(([name, value]) => name !== 'v' && String(than[name]) !== String(value))
    .map(([name, value]) => (name === 'points' ? 'other points' : `${name} ${value}`)).join(', ');
}

/** Whether a run goes on here that no address may end unasked: it runs, or others look at how far it has come.
 * @param own how many of the windows are this one */
export const goesOn = (now, own) => now.origin === 'page' && (now.running || (now.windows > own && now.step > 0));

/** Asks whether the run of an address is begun in place of the one that goes on.
 * @param what is other, in words
 * @param own how many of the windows are this one */
export function ask(now, what, own, begin) {
  const more = now.windows - own;
  const who = more > 0 ? `, and ${more === 1 ? 'another window looks' : `${more} other windows look`} at it` : '';
  say(`The address asks for another run: ${what || 'a saved network'}. This one ${now.running ? 'runs' : 'is held'} at epoch ${now.epoch ?? 0}, ` +
    `step ${now.step}${who}; beginning another ends it.`,
  button('Begin the run of the address', begin), button('Keep this one', () => {}));
}

/** Tells of a run that another window began in place of the one that was seen here. */
export function told(before, next) {
  if (!before || before.run === next.run || next.origin === 'elsewhere') return;
  if (next.by === WINDOW || !next.by) hide();
  else if (before.origin === 'page') {
    const words = other(next.settings, before.settings);
    const ended = `The one that was here ended at epoch ${before.epoch ?? 0}, step ${before.step}.`;
    if (words) say(`Another window has begun another run: ${words}. ${ended}`,
      button('Begin that one again', () => controls.apply(before.settings)), button('Look at the new one', () => {}));
    else say(`Another window has begun this run anew. ${ended}`, button('All right', () => {}));
  } else say(`Another window shows something else: ${next.shows}.`, button('All right', () => {}));
}
