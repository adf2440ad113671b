/**
 * The Home of the app: its view for this person, or a friendly word while there is none.
 */
import { html } from '../lib.js';
import { useStore } from '../store.js';
import { Blocks } from '../blocks/blocks.js';
import { Tongue } from '../leaves.js';
import { AppTabs, AppTitle } from './app_tabs.js';
import { theBot } from '../places.js';

function Empty({ name }) {
  return html`<div class="home-empty"><h2>Nothing here yet</h2>
    <p>${name} shows your tasks, approvals and open incidents here once there are any.</p>
    <p>To begin, go to a channel and type <code>/incident declare sev1 e-Hospital servers encrypted</code>.</p></div>`;
}

/** Home, beside the messages with the app. */
export function HomePane() {
  const home = useStore((state) => state.home);
  const bot = useStore((state) => theBot(state));
  const name = bot?.real_name || bot?.name || 'The app';
  return html`<div class="place-head" data-pane><div class="place-line"><${AppTitle} /></div><${AppTabs} at="home" /></div>
    <div class="home" data-pane tabindex="0" role="region" aria-label=${`Home of ${name}`}>
      ${home === undefined && html`<p class="splash" role="status">Loading…</p>`}
      ${home === null && html`<${Empty} name=${name} />`}
      ${home && html`<${Tongue} of=${JSON.stringify(home.blocks)}><${Blocks} key=${home.id} blocks=${home.blocks ?? []} place=${{ formKey: home.id, view_id: home.id }} /><//>`}
    </div>`;
}
