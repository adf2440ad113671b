/**
 * The box in which people write: it grows, completes, remembers drafts and what was sent.
 */
import { html, useEffect, useId, useLayoutEffect, useRef, useState } from '../lib.js';
import { get, set, useStore } from '../store.js';
import * as session from '../session.js';
import { Icon } from '../icons.js';
import { Menu } from '../menu.js';
import { accept, changes, complete, usageOf } from '../completion.js';
import { choosable } from '../places.js';
import { attach, attachedTo, sendAttached } from '../attaching.js';
import { runShortcut, send } from '../send.js';
import { boxOf } from '../sending.js';
import { Attached } from './attached.js';
import { NotInThreads, OnItsWay, Suggestions, Usage } from './suggestions.js';

/** Keep the box as high as its text, up to its style sheet's limit. */
function useGrowth(box, text) {
  useLayoutEffect(() => {
    box.current.style.height = 'auto';
    box.current.style.height = `${box.current.scrollHeight + 2}px`;
  }, [text]);
}

/** The text of one box, kept as a draft at every change; what is sent in another tab goes here too. */
function useDraft(name, box) {
  const me = get().me;
  const [text, setText] = useState(() => session.draft(me, name));
  const change = (next) => { setText(next); session.keepDraft(me, name, next); };
  // Where somebody is writing, nothing is changed under their hands.
  const told = (next) => { if (!document.hasFocus()) setText(next); };
  useLayoutEffect(() => session.followDraft(me, name, told, (edit) => change(edit(box.current.value))), [me, name]);
  return [text, change];
}

/** Take over text that something else wants written, such as the first hint. */
function usePutText(box, name, change) {
  const put = useStore((state) => state.put);
  useEffect(() => {
    if (!put || put.box !== name) return;
    change(put.text);
    set({ put: null });
    box.current.focus();
  }, [put]);
}

/** Walk through what was sent, from an empty box. */
function useEarlier(show) {
  const at = useRef(-1);
  return (event, text) => {
    const list = session.sent(get().me).toReversed();
    const walking = at.current >= 0 && text === list[at.current];
    if (text !== '' && !walking) return false;
    const next = (walking ? at.current : -1) + (event.key === 'ArrowUp' ? 1 : -1);
    if (next >= list.length || (next < 0 && !walking)) return false;
    at.current = next;
    show(next < 0 ? '' : list[next]);
    event.preventDefault();
    return true;
  };
}

const NO_COMMANDS = [];

/** The state of the completion list: what is offered, which is marked, whether it was closed. */
function useCompletion(text, caret, inThread) {
  const everyCommand = useStore((state) => state.commands);
  // As in Slack, a command does nothing in a thread: none is offered there.
  const commands = inThread ? NO_COMMANDS : everyCommand;
  const people = useStore((state) => state.people);
  const channels = useStore((state) => state.channels);
  const [marked, setMarked] = useState({ text: '', index: 0, closed: false });
  const now = marked.text === text ? marked : { text, index: 0, closed: false };
  const all = complete(text, caret, { commands, people: choosable(people), channels });
  const completion = now.closed ? { ...all, items: [] } : all;
  return {
    completion, index: Math.min(now.index, completion.items.length - 1), usage: usageOf(text, commands),
    mark: (index) => setMarked({ text, index: (index + completion.items.length) % completion.items.length, closed: false }),
    close: (of = text) => setMarked({ text: of, index: 0, closed: true }),
  };
}

/** @returns {boolean} whether the key was for the completion list */
function completionKey(event, { completion, index, mark, close }, pick, text) {
  if (!completion.items.length) return false;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const takes = event.key === 'Tab' && !event.shiftKey;
  const enters = event.key === 'Enter' && !event.shiftKey && changes(text, completion, completion.items[index]);
  if (step) mark(index + step);
  else if (takes || enters) pick(completion.items[index]);
  else if (event.key === 'Escape') close();
  else return false;
  event.preventDefault();
  event.stopPropagation();
  return true;
}

function Shortcuts() {
  const shortcuts = useStore((state) => state.shortcuts);
  const items = shortcuts.filter((shortcut) => shortcut.type === 'global').map((shortcut) => (
    { label: shortcut.name, detail: shortcut.description, run: () => runShortcut(shortcut) }));
  return items.length ? html`<${Menu} label="Shortcuts" items=${items}><${Icon} name="bolt" /><//>` : null;
}

