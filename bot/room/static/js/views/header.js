/**
 * The head of a channel: its name, topic, members, pins and bookmarks.
 */
import { html, useEffect, useState } from '../lib.js';
import { get, useStore } from '../store.js';
import * as api from '../api.js';
import { Icon } from '../icons.js';
import { Menu } from '../menu.js';
import { Popover, usePopover } from '../popover.js';
import { AppTabs, AppTitle } from './app_tabs.js';
import { Avatar, Presence } from './avatar.js';
import { SafeLink, nameOf } from '../leaves.js';
import { Body } from '../blocks/blocks.js';
import { attempt } from '../toasts.js';
import { choosable, openPerson, setMembership } from '../places.js';
import { briefly, millis } from '../time.js';

function HeadButton({ icon, label, words, children }) {
  const { anchor, open, toggle, close } = usePopover();
  return html`<button type="button" class="head-button" ref=${anchor} aria-haspopup="dialog" aria-expanded=${open}
      aria-label=${label} title=${label} onClick=${toggle}><${Icon} name=${icon} />${words != null && html`<span>${words}</span>`}</button>
    ${open && html`<${Popover} anchor=${anchor} label=${label} wide=${true} onClose=${() => close(false)}>${children(close)}<//>`}`;
}

function Members({ channel, close }) {
  const people = useStore((state) => state.people);
  const outside = choosable(people).filter((person) => !channel.members.includes(person.id));
  const invite = (user) => attempt(() => api.post('invite', { channel: channel.id, user }));
  return html`<div class="panel"><h2>Members</h2><ul class="panel-list">
    ${channel.members.map((id) => html`<li key=${id}><button type="button" class="panel-row" onClick=${() => { close(); openPerson(id); }}>
      <${Avatar} id=${id} small=${true} /><bdi>${nameOf(id, people)}</bdi>${people[id] && html`<${Presence} person=${people[id]} />`}
      <bdi class="quiet">${people[id]?.title}</bdi></button></li>`)}</ul>
    ${channel.is_member && outside.length > 0 && html`<h2>Invite</h2><ul class="panel-list">
      ${outside.map((person) => html`<li key=${person.id}><button type="button" class="panel-row" onClick=${() => invite(person.id)}>
        <${Icon} name="plus" /><span>Invite <bdi>${person.real_name || person.name}</bdi></span></button></li>`)}</ul>`}
  </div>`;
}

function Pins({ channel }) {
  const [messages, setMessages] = useState(null);
  useEffect(() => { attempt(() => api.read('pins', { channel: channel.id })).then((answer) => setMessages(answer?.messages ?? [])); }, [channel.id]);
  return html`<div class="panel"><h2>Pinned</h2>
    ${messages === null && html`<p class="quiet">Loading…</p>`}
    ${messages?.length === 0 && html`<p class="quiet">Nothing is pinned here.</p>`}
    ${messages?.map((message) => html`<article key=${message.ts} class="pinned">
      <p class="pinned-by"><strong><bdi>${message.bot_name || nameOf(message.user)}</bdi></strong> <time>${briefly(millis(message.ts))}</time></p>
      <${Body} text=${message.text} blocks=${message.blocks} place=${{ formKey: `pin ${message.ts}`, channel: channel.id, message_ts: message.ts }} />
    </article>`)}</div>`;
}

function Bookmarks({ channel }) {
  const bookmarks = useStore((state) => state.bookmarks[channel.id]);
  if (!bookmarks?.length) return null;
  return html`<ul class="bookmarks" aria-label="Bookmarks">${bookmarks.map((bookmark) => (
    html`<li><${Icon} name="link" /><${SafeLink} url=${bookmark.link}>${bookmark.title}<//></li>`))}</ul>`;
}

function More({ channel }) {
  if (channel.is_im || !channel.is_member) return null;
  const items = [{ label: 'Leave channel', danger: true, run: () => setMembership('leave', channel.id) }];
  return html`<${Menu} label="More for this channel" items=${items}><${Icon} name="dots" /><//>`;
}

function Title({ channel }) {
  const person = useStore((state) => state.people[channel.user]);
  const ofTheBot = useStore((state) => channel.is_im && channel.user === state.bot);
  if (ofTheBot) return html`<${AppTitle} />`;
  if (channel.is_im) return html`<h1 class="place-name">${person && html`<${Presence} person=${person} />`} <span class="cut"><bdi>${nameOf(channel.user)}</bdi></span></h1>`;
  return html`<h1 class="place-name"><${Icon} name=${channel.is_private ? 'lock' : 'hash'} /><span class="cut" title=${channel.name}><bdi>${channel.name}</bdi></span>
    ${channel.is_private && html`<span class="only-spoken"> (private)</span>`}
    ${channel.is_archived && html`<span class="tag">archived</span>`}</h1>`;
}

/** The head of the channel in the main pane. */
export function ChannelHeader({ channel }) {
  const person = get().people[channel.user];
  const ofTheBot = channel.is_im && channel.user === get().bot;
  return html`<div class="place-head" data-pane>
    <div class="place-line">
      <div class="place-words"><${Title} channel=${channel} />
        <div class="topic" dir="auto">${channel.is_im ? person?.title : channel.topic}</div></div>
      <div class="head-buttons">
        ${!channel.is_im && html`<${HeadButton} icon="people" label=${`Members: ${channel.members.length}`} words=${channel.members.length}>
          ${(close) => html`<${Members} channel=${channel} close=${close} />`}<//>`}
        <${HeadButton} icon="pin" label="Pinned messages">${() => html`<${Pins} channel=${channel} />`}<//>
        <${More} channel=${channel} />
      </div>
    </div>
    <${Bookmarks} channel=${channel} />
    ${ofTheBot && html`<${AppTabs} at="messages" />`}
  </div>`;
}
