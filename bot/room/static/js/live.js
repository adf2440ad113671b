/**
 * Keeps the live socket open, and takes in what it tells.
 */
import { liveAddress } from './api.js';
import { get, set } from './store.js';
import { take } from './events.js';

/** With this code the server closes the socket of somebody who must log in. */
const LOGIN_NEEDED = 4401;
const WAITS_MS = [250, 500, 1000, 2000, 4000, 8000];

let socket = null;
let onOpen = null;
let tries = 0;
let timer = 0;
let opened = 0;

/** Open the live socket and keep it open. @param {(isFirst: boolean) => void} whenOpen */
export function connect(whenOpen) {
  onOpen = whenOpen;
  open();
}

function open() {
  const mine = new WebSocket(liveAddress(get().me));
  socket = mine;
  mine.onopen = () => {
    if (socket !== mine) return;
    tries = 0;
    opened += 1;
    set({ connection: 'online' });
    onOpen(opened === 1);
  };
  mine.onmessage = (message) => { if (socket === mine) take(JSON.parse(message.data)); };
  mine.onclose = ({ code }) => { if (socket === mine) { if (code === LOGIN_NEEDED) ask(); else again(); } };
}

/** The session has ended: trying again helps only after a login. */
function ask() {
  set({ connection: 'broken', asking: get().asking ?? 'Log in to go on. What you were writing stays where it is.' });
}

function again() {
  set({ connection: 'broken' });
  const wait = WAITS_MS[Math.min(tries, WAITS_MS.length - 1)];
  tries += 1;
  // Many pages come back at once after a restart; a little chance spreads them.
  timer = setTimeout(open, wait * (0.75 + Math.random() / 2));
}

/** Close for good: another person starts. */
export function disconnect() {
  clearTimeout(timer);
  const old = socket;
  socket = null;
  opened = 0;
  tries = 0;
  old?.close();
}

/** Try at once: the network is back, or somebody looks at the page again. */
export function hurry() {
  if (get().connection !== 'broken' || get().asking || socket?.readyState === WebSocket.CONNECTING) return;
  clearTimeout(timer);
  open();
}
