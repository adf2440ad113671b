/**
 * Knows what is on its way to the server, until it is certain whether it was taken.
 *
 * Each send has an id of its own, which the server keeps with what it took. So a page that never heard the answer,
 * because it was left or the network broke, can ask; and what is sent again with the same id is done once.
 */
import * as api from './api.js';
import * as session from './session.js';
import { get, set } from './store.js';

/** This page; a reload is another one. A lock of its name tells the others that it lives. */
const PAGE = newId();
/** Longer after it, the same words are meant anew. */
const SAME_MEANT_MS = 10 * 60 * 1000;
/** How long after an answer that did not come the same is asked again: twice as long each time, up to the last. */
const FIRST_PAUSE_MS = 500;
const LAST_PAUSE_MS = 4000;
const lockOf = (page) => `room.page.${page}`;

/** What this page is sending, by id. @type {Map<string, Object>} */
const flying = new Map();
/** What waits until the page that sent it is gone, and until the server said what became of it. */
const waiting = new Set();
let leaving = false;

// Without locks (an address that is not safe) every other page counts as gone: then a server is asked too early at worst.
navigator.locks?.request(lockOf(PAGE), () => new Promise(() => {}));
addEventListener('pagehide', () => { leaving = true; });
addEventListener('pageshow', ({ persisted }) => {
  leaving = false;
  // Kept aside and shown again, it never hears the answers that were on their way when it was left.
  if (persisted) recover();
});

function newId() {
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** @returns {string} the name of a message box */
export const boxOf = (channel, threadTs) => (threadTs ? `${channel}.${threadTs}` : channel);
/** @returns {string} the name of the box that a send came from */
export const boxAt = (one) => boxOf(one.channel, one.thread_ts);

/** @returns {Object[]} the sends whose text stands in a box again, the earliest first */
const givenBack = (me, box) => session.sends(me).filter((one) => one.back && boxAt(one) === box);

/** Tell the given back texts with which *held* begins from what was written after them. */
function peeled(held, backs) {
  let rest = held;
  const front = backs.filter(({ text }) => {
    if (rest !== text && !rest.startsWith(`${text}\n`)) return false;
    rest = rest.slice(text.length + 1);
    return true;
  });
  return { front, rest };
}

const written = (front, rest) => [...front.map((one) => one.text), rest].filter(Boolean).join('\n');

function fly(one) {
  flying.set(one.id, one);
  set({ sending: [...flying.values()] });
}

/** @returns {boolean} whether it was on its way from this page */
function land({ id }) {
  const was = flying.delete(id);
  if (was) set({ sending: [...flying.values()] });
  return was;
}

/** Begin a send: a new one, or the same again if its text was given back and stands there unchanged. */
export function begin(me, where, text) {
  const backs = givenBack(me, boxOf(where.channel, where.thread_ts));
  const same = backs.find((one) => one.text === text && Date.now() - one.at < SAME_MEANT_MS);
  for (const one of backs) session.dropSend(me, one.id);
  const one = { ...where, id: same?.id ?? newId(), again: Boolean(same), text, me, at: Date.now(), page: PAGE };
  fly(one);
  session.keepSend(me, one);
  return one;
}

const kept = (me, id) => session.sends(me).find((other) => other.id === id);

/**
 * Wait while the page is being left: what waits behind a send that ends so must not begin, as the next page asks for it.
 * @returns {Promise<boolean>} whether *one* is still to be sent from here
 */
export async function mayBegin(me, one) {
  if (!leaving) return true;
  await new Promise((shown) => { addEventListener('pageshow', shown, { once: true }); });
  if (kept(me, one.id)?.page === PAGE) return true;
  // Another page took care of it meanwhile.
  land(one);
  return false;
}

/** The server has it: nothing of it stays in its box. */
export function taken(me, one) {
  land(one);
  session.dropSend(me, one.id);
  if (!one.back) return;
  session.editDraft(me, boxAt(one), (held) => {
    const { front, rest } = peeled(held, [...givenBack(me, boxAt(one)), one].sort((a, b) => a.at - b.at));
    return written(front.filter(({ id }) => id !== one.id), rest);
  });
}

function putBack(me, one) {
  session.editDraft(me, boxAt(one), (held) => {
    const { front, rest } = peeled(held, givenBack(me, boxAt(one)).filter(({ id }) => id !== one.id));
    return written([...front, one], rest);
  });
}

/** The server answered that it was not done: what is sent then is another send. */
export function refused(me, one) {
  land(one);
  session.dropSend(me, one.id);
  if (!one.back) putBack(me, one);
}

/** Nobody knows whether it was taken: give it back, and keep its id. @returns {boolean} whether it was given back */
export function unanswered(me, one) {
  // What came by the live socket meanwhile was taken; and who leaves finds it at the next visit, if it was not.
  if (!land(one) || leaving) return false;
  returned(me, one);
  return true;
}

function returned(me, one) {
  if (!one.back) putBack(me, one);
  session.keepSend(me, { ...one, back: true, page: PAGE });
}

/** A message of mine came by the live socket. @param {string} id what it was sent with */
export function arrived(id) {
  const { me } = get();
  const one = flying.get(id) ?? kept(me, id);
  if (one) taken(me, one);
}

/** Ask the server about all that was never answered: at the start, and when it can be reached again. */
export function recover() {
  const { me } = get();
  for (const { id, page } of session.sends(me)) {
    if (!flying.has(id) && !waiting.has(id)) whenGone(page, id, () => settle(me, id));
  }
}

/** Run *work* once the page that sent *id* can no longer hear the answer itself. */
async function whenGone(page, id, work) {
  waiting.add(id);
  await (page === PAGE || !navigator.locks ? work() : navigator.locks.request(lockOf(page), work));
  waiting.delete(id);
}

/** @returns {Promise<?string>} what the server says of a send, or nothing when it does not answer */
async function fateOf({ channel, thread_ts: threadTs, id }) {
  try {
    return (await api.read('sent', { channel, thread_ts: threadTs, id })).fate;
  } catch (error) {
    return error.status && error.status < 500 ? 'unknown' : null;
  }
}

/** Ask until there is an answer: nothing else may make the page ask again, as the live socket can be up all the time. */
async function settle(me, id) {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LAST_PAUSE_MS)) {
    const one = kept(me, id);
    if (!one || me !== get().me) return;
    const fate = await fateOf(one);
    if (fate !== null) { end(me, id, fate); return; }
    await new Promise((done) => { setTimeout(done, pause); });
  }
}

function end(me, id, fate) {
  // Meanwhile it may have been sent again, or have come by the live socket.
  const now = kept(me, id);
  if (!now || flying.has(id)) return;
  if (fate === 'taken') taken(me, now);
  else if (fate === 'refused') refused(me, now);
  else returned(me, now);
}
