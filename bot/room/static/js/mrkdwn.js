/**
 * Parses Slack's mrkdwn (wire form) into plain data.
 * It makes no markup: what shows the data is in mrkdwn_view.js, so text can never become code.
 */

/** Undo Slack's three entities, exactly once. @param {string} text */
export function unescape(text) {
  return text.replace(/&(lt|gt|amp);/g, (_all, name) => ({ lt: '<', gt: '>', amp: '&' })[name]);
}

const SAFE_LINK = /^(https?:\/\/|mailto:)/i;

/** @returns {boolean} whether *url* may become a link: never javascript:, data: or file: */
export const isSafeLink = (url) => SAFE_LINK.test(url);

const text = (value) => ({ kind: 'text', value: unescape(value) });

/** Read what stands between < and >. @returns {Object} one inline node */
function readAngle(inner) {
  const bar = inner.indexOf('|');
  const head = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? '' : unescape(inner.slice(bar + 1));
  if (/^@[UW][A-Z0-9]+$/.test(head)) return { kind: 'user', id: head.slice(1), label };
  if (/^#[CGD][A-Z0-9]+$/.test(head)) return { kind: 'channel', id: head.slice(1), label };
  if (head.startsWith('!')) return readSpecial(head.slice(1), label);
  const url = unescape(head);
  if (isSafeLink(url)) return { kind: 'link', url, label: label || url.replace(/^mailto:/i, '') };
  return text(`<${inner}>`);
}

function readSpecial(head, label) {
  const [name, ...rest] = head.split('^');
  if (['here', 'channel', 'everyone'].includes(name)) return { kind: 'broadcast', range: name };
  if (name === 'subteam') return { kind: 'group', id: rest[0] ?? '', label };
  if (name === 'date') {
    return { kind: 'date', seconds: Number(rest[0]), format: rest[1] ?? '', url: unescape(rest[2] ?? ''), fallback: label };
  }
  return { kind: 'text', value: label || `<!${unescape(head)}>` };
}

const MARKS = { '*': 'bold', _: 'italic', '~': 'strike' };
const isWord = (char) => char !== undefined && /[\p{L}\p{N}]/u.test(char);
const isSpace = (char) => char === undefined || /\s/.test(char);

/** @returns {number} where the mark opened before *from* closes, or -1 */
function closing(line, mark, from) {
  for (let at = line.indexOf(mark, from + 1); at >= 0; at = line.indexOf(mark, at + 1)) {
    if (!isSpace(line[at - 1]) && !isWord(line[at + 1]) && line[at - 1] !== mark) return at;
  }
  return -1;
}

const URL_HERE = /^https?:\/\/[^\s<>|]+/i;
const EMOJI_HERE = /^:([a-z0-9_+'-]{1,64}):/;

/** Try each rule at one place of a line. @returns {?{node: Object, end: number}} */
function matchAt(line, at, options) {
  const char = line[at];
  if (char === '<') return matchAngle(line, at);
  if (char === '`') return matchCode(line, at);
  if (char === ':') return matchEmoji(line, at);
  if (MARKS[char]) return matchMark(line, at, options);
  if ((char === 'h' || char === 'H') && !options.verbatim && !isWord(line[at - 1])) return matchUrl(line, at);
  return null;
}

function matchAngle(line, at) {
  const end = line.indexOf('>', at);
  return end < at + 2 ? null : { node: readAngle(line.slice(at + 1, end)), end: end + 1 };
}

function matchCode(line, at) {
  const end = line.indexOf('`', at + 1);
  return end <= at + 1 ? null : { node: { kind: 'code', value: plain(line.slice(at + 1, end)) }, end: end + 1 };
}

function matchEmoji(line, at) {
  const found = EMOJI_HERE.exec(line.slice(at, at + 70));
  return found && { node: { kind: 'emoji', name: found[1] }, end: at + found[0].length };
}

function matchUrl(line, at) {
  const found = URL_HERE.exec(line.slice(at));
  if (!found) return null;
  const url = found[0].replace(/([.,;:!?'"*_~)\]]|&gt;|&lt;)+$/, '');
  return { node: { kind: 'link', url: unescape(url), label: unescape(url) }, end: at + url.length };
}

function matchMark(line, at, options) {
  const mark = line[at];
  if (options.without.includes(mark) || isWord(line[at - 1]) || isSpace(line[at + 1])) return null;
  const end = closing(line, mark, at);
  if (end < 0) {
    // No later place of this line can close it either: remembering keeps hostile text linear.
    options.without += mark;
    return null;
  }
  if (end === at + 1) return null;
  const inner = { ...options, without: options.without + mark };
  return { node: { kind: MARKS[mark], children: inline(line.slice(at + 1, end), inner) }, end: end + 1 };
}

/** Parse one line. @param {string} line @param {{verbatim: boolean, without: string}} options */
export function inline(line, options) {
  const nodes = [];
  const here = { ...options };
  let from = 0;
  let at = 0;
  while (at < line.length) {
    const found = matchAt(line, at, here);
    if (!found) { at += 1; continue; }
    if (at > from) nodes.push(text(line.slice(from, at)));
    nodes.push(found.node);
    at = found.end;
    from = at;
  }
  if (from < line.length) nodes.push(text(line.slice(from)));
  return nodes;
}

/** @returns {string} code as people see it: links by their words, entities undone */
function plain(code) {
  return unescape(code.replace(/<(https?:[^>|]+|mailto:[^>|]+)(?:\|([^>]*))?>/g, (_all, url, label) => label || url));
}

const QUOTE = /^(?:&gt;|>) ?/;
const ITEM = /^\s*(?:([•◦▪-])|(\d{1,4})[.)])\s+(\S.*)$/;

function lineKind(line) {
  if (QUOTE.test(line)) return 'quote';
  const item = ITEM.exec(line);
  if (!item) return 'text';
  return item[2] ? 'ordered' : 'bullets';
}

function closeGroup(kind, lines, options) {
  if (kind === 'quote') return { kind, children: group(lines.map((line) => line.replace(QUOTE, '')), options, false) };
  if (kind === 'text') return { kind: 'lines', lines: lines.map((line) => inline(line, options)) };
  const items = lines.map((line) => ITEM.exec(line));
  return { kind, items: items.map((item) => ({ number: Number(item[2]), children: inline(item[3], options) })) };
}

/** Put lines of one kind together. @returns {Object[]} block nodes */
function group(lines, options, quotes = true) {
  const blocks = [];
  let kind = '';
  let held = [];
  const flush = () => { if (held.length) blocks.push(closeGroup(kind, held, options)); held = []; };
  for (const line of lines) {
    let now = lineKind(line);
    if (now === 'quote' && !quotes) now = 'text';
    if (now !== kind) flush();
    kind = now;
    held.push(line);
  }
  flush();
  return blocks;
}

function withoutEdges(part, isFirst, isLast) {
  // The line break beside a fence belongs to the fence.
  let body = isFirst ? part : part.replace(/^\n/, '');
  if (!isLast) body = body.replace(/\n$/, '');
  return body;
}

/** Parse a whole text. @param {string} source @param {boolean} [verbatim] @returns {Object[]} block nodes */
export function parse(source, verbatim = false) {
  const options = { verbatim, without: '' };
  const parts = source.split('```');
  if (parts.length % 2 === 0) parts.splice(-2, 2, `${parts.at(-2)}\`\`\`${parts.at(-1)}`);
  return parts.flatMap((part, index) => {
    if (index % 2) return part ? [{ kind: 'pre', value: plain(part.replace(/^\n|\n$/g, '')) }] : [];
    const body = withoutEdges(part, index === 0, index === parts.length - 1);
    if (!body) return [];
    const big = body.indexOf('&gt;&gt;&gt;');
    if (big !== 0 && body[big - 1] !== '\n') return group(body.split('\n'), options);
    const before = big > 0 ? group(body.slice(0, big - 1).split('\n'), options) : [];
    const quoted = group(body.slice(big + 12).trimStart().split('\n'), options, false);
    return [...before, { kind: 'quote', children: quoted }];
  });
}
