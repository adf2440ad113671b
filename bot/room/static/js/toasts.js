/**
 * Tells people what could not be done, or what was, without taking their place away.
 */
import { get, set } from './store.js';

let last = 0;
const SHOWN_MS = 12_000;

/**
 * Say *text* until it is dismissed or old.
 * @param {string} text
 * @param {{good?: boolean, code?: string, deed?: {label: string, run: () => void}, forMs?: number}} [how]
 *   good: nothing went wrong; code: of the refusal that it tells
 */
export function say(text, { forMs = SHOWN_MS, ...how } = {}) {
  last += 1;
  const toast = { id: last, text, ...how };
  set((state) => ({ toasts: [...state.toasts.filter((other) => other.text !== text), toast].slice(-3) }));
  setTimeout(() => unsay(toast.id), forMs);
}

/** Take a sentence away. @param {number} id */
export function unsay(id) {
  set((state) => ({ toasts: state.toasts.filter((toast) => toast.id !== id) }));
}

/** Say it to screen readers only, politely. @param {string} text */
export function announce(text) {
  // The same sentence twice would not be read again; a changing no-break space makes it new.
  set({ announcement: get().announcement === text ? `${text}\u00a0` : text });
}

const OUR_FAULT = 'The page itself failed at this. Reload it, and try again: nothing on the server is lost.';

/** Say why something was not done. @param {Error & {code?: string}} error a Refusal, or a fault of this page */
export function sayWhy(error) {
  if (!error.code) console.error(error);
  say(error.code ? error.message : OUR_FAULT, { code: error.code });
}

/** Take back what was said of a refusal: its reason is gone. @param {string} code */
export function unsayWhy(code) {
  set((state) => ({ toasts: state.toasts.filter((toast) => toast.code !== code) }));
}

/** Run a deed of a person; a refusal becomes a sentence. @returns {Promise<*>} undefined when refused */
export async function attempt(deed) {
  try {
    return await deed();
  } catch (error) {
    sayWhy(error);
    return undefined;
  }
}
