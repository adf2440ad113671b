/**
 * Shows messages in order, with the days between them, and keeps the reader's place.
 */
import { html, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from '../lib.js';
import { get, set, useStore } from '../store.js';
import { Message } from './message.js';
import { Icon } from '../icons.js';
import { isNotice } from '../places.js';
import { dayHeading, dayKey, millis } from '../time.js';

const TOGETHER_MS = 5 * 60_000;
const NEAR_PX = 60;

/** @returns {boolean} whether a message stands under its own name and face */
function startsGroup(message, previous) {
  if (!previous || message.user !== previous.user || message.bot_name !== previous.bot_name) return true;
  // Answers to commands stand apart from each other: each one is about something else.
  if (message.ephemeral || previous.ephemeral || message.pinned || previous.pinned) return true;
  if (isNotice(message) !== isNotice(previous)) return true;
  return millis(message.ts) - millis(previous.ts) > TOGETHER_MS;
}

/** @returns {Object[]} what is shown, in order: days, the line of the new, messages */
function rowsOf(messages, newFrom) {
  const rows = [];
  let previous = null;
  for (const message of messages) {
    const day = dayKey(millis(message.ts));
    const newDay = !previous || day !== dayKey(millis(previous.ts));
    if (newDay) rows.push({ kind: 'day', key: `day ${day}`, ms: millis(message.ts) });
    if (message.ts === newFrom) rows.push({ kind: 'new', key: 'new' });
    rows.push({ kind: 'message', key: message.ts + (message.ephemeral ? 'e' : ''), message, first: newDay || message.ts === newFrom || startsGroup(message, previous) });
    previous = message;
  }
  return rows;
}

/** Arrow keys go from message to message. */
function walk(event) {
  if (!event.target.matches('.message')) return;
  const all = [...event.currentTarget.querySelectorAll('.message')];
  const at = all.indexOf(event.target);
  const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  all[Math.max(0, Math.min(all.length - 1, to))].focus();
}

/** @returns {boolean} whether the reader caused it: what they wrote, or the answer to their command */
const isOwn = (message) => Boolean(message) && (message.ephemeral || message.user === get().me);

/** Show the last message: all of it, or from its beginning when it is higher than the list. */
function showFrom(list) {
  const last = [...list.querySelectorAll('.message')].at(-1);
  const tooHigh = last && last.offsetHeight > list.clientHeight;
  list.scrollTop = tooHigh ? last.offsetTop - list.offsetTop : list.scrollHeight;
}

/** @returns {?{message: Element, at: number}} the first message whose beginning is in view, else what is in view, and how far down */
function markOf(list) {
  const top = list.getBoundingClientRect().top;
  const from = (message) => message.getBoundingClientRect().top - top;
  const all = [...list.querySelectorAll('.message')];
  const message = all.find((one) => from(one) >= 0 && from(one) < list.clientHeight) ?? all.findLast((one) => from(one) < 0);
  return message ? { message, at: from(message) } : null;
}

/** Scroll so that the marked message stands where it stood, whatever came or grew above it. */
function backTo(list, mark) {
  if (!mark?.message.isConnected) return;
  list.scrollTop += mark.message.getBoundingClientRect().top - list.getBoundingClientRect().top - mark.at;
}

/** Keep to the bottom while the reader is there; else keep what is read where it is. */
function usePlaceKeeping(rows, onTop) {
  const box = useRef(null);
  const content = useRef(null);
  const kept = useRef({ atBottom: true, mark: null });
  const [missed, setMissed] = useState(false);
  // The browser may tell of a last scroll or size when the list is gone already.
  const toBottom = useCallback(() => { if (box.current) box.current.scrollTop = box.current.scrollHeight; }, []);
  const onScroll = useCallback(() => {
    if (!box.current) return;
    const { scrollTop, scrollHeight, clientHeight } = box.current;
    kept.current.atBottom = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    kept.current.mark = markOf(box.current);
    if (kept.current.atBottom) setMissed(false);
    if (scrollTop < 200) onTop?.();
  }, [onTop]);
  useLayoutEffect(() => {
    const was = kept.current;
    const last = rows.at(-1);
    // At first nothing is new; in a list that was empty all is, and where the last was taken back nothing.
    const isNew = was.last !== undefined && (last?.key ?? '') > was.last;
    if (isNew && isOwn(last?.message)) showFrom(box.current);
    else if (was.atBottom) toBottom();
    else {
      backTo(box.current, was.mark);
      if (isNew) setMissed(true);
    }
    kept.current = { ...was, last: last?.key ?? '', mark: markOf(box.current) };
  }, [rows]);
  useEffect(() => {
    // Pictures and growing composers change heights after the messages were laid out.
    const watcher = new ResizeObserver(() => {
      if (kept.current.atBottom) toBottom();
      else if (box.current) backTo(box.current, kept.current.mark);
    });
    watcher.observe(content.current);
    watcher.observe(box.current);
    return () => watcher.disconnect();
  }, []);
  return { box, content, missed, toBottom, onScroll };
}

/** Bring the message that a link named into view, and put the focus on it. */
function useTarget(box, rows) {
  const target = useStore((state) => state.target);
  useEffect(() => {
    const message = target && box.current.querySelector(`.message[data-ts="${CSS.escape(target)}"]`);
    if (!message) return;
    set({ target: null });
    // Of a board that is longer than the screen one reads the beginning first.
    const isLong = message.offsetHeight > box.current.clientHeight;
    message.scrollIntoView({ block: isLong ? 'start' : 'center' });
    message.focus({ preventScroll: true });
    message.classList.add('is-target');
    setTimeout(() => message.classList.remove('is-target'), 4000);
  }, [target, rows]);
}

function Row({ row, inThread, tabbable, onFocus }) {
  if (row.kind === 'day') return html`<div class="day" role="separator"><span>${dayHeading(row.ms)}</span></div>`;
  if (row.kind === 'new') return html`<div class="new-line" role="separator"><span>New</span></div>`;
  return html`<${Message} message=${row.message} first=${row.first} inThread=${inThread} tabbable=${tabbable} onFocus=${onFocus} />`;
}

/**
 * @param {{messages: Object[], label: string, newFrom?: ?string, inThread?: boolean, onTop?: () => void, head?: *}} props
 */
export function MessageList({ messages, label, newFrom = null, inThread = false, onTop, head }) {
  const rows = useMemo(() => rowsOf(messages, newFrom), [messages, newFrom]);
  const { box, content, missed, toBottom, onScroll } = usePlaceKeeping(rows, onTop);
  useTarget(box, rows);
  const [focused, setFocused] = useState(null);
  const known = rows.some((row) => row.key === focused);
  const reachable = known ? focused : rows.at(-1)?.key;
  return html`<div class="list-frame" data-pane>
    <div class="list" ref=${box} onScroll=${onScroll} role="group" aria-label=${label} onKeyDown=${walk}>
      <div class="list-content" ref=${content}>${head}
        ${rows.map((row) => html`<${Row} key=${row.key} row=${row} inThread=${inThread} tabbable=${row.key === reachable}
          onFocus=${() => setFocused(row.key)} />`)}
      </div>
    </div>
    ${missed && html`<button type="button" class="pill" onClick=${toBottom}><${Icon} name="down" /> New messages</button>`}
  </div>`;
}
