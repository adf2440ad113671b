/**
 * What can be done with a message: reply, react, pin, shortcuts, edit, delete.
 */
import { html } from '../lib.js';
import { useStore } from '../store.js';
import { Icon } from '../icons.js';
import { Menu } from '../menu.js';
import { Popover, usePopover } from '../popover.js';
import { QUICK, emoji } from '../emoji.js';
import { confirmed } from '../actions.js';
import { copyLink } from '../links.js';
import { openThread } from '../places.js';
import { pin, react, remove, runShortcut } from '../send.js';

function ReactButton({ message }) {
  const { anchor, open, toggle, close } = usePopover();
  const pick = (name) => { close(); react(message, name, true); };
  return html`<button type="button" class="icon-button" ref=${anchor} aria-haspopup="dialog" aria-expanded=${open}
      aria-label="Add a reaction" title="Add a reaction" onClick=${toggle}><${Icon} name="smile" /></button>
    ${open && html`<${Popover} anchor=${anchor} label="Add a reaction" onClose=${() => close(false)}>
      <div class="palette">${QUICK.map((name) => html`<button type="button" key=${name} class="palette-emoji"
        aria-label=${name.replaceAll('_', ' ')} title=${`:${name}:`} onClick=${() => pick(name)}>${emoji(name)}</button>`)}</div><//>`}`;
}

const SURE = {
  title: { text: 'Delete message?' }, text: { type: 'plain_text', text: 'It is gone for everybody.' },
  confirm: { text: 'Delete' }, deny: { text: 'Keep' }, style: 'danger',
};

function moreItems(message, mine, shortcuts, onEdit) {
  const where = { channel: message.channel, message_ts: message.ts };
  const own = mine ? [
    { label: 'Edit message', run: onEdit },
    { label: 'Delete message', danger: true, run: async () => { if (await confirmed(SURE)) remove(message); } },
  ] : [];
  return [
    { label: message.pinned ? 'Unpin from channel' : 'Pin to channel', run: () => pin(message, !message.pinned) },
    { label: 'Copy link', detail: 'As proof, or to show it to somebody', run: () => copyLink(message) },
    ...shortcuts.filter((shortcut) => shortcut.type === 'message').map((shortcut) => (
      { label: shortcut.name, detail: shortcut.description, run: () => runShortcut(shortcut, where) })),
    ...own,
  ];
}

/** Shown while the message is pointed at or has the focus. */
export function Toolbar({ message, inThread, mine, onEdit }) {
  const shortcuts = useStore((state) => state.shortcuts);
  return html`<div class="toolbar" role="toolbar" aria-label="For this message">
    <${ReactButton} message=${message} />
    ${!inThread && html`<button type="button" class="icon-button" aria-label="Reply in thread" title="Reply in thread"
      onClick=${() => openThread(message.channel, message.thread_ts ?? message.ts)}><${Icon} name="thread" /></button>`}
    <${Menu} label="More for this message" items=${moreItems(message, mine, shortcuts, onEdit)}><${Icon} name="dots" /><//>
  </div>`;
}
