/**
 * Shows the fields into which people type: text, mail, address, number.
 */
import { html } from '../lib.js';

const INPUT_TYPES = { email_text_input: 'email', url_text_input: 'url', number_input: 'text' };

/** @returns {boolean} whether Enter, or every key, is told to the app at once */
function triggers(element, kind) {
  return (element.dispatch_action_config?.trigger_actions_on ?? ['on_enter_pressed']).includes(kind);
}

/** @returns {Object} the words of a rich text value, or the other way round */
const toRich = (text) => (text ? { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }] } : null);
const fromRich = (rich) => (rich?.elements ?? []).flatMap((part) => part.elements ?? []).map((leaf) => leaf.text ?? '').join('');

/** A line, or a box of lines. Its length is counted for the writer, never cut. */
export function TextField({ element, value, onChange, onTell, attributes }) {
  const rich = element.type === 'rich_text_input';
  const text = rich ? fromRich(value) : value ?? '';
  const lines = rich || element.multiline;
  const keep = (event) => {
    const typed = event.currentTarget.value;
    onChange(rich ? toRich(typed) : typed);
    if (onTell && triggers(element, 'on_character_entered')) onTell(typed);
  };
  const keys = (event) => {
    if (event.key !== 'Enter' || lines || !onTell || !triggers(element, 'on_enter_pressed')) return;
    event.preventDefault();
    onTell(event.currentTarget.value);
  };
  const shared = {
    class: 'field', dir: 'auto', value: text, placeholder: element.placeholder?.text ?? '', onInput: keep, onKeyDown: keys, ...attributes,
  };
  return html`<span class="stack">
    ${lines ? html`<textarea rows="4" ...${shared}></textarea>` : html`<input type=${INPUT_TYPES[element.type] ?? 'text'}
      inputmode=${element.type === 'number_input' ? 'decimal' : undefined} autocomplete="off" ...${shared} />`}
    <${Count} text=${text} most=${element.max_length} /></span>`;
}

/** How much room is left; shown only when it begins to matter. */
function Count({ text, most }) {
  if (!most || text.length < most * 0.8) return null;
  const over = text.length > most;
  return html`<span class=${`hint ${over ? 'hint-bad' : ''}`} role="status">${text.length} of ${most} characters</span>`;
}
