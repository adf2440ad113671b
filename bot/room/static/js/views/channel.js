/**
 * The main pane of a channel: head, messages, message box.
 */
import { html, useCallback, useLayoutEffect, useMemo, useRef } from '../lib.js';
import { useStore } from '../store.js';
import { ChannelHeader } from './header.js';
import { MessageList } from './message_list.js';
import { Composer } from './composer.js';
import { FirstHint } from './hint.js';
import { isReply } from '../events.js';
import { loadOlder, setMembership } from '../places.js';
import { nameOf } from '../leaves.js';

const NO_MESSAGES = [];

/** Messages of the channel, with what only the reader sees, in order of time. */
function useMessages(id) {
  const held = useStore((state) => state.rooms[id]?.messages);
  const ephemerals = useStore((state) => state.ephemerals[id]) ?? NO_MESSAGES;
  const openThread = useStore((state) => state.thread?.ts);
  return useMemo(() => {
    if (!held) return null;
    const shown = ephemerals.filter((message) => !message.thread_ts || message.thread_ts !== openThread);
    const all = [...held.filter((message) => !isReply(message)), ...shown];
    return all.sort((one, other) => (one.ts < other.ts ? -1 : Number(one.ts > other.ts)));
  }, [held, ephemerals, openThread]);
}

function Beginning({ channel }) {
  const more = useStore((state) => state.rooms[channel.id]?.hasMore);
  if (more) return html`<p class="beginning quiet">Earlier messages load as you scroll up.</p>`;
  const name = channel.is_im ? nameOf(channel.user) : `#${channel.name}`;
  return html`<div class="beginning"><h2>${name}</h2>
    <p>This is the very beginning of ${name}. ${channel.purpose}</p></div>`;
}

/** Stands where the message box would be, and takes the focus as that does. */
function JoinFirst({ channel }) {
  const button = useRef(null);
  useLayoutEffect(() => { button.current.focus(); }, []);
  return html`<div class="not-member"><p>You are looking at <strong>#${channel.name}</strong>.</p>
    <button type="button" class="button button-primary" ref=${button} onClick=${() => setMembership('join', channel.id)}>Join channel</button></div>`;
}

function Foot({ channel }) {
  if (channel.is_archived) return html`<p class="not-member">This channel is archived: it can be read, not written to.</p>`;
  if (channel.is_member) {
    const name = channel.is_im ? nameOf(channel.user) : `#${channel.name}`;
    return html`<${Composer} key=${channel.id} channel=${channel} label=${`Message ${name}`} />`;
  }
  return html`<${JoinFirst} key=${channel.id} channel=${channel} />`;
}

/** @param {{id: string}} props */
export function ChannelPane({ id }) {
  const channel = useStore((state) => state.channels[id]);
  const newFrom = useStore((state) => state.place?.newFrom ?? null);
  const messages = useMessages(id);
  const onTop = useCallback(() => loadOlder(id), [id]);
  if (!channel) return html`<p class="splash">This channel is not here any more.</p>`;
  const name = channel.is_im ? nameOf(channel.user) : channel.name;
  return html`<${ChannelHeader} channel=${channel} />
    ${messages ? html`<${MessageList} messages=${messages} newFrom=${newFrom} onTop=${onTop} label=${`Messages in ${name}`}
      head=${html`<${Beginning} channel=${channel} />`} />` : html`<div class="list-frame"><p class="splash" role="status">Loading messages…</p></div>`}
    <${FirstHint} channel=${channel} />
    <${Foot} channel=${channel} />`;
}
