// The settings and the buttons of a run.
import { download, post, upload } from '/api.js';
import * as address from '/address.js';
import { unlogged } from '/time.js';
import { setOptions, figure } from '/twin.js';

const TOYS = [['xor', 'XOR'], ['moons', 'moons'], ['circles', 'circles'], ['spiral', 'spiral'],
  ['blobs', 'three blobs'], ['sine', 'sine (numbers)'], ['formula', 'own formula']];
const ACTIVATIONS = ['tanh', 'relu', 'logistic', 'leaky_relu', 'elu', 'selu', 'gelu', 'silu', 'mish',
  'softplus', 'abs', 'identity'];
const OPTIMIZERS = ['adam', 'sgd', 'momentum', 'nesterov', 'rmsprop', 'adagrad', 'adadelta', 'adamw', 'lbfgs'];
const INITS = ['auto', 'glorot_uniform', 'glorot_normal', 'he_uniform', 'he_normal', 'lecun_uniform',
  'lecun_normal', 'orthogonal', 'constant(0)', 'data_driven'];

const byId = id => document.getElementById(id);
const form = byId('settings');
let state = null;
let typing = false;
let steps = Promise.resolve();
let fail = () => {};
let at = -1; // the step that the open view shows, or the newest

/** @param onError is given { id, message, fixes }, or null */
export function start(onError) {
  fail = onError;
  setOptions(form.activation, ACTIVATIONS);
  setOptions(form.optimizer, OPTIMIZERS);
  setOptions(form.init, INITS);
  byId('play').addEventListener('click', toggle);
  byId('batch').addEventListener('click', () => act('batch'));
  byId('epoch').addEventListener('click', () => act('epoch'));
  byId('reset').addEventListener('click', () => apply(state ? wanted() : { v: 1 }));
  byId('speed').addEventListener('change', e => attempt(post('/api/run', { speed: Number(e.target.value) })));
  form.addEventListener('input', () => { typing = true; });
  form.addEventListener('change', e => {
    if (e.target.name !== 'data') return;
    form.querySelector('.formula').hidden = e.target.value !== 'formula';
    submit({ points: '' });
  });
  form.addEventListener('submit', e => { e.preventDefault(); submit(); });
  byId('load').addEventListener('click', load);
  byId('save').addEventListener('click', save);
  byId('save-rows').addEventListener('click', () => keep('/api/rows', {}, name => `${name} is downloaded: training and validation rows.`));
  byId('member').addEventListener('change', () => member(byId('member').value));
  byId('look').addEventListener('click', () => member(byId('member').value));
  byId('on').addEventListener('click', () => apply({ v: 1, data: 'saved', member: byId('member').value }));
  document.addEventListener('keydown', key);
}

function key(e) {
  if (!state || state.origin !== 'page') return;
  if (e.target.matches('input, select, textarea') || e.ctrlKey || e.metaKey || e.altKey) return;
  const keys = { b: () => act('batch'), e: () => act('epoch'), r: () => apply(wanted()), s: save };
  if (e.key === ' ' && !e.target.matches('button, summary, a')) {
    e.preventDefault();
    toggle();
  } else if (keys[e.key]) {
    keys[e.key]();
  }
}

function toggle() {
  if (state && state.ended) apply(wanted()).then(() => act('start'));
  else act(state && state.running ? 'pause' : 'start');
}

/** Steps are asked for one after another, so that each press of a key counts; a pause waits for nothing. */
function act(action) {
  const ask = () => attempt(post('/api/run', { action }));
  if (action === 'start' || action === 'pause') return ask();
  steps = steps.then(ask);
  return steps;
}

/** Gives what was refused; null if nothing was. */
async function attempt(promise) {
  try {
    const answer = await promise;
    fail(null);
    show(answer);
    return null;
  } catch (e) {
    const refused = e.error || { id: '', message: String(e.message || e), fixes: [] };
    fail(refused);
    return refused;
  }
}

/** Takes the speed of the address; null is none. */
export async function pace(speed) {
  if (speed !== null) await attempt(post('/api/run', { speed }));
}

/** Whoever draws tells which step is drawn, -1 for the newest: it is the one that is saved. */
export function sees(step) {
  at = step;
}

function save() {
  return keep('/api/model', { at }, name => `${name} is downloaded. soma inspect ${name} shows what it is, soma predict ${name} DATA.csv predicts rows.`);
}

async function keep(path, query, words) {
  byId('kept').textContent = '';
  try {
    const name = await download(path, query);
    fail(null);
    byId('kept').textContent = words(name);
  } catch (e) {
    fail(e.error || { id: '', message: String(e.message || e), fixes: [] });
  }
}

/** The settings of the next run: those of this one, and what was changed on the picture. */
const wanted = () => ({ ...state.settings, ...address.held() });

function submit(more = {}) {
  const typed = Object.fromEntries(new FormData(form));
  if (typed.data !== 'formula') ['formula', 'gives'].forEach(name => delete typed[name]); // nobody sees them
  apply({ ...wanted(), ...typed, ...more });
}

/** Begins anew with these settings; what was typed stays if they are refused. */
export function apply(settings) {
  return attempt(post('/api/settings', settings));
}

/** Begins the run of an address. A formula that cannot be read is left out where the set does not use it. */
export async function restore(settings) {
  const refused = await apply(settings);
  const plain = Object.fromEntries(Object.entries(settings).filter(([name]) => name !== 'formula' && name !== 'gives'));
  if (!refused || settings.data === 'formula' || Object.keys(plain).length === Object.keys(settings).length) return;
  if (!await apply(plain)) fail({ ...refused, message: `${refused.message} · this set does not use it: what was there before stays` });
  else fail(refused);
}

