// Requests to the server that this page came from, and nothing else.

/** Fails with the server's error: { id, message, fixes }. */
export class Refused extends Error {
  constructor(error) {
    super(error.message);
    this.error = error;
  }
}

/** What the server knows this window by, until it is left or loaded anew. */
export const WINDOW = [...crypto.getRandomValues(new Uint8Array(12))].map(b => b.toString(16).padStart(2, '0')).join('');
const NAMED = { 'Soma-Window': WINDOW };

async function answer(response) {
  if (response.status === 204) return null;
  let body;
  try {
    body = await response.json();
  } catch {
    throw new Refused({ id: 'HTTP ' + response.status, message: 'no answer that can be read', fixes: [] });
  }
  if (!response.ok) throw new Refused(body.error);
  return body;
}

export async function get(path, query = {}) {
  const text = new URLSearchParams(query).toString();
  return answer(await fetch(path + (text ? '?' + text : '')));
}

/** Asks for a picture in place of any other that this window waits for; null if that was given up, here or there.
 * @param frame whether nobody asked: such pictures are what is left out where they would cost too much
 * @param signal gives it up */
export async function picture(view, query, frame, signal) {
  const text = new URLSearchParams(query).toString();
  try {
    return await answer(await fetch(`/api/view/${view}${text ? '?' + text : ''}`,
      { signal, headers: frame ? { ...NAMED, 'Soma-Frame': '1' } : NAMED }));
  } catch (e) {
    if (signal.aborted) return null;
    throw e;
  }
}

export async function post(path, body) {
  return answer(await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...NAMED },
    body: JSON.stringify(body),
  }));
}

export async function upload(file, target) {
  const query = new URLSearchParams({ name: file.name, target }).toString();
  return answer(await fetch('/api/table?' + query, { method: 'POST', headers: NAMED, body: file }));
}

/** Lets the browser keep a file that the server makes; gives its name. */
export async function download(path, query = {}) {
  const response = await fetch(path + '?' + new URLSearchParams(query));
  if (!response.ok) return answer(response);
  const name = response.headers.get('Content-Disposition').match(/"(.+)"/)[1];
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  return name;
}

/** Tells that nobody looks here any more. */
export function leave() {
  navigator.sendBeacon('/api/leave', JSON.stringify({ window: WINDOW }));
}

/** Calls back with every state that the server sends, and with false while there is no server. A window that is not seen
 * does not listen: a browser has six connections to a server, and every window that listens keeps one. */
export function listen(onState, onConnection) {
  let source = null;
  const turn = () => {
    source?.close();
    source = null;
    if (document.hidden) return;
    source = new EventSource('/api/events?window=' + WINDOW);
    source.addEventListener('state', event => onState(JSON.parse(event.data)));
    source.addEventListener('open', () => onConnection(true));
    source.addEventListener('error', () => onConnection(false));
  };
  document.addEventListener('visibilitychange', turn);
  turn();
}

/** The bytes of a text in base 64. */
export function bytes(text) {
  const binary = atob(text);
  const array = new Uint8Array(binary.length);
  for (let i = 0; i < array.length; i++) array[i] = binary.charCodeAt(i);
  return array;
}
