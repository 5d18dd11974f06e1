// Begins: the state from the server, the settings of the address, and the view that is open.
import { get, leave, listen, picture } from '/api.js';
import * as address from '/address.js';
import * as controls from '/controls.js';
import * as others from '/others.js';
import { el } from '/twin.js';
import { Boundary } from '/boundary.js';
import { Curves } from '/curves.js';
import { Step } from '/step.js';
import { Network } from '/network.js';
import { Units } from '/units.js';
import { Health } from '/health.js';
import { Results } from '/results.js';
import { WhatIf } from '/whatif.js';
import { Lessons } from '/lessons.js';
import { Lab } from '/lab.js';

const VIEWS = { boundary: Boundary, curves: Curves, step: Step, network: Network, units: Units, health: Health, results: Results, whatif: WhatIf, lessons: Lessons, lab: Lab };
const NAMES = { boundary: 'Boundary', curves: 'Curves', step: 'Step', network: 'Network', units: 'Units', health: 'Health', results: 'Results', whatif: 'What if', lessons: 'Lessons', lab: 'Lab' };
const panel = document.getElementById('view');
const tabs = document.getElementById('tabs');
const alertLine = document.getElementById('error');

let state = null;
let name = NAMES[address.view()] ? address.view() : 'boundary';
let view = null;
let busy = null; // gives up the picture that is asked for
let again = false;
const SLOW = 1000; // milliseconds after which a picture is said to be on its way
const FRAME = {}; // why a picture is asked for that nobody asked for
let said = null; // what was refused last
let failed = false; // whether that was a view
let lost = false;
let restoring = false;
let coming = false; // whether the run of an address may begin: until then nothing is drawn, what it says of rows is said of those

function fail(error) {
  failed = false; // whoever tells of it
  said = error;
  alarm();
}

/** What ended the run stays until there is another one; what was refused since stands before it. */
function alarm() {
  const ended = state?.error;
  const all = [said, ended].filter(Boolean);
  alertLine.hidden = !all.length;
  const text = all.map(lines).join('\n');
  if (alertLine.textContent !== text) alertLine.textContent = text; // it is read out once
}

function lines(error) {
  const fixes = (error.fixes || []).map((f, i) => `\n${i ? 'or:  ' : 'fix: '}${f}`).join('');
  return `${error.id ? 'error ' + error.id + ' ' : ''}${error.message}${fixes}`;
}

/** Takes a state that was told; an older one than is known, which comes late, is none. */
function onState(next) {
  if (restoring || (state && next.version < state.version)) return;
  tell(next);
  refresh(FRAME);
}

/** Shows a state in the status line, the settings and the address. */
function tell(next) {
  const fresh = state && state.run !== next.run;
  others.told(state, next);
  state = next;
  controls.show(next);
  if (fresh) fail(null);
  else alarm();
  address.write(next.settings, name);
}

/** What is drawn is never newer than what the status line tells. */
async function catchUp(drawn) {
  if (drawn.run === state.run && drawn.step <= state.step) return;
  const next = await get('/api/state');
  if (!restoring && next.version >= state.version) tell(next);
}

/** Asks for the picture; never for two at a time, and never for one that would be old: what a person asks for takes the
 * place of what is asked for. The panel says of which state it is. */
async function refresh(why) {
  delete panel.dataset.state;
  if (busy && why === FRAME) {
    again = true;
    return;
  }
  if (busy) busy.abort();
  if (!state || coming || document.hidden) return;
  const mine = busy = new AbortController();
  const asked = view;
  const { version } = state;
  const wanted = () => busy === mine && asked === view;
  const slow = why === FRAME ? 0 : setTimeout(() => { panel.dataset.waiting = ''; }, SLOW);
  try {
    const query = asked.query(state);
    const data = await picture(name, query, why === FRAME, mine.signal);
    if (data && wanted()) await catchUp(data);
    if (data && wanted()) {
      asked.draw(data, state);
      controls.sees((query.at ?? -1) < 0 ? -1 : data.step); // the nearest to that which was asked for
      mended();
    }
  } catch (e) {
    if (wanted()) {
      fail(e.error || { id: '', message: String(e.message || e), fixes: [] });
      failed = true;
    }
  }
  clearTimeout(slow);
  if (busy !== mine) return;
  delete panel.dataset.waiting;
  busy = null;
  if (again) {
    again = false;
    refresh(FRAME);
  } else panel.dataset.state = version;
}

/** Takes back what the line of errors told of a view. */
function mended() {
  if (failed) fail(null);
  failed = false;
}

function open(wanted, focus) {
  name = wanted;
  mended();
  for (const tab of tabs.children) {
    const on = tab.dataset.view === name;
    tab.setAttribute('aria-selected', on);
    tab.tabIndex = on ? 0 : -1;
    if (on && focus) tab.focus();
  }
  address.opens(name, VIEWS[name].looks);
  view = new VIEWS[name](refresh, fail);
  controls.sees(-1);
  panel.replaceChildren(view.element);
  panel.setAttribute('aria-label', NAMES[name]);
  const added = view.looks ? view.looks() : {}; // read from the address before it is written
  if (state) address.write(state.settings, name);
  address.lookAt(name, added);
  refresh();
}

