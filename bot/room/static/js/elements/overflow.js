/**
 * Shows Block Kit's overflow menu.
 */
import { html } from '../lib.js';
import { Menu } from '../menu.js';
import { Icon } from '../icons.js';
import { TextObject } from '../mrkdwn_view.js';
import { isSafeLink } from '../mrkdwn.js';
import { act, confirmed } from '../actions.js';
import { usePending } from './button.js';

/** Three dots; a choice is sent at once and nothing stays chosen. */
export function Overflow({ element, blockId, place }) {
  const busy = usePending(place, blockId, element);
  const pick = async (option) => {
    if (element.confirm && !(await confirmed(element.confirm))) return;
    if (option.url && isSafeLink(option.url)) window.open(option.url, '_blank', 'noopener,noreferrer');
    act(place, blockId, element, { selected_option: option });
  };
  const items = (element.options ?? []).map((option) => ({
    label: html`<${TextObject} object=${option.text} />`, detail: option.description?.text, run: () => pick(option),
  }));
  return html`<${Menu} label=${element.accessibility_label ?? 'More actions'} items=${items} busy=${busy}
    className=${`button button-square ${busy ? 'is-pending' : ''}`}><${Icon} name="dots" /><//>`;
}
