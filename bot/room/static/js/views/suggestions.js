/**
 * The list over the message box that completes what is being typed.
 */
import { html, useEffect, useRef } from '../lib.js';
import { theBot } from '../places.js';
import { boxAt } from '../sending.js';
import { useStore } from '../store.js';

const SHOWN = 60;

function Suggestion({ item, id, active, pick }) {
  return html`<li id=${id} role="option" aria-selected=${active} class=${`suggestion ${active ? 'is-active' : ''}`}
    onMouseDown=${(event) => { event.preventDefault(); pick(item); }}>
    <span class="suggestion-label"><bdi>${item.label}</bdi></span>
    ${item.detail && html`<span class="suggestion-detail">${item.detail}</span>`}
    ${item.about && html`<span class="suggestion-about"><bdi>${item.about}</bdi></span>`}</li>`;
}

/** @param {{completion: Object, active: number, id: string, pick: (item: Object) => void}} props */
export function Suggestions({ completion, active, id, pick }) {
  const box = useRef(null);
  useEffect(() => { box.current?.querySelector('.is-active')?.scrollIntoView({ block: 'nearest' }); }, [active, completion]);
  return html`<div class="suggestions">
    <div class="suggestions-head"><strong>${completion.title}</strong>
      <span class="quiet"><kbd>↑</kbd><kbd>↓</kbd> choose · <kbd>Tab</kbd> take · <kbd>Esc</kbd> close</span></div>
    <ul role="listbox" id=${id} ref=${box} aria-label=${completion.title}>
      ${completion.items.map((item, index) => html`<${Suggestion} key=${item.label + item.insert} item=${item}
        id=${`${id}-${index}`} active=${index === active} pick=${pick} />`)}
    </ul></div>`;
}

/** What was sent from this box and is not answered yet; it shows after a moment only. @param {{of: string}} props */
export function OnItsWay({ of }) {
  const me = useStore((state) => state.me);
  const sending = useStore((state) => state.sending);
  return sending.filter((one) => one.me === me && boxAt(one) === of).map((one) => html`<p key=${one.id} class="usage on-its-way" role="status">
    <span class="spinner" aria-hidden="true"></span> Sending “${one.text.length > SHOWN ? `${one.text.slice(0, SHOWN)}…` : one.text}”</p>`);
}

/** What to write in a thread, where commands are not heard. @param {{text: string}} props */
export function NotInThreads({ text }) {
  const bot = useStore((state) => theBot(state));
  return html`<p class="usage" role="status">Commands work in the channel, not in a thread.
    ${bot && html` Here write <code><strong>${`@${bot.name} ${text.slice(1)}`.trimEnd()}</strong></code>.`}</p>`;
}

/** How the command goes on, while its arguments are written. */
export function Usage({ usage }) {
  return html`<p class="usage" role="status"><code><strong>${usage.head}</strong> ${usage.rest}</code>
    ${usage.about && html`<span> — ${usage.about}</span>`}</p>`;
}
