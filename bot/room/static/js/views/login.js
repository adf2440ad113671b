/**
 * Asks who it is: a page of its own at the start, a dialog when a session ends in the middle of work.
 */
import { html, useId, useLayoutEffect, useRef, useState } from '../lib.js';
import { useStore } from '../store.js';
import { Icon } from '../icons.js';
import { lastName, logIn } from '../login.js';

const ICON = new URL('../../icon.svg', import.meta.url).href;

/** A passcode, which one may look at: it is long, and hands shake. */
function Passcode({ id, box, invalid }) {
  const [shown, show] = useState(false);
  return html`<div class="passcode">
    <input class="field" id=${id} ref=${box} name="passcode" type=${shown ? 'text' : 'password'} required autocomplete="current-password"
      autocapitalize="none" autocorrect="off" spellcheck=${false} maxlength="256" aria-invalid=${invalid} aria-describedby=${`${id}-why`} />
    <button type="button" class="icon-button" aria-label=${shown ? 'Hide the passcode' : 'Show the passcode'} aria-pressed=${shown}
      onClick=${() => { show(!shown); box.current.focus(); }}><${Icon} name=${shown ? 'eyeOff' : 'eye'} /></button></div>`;
}

/** @param {{name?: string}} props the name that is filled in */
function LoginForm({ name = '' }) {
  const id = useId();
  const nameBox = useRef(null);
  const passcodeBox = useRef(null);
  const [why, sayWhyNot] = useState(null);
  const [busy, setBusy] = useState(false);
  useLayoutEffect(() => {
    // Set once: what is typed belongs to the browser, which may also fill it in.
    nameBox.current.value = name;
    (name ? passcodeBox : nameBox).current.focus();
  }, []);
  const send = async (event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const refusal = await logIn(nameBox.current.value, passcodeBox.current.value);
    if (!refusal) return;
    setBusy(false);
    sayWhyNot(refusal.message);
    passcodeBox.current?.select();
  };
  return html`<form class="login-form" onSubmit=${send}>
    <label for=${`${id}-name`}>Name</label>
    <input class="field" id=${`${id}-name`} ref=${nameBox} name="username" required autocomplete="username" autocapitalize="none"
      autocorrect="off" spellcheck=${false} maxlength="64" aria-invalid=${Boolean(why)} />
    <label for=${`${id}-passcode`}>Passcode</label>
    <${Passcode} id=${`${id}-passcode`} box=${passcodeBox} invalid=${Boolean(why)} />
    <p class="field-error" role="alert" id=${`${id}-passcode-why`}>${why}</p>
    <button type="submit" class=${`button button-primary login-button ${busy ? 'is-pending' : ''}`} aria-busy=${busy}><span>Log in</span></button>
  </form>`;
}

const HELP = html`<p class="hint">No passcode, or none that works? Whoever runs Wardroom makes you one: <code>${'wardroom room users passcode <name>'}</code></p>`;

/** The first thing that one sees of a Room with users. */
export function LoginPage() {
  return html`<main class="login" id="main">
    <div class="login-card">
      <div class="login-head"><img src=${ICON} alt="" width="40" height="40" /><div><h1>The Room</h1>
        <p class="quiet">Wardroom’s own workspace</p></div></div>
      <${LoginForm} />${HELP}
    </div></main>`;
}

/** Over the page whose session has ended; what stands on it stays. */
export function LoginAgain() {
  const asking = useStore((state) => state.asking);
  return asking && html`<${AgainDialog} asking=${asking} />`;
}

function AgainDialog({ asking }) {
  const id = useId();
  const box = useRef(null);
  useLayoutEffect(() => {
    box.current.showModal();
    box.current.querySelector('[name=passcode]').focus();
  }, []);
  // There is no way around it: Escape would leave a page that can do nothing.
  return html`<dialog class="dialog dialog-small" ref=${box} aria-labelledby=${id} onCancel=${(event) => event.preventDefault()}>
    <div class="dialog-head"><h2 id=${id}>Your session has ended</h2></div>
    <div class="dialog-body"><p>${asking}</p><${LoginForm} name=${lastName()} />${HELP}</div></dialog>`;
}
