/**
 * Lets people add files to a form, as Block Kit's file_input does.
 */
import { html } from '../lib.js';
import { addingKey } from '../actions.js';
import { dropIn, setIn, useStore } from '../store.js';
import * as api from '../api.js';
import { sayWhy } from '../toasts.js';
import { Icon } from '../icons.js';
import { sizeOf } from '../views/files.js';

/** @returns {Promise<Object[]>} the files that the Room keeps now, ready for the form's state */
async function keepFiles(chosen) {
  const kept = [];
  for (const file of chosen) {
    const answer = await api.upload('upload', {}, file);
    kept.push(...(answer.files ?? answer.message?.files ?? []));
  }
  return kept;
}

/** A file chooser that lists what was added. */
export function FileField({ element, place, value, onChange, attributes }) {
  const key = addingKey(place.formKey);
  const busy = useStore((state) => Boolean(state.pending[key]));
  const files = value ?? [];
  const types = (element.filetypes ?? []).map((type) => `.${type}`).join(',');
  const add = async (event) => {
    const input = event.currentTarget;
    setIn('pending', key, true);
    try {
      onChange([...files, ...await keepFiles(input.files)].slice(0, element.max_files ?? 10));
    } catch (error) {
      sayWhy(error);
    } finally {
      input.value = '';
      dropIn('pending', key);
    }
  };
  return html`<div class="file-field">
    <input type="file" multiple=${(element.max_files ?? 10) > 1} accept=${types || undefined} onChange=${add}
      aria-busy=${busy} ...${attributes} />
    ${busy && html`<span class="hint" role="status">Adding…</span>`}
    <ul>${files.map((file) => html`<li key=${file.id}><${Icon} name="file" /> <bdi>${file.name}</bdi> <span class="quiet">${sizeOf(file.size)}</span>
      <button type="button" class="icon-button" aria-label=${`Remove ${file.name}`}
        onClick=${() => onChange(files.filter((other) => other !== file))}><${Icon} name="close" /></button></li>`)}</ul>
  </div>`;
}
