/**
 * Look for messages by their words, and go to one.
 */
import { html, useId, useRef, useState } from '../lib.js';
import { set, useStore } from '../store.js';
import * as api from '../api.js';
import { Dialog } from './dialog.js';
import { nameOf } from '../leaves.js';
import { briefly, inFull, millis } from '../time.js';
import { openMessage } from '../places.js';

const close = () => set({ dialog: null });
const SPECIAL = /[.*+?^${}()|[\]\\]/g;

/** The excerpt with what was looked for marked. */
function Excerpt({ text, words }) {
  if (!words.length) return text;
  const any = new RegExp(`(${words.map((word) => word.replace(SPECIAL, '\\$&')).join('|')})`, 'giu');
  return text.split(any).map((part, index) => (index % 2 ? html`<mark>${part}</mark>` : part));
}

function Found({ message, words }) {
  const channel = useStore((state) => state.channels[message.channel]);
  const place = channel?.is_im ? `Messages with ${nameOf(channel.user)}` : `#${channel?.name ?? message.channel}`;
  const ms = millis(message.ts);
  const go = () => { close(); openMessage({ channel: message.channel, ts: message.ts, threadTs: message.thread_ts }); };
  return html`<li><button type="button" class="found" onClick=${go}>
    <span class="found-head"><strong><bdi>${message.bot_name || nameOf(message.user)}</bdi></strong> <bdi>${place}</bdi>
      <time datetime=${new Date(ms).toISOString()} title=${inFull(ms)}>${briefly(ms)}</time></span>
    <span class="found-text" dir="auto"><${Excerpt} text=${message.excerpt} words=${words} /></span></button></li>`;
}

/** @returns {string} what a screen reader hears, and what stands above the list */
function verdict({ messages, before }) {
  if (!messages.length) return before ? 'Nothing in the newest messages. Look further back.' : 'No message that you may see has these words.';
  const count = messages.length === 1 ? '1 message' : `${messages.length} messages`;
  return before ? `The newest ${count}` : count;
}

/** The dialog in which one looks for messages. */
export function Search() {
  const id = useId();
  const [query, setQuery] = useState('');
  const [answer, setAnswer] = useState(null);
  const [error, setError] = useState('');
  const asked = useRef('');
  const ask = async (before) => {
    const wanted = before ? asked.current : query.trim();
    asked.current = wanted;
    try {
      const found = await api.read('search', { query: wanted, before });
      if (asked.current !== wanted) return;
      setAnswer((held) => ({ ...found, messages: [...(before ? held.messages : []), ...found.messages] }));
      setError('');
    } catch (refusal) {
      if (!before) setAnswer(null);
      setError(refusal.message);
    }
  };
  const write = (event) => {
    setQuery(event.currentTarget.value);
    if (event.currentTarget.value) return;
    // What was said of other words does not stand beside an empty box, nor does an answer that is still on its way.
    asked.current = '';
    setAnswer(null);
    setError('');
  };
  const submit = (event) => { event.preventDefault(); ask(); };
  return html`<${Dialog} name="dialog-light dialog-search" title="Search messages" onClose=${close}>
    <form role="search" class="search-form" onSubmit=${submit}>
      <input class="field" type="search" dir="auto" aria-label="Words to look for" placeholder="Words to look for" autocomplete="off" maxlength="200"
        aria-describedby=${id} value=${query} onInput=${write} />
      <button type="submit" class="button button-primary">Search</button></form>
    <p class="quiet" id=${id}>${'All words must be there. Narrow it with "a phrase", in:#channel or from:name.'}</p>
    <p role="status" class="found-count">${error || (answer && verdict(answer))}</p>
    ${answer && html`<ul class="found-list">${answer.messages.map((message) => html`<${Found} key=${`${message.channel} ${message.ts}`} message=${message} words=${answer.words} />`)}</ul>
      ${answer.before && html`<button type="button" class="button" onClick=${() => ask(answer.before)}>Look further back</button>`}`}
  <//>`;
}
