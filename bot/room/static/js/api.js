/**
 * Speaks with the page API of the Room as the acting person.
 * It keeps no state of the conversation.
 */
import { get, set } from './store.js';

/** A refusal of the server, with a sentence for people. */
export class Refusal extends Error {
  /** @param {string} code @param {string} message @param {number} status */
  constructor(code, message, status) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

const UNREACHABLE = 'The Room does not answer. Check that it still runs, then try again.';

/** @returns {Promise<Object>} the parsed answer; throws Refusal */
async function call(method, path, options = {}, me = get().me) {
  const headers = { ...options.headers };
  const { login } = get();
  if (me) headers['X-Room-User'] = me;
  if (login) headers['X-Room-Proof'] = login.proof;
  let response;
  try {
    response = await fetch(`/room/api/${path}`, { method, headers, body: options.body });
  } catch {
    throw new Refusal('unreachable', UNREACHABLE, 0);
  }
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw refused(answer, response.status, me);
  return answer ?? {};
}

/** A session that has ended is asked for again where one is, so that nothing on the page is lost. */
function refused(answer, status, asker) {
  const refusal = refusalOf(answer, status);
  // What was asked as somebody who sat here before is of no interest to who sits here now.
  if (refusal.code === 'login_needed' && get().phase === 'ready' && asker === get().me) set({ asking: refusal.message });
  return refusal;
}

function refusalOf(answer, status) {
  const sentence = typeof answer?.message === 'string' ? answer.message
    : `The Room refused this (status ${status}). Nothing was changed; try again.`;
  return new Refusal(answer?.error ?? 'http_error', sentence, status);
}

/** Read. @param {string} path @param {Object<string, string|number|undefined>} [query] */
export function read(path, query = {}) {
  const known = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  const search = new URLSearchParams(known.map(([key, value]) => [key, String(value)]));
  return call('GET', known.length ? `${path}?${search}` : path);
}

/** Do. @param {string} path @param {Object} [body] @param {string} [me] who did it, if that may be another by now */
export function post(path, body = {}, me = undefined) {
  const headers = { 'Content-Type': 'application/json' };
  return call('POST', path, { headers, body: JSON.stringify(body) }, me);
}

/** Send files with their form fields. @param {string} path @param {Object} fields @param {...File} files */
export function upload(path, fields, ...files) {
  const body = new FormData();
  for (const [key, value] of Object.entries(fields)) if (value) body.append(key, value);
  for (const file of files) body.append('file', file, file.name);
  return call('POST', path, { body });
}

/** @returns {string} the address of the live socket for *me* */
export function liveAddress(me) {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  return `${scheme}://${location.host}/room/live?as=${encodeURIComponent(me)}`;
}
