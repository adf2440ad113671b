/**
 * The bar at the top: the team, whether the bot is there, and who acts.
 */
import { html } from '../lib.js';
import { get, set, useStore } from '../store.js';
import { Menu } from '../menu.js';
import { Icon } from '../icons.js';
import { Avatar } from './avatar.js';
import { start } from '../boot.js';
import { logOut } from '../login.js';
import * as session from '../session.js';
import { peopleHere, theBot, unreadIn } from '../places.js';

function switchTo(person) {
  if (person.id === get().me) return;
  session.keepPerson(person.id);
  start(person.id);
}

/** Choose who acts in this tab; another tab may be somebody else. */
function PeopleSwitcher() {
  const me = useStore((state) => state.people[state.me]);
  const people = useStore((state) => state.people);
  const items = peopleHere(people).map((person) => ({
    icon: html`<${Avatar} id=${person.id} />`, label: person.real_name || person.name,
    detail: person.title, checked: person.id === me?.id, run: () => switchTo(person),
  }));
  const name = me ? me.real_name || me.name : 'nobody';
  return html`<${Menu} className="who" items=${items} label=${`You are ${name}${me?.title ? `, ${me.title}` : ''}. Act as another person`}>
    ${me && html`<${Avatar} id=${me.id} small=${true} />`}
    <span class="who-words"><span class="who-lead">You are </span><strong><bdi>${name}</bdi></strong>${me?.title && html`<span class="who-title">, <bdi>${me.title}</bdi></span>`}</span>
    <${Icon} name="chevron" /><//>`;
}

/** Who is logged in in this browser. */
function LoggedIn() {
  const me = useStore((state) => state.people[state.me]);
  const items = [{ icon: html`<${Icon} name="out" />`, label: 'Log out', detail: 'In every tab of this browser', run: logOut }];
  const name = me ? me.real_name || me.name : 'nobody';
  return html`<${Menu} className="who" items=${items} label=${`You are ${name}${me?.title ? `, ${me.title}` : ''}`}>
    ${me && html`<${Avatar} id=${me.id} small=${true} />`}
    <span class="who-words"><strong><bdi>${name}</bdi></strong>${me?.title && html`<span class="who-title">, <bdi>${me.title}</bdi></span>`}</span>
    <${Icon} name="chevron" /><//>`;
}

function BotState() {
  const cut = useStore((state) => state.connection === 'broken');
  const online = useStore((state) => state.botOnline) && !cut;
  const bot = useStore((state) => theBot(state));
  if (!bot) return null;
  const words = `${bot.real_name || bot.name} is ${cut ? 'out of reach' : online ? 'online' : 'offline'}`;
  return html`<span class="bot-state" title=${words}><span class=${`presence ${online ? 'is-here' : ''}`} aria-hidden="true"></span>
    <span class="bot-words">${words}</span></span>`;
}

/** Opens the list of channels on a phone, where nothing else says that something in it is unread. */
function DrawerButton() {
  const drawer = useStore((state) => state.drawer);
  const unread = useStore((state) => unreadIn(state.channels));
  return html`<button type="button" class="icon-button drawer-button" aria-label=${`Channels and people${unread ? `, ${unread} unread` : ''}`}
    aria-expanded=${drawer} aria-controls="sidebar" onClick=${() => set({ drawer: !drawer })}><${Icon} name="menu" />
    ${unread > 0 && html`<span class="badge">${unread > 99 ? '99+' : unread}</span>`}</button>`;
}

/** @returns the bar; on a phone it also opens the list of channels */
export function TopBar() {
  const team = useStore((state) => state.team);
  const login = useStore((state) => state.login);
  return html`<header class="topbar">
    <${DrawerButton} />
    <strong class="team">${team.name}</strong>
    <${BotState} />
    <button type="button" class="jump" onClick=${() => set({ dialog: { kind: 'switcher' } })} aria-keyshortcuts="Control+K Meta+K">
      <${Icon} name="hash" /><span>Jump to…</span><kbd>Ctrl K</kbd></button>
    <button type="button" class="icon-button search-button" aria-label="Search messages" title="Search messages (Ctrl G)" aria-keyshortcuts="Control+G Meta+G"
      onClick=${() => set({ dialog: { kind: 'search' } })}><${Icon} name="search" /></button>
    ${login ? html`<${LoggedIn} />` : html`<${PeopleSwitcher} />`}
  </header>`;
}
