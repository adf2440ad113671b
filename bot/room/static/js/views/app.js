/**
 * The whole page: bars, panes, dialogs, and what is said without being shown.
 */
import { html, useEffect, useLayoutEffect, useRef } from '../lib.js';
import { set, useStore } from '../store.js';
import { Icon } from '../icons.js';
import { TopBar } from './topbar.js';
import { Sidebar } from './sidebar.js';
import { ChannelPane } from './channel.js';
import { HomePane } from './home.js';
import { ThreadPane } from './thread.js';
import { Modals } from './modal.js';
import { Dialogs } from './dialogs.js';
import { LoginAgain, LoginPage } from './login.js';
import { nameOf } from '../leaves.js';
import { unreadIn } from '../places.js';
import { unsay } from '../toasts.js';

function Banner() {
  const connection = useStore((state) => state.connection);
  const notice = useStore((state) => state.notice);
  return html`<div class="banners">
    <div role="status">${connection === 'broken' && html`<p class="banner banner-warn">
      <span class="spinner" aria-hidden="true"></span> Reconnecting… What you write is kept; what you missed is shown when the Room is back.</p>`}</div>
    ${notice && html`<p class="banner"><span>${notice}</span>
      <button type="button" class="icon-button" aria-label="Put this notice away" onClick=${() => set({ notice: null })}><${Icon} name="close" /></button></p>`}
  </div>`;
}

/** A sentence, with what can be done about it where there is something. */
function Toast({ toast: { id, text, good, deed } }) {
  const run = () => { unsay(id); deed.run(); };
  return html`<p class=${`toast ${good ? 'toast-good' : ''}`}><span>${text}</span>
    ${deed && html`<button type="button" class="as-link" onClick=${run}>${deed.label}</button>`}
    <button type="button" class="icon-button" aria-label="Put this away" onClick=${() => unsay(id)}><${Icon} name="close" /></button></p>`;
}

/** What could not be done, and what was. A popover stands above an open modal too. */
function Toasts() {
  const toasts = useStore((state) => state.toasts);
  const box = useRef(null);
  useLayoutEffect(() => {
    if (box.current.matches(':popover-open')) box.current.hidePopover();
    if (toasts.length) box.current.showPopover();
  }, [toasts]);
  return html`<div class="toasts" role="alert" popover="manual" ref=${box}>${toasts.map((toast) => html`<${Toast} key=${toast.id} toast=${toast} />`)}</div>`;
}

function Announcer() {
  const words = useStore((state) => state.announcement);
  return html`<div class="only-spoken" aria-live="polite" role="status" data-announcer>${words}</div>`;
}

/** Past the bars, to the message box where there is one. */
function SkipLink() {
  const skip = (event) => {
    event.preventDefault();
    (document.getElementById('composer-text') ?? document.getElementById('main')).focus();
  };
  return html`<a class="skip-link" href="#main" onClick=${skip}>Skip to the channel</a>`;
}

/** @returns {?string} what the place in the main pane is called */
function placeName({ place, channels, people }) {
  if (place?.kind !== 'channel') return 'Home';
  const channel = channels[place.id];
  return channel?.is_im ? nameOf(channel.user, people) : channel?.name;
}

function useTitle() {
  const team = useStore((state) => state.team.name);
  const unread = useStore((state) => unreadIn(state.channels));
  const place = useStore(placeName);
  useEffect(() => {
    document.title = `${unread ? `(${unread}) ` : ''}${place ?? ''}${place ? ' · ' : ''}${team || 'The Room'}`;
  }, [team, unread, place]);
}

function Room() {
  const place = useStore((state) => state.place);
  const thread = useStore((state) => state.thread);
  const drawer = useStore((state) => state.drawer);
  useTitle();
  return html`<div class=${`frame ${thread ? 'has-thread' : ''}`}>
    <${SkipLink} />
    <${TopBar} />
    <${Banner} />
    <div class="panes">
      <${Sidebar} />
      ${drawer && html`<div class="shade" onClick=${() => set({ drawer: false })}></div>`}
      <main class="main" id="main" tabindex="-1">${place?.kind === 'home' ? html`<${HomePane} />` : place && html`<${ChannelPane} key=${place.id} id=${place.id} />`}</main>
      ${thread && html`<${ThreadPane} />`}
    </div>
    <${Modals} /><${Dialogs} /><${LoginAgain} /><${Toasts} /><${Announcer} />
  </div>`;
}

/** The page, in whichever phase it is. */
export function App() {
  const phase = useStore((state) => state.phase);
  const failure = useStore((state) => state.failure);
  if (phase === 'ready') return html`<${Room} />`;
  if (phase === 'login') return html`<${LoginPage} />`;
  if (phase === 'failed') return html`<p class="splash" role="alert">${failure}<br />Trying again…</p>`;
  return html`<p class="splash" role="status">Opening the Room…</p>`;
}
