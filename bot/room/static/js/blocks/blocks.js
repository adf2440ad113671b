/**
 * Shows blocks of Block Kit, each behind its own guard: one bad block never takes the page with it.
 */
import { Component, html } from '../lib.js';
import { Mrkdwn, PlainText, TextObject } from '../mrkdwn_view.js';
import { CannotShow, Element } from '../elements/element.js';
import { InputBlock } from './input.js';
import { Markdown } from './markdown.js';
import { Picture } from './picture.js';
import { RichText } from './rich_text.js';
import { Table } from './table.js';

/** Catches what a malformed block throws while it is shown. */
class Guard extends Component {
  constructor(props) {
    super(props);
    this.state = { broken: false };
  }

  static getDerivedStateFromError() {
    return { broken: true };
  }

  render({ type, children }, { broken }) {
    return broken ? html`<${CannotShow} type=${type} />` : children;
  }
}

function Header({ block }) {
  return html`<h2 class="block-header" dir="auto"><${PlainText} text=${block.text.text} /></h2>`;
}

function Section({ block, place }) {
  return html`<div class="block-section">
    <div class="section-words">
      ${block.text && html`<${TextObject} object=${block.text} />`}
      ${block.fields && html`<div class="section-fields">${block.fields.map((field) => html`<div><${TextObject} object=${field} /></div>`)}</div>`}
    </div>
    ${block.accessory && html`<div class="section-accessory">
      <${Element} element=${block.accessory} blockId=${block.block_id} place=${place} /></div>`}
  </div>`;
}

function Context({ block }) {
  return html`<div class="block-context">${block.elements.map((part) => (part.type === 'image'
    ? html`<${Picture} image=${part} className="context-image" />`
    : html`<${TextObject} object=${part} />`))}</div>`;
}

function Actions({ block, place }) {
  return html`<div class="block-actions" role="group">${block.elements.map((element) => (
    html`<${Element} key=${element.action_id} element=${element} blockId=${block.block_id} place=${place} />`))}</div>`;
}

function Image({ block }) {
  return html`<figure class="block-image">
    ${block.title && html`<figcaption><${PlainText} text=${block.title.text} /></figcaption>`}
    <${Picture} image=${block} className="" /></figure>`;
}

const KINDS = {
  header: Header, section: Section, context: Context, actions: Actions, image: Image, input: InputBlock,
  divider: () => html`<hr class="block-divider" />`, rich_text: RichText, table: Table, markdown: Markdown,
};

function Block({ block, place }) {
  const Kind = Object.hasOwn(KINDS, block?.type ?? '') ? KINDS[block.type] : null;
  if (!Kind) return html`<${CannotShow} type=${block?.type} />`;
  return html`<${Kind} block=${block} place=${place} />`;
}

/** @param {{blocks: Object[], place: import('../types.js').Place}} props */
export function Blocks({ blocks, place }) {
  return html`<div class="blocks">${blocks.map((block, index) => (
    html`<${Guard} key=${`${block?.block_id ?? index} ${block?.type}`} type=${block?.type}>
      <${Block} block=${block} place=${place} /><//>`))}</div>`;
}

/** A body: its blocks, or its words when there are none. */
export function Body({ text, blocks, place }) {
  if (blocks?.length) return html`<${Blocks} blocks=${blocks} place=${place} />`;
  return text ? html`<${Mrkdwn} text=${text} />` : null;
}
