/**
 * Lets people change a message of theirs, in its place.
 */
import { html, useLayoutEffect, useRef, useState } from '../lib.js';
import { mayDrop } from '../actions.js';
import { asTyped, edit } from '../send.js';

/** @param {{message: Object, onDone: () => void}} props */
export function EditBox({ message, onDone }) {
  const [text, setText] = useState(() => asTyped(message.text ?? ''));
  const box = useRef(null);
  useLayoutEffect(() => { box.current.focus(); }, []);
  const save = async () => { if (text.trim() && await edit(message, text)) onDone(); };
  const leave = async () => { if (text === asTyped(message.text ?? '') || await mayDrop()) onDone(); };
  const keys = (event) => {
    // It is for this box alone: not for the thread around it, nor for the question that opens.
    if (event.key === 'Escape') { event.preventDefault(); leave(); }
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    save();
  };
  return html`<div class="edit-box">
    <textarea class="field" rows="3" dir="auto" ref=${box} aria-label="Edit message" value=${text} onKeyDown=${keys}
      onInput=${(event) => setText(event.currentTarget.value)}></textarea>
    <div class="edit-buttons"><button type="button" class="button" onClick=${leave}>Cancel</button>
      <button type="button" class="button button-primary" onClick=${save}>Save</button></div></div>`;
}
