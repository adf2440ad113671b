/**
 * Shows pictures that this Room itself holds; another host's picture becomes a link.
 * The Room works without a network, and reading a message must tell no other host that it was read.
 */
import { html } from '../lib.js';
import { SafeLink } from '../leaves.js';

/** @returns {?string} the address, if it is of the Room itself */
function ownAddress(address) {
  try {
    const url = new URL(address, location.origin);
    return url.origin === location.origin ? url.pathname + url.search : null;
  } catch {
    return null;
  }
}

/** @param {{image: Object, className: string}} props image: of Block Kit, with image_url or slack_file, and alt_text */
export function Picture({ image, className }) {
  const address = image.image_url ?? image.slack_file?.url ?? '';
  const words = image.alt_text || 'Picture';
  const own = ownAddress(address);
  if (own && address) return html`<img class=${className} src=${own} alt=${words} loading="lazy" />`;
  return html`<span class="picture-link"><${SafeLink} url=${address}>Picture: ${words}<//></span>`;
}
