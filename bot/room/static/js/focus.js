/**
 * Keeps the focus where somebody works, when what had it is taken out of the page.
 */

/** What has the focus in a message or on Home, and that message or Home. @type {?{element: Element, card: Element}} */
let held = null;

/** @returns {?Element} the first of the message's neighbours on one side that is still there */
function messageFrom(node, side) {
  let at = node;
  while (at && !(at.isConnected && at.matches?.('.message'))) at = at[side];
  return at;
}

/** @returns {?Element} what stands where *card* was taken out; nothing when more than it is gone, as with another channel */
function standIn(records, card) {
  const record = records.find(({ removedNodes }) => [...removedNodes].includes(card));
  if (!record) return null;
  return messageFrom(record.nextSibling, 'nextSibling') ?? messageFrom(record.previousSibling, 'previousSibling')
    ?? document.getElementById('composer-text');
}

function restore(records) {
  if (!held || held.element.isConnected) return;
  const { card } = held;
  held = null;
  // What was put in its place may have taken the focus already.
  if (document.activeElement && document.activeElement !== document.body) return;
  (card.isConnected ? card : standIn(records, card))?.focus({ preventScroll: true });
}

/** Watch *root* for as long as the page is open. @param {Element} root */
export function keepFocus(root) {
  document.addEventListener('focusin', ({ target }) => {
    const card = target.closest('.message, .home');
    held = card && { element: target, card };
  });
  // Who presses elsewhere has left what had the focus, also where nothing takes it.
  document.addEventListener('pointerdown', ({ target }) => { if (!held?.element.contains(target)) held = null; }, true);
  new MutationObserver(restore).observe(root, { childList: true, subtree: true });
}
