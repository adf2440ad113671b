/**
 * A button with a menu of deeds, worked by arrow keys.
 */
import { html, useRef } from './lib.js';
import { Popover, usePopover } from './popover.js';

/** Move focus among the items of a menu. */
function move(event, panel) {
  const items = [...panel.querySelectorAll('[role^="menuitem"]')];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  items[(to + items.length) % items.length]?.focus();
}

/**
 * @param {{label: string, items: {label: *, icon?: *, detail?: string, checked?: boolean, danger?: boolean, run: () => void}[]}} props
 */
export function Menu({ label, title, className = 'icon-button', items, children, busy = false }) {
  const { anchor, open, toggle, close } = usePopover();
  const panel = useRef(null);
  const pick = (item) => { close(); item.run(); };
  return html`
    <button type="button" class=${className} ref=${anchor} aria-haspopup="menu" aria-expanded=${open}
      aria-label=${label} aria-busy=${busy} title=${title ?? label} onClick=${toggle}>${children}</button>
    ${open && html`<${Popover} anchor=${anchor} label=${label ?? title} role="menu" onClose=${() => close(false)}>
      <div class="menu" ref=${panel} onKeyDown=${(event) => move(event, panel.current)}>
        ${items.map((item) => html`<${Item} item=${item} pick=${pick} />`)}
      </div>
    <//>`}`;
}

function Item({ item, pick }) {
  const role = item.checked === undefined ? 'menuitem' : 'menuitemradio';
  return html`<button type="button" role=${role} tabindex="-1" class=${`menu-item ${item.danger ? 'menu-danger' : ''}`}
    aria-checked=${item.checked} onClick=${() => pick(item)}>
    ${item.icon}<span class="menu-words"><span class="menu-label"><bdi>${item.label}</bdi></span>
    ${item.detail && html`<span class="menu-detail"><bdi>${item.detail}</bdi></span>`}</span>
  </button>`;
}
