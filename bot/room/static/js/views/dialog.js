/**
 * A dialog over the page: the browser keeps the focus in it and the page behind it still.
 */
import { html, useId, useLayoutEffect, useRef } from '../lib.js';
import { Icon } from '../icons.js';

const FIRST = '[data-first], .dialog-body input:not([type=hidden]), .dialog-body textarea, .dialog-body .picker-button, .dialog-foot button';

/** Where the focus was before the first of several dialogs that follow each other. */
let outside = null;

/** Put the focus where it was, unless what the dialog did has put it elsewhere. */
function giveBack(before) {
  if (document.activeElement && document.activeElement !== document.body) return;
  const to = before?.isConnected && before !== document.body ? before : outside;
  // The buttons of a message are there only while it has the focus.
  to?.closest('.message')?.focus();
  to?.focus();
}

/**
 * @param {{title: *, onClose: () => void, foot?: *, name?: string, children: *}} props
 *   children: the body; the focus goes to its first field, and back where it was on closing
 */
export function Dialog({ title, onClose, foot, name = '', busy = false, role = 'dialog', children }) {
  const id = useId();
  const box = useRef(null);
  const pressed = useRef(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    const dialog = box.current;
    dialog.showModal();
    (dialog.querySelector(FIRST) ?? dialog).focus();
    if (before && before !== document.body && !before.closest('dialog')) outside = before;
    // Once the dialog is gone: while it is there, the page behind it takes no focus.
    return () => queueMicrotask(() => giveBack(before));
  }, []);
  // Escape closes through the state, so that the page and the browser never disagree.
  const cancel = (event) => { if (event.target !== box.current) return; event.preventDefault(); onClose(); };
  return html`<dialog class=${`dialog ${name}`} ref=${box} role=${role} aria-labelledby=${id} aria-busy=${busy} onCancel=${cancel}
      onMouseDown=${(event) => { pressed.current = event.target; }}
      onClick=${(event) => { if (name === 'dialog-light' && event.target === box.current && pressed.current === box.current) onClose(); }}>
    <div class="dialog-head"><h2 id=${id}>${title}</h2>
      <button type="button" class="icon-button" aria-label="Close" onClick=${onClose}><${Icon} name="close" /></button></div>
    <div class="dialog-body">${children}</div>
    ${foot && html`<div class="dialog-foot">${foot}</div>`}
  </dialog>`;
}
