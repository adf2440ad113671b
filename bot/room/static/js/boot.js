/**
 * Starts the page as a person, and brings it up to date after a break.
 */
import * as api from './api.js';
import * as session from './session.js';
import { blank, get, set } from './store.js';
import { forgetRead, loadNewest, loadThread, markRead, openChannel, openHome, openMessage, renewBookmarks } from './places.js';
import { recover } from './sending.js';
import { connect, disconnect, hurry } from './live.js';

/** Who acts on the first visit to the demo workspace: its IT lead. */
const FIRST_VISITOR = 'U0KABIR';

const byId = (list) => Object.fromEntries(list.map((one) => [one.id, one]));

/** Command nouns are kept with their slash, however the server writes them. */
const withSlash = (command) => ({ ...command, noun: command.noun.startsWith('/') ? command.noun : `/${command.noun}` });

/** Read the workspace as the acting person sees it. */
async function readWorkspace() {
  const boot = await api.read('boot');
  const people = byId(boot.people);
  set({
    phase: 'ready', failure: null, team: boot.team, me: boot.me, people, channels: byId(boot.channels),
    commands: boot.commands.map(withSlash), zone: boot.zone, notice: boot.notice ?? null, login: boot.login ?? null,
    bot: boot.bot.user, botOnline: boot.bot.online,
  });
}

async function readShortcuts() {
  try {
    set({ shortcuts: (await api.read('shortcuts')).shortcuts ?? [] });
  } catch {
    // Shortcuts are a convenience: everything is also a command.
  }
}

/** Where the tab is now, if this person may see it; else where they were in this tab; else the first channel. */
function openFirstPlace(now) {
  const { channels, me } = get();
  const wanted = session.takeTarget();
  if (channels[wanted?.channel]) return openMessage(wanted);
  const last = now?.kind === 'home' || channels[now?.id] ? now : session.lastPlace(me);
  if (last?.kind === 'home') return openHome();
  const listed = Object.values(channels).filter((channel) => channel.is_member && !channel.is_im);
  const first = channels[last?.id] ?? listed.find((channel) => channel.name === 'incident-desk') ?? listed[0];
  return first ? openChannel(first.id) : openHome();
}

/** Start, or start again, as *person*. @param {?string} [person] */
export async function start(person = session.actingPerson() ?? FIRST_VISITOR) {
  disconnect();
  forgetRead();
  const { toasts, place } = get();
  set({ ...blank(), toasts, me: person ?? '' });
  try {
    await readWorkspace();
  } catch (error) {
    if (error.code === 'login_needed') { set({ phase: 'login' }); return undefined; }
    if (error.code === 'unknown_user' || error.status === 401) return startAsAnybody(person, error);
    set({ phase: 'failed', failure: error.message });
    setTimeout(() => { if (get().phase === 'failed') start(person); }, 3000);
    return undefined;
  }
  session.keepPerson(get().me);
  session.tidyDrafts(get().me, { alone: get().login !== null });
  readShortcuts();
  recover();
  connect(catchUp);
  return openFirstPlace(place);
}

/** The person of the address or of this tab may be of another workspace: then the Room says who comes first. */
function startAsAnybody(person, error) {
  if (person) return start('');
  set({ phase: 'failed', failure: error.message });
  return undefined;
}

/** Go on after a login in the middle of things: as before if it is the same person, else from the start. */
export function goOn({ me, login }) {
  if (get().phase !== 'ready' || me !== get().me) return start(me);
  set({ login, asking: null });
  return hurry();
}

/** After a reconnect: read again what may have changed meanwhile. */
async function catchUp(isFirst) {
  if (isFirst) return;
  try {
    await readWorkspace();
  } catch {
    return; // The socket closes and opens again; then this is tried again.
  }
  recover();
  const { place, rooms } = get();
  const shown = place?.kind === 'channel' ? place.id : null;
  set({ rooms: shown && rooms[shown] ? { [shown]: rooms[shown] } : {}, bookmarks: {} });
  if (shown) { loadNewest(shown).then(() => markRead(shown)); renewBookmarks(shown); }
  loadThread();
}
