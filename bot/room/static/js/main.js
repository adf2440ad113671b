/**
 * Starts the page.
 */
import { h, render } from './lib.js';
import { listenToDrops } from './attaching.js';
import { App } from './views/app.js';
import { start } from './boot.js';
import { keepFocus } from './focus.js';
import { hurry } from './live.js';
import { listenToKeys } from './keys.js';
import { currentChannel, markRead } from './places.js';

const root = document.getElementById('room');
root.replaceChildren();
render(h(App, null), root);
listenToKeys();
listenToDrops();
keepFocus(root);
document.addEventListener('visibilitychange', () => {
  const shown = currentChannel();
  if (document.hidden) return;
  hurry();
  if (shown) markRead(shown);
});
addEventListener('online', hurry);
start();
