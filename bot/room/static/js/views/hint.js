/**
 * The card that tells a first visitor what to type.
 */
import { html, useState } from '../lib.js';
import { set, useStore } from '../store.js';
import * as session from '../session.js';
import { Icon } from '../icons.js';

const FIRST = '/incident declare sev1 e-Hospital servers encrypted';

/** Shown until an incident has a channel, or until it is put away. */
export function FirstHint({ channel }) {
  const [seen, setSeen] = useState(session.hintSeen);
  const started = useStore((state) => Object.values(state.channels).some((one) => one.name.startsWith('inc-')));
  const login = useStore((state) => state.login);
  if (seen || started) return null;
  const away = () => { session.keepHintSeen(); setSeen(true); };
  return html`<aside class="hint-card" aria-label="How to begin">
    <div><h2>Begin here</h2>
      <p>Declare an incident: type this in the message box, then press <kbd>Enter</kbd>.</p>
      <p><code>${FIRST}</code></p>
      ${!login && html`<p class="quiet">Nothing leaves this machine. At the top right you can act as another person.</p>`}
    </div>
    <button type="button" class="button button-primary" onClick=${() => set({ put: { box: channel.id, text: FIRST } })}>Put it in the message box</button>
    <button type="button" class="icon-button" aria-label="Put this hint away" onClick=${away}><${Icon} name="close" /></button>
  </aside>`;
}
