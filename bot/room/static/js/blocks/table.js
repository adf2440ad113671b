/**
 * Shows table blocks; the first row is the heading, as in Slack.
 */
import { html } from '../lib.js';
import { RichText } from './rich_text.js';
import { CannotShow } from '../elements/element.js';

function content(cell) {
  if (cell?.type === 'rich_text') return html`<${RichText} block=${cell} />`;
  if (cell?.type === 'raw_text') return cell.text;
  if (cell?.type === 'raw_number') return cell.text ?? String(cell.value ?? '');
  return html`<${CannotShow} type=${cell?.type} />`;
}

function look(settings, column) {
  const { align, is_wrapped: wraps } = settings?.[column] ?? {};
  return `align-${['center', 'right'].includes(align) ? align : 'left'} ${wraps ? 'wraps' : ''}`;
}

/** A table that scrolls by itself when it is wider than its place. */
export function Table({ block }) {
  const [head = [], ...rows] = block.rows ?? [];
  const settings = block.column_settings;
  return html`<div class="table-scroll" tabindex="0" role="group" aria-label="Table">
    <table>
      <thead><tr>${head.map((cell, column) => html`<th scope="col" class=${look(settings, column)}>${content(cell)}</th>`)}</tr></thead>
      <tbody>${rows.map((row) => html`<tr>${row.map((cell, column) => (
        html`<td class=${look(settings, column)}>${content(cell)}</td>`))}</tr>`)}</tbody>
    </table>
  </div>`;
}
