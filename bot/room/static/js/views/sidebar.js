/**
 * The list at the left: the app's Home, channels with their unread marks, people.
 */
import { html, useMemo } from '../lib.js';
import { set, useStore } from '../store.js';
import { Icon } from '../icons.js';
import { Presence } from './avatar.js';
import { listedChannels, openChannel, openHome, openPerson, otherApps, peopleHere, theBot } from '../places.js';
import { zoneName } from '../time.js';

function Row({ icon, label, current, unread = 0, spoken, onClick }) {
  return html`<li><button type="button" class=${`side-row ${current ? 'is-current' : ''} ${unread ? 'is-unread' : ''}`}
    aria-current=${current ? 'page' : undefined} onClick=${onClick}>
    <span class="side-icon">${icon}</span><span class="side-label" title=${typeof label === 'string' && label.length > 22 ? label : undefined}><bdi>${label}</bdi></span>
    ${spoken && html`<span class="only-spoken">${spoken}</span>`}
    ${unread > 0 && html`<span class="badge"><span class="only-spoken">, </span>${unread}<span class="only-spoken"> unread</span></span>`}
  </button></li>`;
}

function ChannelRow({ channel }) {
  const current = useStore((state) => state.place?.kind === 'channel' && state.place.id === channel.id);
  return html`<${Row} icon=${html`<${Icon} name=${channel.is_private ? 'lock' : 'hash'} />`} label=${channel.name}
    current=${current} unread=${channel.unread} spoken=${channel.is_private ? ' (private)' : ''} onClick=${() => openChannel(channel.id)} />`;
}

function PersonRow({ person, channel, me }) {
  const current = useStore((state) => state.place?.kind === 'channel' && channel && state.place.id === channel.id);
  return html`<${Row} icon=${html`<${Presence} person=${person} />`} current=${current} unread=${channel?.unread}
    label=${html`<bdi>${person.real_name || person.name}</bdi>${person.id === me && html`<span class="quiet"> you</span>`}`}
    onClick=${() => openPerson(person.id)} />`;
}

function Group({ title, id, children, action }) {
  return html`<section aria-labelledby=${id} class="side-group">
    <div class="side-head"><h2 id=${id}>${title}</h2>${action}</div><ul>${children}</ul></section>`;
}

function AppRow({ bot, channel }) {
  const current = useStore((state) => state.place?.kind === 'home' || state.channels[state.place?.id]?.user === bot.id);
  return html`<${Row} icon=${html`<${Presence} person=${bot} />`} current=${current} unread=${channel?.unread}
    label=${bot.real_name || bot.name} spoken=" (app)" onClick=${openHome} />`;
}

/** Places to go. On a phone it is a drawer over the page. */
export function Sidebar() {
  const channels = useStore((state) => state.channels);
  const people = useStore((state) => state.people);
  const me = useStore((state) => state.me);
  const zone = useStore((state) => state.zone);
  const drawer = useStore((state) => state.drawer);
  const botId = useStore((state) => state.bot);
  const bot = theBot({ people, bot: botId });
  const ims = useMemo(() => new Map(Object.values(channels).filter((one) => one.is_im).map((one) => [one.user, one])), [channels]);
  const add = html`<button type="button" class="icon-button" aria-label="New channel" title="New channel"
    onClick=${() => set({ dialog: { kind: 'new-channel' } })}><${Icon} name="plus" /></button>`;
  const browse = () => set({ dialog: { kind: 'switcher' } });
  return html`<nav id="sidebar" class=${`sidebar ${drawer ? 'is-open' : ''}`} aria-label="Channels and people" data-pane>
    ${bot && html`<${Group} title="Apps" id="side-apps"><${AppRow} bot=${bot} channel=${ims.get(bot.id)} />
      ${otherApps(people, botId).map((app) => html`<${PersonRow} key=${app.id} person=${app} channel=${ims.get(app.id)} me=${me} />`)}<//>`}
    <${Group} title="Channels" id="side-channels" action=${add}>
      ${listedChannels(channels).map((channel) => html`<${ChannelRow} key=${channel.id} channel=${channel} />`)}
      <${Row} icon=${html`<${Icon} name="search" />`} label="Browse all" onClick=${browse} />
    <//>
    <${Group} title="Direct messages" id="side-people">
      ${peopleHere(people).map((person) => (
        html`<${PersonRow} key=${person.id} person=${person} channel=${ims.get(person.id)} me=${me} />`))}
    <//>
    <p class="side-foot">24 h clock, ${zone} (${zoneName()})</p>
  </nav>`;
}
