// Requests to the server that this page came from, and nothing else.

/** Fails with the server's error: { id, message, fixes }. */
export class Refused extends Error {
  constructor(error) {
    super(error.message);
    this.error = error;
  }
}

async function answer(response) {
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

export async function post(path, body) {
  return answer(await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  }));
}

export async function upload(file, target) {
  const query = new URLSearchParams({ name: file.name, target }).toString();
  return answer(await fetch('/api/table?' + query, { method: 'POST', body: file }));
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

/** Calls back with every state that the server sends, and with false while there is no server. */
export function listen(onState, onConnection) {
  const source = new EventSource('/api/events');
  source.addEventListener('state', event => onState(JSON.parse(event.data)));
  source.addEventListener('open', () => onConnection(true));
  source.addEventListener('error', () => onConnection(false));
}

/** The bytes of a text in base 64. */
export function bytes(text) {
  const binary = atob(text);
  const array = new Uint8Array(binary.length);
  for (let i = 0; i < array.length; i++) array[i] = binary.charCodeAt(i);
  return array;
}
