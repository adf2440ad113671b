/**
 * Shows the files that wait beside a box to be sent, each with a way to take it away.
 */
import { html } from '../lib.js';
import { detach } from '../attaching.js';
import { Icon } from '../icons.js';
import { nameOf } from '../leaves.js';
import { sizeOf } from './files.js';

/** @returns {string} where they go, as their sender calls it */
function placeOf(channel, threadTs) {
  const name = channel.is_im ? nameOf(channel.user) : `#${channel.name}`;
  return threadTs ? `the thread in ${name}` : name;
}

/** @param {{box: string, channel: Object, threadTs?: string, files: File[], busy: boolean, onRemoved: function(): void}} props */
export function Attached({ box, channel, threadTs, files, busy, onRemoved }) {
  const remove = (file) => { detach(box, [file]); onRemoved(); };
  const told = busy ? 'Sending…' : `Sent with the next message to ${placeOf(channel, threadTs)}. Nothing of a patient may be in it.`;
  return html`<ul class="attached" aria-label="Files to send">${files.map((file) => html`<li key=${file}>
      <${Icon} name="file" /><bdi class="attached-name">${file.name}</bdi><span class="quiet">${sizeOf(file.size)}</span>
      <button type="button" class="icon-button" aria-label=${`Remove ${file.name}`} disabled=${busy} onClick=${() => remove(file)}><${Icon} name="close" /></button></li>`)}</ul>
    <p class="attached-hint quiet" role="status">${told}</p>`;
}
