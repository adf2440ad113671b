/**
 * Shows buttons of Block Kit, with their confirm dialog and their wait.
 */
import { html } from '../lib.js';
import { useStore } from '../store.js';
import { PlainText } from '../mrkdwn_view.js';
import { isSafeLink } from '../mrkdwn.js';
import { act, confirmed, controlKey } from '../actions.js';

const STYLES = { primary: 'button-primary', danger: 'button-danger' };

/** @returns {boolean} whether the control waits for its answer */
export function usePending(place, blockId, element) {
  const key = controlKey(place, blockId, element);
  return useStore((state) => Boolean(state.pending[key]));
}

/** A button; with a url it also opens the link, as Slack does. */
export function Button({ element, blockId, place }) {
  const pending = usePending(place, blockId, element);
  const style = `button ${STYLES[element.style] ?? ''} ${pending ? 'is-pending' : ''}`;
  const words = html`<${PlainText} text=${element.text?.text} />`;
  const label = element.accessibility_label || undefined;
  const click = async () => {
    if (pending || (element.confirm && !(await confirmed(element.confirm)))) return;
    act(place, blockId, element);
  };
  if (element.url && isSafeLink(element.url)) {
    return html`<a class=${style} href=${element.url} target="_blank" rel="noopener noreferrer"
      aria-label=${label} onClick=${click}>${words}</a>`;
  }
  return html`<button type="button" class=${style} aria-label=${label} aria-busy=${pending}
    aria-disabled=${pending} onClick=${click}>${words}</button>`;
}
