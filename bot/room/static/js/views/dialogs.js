/**
 * The page's own dialogs: confirmation, jump to a place, new channel; searching has its own file.
 */
import { html, useId, useMemo, useState } from '../lib.js';
import { get, set, setIn, useStore } from '../store.js';
import * as api from '../api.js';
import { TextObject } from '../mrkdwn_view.js';
import { Dialog } from './dialog.js';
import { Icon } from '../icons.js';
import { Search } from './search.js';
import { openChannel, openHome, openPerson, otherApps, peopleHere, theBot } from '../places.js';

const close = () => set({ dialog: null });

function Confirm({ dialog }) {
  const { confirm, answer } = dialog;
  const look = confirm.style === 'danger' ? 'button-danger' : 'button-primary';
  const foot = html`<button type="button" class="button" onClick=${() => answer(false)}>${confirm.deny?.text ?? 'Cancel'}</button>
    <button type="button" data-first class=${`button ${look}`} onClick=${() => answer(true)}>${confirm.confirm?.text ?? 'Yes'}</button>`;
  return html`<${Dialog} name="dialog-small" role="alertdialog" title=${confirm.title?.text ?? 'Are you sure?'} onClose=${() => answer(false)} foot=${foot}>
    <${TextObject} object=${confirm.text} /><//>`;
}

/** @returns {Object[]} every place one can jump to */
function places({ channels, people, bot }) {
  const own = theBot({ people, bot });
  const rooms = Object.values(channels).filter((channel) => !channel.is_im).map((channel) => ({
    key: channel.id, icon: channel.is_private ? 'lock' : 'hash', name: channel.name, unread: channel.unread,
    detail: channel.is_archived ? 'archived' : channel.is_member ? channel.topic : 'not joined', go: () => openChannel(channel.id),
  }));
  const others = [...peopleHere(people), ...otherApps(people, bot)].map((person) => ({
    key: person.id, icon: 'people', name: person.real_name || person.name, detail: person.is_bot ? 'app' : person.title, go: () => openPerson(person.id),
  }));
  const home = own ? [{ key: 'home', icon: 'home', name: own.real_name || own.name, detail: 'Home', go: openHome }] : [];
  return [...rooms, ...home, ...others];
}

function rank(place, query) {
  const name = place.name.toLowerCase();
  if (name.startsWith(query)) return 0;
  return name.split(/[\s_-]+/).some((word) => word.startsWith(query)) ? 1 : 2;
}

function found(all, query) {
  const wanted = query.trim().toLowerCase().replace(/^[#@]/, '');
  if (!wanted) return [...all].sort((one, other) => (other.unread ?? 0) - (one.unread ?? 0));
  return all.filter((place) => `${place.name} ${place.detail ?? ''}`.toLowerCase().includes(wanted))
    .sort((one, other) => rank(one, wanted) - rank(other, wanted));
}

function Switcher() {
  const id = useId();
  const channels = useStore((state) => state.channels);
  const people = useStore((state) => state.people);
  const bot = useStore((state) => state.bot);
  const all = useMemo(() => places({ channels, people, bot }), [channels, people, bot]);
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const shown = found(all, query).slice(0, 12);
  const active = Math.min(at, shown.length - 1);
  const go = (place) => { if (!place) return; close(); place.go(); };
  const keys = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && shown.length) { event.preventDefault(); setAt((active + step + shown.length) % shown.length); }
    if (event.key === 'Enter') { event.preventDefault(); go(shown[active]); }
  };
  return html`<${Dialog} name="dialog-light" title="Jump to" onClose=${close}>
    <input class="field" type="text" role="combobox" aria-expanded="true" aria-controls=${id} dir="auto" aria-autocomplete="list" autocomplete="off"
      aria-activedescendant=${shown[active] ? `${id}-${active}` : undefined} aria-label="Channel or person" placeholder="Channel or person"
      value=${query} onKeyDown=${keys} onInput=${(event) => { setQuery(event.currentTarget.value); setAt(0); }} />
    <ul role="listbox" id=${id} aria-label="Places" class="jump-list">
      ${shown.map((place, index) => html`<li key=${place.key} role="option" id=${`${id}-${index}`} aria-selected=${index === active}
        class=${`suggestion ${index === active ? 'is-active' : ''}`} onClick=${() => go(place)}>
        <${Icon} name=${place.icon} /><span class="suggestion-label"><bdi>${place.name}</bdi></span><span class="suggestion-about"><bdi>${place.detail}</bdi></span></li>`)}
    </ul>${!shown.length && html`<p class="quiet" role="status">Nothing here is called that.</p>`}<//>`;
}

/** @returns {string} a name as channels may have: lower case, no spaces */
const asChannelName = (text) => text.toLowerCase().replace(/[\s.]+/g, '-').replace(/[^\p{L}\p{N}_-]/gu, '').slice(0, 80);

function NewChannel() {
  const id = useId();
  const [name, setName] = useState('');
  const [isPrivate, setPrivate] = useState(false);
  const [error, setError] = useState('');
  const create = async (event) => {
    event.preventDefault();
    try {
      const { channel } = await api.post('channels', { name, is_private: isPrivate });
      close();
      setIn('channels', channel.id, { ...get().channels[channel.id], ...channel });
      openChannel(channel.id);
    } catch (refusal) {
      setError(refusal.message);
    }
  };
  const foot = html`<button type="button" class="button" onClick=${close}>Cancel</button>
    <button type="submit" form=${id} class="button button-primary" aria-disabled=${!name}>Create</button>`;
  return html`<${Dialog} name="dialog-small" title="New channel" onClose=${close} foot=${foot}>
    <form id=${id} onSubmit=${create}>
      <label class="input-label" for=${`${id}-name`}>Name</label>
      <input class="field" id=${`${id}-name`} value=${name} autocomplete="off" aria-invalid=${error ? 'true' : undefined}
        aria-describedby=${error ? `${id}-error` : undefined} onInput=${(event) => { setName(asChannelName(event.currentTarget.value)); setError(''); }} />
      ${error && html`<p class="field-error" role="alert" id=${`${id}-error`}>${error}</p>`}
      <p class="choice"><input type="checkbox" id=${`${id}-private`} checked=${isPrivate} onChange=${(event) => setPrivate(event.currentTarget.checked)} />
        <label for=${`${id}-private`}>Private: only its members see that it exists</label></p>
    </form><//>`;
}

const KINDS = { confirm: Confirm, switcher: Switcher, search: Search, 'new-channel': NewChannel };

/** The open dialog of the page itself, if there is one. */
export function Dialogs() {
  const dialog = useStore((state) => state.dialog);
  const Kind = dialog && KINDS[dialog.kind];
  return Kind ? html`<${Kind} key=${dialog.kind} dialog=${dialog} />` : null;
}
