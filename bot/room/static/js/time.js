/**
 * Writes moments for people, in the workspace's zone and with a 24 h clock.
 * It never reads the wall clock except to say "today" and "ago".
 */
import { get } from './store.js';

const made = new Map();

/** @returns {Intl.DateTimeFormat} one formatter per zone and shape; making them is slow */
function formatter(options, locale = 'en-GB') {
  const timeZone = get().zone;
  const key = timeZone + locale + JSON.stringify(options);
  if (!made.has(key)) made.set(key, new Intl.DateTimeFormat(locale, { timeZone, ...options }));
  return made.get(key);
}

const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };

/** @param {string} ts Slack's message stamp @returns {number} milliseconds */
export const millis = (ts) => Math.round(Number.parseFloat(ts) * 1000);

export const clock = (ms) => formatter(CLOCK).format(ms);
const clockSeconds = (ms) => formatter({ ...CLOCK, second: '2-digit' }).format(ms);
const isoDay = (ms) => formatter({ year: 'numeric', month: '2-digit', day: '2-digit' }, 'sv-SE').format(ms);

/** @returns {string} the zone's short name, such as IST */
export function zoneName(ms = Date.now()) {
  const parts = formatter({ timeZoneName: 'short' }, 'en-IN').formatToParts(ms);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? get().zone;
}

/** @returns {string} a moment in full, with its zone */
export function inFull(ms) {
  const day = formatter({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
  return `${day.format(ms)}, ${clockSeconds(ms)} ${zoneName(ms)}`;
}

const DAY = 86_400_000;

/** @returns {?string} today, yesterday or tomorrow, if *ms* is on one of them */
function nearDay(ms) {
  const day = isoDay(ms);
  const now = Date.now();
  if (day === isoDay(now)) return 'today';
  if (day === isoDay(now - DAY)) return 'yesterday';
  return day === isoDay(now + DAY) ? 'tomorrow' : null;
}

const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);

/** @returns {string} the heading above a day's messages */
export function dayHeading(ms) {
  const near = nearDay(ms);
  if (near) return capital(near);
  return formatter({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(ms);
}

/** @returns {string} equal for moments of one day in the workspace's zone */
export const dayKey = isoDay;

/** @returns {string} clock today, else day and clock: for lists */
export function briefly(ms) {
  const near = nearDay(ms);
  if (near === 'today') return clock(ms);
  return `${near ? capital(near) : formatter({ day: 'numeric', month: 'short' }).format(ms)} ${clock(ms)}`;
}

const UNITS = [['year', 31_536_000], ['month', 2_592_000], ['day', 86_400], ['hour', 3_600], ['minute', 60], ['second', 1]];

function ago(ms) {
  const seconds = Math.round((ms - Date.now()) / 1000);
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? UNITS.at(-1);
  return new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).format(Math.round(seconds / size), unit);
}

function ordinal(ms, options) {
  const parts = formatter({ day: 'numeric', year: 'numeric', ...options }, 'en-US').formatToParts(ms);
  return parts.map((part) => (part.type === 'day' ? part.value + suffix(Number(part.value)) : part.value)).join('');
}

function suffix(day) {
  if (day > 10 && day < 14) return 'th';
  return { 1: 'st', 2: 'nd', 3: 'rd' }[day % 10] ?? 'th';
}

const written = (ms) => ordinal(ms, { month: 'long' });
const long = (ms) => ordinal(ms, { month: 'long', weekday: 'long' });
const short = (ms) => formatter({ month: 'short', day: 'numeric', year: 'numeric' }, 'en-US').format(ms);
const slash = (ms) => formatter({ year: 'numeric', month: '2-digit', day: '2-digit' }, 'en-US').format(ms);
const pretty = (otherwise) => (ms) => nearDay(ms) ?? otherwise(ms);

const TOKENS = {
  date_num: isoDay, date_slash: slash, date: written, date_pretty: pretty(written),
  date_short: short, date_short_pretty: pretty(short),
  date_long: long, date_long_full: long, date_long_pretty: pretty(long),
  day_divider_pretty: pretty(long), time: clock, time_secs: clockSeconds, ago,
};

/**
 * Fill Slack's date format.
 * @param {number} seconds Unix time @param {string} format with {date_short_pretty} and the like
 * @returns {?string} null when a token or the moment is unknown, so that the fallback is shown
 */
export function slackDate(seconds, format) {
  const ms = seconds * 1000;
  if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return null;
  const names = [...format.matchAll(/\{(\w+)\}/g)].map((found) => found[1]);
  if (!names.length || names.some((name) => !TOKENS[name])) return null;
  const filled = format.replace(/\{(\w+)\}/g, (_all, name) => TOKENS[name](ms));
  return format.startsWith('{') ? capital(filled) : filled;
}

/** @returns {string} *seconds* as the value of a datetime-local field in the workspace's zone */
export function toLocalField(seconds) {
  return `${isoDay(seconds * 1000)}T${clock(seconds * 1000)}`;
}

/** @returns {?number} Unix seconds of a datetime-local value that is meant in the workspace's zone */
export function fromLocalField(value) {
  const wanted = Date.parse(`${value}Z`);
  if (Number.isNaN(wanted)) return null;
  let guess = wanted;
  // Two rounds settle the zone's offset, even beside a change of the clocks.
  for (let round = 0; round < 2; round += 1) {
    guess += wanted - Date.parse(`${toLocalField(guess / 1000)}Z`);
  }
  return Math.floor(guess / 1000);
}
