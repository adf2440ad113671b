/**
 * Shows people: their letters on a colour of their own, their names, their presence.
 */
import { html } from '../lib.js';
import { useStore } from '../store.js';

const COLOURS = 8;

const letters = (name) => name.replace(/^(Dr|Prof|Mr|Ms|Mrs)\.?\s+/i, '').split(/\s+/).slice(0, 2)
  .map((word) => word.charAt(0).toUpperCase()).join('');

/** @returns {number} the same colour for the same person, every time */
const colourOf = (id) => [...id].reduce((sum, char) => sum + char.codePointAt(0), 0) % COLOURS;

/** A square with the person's letters; decoration, the name stands beside it. */
export function Avatar({ id, name = '', small = false }) {
  const person = useStore((state) => state.people[id]);
  const shown = name || person?.real_name || person?.name || id;
  // The letters are drawn by the style, so that nothing takes them for words of a button's name.
  return html`<span aria-hidden="true" data-letters=${letters(shown)} class=${`avatar avatar-${colourOf(id)} ${small ? 'avatar-small' : ''} ${person?.is_bot ? 'avatar-bot' : ''}`}></span>`;
}

/** Whether a person, or the bot, is there. */
export function Presence({ person }) {
  const botOnline = useStore((state) => state.botOnline);
  const isTheBot = useStore((state) => state.bot === person.id);
  const mine = useStore((state) => state.me === person.id && state.connection === 'online');
  const here = isTheBot ? botOnline : mine || person.presence !== 'away';
  return html`<span class=${`presence ${here ? 'is-here' : ''}`} role="img" aria-label=${here ? 'online' : 'away'}></span>`;
}
