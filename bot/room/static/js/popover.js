/**
 * A small panel over the page, beside the control that opened it.
 * The browser's own popover closes it on Escape and on a click elsewhere.
 */
import { html, useCallback, useLayoutEffect, useRef, useState } from './lib.js';

const GAP = 4;

/** Put *panel* under *anchor*, or above when there is more room. */
function settle(panel, anchor) {
  const box = anchor.getBoundingClientRect();
  const below = innerHeight - box.bottom - GAP * 2;
  const above = box.top - GAP * 2;
  const up = panel.scrollHeight > below && above > below;
  panel.style.maxHeight = `${Math.max(120, up ? above : below)}px`;
  const left = Math.min(box.left, innerWidth - panel.offsetWidth - GAP);
  panel.style.left = `${Math.max(GAP, left)}px`;
  panel.style.top = up ? `${Math.max(GAP, box.top - GAP - panel.offsetHeight)}px` : `${box.bottom + GAP}px`;
}

/**
 * @param {{anchor: {current: ?HTMLElement}, onClose: () => void, label: string, children: *}} props
 */
export function Popover({ anchor, onClose, label, role = 'dialog', wide = false, children }) {
  const panel = useRef(null);
  useLayoutEffect(() => {
    const element = panel.current;
    const toggled = (event) => { if (event.newState === 'closed') onClose(); };
    element.addEventListener('toggle', toggled);
    element.showPopover();
    settle(element, anchor.current);
    const first = element.querySelector('[data-first], input, [role^="menuitem"], button, a');
    first?.focus();
    return () => element.removeEventListener('toggle', toggled);
  }, []);
  return html`<div class=${`popover ${wide ? 'popover-wide' : ''}`} popover="auto" role=${role}
    aria-label=${label} ref=${panel}>${children}</div>`;
}

/**
 * Open and close a popover from one control.
 * @returns {{anchor: Object, open: boolean, toggle: () => void, close: (refocus?: boolean) => void}}
 */
export function usePopover() {
  const anchor = useRef(null);
  // Before the first time nothing was dismissed, however young the page is.
  const dismissedAt = useRef(-Infinity);
  const [open, setOpen] = useState(false);
  const close = useCallback((refocus = true) => {
    setOpen(false);
    if (refocus) anchor.current?.focus();
    else dismissedAt.current = performance.now();
  }, []);
  // The press that dismissed the panel is followed by a click on its control: that one must not reopen it.
  const toggle = useCallback(() => {
    if (performance.now() - dismissedAt.current > 250) setOpen((was) => !was);
  }, []);
  return { anchor, open, toggle, close };
}
