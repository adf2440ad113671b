/**
 * Keys that work everywhere: jump, search, next channel, next pane.
 */
import { get, set } from './store.js';
import { stepChannel } from './places.js';

const FOCUSABLE = 'textarea, input, .message[tabindex="0"], .side-row.is-current, button, a[href], [tabindex="0"]';

/** Move the focus to the next part of the page, and round again. @param {1|-1} step */
function stepPane(step) {
  const panes = [...document.querySelectorAll('[data-pane]')].filter((pane) => pane.offsetParent !== null);
  if (!panes.length) return;
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  const pane = panes[(at + step + panes.length) % panes.length];
  const target = pane.querySelector('.side-row.is-current, .composer textarea, .message[tabindex="0"]') ?? pane.querySelector(FOCUSABLE) ?? pane;
  target.focus();
}

const isFree = () => !get().views.length && !get().dialog && !document.querySelector('.popover:popover-open');

/** @param {KeyboardEvent} event */
function pressed(event) {
  if (get().phase !== 'ready') return;
  const meta = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  const kind = meta && { k: 'switcher', g: 'search' }[event.key.toLowerCase()];
  if (kind) {
    event.preventDefault();
    if (isFree()) set({ dialog: { kind } });
  } else if (event.altKey && !event.ctrlKey && ['ArrowUp', 'ArrowDown'].includes(event.key) && isFree()) {
    event.preventDefault();
    stepChannel(event.key === 'ArrowUp' ? -1 : 1);
  } else if (event.key === 'F6' && isFree()) {
    event.preventDefault();
    stepPane(event.shiftKey ? -1 : 1);
  } else if (event.key === 'Escape' && get().drawer) set({ drawer: false });
}

/** Listen to the whole page. */
export function listenToKeys() {
  document.addEventListener('keydown', pressed);
}
