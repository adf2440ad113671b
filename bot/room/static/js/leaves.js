/**
 * Shows the smallest things inside text: people, channels, links, dates, emoji.
 * mrkdwn and rich text both end here, so both are safe in the same way.
 */
import { html } from './lib.js';
import { get, useStore } from './store.js';
import { isSafeLink } from './mrkdwn.js';
import { emoji } from './emoji.js';
import { inFull, slackDate } from './time.js';
import { messageOf, openChannel, openMessage } from './places.js';

/** @returns {string} what a person is called; the id when nobody knows */
export function nameOf(id, people = get().people) {
  const person = people[id];
  return person ? person.real_name || person.name : id;
}

/** A person, named; marked when it is the reader. */
export function UserMention({ id, label = '' }) {
  const person = useStore((state) => state.people[id]);
  const mine = useStore((state) => state.me === id);
  const name = person ? person.real_name || person.name : label || id;
  return html`<span class=${`mention ${mine ? 'mention-me' : ''}`} title=${person?.title || name}>@${name}</span>`;
}

/** A channel that opens on click; one that the reader may not see has no name to show. */
export function ChannelMention({ id, label = '' }) {
  const channel = useStore((state) => state.channels[id]);
  if (!channel) return html`<span class="mention">#${label || 'private-channel'}</span>`;
  const keys = (event) => { if (event.key === 'Enter') { event.preventDefault(); openChannel(id); } };
  // A button would not break its name over lines as the words around it do.
  return html`<span class="mention as-link" role="link" tabindex="0" onClick=${() => openChannel(id)} onKeyDown=${keys}>#${channel.name}</span>`;
}

/** A link to the web or a mail address; anything else is shown as words. */
export function SafeLink({ url, children }) {
  if (!isSafeLink(url)) return html`<span>${children}</span>`;
  const message = messageOf(url);
  const go = (event) => { if (!event.ctrlKey && !event.metaKey) { event.preventDefault(); openMessage(message); } };
  if (message) return html`<a href=${url} onClick=${go}>${children}</a>`;
  return html`<a href=${url} target="_blank" rel="noopener noreferrer">${children}</a>`;
}

/** An emoji by its name; an unknown name stays as typed. */
export function Emoji({ name }) {
  const char = emoji(name);
  if (!char) return html`<span>:${name}:</span>`;
  return html`<span class="emoji" role="img" aria-label=${name.replaceAll('_', ' ')}>${char}</span>`;
}

const DEVANAGARI = /[\u0900-\u097f]/;

/** What apps say in Hindi, on a page that is English: a screen reader changes its voice for it. */
export function Tongue({ of, children }) {
  return html`<div class="tongue" lang=${DEVANAGARI.test(of ?? '') ? 'hi' : undefined}>${children}</div>`;
}

/** A moment in the workspace's zone, with the whole of it as a hint. */
export function DateToken({ seconds, format, url = '', fallback = '' }) {
  useStore((state) => state.zone);
  const words = slackDate(seconds, format);
  if (words === null) return html`<span>${fallback}</span>`;
  const iso = new Date(seconds * 1000).toISOString();
  const moment = html`<time datetime=${iso} title=${inFull(seconds * 1000)}>${words}</time>`;
  return url && isSafeLink(url) ? html`<${SafeLink} url=${url}>${moment}<//>` : moment;
}

/** Everybody here, or a group of people. */
export function Broadcast({ range }) {
  return html`<span class="mention mention-me">@${range}</span>`;
}
