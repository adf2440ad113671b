/**
 * Shows the fields for a day, a clock time and a moment, in the workspace's zone and with a 24 h clock.
 */
import { html, useEffect, useRef, useState } from '../lib.js';
import { fromLocalField, toLocalField, zoneName } from '../time.js';

/** Long enough to finish typing a year, short enough to feel like an answer to a click. */
const SETTLE_MS = 900;

/** Read a clock time as people type it: 18:30, 1830, 6.30 pm. @returns {?string} HH:MM */
export function readClock(typed) {
  const found = /^\s*(\d{1,2})[:.h ]?(\d{2})?\s*(am|pm)?\s*$/i.exec(typed.replace(/^(\d{1,2})(\d{2})$/, '$1:$2'));
  if (!found) return null;
  const half = found[3]?.toLowerCase();
  let hour = Number(found[1]);
  if (half && (hour < 1 || hour > 12)) return null;
  if (half) hour = (hour % 12) + (half === 'pm' ? 12 : 0);
  const minute = Number(found[2] ?? 0);
  return hour < 24 && minute < 60 ? `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}` : null;
}

/** Call *onSettled* with a field's text once it rests, is left, or Enter is pressed. */
function useSettling(onSettled) {
  const timer = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  const settle = (input) => { clearTimeout(timer.current); onSettled(input.value); };
  return {
    onChange: (event) => { const input = event.currentTarget; clearTimeout(timer.current); timer.current = setTimeout(() => settle(input), SETTLE_MS); },
    onBlur: (event) => settle(event.currentTarget),
    onKeyDown: (event) => { if (event.key === 'Enter') settle(event.currentTarget); },
  };
}

function DayField({ value, label, attributes, onDay }) {
  const settling = useSettling((day) => { if ((day || null) !== (value ?? null)) onDay(day || null); });
  return html`<input type="date" class="field" aria-label=${label} value=${value ?? ''} ...${settling} ...${attributes} />`;
}

/** The browser's own time field follows the browser's language; a hospital's board needs 24 h everywhere. */
function ClockField({ value, label, attributes, onClock }) {
  const [odd, setOdd] = useState(false);
  const settling = useSettling((typed) => {
    const clock = readClock(typed);
    setOdd(Boolean(typed.trim()) && clock === null);
    if (clock !== (value ?? null) && (clock !== null || !typed.trim())) onClock(clock);
  });
  return html`<input type="text" inputmode="numeric" class="field clock-field" placeholder="HH:MM" autocomplete="off" maxlength="8"
    aria-label=${label} value=${value ?? ''} aria-invalid=${odd ? 'true' : undefined} title="24 h clock, such as 18:30"
    ...${settling} ...${attributes} />`;
}

/** Day and clock of one moment; the moment is told once both are there. */
function MomentField({ value, label, attributes, onMoment }) {
  const [day, clock] = value == null ? [null, null] : toLocalField(value).split('T');
  const [half, setHalf] = useState({});
  const now = { day: half.day ?? day, clock: half.clock ?? clock };
  const take = (change) => {
    const next = { ...now, ...change };
    setHalf(next.day && next.clock ? {} : next);
    if (next.day && next.clock) onMoment(fromLocalField(`${next.day}T${next.clock}`));
    else if (value != null) onMoment(null);
  };
  const { id, ...shared } = attributes;
  return html`<${DayField} value=${now.day} label=${`${label}: day`} attributes=${attributes} onDay=${(next) => take({ day: next })} />
    <${ClockField} value=${now.clock} label=${`${label}: time`} attributes=${{ ...shared, 'aria-labelledby': undefined }} onClock=${(next) => take({ clock: next })} />`;
}

/** A datepicker, timepicker or datetimepicker. */
export function DateField({ element, value, onChange, attributes }) {
  const label = element.accessibility_label ?? element.placeholder?.text ?? 'When';
  const shared = { value, label, attributes };
  return html`<span class="date-field">
    ${element.type === 'datepicker' && html`<${DayField} ...${shared} onDay=${onChange} />`}
    ${element.type === 'timepicker' && html`<${ClockField} ...${shared} onClock=${onChange} />`}
    ${element.type === 'datetimepicker' && html`<${MomentField} ...${shared} onMoment=${onChange} />`}
    ${element.type !== 'datepicker' && html`<span class="hint">${zoneName()}</span>`}</span>`;
}
