/**
 * Shows the files of a message: pictures as previews, others by name and size.
 */
import { html } from '../lib.js';
import { Icon } from '../icons.js';

const PREVIEWS = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

/** @returns {string} a size in words */
export function sizeOf(bytes) {
  if (!(bytes >= 1024)) return `${bytes ?? 0} B`;
  return bytes < 1_048_576 ? `${Math.round(bytes / 1024)} kB` : `${(bytes / 1_048_576).toFixed(1)} MB`;
}

/** @returns {?string} the file's address when it is of the Room itself */
function addressOf(file) {
  const url = URL.canParse(file.url ?? '', location.origin) ? new URL(file.url, location.origin) : null;
  return url?.origin === location.origin ? url.href : null;
}

function OneFile({ file }) {
  const address = addressOf(file);
  const words = html`<${Icon} name="file" /><bdi>${file.name}</bdi><span class="quiet">${sizeOf(file.size)}</span>`;
  if (!address) return html`<li class="file">${words}</li>`;
  return html`<li class="file"><a class="file-link" href=${address} target="_blank" rel="noopener" download=${file.name}>${words}</a>
    ${PREVIEWS.has(file.mimetype) && html`<a href=${address} target="_blank" rel="noopener">
      <img class="file-preview" src=${address} alt=${file.alt_text || file.name} loading="lazy" /></a>`}</li>`;
}

/** @param {{files?: import('../types.js').RoomFile[]}} props */
export function Files({ files }) {
  if (!files?.length) return null;
  return html`<ul class="files">${files.map((file) => html`<${OneFile} key=${file.id} file=${file} />`)}</ul>`;
}
