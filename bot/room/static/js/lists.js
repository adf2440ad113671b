/**
 * Reads lists of messages while the live socket goes on telling of them.
 */

/** The lists that are on their way, each with what was told of it meanwhile. */
const underway = new Set();

/**
 * Read a list, and do to it what was told since it was asked for: the answer may be older than that.
 * @param {string} key which list: a channel, or a channel and the stamp of a thread
 * @param {() => Promise<?{messages: Object[]}>} read
 */
export async function readList(key, read) {
  const mine = { key, edits: [] };
  underway.add(mine);
  try {
    const answer = await read();
    return answer && { ...answer, messages: mine.edits.reduce((messages, edit) => edit(messages), answer.messages) };
  } finally {
    underway.delete(mine);
  }
}

/** Keep an edit for whoever is reading that list just now. @param {(messages: Object[]) => Object[]} edit */
export function keepForReaders(key, edit) {
  for (const reader of underway) if (reader.key === key) reader.edits.push(edit);
}

/** @returns {string} the key of a thread's list */
export const threadKey = (channel, ts) => `${channel} ${ts}`;
