/**
 * Shows input blocks: label, field, hint and the error under it.
 */
import { html, useId } from '../lib.js';
import { useStore } from '../store.js';
import { PlainText } from '../mrkdwn_view.js';
import { Element } from '../elements/element.js';

const GROUPS = new Set(['checkboxes', 'radio_buttons']);

/** @returns {Object} what ties the field to its words for assistive software */
function attributesOf(block, id, error) {
  const described = [error && `${id}-error`, block.hint && `${id}-hint`].filter(Boolean).join(' ');
  const group = GROUPS.has(block.element?.type);
  // A group of checkboxes has no state of its own in ARIA: its error is tied to it by its description.
  const invalid = error && block.element?.type !== 'checkboxes';
  return {
    id: group ? undefined : id,
    'aria-labelledby': `${id}-label`,
    'aria-describedby': described || undefined,
    'aria-invalid': invalid ? 'true' : undefined,
    'aria-required': block.optional || group ? undefined : 'true',
  };
}

/** A labelled field. */
export function InputBlock({ block, place }) {
  const id = useId();
  const error = useStore((state) => state.viewErrors[place.formKey]?.[block.block_id]);
  const attributes = attributesOf(block, id, error);
  return html`<div class=${`input-block ${error ? 'has-error' : ''}`}>
    <label class="input-label" id=${`${id}-label`} for=${attributes.id}><${PlainText} text=${block.label?.text} />
      ${block.optional && html`<span class="optional"> (optional)</span>`}</label>
    <${Element} element=${block.element} blockId=${block.block_id} place=${place}
      tell=${Boolean(block.dispatch_action)} attributes=${attributes} />
    ${error && html`<p class="field-error" id=${`${id}-error`}>${error}</p>`}
    ${block.hint && html`<p class="hint" id=${`${id}-hint`}><${PlainText} text=${block.hint.text} /></p>`}
  </div>`;
}
