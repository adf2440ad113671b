/**
 * Shows rich_text blocks: sections, lists, quotes and code, with their leaves.
 */
import { html } from '../lib.js';
import { Broadcast, ChannelMention, DateToken, Emoji, SafeLink, UserMention } from '../leaves.js';
import { CannotShow } from '../elements/element.js';

/** Wrap words in the marks of their style. */
function styled(content, style = {}) {
  let shown = content;
  if (style.code) shown = html`<code>${shown}</code>`;
  if (style.bold) shown = html`<strong>${shown}</strong>`;
  if (style.italic) shown = html`<em>${shown}</em>`;
  if (style.underline) shown = html`<u>${shown}</u>`;
  return style.strike ? html`<s>${shown}</s>` : shown;
}

const LEAVES = {
  text: (leaf) => leaf.text,
  link: (leaf) => html`<${SafeLink} url=${leaf.url}>${leaf.text || leaf.url}<//>`,
  user: (leaf) => html`<${UserMention} id=${leaf.user_id} />`,
  usergroup: (leaf) => html`<span class="mention">@${leaf.usergroup_id}</span>`,
  channel: (leaf) => html`<${ChannelMention} id=${leaf.channel_id} />`,
  broadcast: (leaf) => html`<${Broadcast} range=${leaf.range} />`,
  emoji: (leaf) => html`<${Emoji} name=${leaf.name} />`,
  color: (leaf) => html`<code>${leaf.value}</code>`,
  date: (leaf) => html`<${DateToken} seconds=${leaf.timestamp} format=${leaf.format} url=${leaf.url} fallback=${leaf.fallback} />`,
};

/** Text keeps its line breaks by its style sheet, so leaves need no markup of their own. */
function leaves(elements) {
  return (elements ?? []).map((leaf) => (
    LEAVES[leaf.type] ? styled(LEAVES[leaf.type](leaf), leaf.style) : html`<${CannotShow} type=${leaf.type} />`));
}

const LIST_STYLES = ['decimal', 'lower-alpha', 'lower-roman'];

function list(part) {
  const indent = Math.min(8, Math.max(0, part.indent ?? 0));
  const items = (part.elements ?? []).map((item) => html`<li>${leaves(item.elements)}</li>`);
  const look = `indent-${indent} ${part.border ? 'with-border' : ''}`;
  if (part.style !== 'ordered') return html`<ul class=${look}>${items}</ul>`;
  return html`<ol class=${`${look} list-${LIST_STYLES[indent % 3]}`} start=${(part.offset ?? 0) + 1}>${items}</ol>`;
}

const PARTS = {
  rich_text_section: (part) => html`<div class="rich-section">${leaves(part.elements)}</div>`,
  rich_text_list: list,
  rich_text_quote: (part) => html`<blockquote class="rich-section">${leaves(part.elements)}</blockquote>`,
  rich_text_preformatted: (part) => html`<pre tabindex="0">${leaves(part.elements)}</pre>`,
};

/** A rich_text block, or a rich text cell of a table. */
export function RichText({ block }) {
  return html`<div class="rich-text mrkdwn" dir="auto">${(block.elements ?? []).map((part) => (
    PARTS[part.type] ? PARTS[part.type](part) : html`<${CannotShow} type=${part.type} />`))}</div>`;
}
