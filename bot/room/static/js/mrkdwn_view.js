/**
 * Shows parsed mrkdwn as nodes of the page.
 * Only text nodes and known elements are made: never markup from a string.
 */
import { html, useMemo } from './lib.js';
import { parse } from './mrkdwn.js';
import { emoji } from './emoji.js';
import { Broadcast, ChannelMention, DateToken, Emoji, SafeLink, UserMention } from './leaves.js';

const INLINE = {
  text: (node) => node.value,
  bold: (node) => html`<strong>${nodes(node.children)}</strong>`,
  italic: (node) => html`<em>${nodes(node.children)}</em>`,
  strike: (node) => html`<s>${nodes(node.children)}</s>`,
  code: (node) => html`<code>${node.value}</code>`,
  user: (node) => html`<${UserMention} id=${node.id} label=${node.label} />`,
  channel: (node) => html`<${ChannelMention} id=${node.id} label=${node.label} />`,
  broadcast: (node) => html`<${Broadcast} range=${node.range} />`,
  group: (node) => html`<span class="mention">${node.label || '@group'}</span>`,
  date: (node) => html`<${DateToken} ...${node} />`,
  link: (node) => html`<${SafeLink} url=${node.url}>${node.label}<//>`,
  emoji: (node) => html`<${Emoji} name=${node.name} />`,
};

const nodes = (list) => list.map((node) => INLINE[node.kind](node));

const BLOCK = {
  pre: (block) => html`<pre tabindex="0">${block.value}</pre>`,
  quote: (block) => html`<blockquote>${block.children.map(show)}</blockquote>`,
  bullets: (block) => html`<ul>${block.items.map((item) => html`<li>${nodes(item.children)}</li>`)}</ul>`,
  ordered: (block) => html`<ol>${block.items.map((item) => html`<li value=${item.number}>${nodes(item.children)}</li>`)}</ol>`,
  lines: (block) => html`<div class="lines">${block.lines.map((line, index) => html`${index ? html`<br />` : null}${nodes(line)}`)}</div>`,
};

const show = (block) => BLOCK[block.kind](block);

/** mrkdwn text. @param {{text: string, verbatim?: boolean}} props */
export function Mrkdwn({ text, verbatim = false }) {
  const blocks = useMemo(() => parse(text ?? '', verbatim), [text, verbatim]);
  return html`<div class="mrkdwn" dir="auto">${blocks.map(show)}</div>`;
}

/** Plain text: only emoji names are read, and only where the object asks for it. */
export function PlainText({ text, withEmoji = true }) {
  if (!withEmoji) return html`<span class="plain">${text}</span>`;
  const parts = String(text ?? '').split(/(:[a-z0-9_+-]{1,64}:)/);
  return html`<span class="plain">${parts.map((part, index) => (
    index % 2 && emoji(part.slice(1, -1)) ? html`<${Emoji} name=${part.slice(1, -1)} />` : part))}</span>`;
}

/** A text object of Block Kit, of either type. */
export function TextObject({ object }) {
  if (!object) return null;
  if (typeof object === 'string') return html`<${PlainText} text=${object} />`;
  if (object.type === 'mrkdwn') return html`<${Mrkdwn} text=${object.text} verbatim=${Boolean(object.verbatim)} />`;
  return html`<${PlainText} text=${object.text} withEmoji=${object.emoji !== false} />`;
}

/** @returns {string} one line of plain words for announcements and summaries */
export function asWords(text, nameOf) {
  return String(text ?? '')
    .replace(/<@(\w+)(?:\|[^>]*)?>/g, (_all, id) => nameOf(id))
    .replace(/<!date\^[^>|]*\|([^>]*)>/g, '$1')
    .replace(/<[^>|]*\|([^>]*)>/g, '$1')
    .replace(/<([^>]*)>/g, '$1')
    .replace(/&(lt|gt|amp);/g, (_all, name) => ({ lt: '<', gt: '>', amp: '&' })[name])
    .replace(/[*`~]/g, '').replace(/\s+/g, ' ').trim();
}