function begin() {
  for (const [key, label] of Object.entries(NAMES)) {
    tabs.append(el('button', { type: 'button', role: 'tab', 'data-view': key, 'aria-controls': 'view',
      click: () => open(key) }, label));
  }
  tabs.addEventListener('keydown', e => {
    const keys = Object.keys(NAMES);
    const at = keys.indexOf(name);
    if (e.key === 'ArrowRight') open(keys[(at + 1) % keys.length], true);
    if (e.key === 'ArrowLeft') open(keys[(at + keys.length - 1) % keys.length], true);
  });
  document.addEventListener('keydown', e => {
    if (e.target.matches('input, select, textarea') || e.ctrlKey || e.metaKey || e.altKey) return;
    if (!/^\d$/.test(e.key)) return;
    const wanted = Object.keys(NAMES)[(Number(e.key) + 9) % 10]; // 0 is the tenth
    if (wanted) open(wanted, true);
  });
  document.querySelector('.skip').addEventListener('click', e => { // the place after # is that of the settings
    e.preventDefault();
    panel.focus();
  });
  document.addEventListener('visibilitychange', refresh);
  addEventListener('pagehide', leave);
  let clicked = false; // a link of the page is a person's wish, an address that is typed or gone back to may be an old one
  document.addEventListener('click', e => { clicked = Boolean(e.target.closest('a[href]')); }, true);
  addEventListener('hashchange', () => {
    const wanted = address.read();
    address.adopt();
    const named = address.view(); // before it is written
    coming = Boolean(wanted);
    open(NAMES[named] ? named : name);
    known(named);
    panel.focus();
    restore(wanted, clicked, 1).catch(told).then(come).catch(told);
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => open(name));
  address.onStrange(all => {
    document.getElementById('strange').textContent = all.length ? `Not taken from the address: ${all.join('; ')}.` : '';
  });
  controls.start(fail);
  const named = address.view();
  open(name);
  known(named);
}

/** Says so if the address names a view that there is not. */
function known(wanted) {
  if (wanted && !NAMES[wanted]) address.odd(`view=${wanted}, expected ${Object.keys(NAMES).join(' or ')}: ${name} is shown`);
}

/** Begins the run of an address, if it is another than is here, at its speed; where one goes on, only if a person asks for it. */
async function restore(wanted, hand, own = 0) {
  const pace = address.pace();
  if (!wanted && pace === null) return;
  const now = await get('/api/state');
  if (now.origin === 'elsewhere') { // it is what the terminal trains, whatever an address says
    if (wanted) address.odd('the settings of a run, the terminal trains what is shown');
    if (pace !== null) address.odd(`speed=${pace}, the terminal trains at its own`);
    return;
  }
  const free = hand || !others.goesOn(now, own);
  const begin = wanted && begins(wanted, now);
  const stays = now.origin !== 'page' || pace === (now.speed ?? 0) ? null : now.speed === null ? 'as fast as it goes' : `${now.speed} epochs a second`;
  const faster = () => (pace !== null && stays ? controls.pace(pace) : null);
  if (begin && !free) {
    const what = others.other({ ...wanted, ...(pace !== null && stays && { speed: pace }) }, now.settings);
    others.ask(now, what, own, async () => { await faster(); await begin(); });
    return;
  }
  if (free) await faster();
  else if (pace !== null && stays) address.odd(`speed=${pace}, a run goes on: ${stays} stays`);
  if (now.origin === 'saved' && pace !== null && !begin) address.odd(`speed=${pace}, a saved network is not trained`);
  if (begin) await begin();
}

/** What begins the run of an address; null if it is the one that is here. */
function begins(wanted, now) {
  const is = settings => Object.entries(settings).every(([k, v]) => String(now.settings[k]) === String(v));
  if (is(wanted)) return null;
  if (is({ ...wanted, ...address.held() })) { // the next run of the address, which was begun and not yet told of
    address.hold({});
    if (state) onState(now);
    return null;
  }
  return () => ('member' in wanted && !('data' in wanted) ? controls.member(wanted.member) : controls.restore(wanted));
}

begin();
const told = e => fail(e.error || { id: '', message: String(e), fixes: [] });

/** The run of an address that was typed is there, or is not to begin. */
async function come() {
  if (!coming) return;
  const next = await get('/api/state').finally(() => { coming = false; });
  onState(next);
  refresh();
}

/** A server that was started anew is shown what the address says, as a page that is loaded anew. */
async function back() {
  restoring = true;
  if (state) state = { ...state, version: -1 };
  controls.forget();
  await restore(address.read()).catch(told);
  restoring = false;
  onState(await get('/api/state'));
}

restore(address.read()).catch(told).finally(() =>
  listen(onState, there => {
    if (!there) fail({ id: '', message: 'the page has lost its server · it is looked for', fixes: ['soma studio'] });
    else if (alertLine.textContent.includes('lost its server')) fail(null);
    if (there && lost) back().catch(told);
    lost = !there;
  }));
