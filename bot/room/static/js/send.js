/**
 * Sends what people write: messages, commands, files; and what they do with messages.
 */
import * as api from './api.js';
import * as session from './session.js';
import { get } from './store.js';
import { attempt, sayWhy } from './toasts.js';
import { unescape } from './mrkdwn.js';

let queue = Promise.resolve();

/**
 * Send one text, after those sent before it.
 * @returns {Promise<?string>} the text to give back when it was not taken, else null
 */
export function send(channel, text, threadTs) {
  session.keepSent(get().me, text);
  const turn = queue.then(() => sendNow(channel, text, threadTs));
  queue = turn.catch(() => {});
  return turn;
}

async function sendNow(channel, text, threadTs) {
  try {
    const answer = await api.post('send', { channel, text, thread_ts: threadTs });
    return answer.ok === false ? answer.restore ?? text : null;
  } catch (error) {
    sayWhy(error);
    return text;
  }
}

/** Send files, one message each. @param {Iterable<File>} files */
export async function sendFiles(channel, files, threadTs) {
  for (const file of files) await attempt(() => api.upload('upload', { channel, thread_ts: threadTs }, file));
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
