/**
 * Shows one message: who, when, what, and what can be done with it.
 */
import { Component, html, useState } from '../lib.js';
import { get, useStore } from '../store.js';
import { Icon } from '../icons.js';
import { Body } from '../blocks/blocks.js';
import { Mrkdwn } from '../mrkdwn_view.js';
import { Emoji, Tongue, nameOf } from '../leaves.js';
import { Avatar } from './avatar.js';
import { Files } from './files.js';
import { Toolbar } from './toolbar.js';
import { EditBox } from './edit_box.js';
import { dismiss } from '../events.js';
import { isNotice, openThread } from '../places.js';
import { react } from '../send.js';
import { briefly, clock, inFull, millis } from '../time.js';

function Stamp({ ts, className = '' }) {
  const ms = millis(ts);
  return html`<time class=${`stamp ${className}`} datetime=${new Date(ms).toISOString()} title=${inFull(ms)}>${clock(ms)}</time>`;
}

function Author({ message }) {
  const person = useStore((state) => state.people[message.user]);
  const name = message.bot_name || nameOf(message.user);
  return html`<div class="message-head"><strong class="author"><bdi>${name}</bdi></strong>
    ${(person?.is_bot || message.bot_name) && html`<span class="tag">APP</span>`}
    <${Stamp} ts=${message.ts} /></div>`;
}

function Reactions({ message }) {
  const me = useStore((state) => state.me);
  if (!message.reactions?.length) return null;
  return html`<div class="reactions">${message.reactions.map(({ name, users }) => {
    const mine = users.includes(me);
    const who = users.map((user) => nameOf(user)).join(', ');
    return html`<button type="button" key=${name} class=${`reaction ${mine ? 'is-mine' : ''}`} aria-pressed=${mine}
      aria-label=${`${name.replaceAll('_', ' ')}, ${users.length}: ${who}`} title=${`${who}: :${name}:`}
      onClick=${() => react(message, name, !mine)}><${Emoji} name=${name} /> ${users.length}</button>`;
  })}</div>`;
}

function ThreadLine({ message, inThread }) {
  if (inThread || !message.reply_count) return null;
  const count = message.reply_count === 1 ? '1 reply' : `${message.reply_count} replies`;
  return html`<button type="button" class="thread-line" onClick=${() => openThread(message.channel, message.ts)}>
    <${Icon} name="thread" /><strong>${count}</strong>
    ${message.latest_reply && html`<span class="quiet">Last reply ${briefly(millis(message.latest_reply))}</span>`}</button>`;
}

function OnlyYou({ message, inThread }) {
  return html`<p class="only-you"><${Icon} name="eye" /><span>Only visible to you${message.thread_ts && !inThread ? ', in a thread' : ''}</span>
    <span aria-hidden="true"> · </span><button type="button" class="as-link" onClick=${() => dismiss(message)}>Dismiss</button></p>`;
}

/** An attachment of the old kind: its words or blocks beside a line. */
function Attachment({ attachment, place }) {
  const { pretext, title, text, fallback, blocks } = attachment;
  return html`<div class="attachment">
    ${pretext && html`<${Mrkdwn} text=${pretext} />`}${title && html`<strong>${title}</strong>`}
    <${Body} text=${text ?? (blocks?.length ? '' : fallback)} blocks=${blocks} place=${place} /></div>`;
}

/** @returns {string} what a screen reader says for the whole message before its content */
function spokenHead(message) {
  const marks = [message.ephemeral && 'only visible to you', message.pinned && 'pinned', message.edited && 'edited'].filter(Boolean);
  return [message.bot_name || nameOf(message.user), clock(millis(message.ts)), ...marks].join(', ');
}

function Content({ message, inThread, editing, stopEditing }) {
  const place = { formKey: `${message.channel} ${message.ts}`, channel: message.channel, message_ts: message.ts, ephemeral: Boolean(message.ephemeral) };
  if (editing) return html`<${EditBox} message=${message} onDone=${stopEditing} />`;
  const blocks = message.blocks?.length ? message.blocks : null;
  return html`<${Tongue} of=${message.text}>${blocks ? html`<${Body} blocks=${blocks} place=${place} />` : message.text && html`<${Mrkdwn} text=${message.text} />`}<//>
    ${message.edited && html`<span class="edited">(edited)</span>`}
    ${message.attachments?.map((attachment, index) => html`<${Attachment} key=${index} attachment=${attachment} place=${place} />`)}
    <${Files} files=${message.files} />
    <${Reactions} message=${message} />
    <${ThreadLine} message=${message} inThread=${inThread} />`;
}

function MessageBody({ message, first, inThread, tabbable, onFocus }) {
  const [editing, setEditing] = useState(false);
  const look = [isNotice(message) ? 'is-notice' : '', 'message', first ? 'is-first' : '', message.ephemeral ? 'is-ephemeral' : '', message.pinned ? 'is-pinned' : ''];
  return html`<article class=${look.join(' ')} data-ts=${message.ts} tabindex=${tabbable ? '0' : '-1'}
    aria-label=${spokenHead(message)} onFocus=${onFocus}>
    <div class="gutter">${first ? html`<${Avatar} id=${message.user} name=${message.bot_name} />` : html`<${Stamp} ts=${message.ts} className="gutter-stamp" />`}</div>
    <div class="message-body">
      ${message.pinned && html`<p class="pin-mark"><${Icon} name="pin" /> Pinned</p>`}
      ${message.ephemeral && html`<${OnlyYou} message=${message} inThread=${inThread} />`}
      ${first && html`<${Author} message=${message} />`}
      <${Content} ...${{ message, inThread, editing }} stopEditing=${() => setEditing(false)} />
    </div>
    ${!message.ephemeral && !editing && html`<${Toolbar} message=${message} inThread=${inThread}
      mine=${message.user === get().me} onEdit=${() => setEditing(true)} />`}
  </article>`;
}

const SAME = ['message', 'first', 'inThread', 'tabbable'];

/** One message; shown again only when something of it changed, so long lists stay quick. */
export class Message extends Component {
  shouldComponentUpdate(next) {
    return SAME.some((name) => next[name] !== this.props[name]);
  }

  render(props) {
    return html`<${MessageBody} ...${props} />`;
  }
}
