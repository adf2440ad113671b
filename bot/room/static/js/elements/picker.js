/**
 * A searchable list from which one or several things are chosen, by mouse or keys.
 * It knows nothing of Slack: select.js translates.
 */
import { html, useEffect, useId, useMemo, useRef, useState } from '../lib.js';
import { Popover, usePopover } from '../popover.js';
import { Icon } from '../icons.js';

/** @typedef {{value: string, text: string, detail?: string, group?: string}} Choice */

/** @returns {Choice[]} the choices that contain every word of *query* */
function matching(choices, query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return choices.filter((choice) => {
    const hay = `${choice.text} ${choice.detail ?? ''} ${choice.group ?? ''}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}

function Option({ choice, id, active, chosen, pick }) {
  return html`<li role="option" id=${id} aria-selected=${chosen} class=${`option ${active ? 'is-active' : ''}`}
    onMouseDown=${(event) => { event.preventDefault(); pick(choice); }}>
    <span class="option-tick" aria-hidden="true">${chosen ? '✓' : ''}</span>
    <span class="option-words"><span><bdi>${choice.text}</bdi></span>
      ${choice.detail && html`<span class="option-detail"><bdi>${choice.detail}</bdi></span>`}</span>
  </li>`;
}

/** The open list: a combobox whose listbox is always shown. */
function List({ id, choices, chosen, label, many, pick }) {
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(() => Math.max(0, choices.findIndex((choice) => chosen.includes(choice.value))));
  const shown = useMemo(() => matching(choices, query), [choices, query]);
  const box = useRef(null);
  const active = Math.min(at, shown.length - 1);
  useEffect(() => { box.current?.querySelector('.is-active')?.scrollIntoView({ block: 'nearest' }); }, [active, query]);
  const keys = (event) => {
    const to = { ArrowDown: active + 1, ArrowUp: active - 1, Home: 0, End: shown.length - 1 }[event.key];
    if (to !== undefined) { event.preventDefault(); setAt((to + shown.length) % Math.max(1, shown.length)); }
    if (event.key === 'Enter') { event.preventDefault(); event.stopPropagation(); if (shown[active]) pick(shown[active]); }
  };
  return html`<div class="picker-list">
    <input class="picker-search" type="text" dir="auto" role="combobox" aria-expanded="true" aria-controls=${id} autocomplete="off"
      aria-label=${`Search: ${label}`} aria-activedescendant=${shown[active] ? `${id}-${active}` : undefined}
      placeholder="Search" value=${query} onKeyDown=${keys}
      onInput=${(event) => { setQuery(event.currentTarget.value); setAt(0); }} />
    <ul role="listbox" id=${id} ref=${box} aria-label=${label} aria-multiselectable=${many}>
      ${shown.map((choice, index) => html`
        ${choice.group && choice.group !== shown[index - 1]?.group
          && html`<li role="presentation" class="option-group"><bdi>${choice.group}</bdi></li>`}
        <${Option} key=${choice.value} choice=${choice} id=${`${id}-${index}`} active=${index === active}
          chosen=${chosen.includes(choice.value)} pick=${pick} />`)}
    </ul>
    ${!shown.length && html`<p class="picker-none" role="status">Nothing here is called that.</p>`}
  </div>`;
}

/** @returns {string[]} what is chosen, by name */
const namesOf = (choices, chosen) => chosen.map((value) => choices.find((choice) => choice.value === value)?.text ?? value);

/**
 * @param {{choices: Choice[], chosen: string[], many?: boolean, most?: number, placeholder: string, label?: string,
 *   attributes?: Object, busy?: boolean, onChange: (values: string[]) => void}} props
 */
export function Picker({ choices, chosen, many = false, most = Infinity, placeholder, label, attributes = {}, busy, onChange }) {
  const { anchor, open, toggle, close } = usePopover();
  const id = useId();
  const names = namesOf(choices, chosen);
  const words = names.join(', ') || placeholder;
  const pick = (choice) => {
    if (!many) { close(); onChange([choice.value]); return; }
    const without = chosen.filter((value) => value !== choice.value);
    if (without.length < chosen.length) onChange(without);
    else if (chosen.length < most) onChange([...chosen, choice.value]);
  };
  return html`<span class="picker">
    <button type="button" role="combobox" aria-controls=${open ? id : undefined} class=${`field picker-button ${chosen.length ? '' : 'is-placeholder'} ${busy ? 'is-pending' : ''}`}
      ref=${anchor} aria-haspopup="listbox" aria-expanded=${open} aria-busy=${Boolean(busy)} onClick=${toggle}
      onKeyDown=${(event) => { if (event.key === 'ArrowDown' && !open) { event.preventDefault(); toggle(); } }}
      aria-label=${attributes['aria-labelledby'] ? undefined : `${label ?? placeholder}: ${words}`} ...${attributes}>
      <span class="picker-words">${names.length ? names.map((name, index) => html`${index ? ', ' : ''}<bdi>${name}</bdi>`) : placeholder}</span><${Icon} name="chevron" /></button>
    ${many && chosen.length > 0 && html`<button type="button" class="picker-clear"
      aria-label="Clear the choice" onClick=${() => onChange([])}><${Icon} name="close" /></button>`}
    ${open && html`<${Popover} anchor=${anchor} label=${label ?? placeholder} onClose=${() => close(false)}>
      <${List} id=${id} choices=${choices} chosen=${chosen} label=${label ?? placeholder} many=${many} pick=${pick} /><//>`}
  </span>`;
}
