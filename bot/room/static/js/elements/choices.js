/**
 * Shows checkboxes and radio buttons.
 */
import { html, useId } from '../lib.js';
import { TextObject } from '../mrkdwn_view.js';
import { usePending } from './button.js';

function Choice({ type, name, option, checked, busy, onPick }) {
  const id = useId();
  return html`<div class="choice">
    <input type=${type} id=${id} name=${name} checked=${checked} aria-busy=${busy}
      aria-describedby=${option.description ? `${id}-more` : undefined} onChange=${onPick} />
    <div><label for=${id}><${TextObject} object=${option.text} /></label>
      ${option.description && html`<div class="hint" id=${`${id}-more`}><${TextObject} object=${option.description} /></div>`}
    </div>
  </div>`;
}

const has = (list, option) => list.some((other) => other.value === option.value);

/** Several of a few. */
export function Checkboxes({ element, blockId, place, value, onChange, attributes }) {
  const name = useId();
  const busy = usePending(place, blockId, element);
  const chosen = value ?? [];
  const flip = (option) => onChange(has(chosen, option)
    ? chosen.filter((other) => other.value !== option.value)
    : (element.options ?? []).filter((other) => has(chosen, other) || other.value === option.value));
  return html`<div class="choices" role="group" ...${attributes}>
    ${(element.options ?? []).map((option) => html`<${Choice} type="checkbox" name=${name} option=${option} busy=${busy}
      checked=${has(chosen, option)} onPick=${() => flip(option)} />`)}</div>`;
}

/** One of a few. */
export function Radios({ element, blockId, place, value, onChange, attributes }) {
  const name = useId();
  const busy = usePending(place, blockId, element);
  return html`<div class="choices" role="radiogroup" ...${attributes}>
    ${(element.options ?? []).map((option) => html`<${Choice} type="radio" name=${name} option=${option} busy=${busy}
      checked=${value?.value === option.value} onPick=${() => onChange(option)} />`)}</div>`;
}
