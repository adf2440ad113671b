/**
 * The app's modals: the top of the stack is shown, the ones below keep what was typed.
 */
import { html, useEffect } from '../lib.js';
import { useStore } from '../store.js';
import { Blocks } from '../blocks/blocks.js';
import { PlainText } from '../mrkdwn_view.js';
import { Tongue } from '../leaves.js';
import { Dialog } from './dialog.js';
import { closeView, submitView } from '../actions.js';

const WRONG = ['input', 'textarea', 'button'].map((tag) => `.modal .has-error ${tag}`).join(', ');

/** After a refusal the focus goes to the first field that must be corrected. */
function useErrorFocus(errors) {
  useEffect(() => {
    if (!errors) return;
    (document.querySelector(WRONG) ?? document.querySelector('.modal .form-error'))?.focus();
  }, [errors]);
}

/** Errors that belong to no field that is shown are said at the top, never dropped. */
function strayErrors(errors, blocks) {
  const known = new Set((blocks ?? []).filter((block) => block?.type === 'input').map((block) => block.block_id));
  return Object.entries(errors ?? {}).filter(([key]) => key !== ' at' && !known.has(key)).map(([, words]) => words);
}

function FormErrors({ words }) {
  if (!words.length) return null;
  return html`<div class="form-error" role="alert" tabindex="-1">${words.map((sentence) => html`<p>${sentence}</p>`)}</div>`;
}

function ModalView({ view, depth }) {
  const errors = useStore((state) => state.viewErrors[view.id]);
  const busy = useStore((state) => state.submitting === view.id);
  useErrorFocus(errors);
  const submits = view.submit || (view.blocks ?? []).some((block) => block?.type === 'input');
  // In a field of many lines Enter begins a new one.
  const keys = (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing || !submits || view.submit_disabled) return;
    event.preventDefault();
    submitView();
  };
  const hasLines = (view.blocks ?? []).some((block) => block?.element?.multiline);
  const foot = html`
    ${submits && hasLines && html`<span class="modal-help quiet"><kbd>Ctrl Enter</kbd> sends</span>`}
    <button type="button" class="button" onClick=${closeView}>${view.close?.text ?? (submits ? 'Cancel' : 'Close')}</button>
    ${submits && html`<button type="submit" form="modal-form" class=${`button button-primary ${busy ? 'is-pending' : ''}`}
      aria-disabled=${busy || Boolean(view.submit_disabled)} aria-busy=${busy}>${view.submit?.text ?? 'Submit'}</button>`}`;
  return html`<${Dialog} name="modal" title=${html`<${PlainText} text=${view.title?.text ?? ''} />`} onClose=${closeView} foot=${foot} busy=${busy}>
    <form id="modal-form" novalidate onKeyDown=${keys} onSubmit=${(event) => { event.preventDefault(); submitView(); }}>
      <${FormErrors} words=${strayErrors(errors, view.blocks)} />
      ${depth > 1 && html`<p class="quiet">Step ${depth}: closing this goes back.</p>`}
      <${Tongue} of=${JSON.stringify(view.blocks)}><${Blocks} blocks=${view.blocks ?? []} place=${{ formKey: view.id, view_id: view.id }} /><//>
    </form><//>`;
}

/** The open modal, if there is one. */
export function Modals() {
  const views = useStore((state) => state.views);
  const top = views.at(-1);
  return top ? html`<${ModalView} key=${top.id} view=${top} depth=${views.length} />` : null;
}