/** Looks at a network of the saved model, as its training left it. */
export async function member(number) {
  typing = false;
  await attempt(post('/api/member', { member: number }));
}

async function load() {
  const file = byId('file').files[0];
  if (!file) fail({ id: '', message: 'choose a CSV file first', fixes: [] });
  else if (file.size > 32 * 2 ** 20) fail({ id: '', message: 'files of up to 32 MB can be loaded here', fixes: [`soma studio ${file.name} --target y`] });
  else {
    byId('load').disabled = true; // a large one takes seconds
    byId('load').textContent = 'Loading';
    await attempt(upload(file, byId('target').value.trim()));
    byId('load').disabled = false;
    byId('load').textContent = 'Load';
  }
}

/** Takes any state next: the server may be another one. */
export function forget() {
  if (state) state = { ...state, version: -1 };
}

/** Shows where the run stands; an answer that comes late changes nothing. */
export function show(next) {
  if (state && next.version < state.version) return;
  const other = !state || state.run !== next.run;
  const before = state;
  state = next;
  if (other) {
    typing = false;
    byId('kept').textContent = '';
    if (taken(next, before)) address.hold({});
  }
  if (!typing) fill(next);
  byId('play').textContent = next.ended ? 'Again' : next.running ? 'Pause' : 'Start';
  byId('batch').disabled = byId('epoch').disabled = next.ended;
  origin(next);
  const speed = next.speed === null ? '0' : String(next.speed);
  if (![...byId('speed').options].some(o => o.value === speed)) byId('speed').append(new Option(`${speed} epochs/s`, speed));
  byId('speed').value = speed;
  address.paced(next.origin === 'page' ? speed : null);
  byId('status').textContent = status(next);
  byId('about').textContent = `${next.network}: ${next.parameters.toLocaleString('en')} parameters. ` +
    (next.origin === 'saved' ? `${some(next.training_rows, next.training_of)} rows.` :
      `${some(next.training_rows, next.training_of)} training, ${some(next.validation_rows, next.validation_of)} validation rows.`);
}

/** How many rows are shown, of how many. */
const some = (here, of) => (here < of ? `${here.toLocaleString('en')} of ` : '') + of.toLocaleString('en');

/** Only what applies: the page holds no training but its own, and a saved network stays as it is. */
function origin(next) {
  const own = next.origin === 'page';
  document.querySelector('.run').hidden = !own;
  for (const part of form.querySelectorAll('fieldset, [type=submit]')) part.hidden = !own;
  form.elements.network.closest('fieldset').hidden = !own || next.settings.data === 'saved'; // it stays as it is
  byId('saved').hidden = next.members === 0;
  byId('look').disabled = next.origin === 'saved';
  const numbers = [...Array(next.members).keys()].map(k => [String(k + 1), `${k + 1} of ${next.members}`]);
  setOptions(byId('member'), numbers);
  if (next.settings.member) byId('member').value = next.settings.member;
  byId('shows').textContent = next.shows + (next.windows > 1 ? ` · ${next.windows} windows look at it` : '');
}

/** Whether what was changed on the picture is in the run, or belongs to other data; a reset by somebody else takes nothing. */
function taken(next, before) {
  const held = Object.entries(address.held());
  return held.every(([name, value]) => String(next.settings[name]) === String(value)) || (before && before.settings.data !== next.settings.data);
}

function fill(next) {
  const own = next.own ? [['own', next.own]] : [];
  const saved = next.members ? [['saved', 'of the saved model']] : [];
  setOptions(form.data, [...TOYS, ...own, ...saved]);
  for (const [name, value] of Object.entries(next.settings)) {
    const field = form.elements[name];
    if (!field) continue;
    if (field.tagName === 'SELECT' && ![...field.options].some(o => o.value === String(value))) {
      field.append(new Option(value, value));
    }
    field.value = value;
  }
  form.querySelector('.toy').hidden = ['own', 'saved'].includes(next.settings.data);
  form.querySelector('.formula').hidden = next.settings.data !== 'formula';
}

function status(s) {
  if (s.origin === 'saved') {
    return unlogged(s) ? `weights after ${s.step > 0 ? 'step ' + s.step : 'a step that is not known'}` :
      `weights of epoch ${s.best}, step ${s.step} · ${s.epoch} epochs were run` +
      (s.reason ? ` (${s.reason})` : '');
  }
  const parts = [`epoch ${s.epoch ?? 0} of ${s.epochs}`, `step ${s.step}`];
  if (s.batch > 0 && !s.ended) parts.push(`batch ${s.batch} of epoch ${s.at_epoch}, its J ${figure(s.batch_j)}`);
  else if (!s.ended && s.at_epoch !== (s.epoch ?? 0)) parts.push(`end of epoch ${s.at_epoch}`); // it is being scored, or was not looked at since
  if (s.j !== null) parts.push(`J ${figure(s.j)}`);
  if (s.validation !== null) parts.push(`validation ${figure(s.validation)}`);
  if (s.metric !== null && s.metric_name !== 'log_loss') parts.push(`${s.metric_name} ${figure(s.metric)}`);
  if (s.best !== undefined) parts.push(`best epoch ${s.best}`);
  if (s.ended && s.reason) parts.push(`ended (${s.reason}); the weights are those of the ${s.best_stands ? 'best epoch' : 'last step'}${s.stands ? `, ${s.stands.epoch}, after step ${s.stands.step}` : ''}`);
  return parts.join(' · ');
}
