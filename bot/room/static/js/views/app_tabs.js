/**
 * The head of the app's two places: its name, its Home, and the messages with it.
 */
import { html } from '../lib.js';
import { useStore } from '../store.js';
import { Avatar } from './avatar.js';
import { messagesWith, openHome, openPerson, theBot } from '../places.js';

function Tab({ label, current, unread = 0, onClick }) {
  return html`<li><button type="button" class=${`tab ${current ? 'is-current' : ''}`} aria-current=${current ? 'page' : undefined} onClick=${onClick}>
    ${label}${unread > 0 && html`<span class="badge"><span class="only-spoken">, </span>${unread}<span class="only-spoken"> unread</span></span>`}</button></li>`;
}

/** @returns {*} the name of the app, as it stands over both places */
export function AppTitle() {
  const bot = useStore((state) => theBot(state));
  const name = bot?.real_name || bot?.name || 'The app';
  return html`<h1 class="place-name">${bot && html`<${Avatar} id=${bot.id} small=${true} />`} ${name} <span class="tag">APP</span></h1>`;
}

/** @param {{at: 'home'|'messages'}} props which of the two is shown */
export function AppTabs({ at }) {
  const bot = useStore((state) => theBot(state));
  const unread = useStore((state) => messagesWith(bot?.id, state.channels)?.unread ?? 0);
  return html`<ul class="tabs"><${Tab} label="Home" current=${at === 'home'} onClick=${openHome} />
    ${bot && html`<${Tab} label="Messages" current=${at === 'messages'} unread=${unread} onClick=${() => openPerson(bot.id)} />`}</ul>`;
}
