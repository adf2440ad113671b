/**
 * Opens places: channels, threads, the app's Home; and loads what they show.
 */
import * as api from './api.js';
import * as session from './session.js';
import { dropIn, get, set, setIn } from './store.js';
import { readList, threadKey } from './lists.js';
import { attempt, say, unsayWhy } from './toasts.js';

const PAGE = 50;

/** @returns {?string} the id of the channel in the main pane */
export const currentChannel = () => (get().place?.kind === 'channel' ? get().place.id : null);

/** @returns {?Object} the bot that this Room was made for; other apps may be in it too */
export const theBot = ({ people, bot } = get()) => people[bot] ?? null;

/** @returns {Object[]} people and apps that one can choose: all that are here, but the workspace's own voice */
export const choosable = (people) => Object.values(people).filter((person) => person.id !== 'USLACKBOT' && !person.gone);

const byName = (one, other) => (one.real_name || one.name).localeCompare(other.real_name || other.name);

/** @returns {Object[]} the people who are here */
export const peopleHere = (people) => choosable(people).filter((person) => !person.is_bot).sort(byName);

/** @returns {Object[]} the apps beside the bot of this workspace */
export const otherApps = (people, bot) => choosable(people).filter((person) => person.is_bot && person.id !== bot).sort(byName);

/** @returns {boolean} whether the workspace itself says it: somebody joined, a topic changed */
export const isNotice = (message) => /^(channel|group)_/.test(message.subtype ?? '');

function goTo(place) {
  set({ place, thread: null, drawer: false });
  session.keepPlace(get().me, place);
}

/** Show a channel; its newest messages are loaded the first time. @param {string} id */
export async function openChannel(id) {
  const channel = get().channels[id];
  if (!channel) { say('That channel is not here, or you may not see it.'); return; }
  const unread = channel.unread ?? 0;
  goTo({ kind: 'channel', id });
  if (!get().bookmarks[id]) loadBookmarks(id);
  if (!get().rooms[id]) await loadNewest(id);
  showNewFrom(id, unread);
  markRead(id);
}

/** Remember where the unread messages begin, for the line above them. */
function showNewFrom(id, unread) {
  const counted = (get().rooms[id]?.messages ?? []).filter((message) => message.user !== get().me && !isNotice(message));
  const newFrom = unread ? counted[Math.max(0, counted.length - unread)]?.ts : null;
  if (newFrom && currentChannel() === id) set({ place: { ...get().place, newFrom } });
}

/** Load the newest messages of a channel, replacing what is held. */
export async function loadNewest(id) {
  const answer = await readList(id, () => attempt(() => api.read('history', { channel: id, limit: PAGE })));
  if (answer) setIn('rooms', id, { messages: answer.messages, hasMore: answer.has_more });
}

/** A link to one message, as the Room and Slack write it. @returns {?{channel: string, ts: string, threadTs: ?string}} */
export function messageOf(address) {
  const url = URL.canParse(address) ? new URL(address) : null;
  const found = url && /^\/archives\/([A-Z0-9]+)\/p(\d{10})(\d{6})$/.exec(url.pathname);
  // The Room answers to several names of this machine; the port tells it from other programs.
  if (!found || url.port !== location.port || !get().channels[found[1]]) return null;
  return { channel: found[1], ts: `${found[2]}.${found[3]}`, threadTs: url.searchParams.get('thread_ts') };
}

/** Open the place of one message and point at it. */
export async function openMessage({ channel, ts, threadTs }) {
  await openChannel(channel);
  if (!ts) return;
  const inThread = threadTs && threadTs !== ts;
  const shown = inThread ? threadTs : ts;
  const oldest = () => get().rooms[channel]?.messages[0]?.ts ?? '';
  while (oldest() > shown && get().rooms[channel].hasMore) {
    const before = oldest();
    await loadOlder(channel);
    if (oldest() === before) break;
  }
  if (inThread) await openThread(channel, threadTs);
  set({ target: ts });
}

const loadingOlder = new Set();

/** Load the page of messages before the oldest one held. */
export async function loadOlder(id) {
  const room = get().rooms[id];
  if (!room?.hasMore || loadingOlder.has(id)) return;
  loadingOlder.add(id);
  const before = room.messages[0]?.ts;
  const answer = await readList(id, () => attempt(() => api.read('history', { channel: id, before, limit: PAGE })));
  loadingOlder.delete(id);
  if (!answer) return;
  const held = get().rooms[id].messages;
  const known = new Set(held.map((message) => message.ts));
  const older = answer.messages.filter((message) => !known.has(message.ts));
  setIn('rooms', id, { messages: [...older, ...held], hasMore: answer.has_more && older.length > 0 });
}

