/**
 * Remembers, for this tab only, who acts and what was sent; for every tab of this browser, the drafts.
 * A tab without storage still works: it then forgets on reload.
 */
const SENT_KEPT = 50;
const DRAFT = 'room.draft.';
/** Nobody comes back to a draft after a night; a session ends after as many hours. */
const DRAFT_KEPT_MS = 12 * 3600 * 1000;

function load(key, otherwise) {
  try {
    return JSON.parse(sessionStorage.getItem(`room.${key}`)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function save(key, value) {
  try {
    sessionStorage.setItem(`room.${key}`, JSON.stringify(value));
  } catch {
    // Storage may be full or forbidden; a forgotten draft must not break sending.
  }
}

/** @returns {?string} the person of the address, else of this tab */
export function actingPerson() {
  return new URLSearchParams(location.search).get('as') ?? load('me', null);
}

/** Keep *me* for this tab and take any other person out of the address. */
export function keepPerson(me) {
  save('me', me);
  const address = new URL(location.href);
  if (!address.searchParams.has('as')) return;
  address.searchParams.set('as', me);
  history.replaceState(null, '', address);
}

/** Take the message that the address names out of it, so that a reload does not go back there. */
export function takeTarget() {
  const address = new URL(location.href);
  const { channel, ts, thread_ts: threadTs } = Object.fromEntries(address.searchParams);
  if (!channel) return null;
  for (const name of ['channel', 'ts', 'thread_ts']) address.searchParams.delete(name);
  history.replaceState(null, '', address);
  return { channel, ts, threadTs };
}

/** @returns {?Object} where this person was last in this tab */
export const lastPlace = (me) => load(`place.${me}`, null);
export const keepPlace = (me, place) => save(`place.${me}`, place);

const draftKey = (me, box) => `${DRAFT}${me}.${box}`;

/** @returns {{text: string, at: number}} what is kept under a key, empty when it is nothing of ours */
function readDraft(key) {
  try {
    const { text, at } = JSON.parse(localStorage.getItem(key));
    return { text: String(text ?? ''), at: Number(at) || 0 };
  } catch {
    return { text: '', at: 0 };
  }
}

/** Forget the drafts whose key and content *goes* accepts. */
function dropDrafts(goes) {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(DRAFT));
    for (const key of keys) if (goes(key, readDraft(key))) localStorage.removeItem(key);
  } catch {
    // Then nothing was kept.
  }
}

/** @returns {string} the unsent text of one message box */
export const draft = (me, box) => readDraft(draftKey(me, box)).text;

/** Keep what is written in a box; nothing is kept of an empty one. */
export function keepDraft(me, box, text) {
  try {
    if (text) localStorage.setItem(draftKey(me, box), JSON.stringify({ text, at: Date.now() }));
    else localStorage.removeItem(draftKey(me, box));
  } catch {
    // As above: the text is still in the box.
  }
}

/** Call *told* with the text of a box whenever another tab changed it. @returns {function(): void} ends it */
export function followDraft(me, box, told) {
  const key = draftKey(me, box);
  const heard = (event) => { if (event.key === key) told(readDraft(key).text); };
  addEventListener('storage', heard);
  return () => removeEventListener('storage', heard);
}

/** Forget the drafts that are too old, and where people log in, those of everybody else. */
export function tidyDrafts(me, { alone }) {
  const oldest = Date.now() - DRAFT_KEPT_MS;
  dropDrafts((key, { at }) => at < oldest || (alone && !key.startsWith(draftKey(me, ''))));
}

/** @returns {string[]} what was sent from this tab, newest last */
export const sent = (me) => load(`sent.${me}`, []);

/** Add *text* to what was sent, once. */
export function keepSent(me, text) {
  const others = sent(me).filter((earlier) => earlier !== text);
  save(`sent.${me}`, [...others, text].slice(-SENT_KEPT));
}

/** Forget everything that this browser keeps: its person has logged out. */
export function forget() {
  dropDrafts(() => true);
  try {
    sessionStorage.clear();
  } catch {
    // Then nothing was kept.
  }
}

export const hintSeen = () => load('hint', false);
export const keepHintSeen = () => save('hint', true);
