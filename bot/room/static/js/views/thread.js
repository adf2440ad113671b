/**
 * The pane of a thread, at the right.
 */
import { html, useEffect, useMemo, useRef } from '../lib.js';
import { useStore } from '../store.js';
import { Icon } from '../icons.js';
import { MessageList } from './message_list.js';
import { Composer } from './composer.js';
import { closeThread } from '../places.js';

const NO_MESSAGES = [];

/** A message and its replies. Escape closes it. */
export function ThreadPane() {
  const thread = useStore((state) => state.thread);
  const channel = useStore((state) => state.channels[thread.channel]);
  const ephemerals = useStore((state) => state.ephemerals[thread.channel]) ?? NO_MESSAGES;
  const title = useRef(null);
  useEffect(() => { title.current?.focus(); }, [thread.ts]);
  const messages = useMemo(() => {
    const own = ephemerals.filter((message) => message.thread_ts === thread.ts);
    return [...thread.messages ?? [], ...own].sort((one, other) => (one.ts < other.ts ? -1 : Number(one.ts > other.ts)));
  }, [thread.messages, ephemerals, thread.ts]);
  const keys = (event) => { if (event.key === 'Escape' && !event.defaultPrevented) closeThread(); };
  return html`<aside class="thread" aria-label="Thread" onKeyDown=${keys}>
    <div class="place-head"><div class="place-line">
      <h2 class="place-name" tabindex="-1" ref=${title}>Thread <span class="quiet">${channel && !channel.is_im ? `#${channel.name}` : ''}</span></h2>
      <button type="button" class="icon-button" aria-label="Close the thread" onClick=${closeThread}><${Icon} name="close" /></button></div></div>
    ${thread.messages ? html`<${MessageList} key=${thread.ts} messages=${messages} inThread=${true} label="Thread" />`
      : html`<div class="list-frame"><p class="splash" role="status">Loading the thread…</p></div>`}
    ${channel?.is_member && !channel.is_archived && html`<${Composer} key=${`${thread.channel}.${thread.ts}`} channel=${channel} threadTs=${thread.ts} label="Reply…" />`}
  </aside>`;
}
