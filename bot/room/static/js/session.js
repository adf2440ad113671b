/**
 * Remembers, for this tab only, who acts, the drafts and what was sent.
 * A tab without storage still works: it then forgets on reload.
 */
const SENT_KEPT = 50;

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

/** @returns {string} the unsent text of one message box */
export const draft = (me, box) => load(`draft.${me}.${box}`, '');
export const keepDraft = (me, box, text) => save(`draft.${me}.${box}`, text);

/** @returns {string[]} what was sent from this tab, newest last */
export const sent = (me) => load(`sent.${me}`, []);

/** Add *text* to what was sent, once. */
export function keepSent(me, text) {
  const others = sent(me).filter((earlier) => earlier !== text);
  save(`sent.${me}`, [...others, text].slice(-SENT_KEPT));
}

/** Forget everything that this tab keeps: its person has logged out. */
export function forget() {
  try {
    sessionStorage.clear();
  } catch {
    // Then nothing was kept.
  }
}

export const hintSeen = () => load('hint', false);
export const keepHintSeen = () => save('hint', true);
