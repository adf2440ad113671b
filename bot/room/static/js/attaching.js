/**
 * Asks before a file is sent, however it came: chosen, pasted or dropped.
 * What is sent is read at once by everybody there, and one wrong pick may be a patient's.
 */
import { confirmed } from './actions.js';
import { currentChannel } from './places.js';
import { nameOf } from './leaves.js';
import { sendFiles } from './send.js';
import { get } from './store.js';

/** @returns {string} where a file goes, as its sender calls it */
function placeOf(channel, threadTs) {
  const name = channel.is_im ? nameOf(channel.user) : `#${channel.name}`;
  return threadTs ? `the thread in ${name}` : name;
}

function question(channel, files, threadTs) {
  const names = files.map((file) => `“${file.name}”`).join(', ');
  return {
    title: { text: files.length === 1 ? 'Send this file?' : `Send these ${files.length} files?` },
    text: { type: 'plain_text', emoji: false, text: `${names} to ${placeOf(channel, threadTs)}. Whoever reads there sees it at once: nothing of a patient may be in it.` },
    confirm: { text: 'Send' }, deny: { text: 'Do not send' },
  };
}

/** Send files after a question that names them and the place. @param {Object} channel @param {File[]} files */
export async function offerFiles(channel, files, threadTs) {
  if (files.length && await confirmed(question(channel, files, threadTs))) await sendFiles(channel.id, files, threadTs);
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
  offerFiles(channel, [...event.dataTransfer.files], inThread ? thread.ts : undefined);
}

/** Take files that are dropped anywhere on the page. */
export function listenToDrops() {
  document.addEventListener('dragover', isOurs);
  document.addEventListener('drop', dropped);
}
