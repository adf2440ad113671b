/**
 * Logs in and out. The session itself is in a cookie that no script can read.
 */
import * as api from './api.js';
import * as session from './session.js';
import { get } from './store.js';
import { goOn, start } from './boot.js';
import { allTaken } from './send.js';
import { attempt, say } from './toasts.js';

/**
 * Log in, and go on where one was if it is the same person.
 * @returns {Promise<?import('./api.js').Refusal>} why not, or null
 */
export async function logIn(name, passcode) {
  try {
    await goOn(await api.post('login', { name, passcode }));
    return null;
  } catch (error) {
    return error;
  }
}

/** Log out in this browser; nothing of the person stays in the tab, and nothing that was sent is lost. */
export async function logOut() {
  if (!await allTaken()) { say('What you sent last was not taken, and stands in its box again. To leave it, log out once more.'); return; }
  const answer = await attempt(() => api.post('logout'));
  if (!answer) return;
  session.forget();
  start('');
}

/** @returns {string} the name that whoever sat here last logged in with */
export const lastName = () => get().people[get().me]?.name ?? '';
