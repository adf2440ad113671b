/**
 * Writes the link to a message, and puts it where people paste from.
 */
import { say } from './toasts.js';

/** @param {import('./types.js').Message} message @returns {string} its address, as `messageOf` reads it */
export function linkOf(message) {
  const thread = message.thread_ts && message.thread_ts !== message.ts ? `?thread_ts=${message.thread_ts}` : '';
  return `${location.origin}/archives/${message.channel}/p${message.ts.replace('.', '')}${thread}`;
}

/** Copy by an unseen text box: over plain HTTP from another machine there is no other clipboard. */
function copyByHand(text) {
  const box = document.createElement('textarea');
  box.value = text;
  box.className = 'only-spoken';
  document.body.append(box);
  box.select();
  const copied = document.execCommand('copy');
  box.remove();
  return copied;
}

/** Put the link to a message into the clipboard, or show it where it can be copied by hand. */
export async function copyLink(message) {
  const link = linkOf(message);
  const copied = await navigator.clipboard?.writeText(link).then(() => true, () => false);
  if (copied || copyByHand(link)) say('The link is copied.', { good: true, forMs: 4_000 });
  else say(`It could not be copied. The link is ${link}`);
}
