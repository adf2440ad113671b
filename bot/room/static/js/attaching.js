/**
 * Holds files beside the words of a box until both are sent together, however the files came: chosen, pasted or dropped.
 * They leave the browser only then: what is sent is read at once by everybody there, and one wrong pick may be a patient's.
 */
import * as api from './api.js';
import * as session from './session.js';
import { currentChannel } from './places.js';
import { boxOf } from './sending.js';
import { dropIn, get, setIn } from './store.js';
import { attempt } from './toasts.js';

/** @returns {File[]} what is held beside a box, always the same list while nothing changed */
export const attachedTo = ({ attached }, box) => attached[box] ?? NONE;
const NONE = [];

/** Hold files beside a box. @param {File[]} files */
export const attach = (box, files) => setIn('attached', box, [...attachedTo(get(), box), ...files]);

/** Take files away again. @param {File[]} files */
export const detach = (box, files) => setIn('attached', box, attachedTo(get(), box).filter((file) => !files.includes(file)));

/** Send what is held beside a box as one message, under the words in it; all of it stays there until it is taken. */
export async function sendAttached(channel, text, threadTs) {
  const { me, pending, ...state } = get();
  const box = boxOf(channel, threadTs);
  if (pending[box]) return;
  setIn('pending', box, true);
  const files = attachedTo(state, box);
  const taken = await attempt(() => api.upload('upload', { channel, thread_ts: threadTs, text }, ...files));
  dropIn('pending', box);
  if (!taken || get().me !== me) return;
  detach(box, files);
  session.editDraft(me, box, (held) => (held === text ? '' : held));
}

/** Left to itself, the browser would open a dropped file in place of the page; a field for files takes its own. */
function isOurs(event) {
  if (!event.dataTransfer?.types.includes('Files') || event.target.closest?.('input[type=file]')) return false;
  event.preventDefault();
  return true;
}

function dropped(event) {
  if (!isOurs(event)) return;
  const { channels, thread, views, dialog } = get();
  const inThread = thread && event.target.closest('.thread');
  const channel = channels[inThread ? thread.channel : currentChannel()];
  if (views.length || dialog || !channel?.is_member || channel.is_archived) return;
  attach(boxOf(channel.id, inThread ? thread.ts : undefined), [...event.dataTransfer.files]);
}

/** Take files that are dropped anywhere on the page. */
export function listenToDrops() {
  document.addEventListener('dragover', isOurs);
  document.addEventListener('drop', dropped);
}
