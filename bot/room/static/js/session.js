/**
 * Remembers, for this tab only, who acts and what was sent; for every tab of this browser, the drafts,
 * and what is on its way to the server. A tab without storage still works: it then forgets on reload.
 */
const SENT_KEPT = 50;
const DRAFT = 'room.draft.';
const SENDING = 'room.sending.';
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
const sendingKey = (me, id) => `${SENDING}${me}.${id}`;

/** @returns {Object} what is kept under a key: its text and when it was written, empty when it is nothing of ours */
function readKept(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key));
    return { ...kept, text: String(kept.text ?? ''), at: Number(kept.at) || 0 };
  } catch {
    return { text: '', at: 0 };
  }
}

function keep(key, value) {
  try {
    if (value) localStorage.setItem(key, JSON.stringify(value));
    else localStorage.removeItem(key);
  } catch {
    // As above: the text is still in the box.
  }
}

/** @returns {string[]} the keys under which something is kept that begins with one of *prefixes* */
function keysOf(...prefixes) {
  try {
    return Object.keys(localStorage).filter((key) => prefixes.some((prefix) => key.startsWith(prefix)));
  } catch {
    return [];
  }
}

/** Forget the drafts and sends whose key and content *goes* accepts. */
function drop(goes) {
  for (const key of keysOf(DRAFT, SENDING)) if (goes(key, readKept(key))) keep(key, null);
}

/** @returns {string} the unsent text of one message box */
export const draft = (me, box) => readKept(draftKey(me, box)).text;

/** Keep what is written in a box; nothing is kept of an empty one. */
export const keepDraft = (me, box, text) => keep(draftKey(me, box), text && { text, at: Date.now() });

/** The boxes that this tab shows, each with the function that edits its text. */
const shownBoxes = new Map();

/** Change the unsent text of a box, shown or not. @param {(held: string) => string} edit */
export function editDraft(me, box, edit) {
  const shown = shownBoxes.get(draftKey(me, box));
  if (shown) shown(edit);
  else keepDraft(me, box, edit(draft(me, box)));
}

/**
 * Call *told* with the text of a box whenever another tab changed it, and *edited* with what `editDraft` does to it.
 * @returns {function(): void} ends it
 */
export function followDraft(me, box, told, edited) {
  const key = draftKey(me, box);
  const heard = (event) => { if (event.key === key) told(readKept(key).text); };
  addEventListener('storage', heard);
  shownBoxes.set(key, edited);
  return () => {
    removeEventListener('storage', heard);
    if (shownBoxes.get(key) === edited) shownBoxes.delete(key);
  };
}

/** @returns {Object[]} what is on its way from this browser, the earliest first */
export const sends = (me) => keysOf(sendingKey(me, '')).map(readKept).filter((one) => one.id).sort((one, other) => one.at - other.at);
export const keepSend = (me, one) => keep(sendingKey(me, one.id), one);
export const dropSend = (me, id) => keep(sendingKey(me, id), null);

/** Forget the drafts that are too old, and where people log in, those of everybody else. */
export function tidyDrafts(me, { alone }) {
  const oldest = Date.now() - DRAFT_KEPT_MS;
  const mine = [draftKey(me, ''), sendingKey(me, '')];
  drop((key, { at }) => at < oldest || (alone && !mine.some((prefix) => key.startsWith(prefix))));
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
  drop(() => true);
  try {
    sessionStorage.clear();
  } catch {
    // Then nothing was kept.
  }
}

export const hintSeen = () => load('hint', false);
export const keepHintSeen = () => save('hint', true);