/** How often the bookmarks of a channel were asked for: only the last answer counts. */
const bookmarkTurns = new Map();

async function loadBookmarks(id) {
  const turn = (bookmarkTurns.get(id) ?? 0) + 1;
  bookmarkTurns.set(id, turn);
  try {
    const { bookmarks } = await api.read('bookmarks', { channel: id });
    if (bookmarkTurns.get(id) === turn) setIn('bookmarks', id, bookmarks ?? []);
  } catch {
    // A channel without its bookmarks bar still works, and it is asked again on the next opening.
  }
}

/** Load the bookmarks again after the channel changed, if they were ever wanted. */
export const renewBookmarks = (id) => { if (bookmarkTurns.has(id)) loadBookmarks(id); };

/** Tell the server how far the reader has read. */
export function markRead(id) {
  const channel = get().channels[id];
  const last = get().rooms[id]?.messages.at(-1);
  if (!channel?.is_member || !last || document.hidden) return;
  if (channel.unread) setIn('channels', id, { ...channel, unread: 0 });
  if (readUpTo.get(id) === last.ts) return;
  readUpTo.set(id, last.ts);
  api.post('read', { channel: id, ts: last.ts }).catch(() => readUpTo.delete(id));
}

const readUpTo = new Map();

/** Forget what was marked read: another person reads now. */
export const forgetRead = () => readUpTo.clear();

/** Show a thread at the right. */
export async function openThread(channel, ts) {
  set({ thread: { channel, ts, messages: null } });
  await loadThread();
}

/** Load the open thread again. */
export async function loadThread() {
  const { thread } = get();
  if (!thread) return;
  const { channel, ts } = thread;
  const answer = await readList(threadKey(channel, ts), () => attempt(() => api.read('thread', { channel, ts })));
  if (answer && get().thread?.ts === ts) set({ thread: { ...get().thread, messages: answer.messages } });
}

export const closeThread = () => set({ thread: null });

/** Show the app's Home; the app is told, and may publish a new view. */
export async function openHome() {
  goTo({ kind: 'home' });
  const before = get().home;
  const answer = await attempt(() => api.post('home'));
  // What the live socket brought meanwhile is newer than this answer.
  if (answer && get().home === before) set({ home: answer.view ?? null });
}

/** Open the direct messages with one person. @param {string} user */
export async function openPerson(user) {
  const known = messagesWith(user);
  if (known) { await openChannel(known.id); return; }
  const answer = await attempt(() => api.post('open', { user }));
  if (!answer?.channel) return;
  setIn('channels', answer.channel.id, answer.channel);
  await openChannel(answer.channel.id);
}

/** Join or leave a channel. @param {'join'|'leave'} deed */
export async function setMembership(deed, channel) {
  const answer = await attempt(() => api.post(deed, { channel }));
  if (answer && deed === 'join') unsayWhy('not_in_channel');
  if (answer?.channel) keepChannel(answer.channel);
  else if (answer && get().channels[channel]) {
    setIn('channels', channel, { ...get().channels[channel], is_member: deed === 'join' });
  }
}

/** Keep what a channel is now; a private one that one has left is forgotten, as if it had never been. */
export function keepChannel(channel) {
  if (channel.is_private && !channel.is_member) {
    dropIn('channels', channel.id);
    if (currentChannel() === channel.id) openHome();
    return;
  }
  const unread = currentChannel() === channel.id && !document.hidden ? 0 : channel.unread;
  setIn('channels', channel.id, { ...get().channels[channel.id], ...channel, unread });
}

/** @returns {Object[]} the channels in the order of the sidebar */
export function listedChannels(channels) {
  return Object.values(channels)
    .filter((channel) => !channel.is_im && channel.is_member && !channel.is_archived)
    .sort((one, other) => one.name.localeCompare(other.name));
}

/** @returns {number} how many messages wait to be read, in all that the sidebar lists */
export const unreadIn = (channels) => Object.values(channels).reduce((sum, channel) => (
  sum + (channel.is_member && !channel.is_archived ? channel.unread ?? 0 : 0)), 0);

/** @returns {?Object} the direct messages with somebody, once there are any */
export const messagesWith = (user, channels = get().channels) => (
  Object.values(channels).find((channel) => channel.is_im && channel.user === user) ?? null);

/** Go to the next or previous channel of the sidebar. @param {1|-1} step */
export function stepChannel(step) {
  const listed = listedChannels(get().channels);
  if (!listed.length) return;
  const at = listed.findIndex((channel) => channel.id === currentChannel());
  const start = at < 0 && step < 0 ? 0 : at;
  openChannel(listed[(start + step + listed.length) % listed.length].id);
}
