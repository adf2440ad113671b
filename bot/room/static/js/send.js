/**
 * Sends what people write: messages and commands; and what they do with messages. Files are `attaching`.
 */
import * as api from './api.js';
import * as sending from './sending.js';
import * as session from './session.js';
import { get } from './store.js';
import { attempt, sayWhy } from './toasts.js';
import { unescape } from './mrkdwn.js';

const PATIENCE_MS = 5000;

let queue = Promise.resolve();
/** Each send of which nobody knows yet, as a promise of whether it is taken. */
const turns = new Set();

/** Send one text, after those sent before it. What was not taken goes back into the box that it came from. */
export function send(channel, text, threadTs) {
  const { me } = get();
  session.keepSent(me, text);
  const one = sending.begin(me, { channel, thread_ts: threadTs }, text);
  const turn = queue.then(() => sendNow(me, one));
  queue = turn;
  turns.add(turn);
  turn.then(() => turns.delete(turn));
}

/** @returns {Promise<boolean>} whether it was taken */
async function sendNow(me, one) {
  if (!await sending.mayBegin(me, one)) return true;
  const { channel, thread_ts: threadTs, text, id, again } = one;
  try {
    // Whoever acts by now, it was written by *me*.
    const answer = await api.post('send', { channel, text, thread_ts: threadTs, id, again }, me);
    if (answer.ok !== false) { sending.taken(me, one); return true; }
    sending.refused(me, one);
  } catch (error) {
    if (!sending.unanswered(me, one)) return true;
    sayWhy(error);
  }
  return false;
}

/** @returns {Promise<boolean>} whether everything that is on its way now is taken, within some seconds */
export function allTaken() {
  const late = new Promise((done) => { setTimeout(() => done([false]), PATIENCE_MS); });
  return Promise.race([Promise.all(turns), late]).then((fates) => fates.every(Boolean));
}

export const react = (message, name, add) => attempt(() => (
  api.post('react', { channel: message.channel, ts: message.ts, name, add })));

export const pin = (message, add) => attempt(() => api.post('pin', { channel: message.channel, ts: message.ts, add }));

export const remove = (message) => attempt(() => api.post('delete', { channel: message.channel, ts: message.ts }));

/** @returns {Promise<boolean>} whether the new text was taken */
export async function edit(message, text) {
  const answer = await attempt(() => api.post('edit', { channel: message.channel, ts: message.ts, text }));
  return answer !== undefined;
}

export const runShortcut = (shortcut, where = {}) => attempt(() => (
  api.post('shortcut', { callback_id: shortcut.callback_id, ...where })));

/** @returns {string} a message in the words with which it could have been typed */
export function asTyped(text) {
  const { people, channels } = get();
  return unescape(text
    .replace(/<@(\w+)(?:\|[^>]*)?>/g, (_all, id) => `@${people[id]?.name ?? id}`)
    .replace(/<#(\w+)(?:\|([^>]*))?>/g, (_all, id, name) => `#${channels[id]?.name ?? name ?? id}`)
    .replace(/<!(here|channel|everyone)>/g, '@$1')
    .replace(/<(https?:[^>|]+)(?:\|[^>]*)?>/g, '$1'));
}