function Tools({ threadTs, ready, onFiles, onSend, onSlash }) {
  const input = useRef(null);
  const add = (event) => { onFiles(event.currentTarget.files); event.currentTarget.value = ''; };
  return html`<div class="composer-tools">
    <button type="button" class="icon-button" aria-label="Attach a file" title="Attach a file" onClick=${() => input.current.click()}><${Icon} name="clip" /></button>
    <input type="file" multiple hidden ref=${input} onChange=${add} />
    ${!threadTs && html`<button type="button" class="icon-button slash" aria-label="Commands" title="Commands" onClick=${onSlash}>/</button><${Shortcuts} />`}
    <span class="composer-help quiet"><kbd>Enter</kbd> sends · <kbd>Shift Enter</kbd> new line</span>
    <button type="button" class="send-button" aria-label="Send" aria-disabled=${!ready} onClick=${onSend}><${Icon} name="send" /></button>
  </div>`;
}

/** A phone shows no more of a name, and a text box cannot end it with a mark by itself. */
const PLACEHOLDER = 40;
const shortened = (label) => (label.length > PLACEHOLDER ? `${label.slice(0, PLACEHOLDER - 1)}…` : label);

/** @returns {Object} what ties the box to its list; without a list it is a plain text box, and said to be one */
const listAttributes = (offers, listId, index) => (offers ? {
  role: 'combobox', 'aria-haspopup': 'listbox', 'aria-expanded': 'true', 'aria-controls': listId,
  'aria-activedescendant': `${listId}-${index}`,
} : {});

/** @param {{channel: Object, threadTs?: string, label: string}} props */
export function Composer({ channel, threadTs, label }) {
  const name = boxOf(channel.id, threadTs);
  const box = useRef(null);
  const listId = useId();
  const [text, change] = useDraft(name, box);
  const [caret, setCaret] = useState(text.length);
  const helper = useCompletion(text, Math.min(caret, text.length), Boolean(threadTs));
  const files = useStore((state) => attachedTo(state, name));
  const busy = useStore((state) => Boolean(state.pending[name]));
  const sendText = (words) => {
    // A command takes no files: they wait for the next message.
    if (files.length && !words.startsWith('/')) { sendAttached(channel.id, words, threadTs); return; }
    if (!words.trim()) return;
    send(channel.id, words, threadTs);
    change('');
  };
  const write = (next, at) => {
    // Before the next key: typing goes on at once, and must find the caret where it belongs.
    box.current.value = next;
    box.current.setSelectionRange(at, at);
    change(next);
    setCaret(at);
  };
  const earlier = useEarlier((next) => { write(next, next.length); helper.close(next); });
  useGrowth(box, text);
  // On a phone the focus would open the keyboard over what one came to read.
  useLayoutEffect(() => { if (!threadTs && matchMedia('(pointer: fine)').matches) box.current.focus(); }, []);
  usePutText(box, name, (next) => write(next, next.length));
  const pick = (item) => {
    const next = accept(text, helper.completion, item);
    write(next.text, next.caret);
    box.current.focus();
  };
  const keys = (event) => {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey || completionKey(event, helper, pick, text)) return;
    if (['ArrowUp', 'ArrowDown'].includes(event.key) && earlier(event, text)) return;
    if (event.key === 'Enter' && !event.shiftKey) { event.preventDefault(); sendText(event.currentTarget.value); }
  };
  const typed = (event) => { change(event.currentTarget.value); setCaret(event.currentTarget.selectionStart); };
  const add = (given) => { attach(name, [...given]); box.current.focus(); };
  const pasted = (event) => {
    if (!event.clipboardData?.files.length) return;
    event.preventDefault();
    add(event.clipboardData.files);
  };
  const offers = helper.completion.items.length > 0;
  return html`<div class="composer" data-pane>
    ${offers && html`<${Suggestions} completion=${helper.completion} active=${helper.index} id=${listId} pick=${pick} />`}
    ${!offers && helper.usage && html`<${Usage} usage=${helper.usage} />`}
    ${threadTs && text.startsWith('/') && html`<${NotInThreads} text=${text} />`}
    <${OnItsWay} of=${name} />
    <div class="composer-box">
      <textarea id=${threadTs ? undefined : 'composer-text'} ref=${box} rows="1" dir="auto" value=${text} placeholder=${shortened(label)} aria-label=${label}
        aria-autocomplete="list" autocomplete="off" ...${listAttributes(offers, listId, helper.index)}
        onInput=${typed} onKeyDown=${keys} onPaste=${pasted} onSelect=${(event) => setCaret(event.currentTarget.selectionStart)}></textarea>
      ${files.length > 0 && html`<${Attached} box=${name} channel=${channel} threadTs=${threadTs} files=${files} busy=${busy} onRemoved=${() => box.current.focus()} />`}
      <${Tools} threadTs=${threadTs} ready=${!busy && Boolean(text.trim() || files.length)} onFiles=${add} onSend=${() => sendText(text)}
        onSlash=${() => { if (!text) change('/'); setCaret(1); box.current.focus(); }} />
    </div>
  </div>`;
}
