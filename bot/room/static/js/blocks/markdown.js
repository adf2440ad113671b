/**
 * Shows markdown blocks: the plain subset that Slack shows, nothing of HTML.
 */
import { html, useMemo } from '../lib.js';
import { Emoji, SafeLink } from '../leaves.js';

const INLINE = [
  [/^`([^`\n]+)`/, (found) => html`<code>${found[1]}</code>`],
  [/^\*\*(?=\S)([^\n]*?\S)\*\*/, (found) => html`<strong>${inline(found[1])}</strong>`],
  [/^__(?=\S)([^\n]*?\S)__/, (found) => html`<strong>${inline(found[1])}</strong>`],
  [/^~~(?=\S)([^\n]*?\S)~~/, (found) => html`<s>${inline(found[1])}</s>`],
  [/^\*(?=[^\s*])([^*\n]*[^\s*])\*/, (found) => html`<em>${inline(found[1])}</em>`],
  [/^_(?=[^\s_])([^_\n]*[^\s_])_(?!\w)/, (found) => html`<em>${inline(found[1])}</em>`],
  [/^!?\[([^\]\n]{1,300})\]\(([^)\s]{1,2000})\)/, (found) => html`<${SafeLink} url=${found[2]}>${found[1]}<//>`],
  [/^<?(https?:\/\/[^\s<>]{1,2000}[^\s<>.,;:!?)])>?/, (found) => html`<${SafeLink} url=${found[1]}>${found[1]}<//>`],
  [/^:([a-z0-9_+-]{1,64}):/, (found) => html`<${Emoji} name=${found[1]} />`],
  [/^\\([\\`*_{}[\]()#+.!~>-])/, (found) => found[1]],
];
const MARK = /[`*_~![<h:\\]/;

/** Parse one line's marks. @returns {Array} nodes */
function inline(line) {
  const nodes = [];
  let plain = '';
  for (let at = 0; at < line.length;) {
    const rest = MARK.test(line[at]) ? line.slice(at, at + 2400) : '';
    const rule = rest && INLINE.map(([shape, show]) => [shape.exec(rest), show]).find(([found]) => found);
    if (!rule) { plain += line[at]; at += 1; continue; }
    if (plain) nodes.push(plain);
    plain = '';
    nodes.push(rule[1](rule[0]));
    at += rule[0][0].length;
  }
  return plain ? [...nodes, plain] : nodes;
}

const LINE_KINDS = [
  ['fence', /^\s*(```|~~~)/], ['heading', /^(#{1,6})\s+(.*)$/], ['rule', /^\s*([-*_])(\s*\1){2,}\s*$/],
  ['quote', /^\s*>\s?(.*)$/], ['bullets', /^\s*[-*+]\s+(?:\[([ xX])\]\s+)?(.*)$/], ['ordered', /^\s*(\d{1,9})[.)]\s+(.*)$/],
  ['blank', /^\s*$/],
];

function kindOf(line) {
  for (const [kind, shape] of LINE_KINDS) {
    const found = shape.exec(line);
    if (found) return { kind, found, line };
  }
  return { kind: 'text', found: null, line };
}

const tick = (box) => (box === undefined ? '' : `${box.trim() ? '☑' : '☐'} `);

const SHOW = {
  heading: (lines) => lines.map(({ found }) => html`<p class=${`md-heading md-h${found[1].length}`} role="heading" aria-level=${Math.min(6, found[1].length + 2)}>${inline(found[2])}</p>`),
  rule: () => html`<hr />`,
  quote: (lines) => html`<blockquote>${broken(lines.map(({ found }) => found[1]))}</blockquote>`,
  bullets: (lines) => html`<ul>${lines.map(({ found }) => html`<li>${tick(found[1])}${inline(found[2])}</li>`)}</ul>`,
  ordered: (lines) => html`<ol start=${Number(lines[0].found[1])}>${lines.map(({ found }) => html`<li>${inline(found[2])}</li>`)}</ol>`,
  text: (lines) => html`<p>${broken(lines.map(({ line }) => line))}</p>`,
  code: (lines) => html`<pre tabindex="0">${lines.join('\n')}</pre>`,
  blank: () => null,
};

const broken = (lines) => lines.map((line, index) => html`${index ? html`<br />` : null}${inline(line)}`);

/** Gather lines into groups of one kind; a fence takes all until its end. @returns {[string, Array][]} */
function groups(source) {
  const made = [];
  let fence = null;
  for (const line of source.split('\n')) {
    const now = kindOf(line);
    if (fence) {
      if (now.kind === 'fence') fence = null; else fence.push(line);
    } else if (now.kind === 'fence') {
      fence = [];
      made.push(['code', fence]);
    } else if (made.at(-1)?.[0] === now.kind) made.at(-1)[1].push(now);
    else made.push([now.kind, [now]]);
  }
  return made;
}

/** A markdown block. */
export function Markdown({ block }) {
  const parts = useMemo(() => groups(String(block.text ?? '')), [block.text]);
  return html`<div class="mrkdwn markdown" dir="auto">${parts.map(([kind, lines]) => SHOW[kind](lines))}</div>`;
}
