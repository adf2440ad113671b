/**
 * Takes events of the live socket into the state.
 */
import { get, set, setIn } from './store.js';
import { keepForReaders, threadKey } from './lists.js';
import { announce, say } from './toasts.js';
import { asWords } from './mrkdwn_view.js';
import { nameOf } from './leaves.js';
import { currentChannel, isNotice, keepChannel, markRead, openPerson, renewBookmarks } from './places.js';
import * as sending from './sending.js';
import { dropView } from './actions.js';

const byTime = (one, other) => (one.ts < other.ts ? -1 : Number(one.ts > other.ts));

/** @returns {boolean} whether a message belongs to a thread only */
export const isReply = (message) => (
  Boolean(message.thread_ts) && message.thread_ts !== message.ts && message.subtype !== 'thread_broadcast');

/** Put a message into a list, in its place, replacing an earlier state of it. */
function withMessage(messages, message) {
  const at = messages.findIndex((other) => other.ts === message.ts);
  if (at >= 0) return messages.with(at, message);
  return [...messages, message].sort(byTime);
}

const without = (messages, ts) => messages.filter((message) => message.ts !== ts);

/** Change the lists in which a message stands, held or on their way: its channel's, its thread's. */
function place(message, edit) {
  const room = get().rooms[message.channel];
  if (!isReply(message)) keepForReaders(message.channel, edit);
  if (room && !isReply(message)) setIn('rooms', message.channel, { ...room, messages: edit(room.messages) });
  const { thread } = get();
  const root = message.thread_ts ?? message.ts;
  keepForReaders(threadKey(message.channel, root), edit);
  if (thread?.messages && thread.channel === message.channel && thread.ts === root) {
    set({ thread: { ...thread, messages: edit(thread.messages) } });
  }
}

function keepEphemerals(message, edit) {
  setIn('ephemerals', message.channel, edit(get().ephemerals[message.channel] ?? []));
}

/** Say a new message to screen readers, where it is seen. */
function tell(message) {
  if (message.user === get().me && !message.ephemeral) return;
  if (message.channel !== currentChannel()) return;
  const name = message.bot_name || nameOf(message.user);
  const only = message.ephemeral ? ' (only visible to you)' : '';
  announce(`${name}${only}: ${asWords(message.text, nameOf).slice(0, 300)}`);
}

/** An answer later than this is hardly that of the last press on Home. */
const ANSWERED_MS = 15_000;

/** What a press on Home is answered stands beside it, where nobody who looks at Home would see it. */
function pointToAnswer(message) {
  const { place: where, bot, channels, homePressedAt } = get();
  if (where?.kind !== 'home' || channels[message.channel]?.user !== bot || Date.now() - homePressedAt > ANSWERED_MS) return;
  say('The answer is under Messages.', { good: true, deed: { label: 'Show it', run: () => openPerson(bot) } });
}

function arrived({ message }) {
  if (message.user === get().me && message.client_msg_id) sending.arrived(message.client_msg_id);
  place(message, (messages) => withMessage(messages, message));
  tell(message);
  pointToAnswer(message);
  const channel = get().channels[message.channel];
  if (!channel || isReply(message)) return;
  const here = message.channel === currentChannel() && !document.hidden;
  if (message.user === get().me || here) markRead(message.channel);
  else if (!isNotice(message)) setIn('channels', channel.id, { ...channel, unread: (channel.unread ?? 0) + 1 });
}

function changedEverywhere({ message }) {
  // A change of a message that is older than what is held must not appear at the top.
  place(message, (messages) => {
    const known = messages.some((other) => other.ts === message.ts);
    return known ? withMessage(messages, message) : messages;
  });
}

/** Take a message out wherever it stands: a deletion may name only its stamp. */
function deleted({ message: { channel, ts } }) {
  const { rooms, thread } = get();
  const gone = (messages) => without(messages, ts);
  keepForReaders(channel, gone);
  if (thread) keepForReaders(threadKey(channel, thread.ts), gone);
  if (rooms[channel]) setIn('rooms', channel, { ...rooms[channel], messages: gone(rooms[channel].messages) });
  if (thread?.messages && thread.channel === channel) set({ thread: { ...thread, messages: gone(thread.messages) } });
}

function viewUpdated({ view }) {
  const { views, home } = get();
  if (view.type === 'home') { if (!home || home.id === view.id) set({ home: view }); return; }
  set({ views: views.map((open) => (open.id === view.id ? view : open)) });
}

function viewClosed(event) {
  const { views } = get();
  if (event.view_id) dropView(event.view_id);
  else views.forEach((view) => dropView(view.id));
}

function botChanged({ online }) {
  // The notice of the start says that the bot is not there; once it is, that would be wrong.
  set(online ? { botOnline: true, notice: null } : { botOnline: false });
}

function presenceChanged({ user, active }) {
  const person = get().people[user];
  if (person) setIn('people', user, { ...person, presence: active ? 'active' : 'away' });
}

/** Somebody is new, is called otherwise, or is here no longer; then what they said keeps their name. */
function personChanged({ person }) {
  setIn('people', person.id, person);
}

function channelChanged({ channel }) {
  keepChannel(channel);
  renewBookmarks(channel.id);
}

const TAKERS = {
  message: arrived,
  message_changed: changedEverywhere,
  message_deleted: deleted,
  ephemeral: ({ message }) => {
    keepEphemerals(message, (held) => withMessage(held, { ...message, ephemeral: true }));
    tell({ ...message, ephemeral: true });
    pointToAnswer(message);
  },
  ephemeral_changed: ({ message }) => keepEphemerals(message, (held) => withMessage(held, { ...message, ephemeral: true })),
  ephemeral_deleted: ({ message }) => keepEphemerals(message, (held) => without(held, message.ts)),
  channel: channelChanged,
  view_open: ({ view }) => set({ views: [view] }),
  view_push: ({ view }) => set({ views: [...get().views, view].slice(-3) }),
  view_update: viewUpdated,
  view_close: viewClosed,
  home: ({ view }) => set({ home: view }),
  bot: botChanged,
  presence: presenceChanged,
  person: personChanged,
};

/** Take one event in; kinds that this page does not know are left alone. */
export function take(event) {
  if (event.message) event.message.channel ??= event.channel;
  TAKERS[event.type]?.(event);
}

/** Put away what only the reader sees. */
export function dismiss(message) {
  keepEphemerals(message, (held) => without(held, message.ts));
}
