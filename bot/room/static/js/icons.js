/**
 * Draws the page's own signs as inline SVG.
 * They are decoration: the words beside them, or the control's label, say what they mean.
 */
import { html } from './lib.js';

const PATHS = {
  hash: 'M9 3 7 21M17 3l-2 18M4 8.5h17M3 15.5h17',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  home: 'M4 11.5 12 4l8 7.5V20h-5.5v-5h-5v5H4z',
  pin: 'M9 4h6l-1 6 3.5 3.5h-11L10 10zM12 13.5V21',
  thread: 'M4 5h16v11H10l-4 4v-4H4zM8 9h8M8 12h5',
  smile: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M8.5 10v.5M15.5 10v.5M8 14.5c2 2.5 6 2.5 8 0',
  dots: 'M12 5.5v.01M12 12v.01M12 18.5v.01',
  close: 'M5.5 5.5l13 13M18.5 5.5l-13 13',
  send: 'M4 4.5 21 12 4 19.5l2.5-7.5zM6.5 12H13',
  plus: 'M12 5v14M5 12h14',
  clip: 'M20 11.5 12 19.5a5 5 0 0 1-7-7l8.5-8.5a3.4 3.4 0 0 1 4.8 4.8L10 17a1.8 1.8 0 0 1-2.5-2.5l7-7',
  bolt: 'M13 3 5 13.5h6L10 21l9-11h-6.5z',
  menu: 'M4 6.5h16M4 12h16M4 17.5h16',
  chevron: 'M7 10l5 5 5-5',
  people: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 20c0-4 3-6 6.5-6s6.5 2 6.5 6M16 4.5a3.5 3.5 0 0 1 0 6.5M17.5 14c2.5.6 4 2.6 4 6',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M15.5 15.5 21 21',
  link: 'M10 14a4 4 0 0 0 5.7 0l3.6-3.6a4 4 0 0 0-5.7-5.7L12 6.3M14 10a4 4 0 0 0-5.7 0l-3.6 3.6a4 4 0 0 0 5.7 5.7l1.6-1.6',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12M12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5',
  calendar: 'M4 6h16v14H4zM4 10.5h16M8.5 3.5V8M15.5 3.5V8',
  file: 'M6 3h8l4.5 4.5V21H6zM14 3v5h4.5',
  out: 'M10 4H5v16h5M14 8l4 4-4 4M18 12H9.5',
  eyeOff: 'M3 3l18 18M9.9 5.8a9 9 0 0 1 2.1-.3c6 0 9.5 6.5 9.5 6.5a16 16 0 0 1-2.7 3.4M6.3 7.4A16 16 0 0 0 2.5 12S6 18.5 12 18.5a9 9 0 0 0 4.2-1.1',
  down: 'M12 4v15M5.5 12.5 12 19l6.5-6.5',
};

/** @param {{name: keyof typeof PATHS}} props */
export function Icon({ name }) {
  return html`<svg class=${`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d=${PATHS[name]} /></svg>`;
}
