/**
 * Works out what could complete the text at the cursor: commands, verbs, people, channels, emoji.
 * Pure: it shows nothing.
 */
import { emojiLike } from './emoji.js';

/**
 * @typedef {{insert: string, label: string, detail?: string, about?: string, icon?: string}} Suggestion
 * @typedef {{from: number, to: number, items: Suggestion[], title: string, hint?: Object}} Completion
 */

const MOST = 40;
const NONE = { from: 0, to: 0, items: [], title: '' };

const startsLike = (word, typed) => word.toLowerCase().startsWith(typed.toLowerCase());

const verbsOf = (commands, noun) => commands.filter((one) => one.noun === noun && one.verb)
  .map((one) => one.verb).join(' · ');

/** One suggestion for each noun, described by its bare command. */
function nouns(commands, typed) {
  const seen = new Map();
  for (const command of commands) {
    if (!seen.has(command.noun) || command.verb === '') seen.set(command.noun, command);
  }
  return [...seen.values()].filter((command) => startsLike(command.noun, typed)).map((command) => ({
    insert: `${command.noun} `, label: command.noun, about: command.verb ? verbsOf(commands, command.noun) : command.summary,
  }));
}

/** @returns {string} the usage without the noun and verb that stand before it */
function argumentsOf(command) {
  const whole = command.usage ?? '';
  const head = [`${command.noun} ${command.verb}`, command.verb].find((start) => start && whole.startsWith(start));
  return (head ? whole.slice(head.length) : whole).trim();
}

function verbs(commands, noun, typed) {
  return commands.filter((command) => command.noun === noun && command.verb && startsLike(command.verb, typed))
    .map((command) => ({
      insert: `${command.verb} `, label: command.verb, detail: argumentsOf(command), about: command.summary,
    }));
}

/** The usage of the command that is being typed, shown while its arguments are written. */
export function usageOf(text, commands) {
  const words = /^(\/\S+)(?:\s+(\S+))?/.exec(text);
  if (!words) return null;
  const of = commands.filter((command) => command.noun === words[1].toLowerCase());
  const command = of.find((one) => one.verb && one.verb === words[2]?.toLowerCase()) ?? null;
  return command && { head: `${command.noun} ${command.verb}`, rest: argumentsOf(command), about: command.summary };
}

function commandCompletion(before, commands) {
  const noun = /^\/\S*$/.exec(before);
  if (noun) return { from: 0, to: before.length, items: nouns(commands, before), title: 'Commands' };
  const verb = /^(\/\S+)\s+(\S*)$/.exec(before);
  if (!verb) return null;
  const items = verbs(commands, verb[1].toLowerCase(), verb[2]);
  return { from: before.length - verb[2].length, to: before.length, items, title: `${verb[1]} …` };
}

/** Those whose handle begins so come first: it is what stands behind the sign. */
function peopleLike(people, typed) {
  const wanted = typed.toLowerCase();
  return people.filter((person) => (
    `${person.real_name} ${person.name}`.toLowerCase().split(/\s+/).some((word) => word.startsWith(wanted))))
    .sort((one, other) => startsLike(other.name, typed) - startsLike(one.name, typed))
    .map((person) => ({ insert: `@${person.name} `, label: person.real_name || person.name, detail: `@${person.name}`, about: person.title }));
}

function channelsLike(channels, typed) {
  return Object.values(channels).filter((channel) => !channel.is_im && !channel.is_archived && startsLike(channel.name, typed))
    .map((channel) => ({ insert: `#${channel.name} `, label: `#${channel.name}`, about: channel.topic }));
}

const SIGNS = [
  [/(?:^|[\s(])@([\p{L}\p{N}._-]{0,40})$/u, 'People', (world, typed) => peopleLike(world.people, typed)],
  [/(?:^|[\s(])#([\p{L}\p{N}_-]{0,80})$/u, 'Channels', (world, typed) => channelsLike(world.channels, typed)],
  [/(?:^|[\s(]):([a-z0-9_+-]{2,40})$/, 'Emoji', (_world, typed) => emojiLike(typed).map(({ name, char }) => (
    { insert: `:${name}: `, label: `${char} :${name}:` }))],
];

/**
 * @param {string} text the whole text @param {number} caret
 * @param {{commands: Object[], people: Object[], channels: Object}} world
 * @returns {Completion} with no items when there is nothing to offer
 */
export function complete(text, caret, world) {
  const before = text.slice(0, caret);
  if (before.startsWith('/')) {
    const command = commandCompletion(before, world.commands);
    if (command?.items.length) return { ...command, items: command.items.slice(0, MOST) };
  }
  for (const [shape, title, offer] of SIGNS) {
    const found = shape.exec(before);
    if (!found) continue;
    const items = offer(world, found[1]).slice(0, MOST);
    return items.length ? { from: caret - found[1].length - 1, to: caret, items, title } : NONE;
  }
  return NONE;
}

/** @returns {{text: string, caret: number}} the text with the suggestion put in */
export function accept(text, completion, suggestion) {
  const tail = text.slice(completion.to);
  const put = tail.startsWith(' ') ? suggestion.insert.trimEnd() : suggestion.insert;
  const head = text.slice(0, completion.from) + put;
  return { text: head + tail, caret: head.length + (tail.startsWith(' ') ? 1 : 0) };
}

/** @returns {boolean} whether taking the suggestion would change more than a space at the end */
export function changes(text, completion, suggestion) {
  return text.slice(completion.from, completion.to) !== suggestion.insert.trimEnd();
}
