"""Markdown as playbooks write it, turned into Slack's mrkdwn line by line. Pure.

Every line is complete in itself: no emphasis and no link runs over its end, so a text may be
parted or shortened between any two lines. What people type in the chat is no Markdown (`mrkdwn`).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from bot.slack.views.inlines import LINKS_SOUGHT, inline
from bot.slack.views.mrkdwn import BLANK, ELLIPSIS, coded, inner, seen

LEVELS = 12
INDENT = "    "
BULLETS = ("•", "◦", "▪")
FENCE = "```"
_TICK = re.compile(r"\[([ xX])\][ \t]+")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_CUT = re.compile(r"&(?:amp|lt|gt);|<@[UW][A-Z0-9]{1,31}>|.", re.DOTALL)
_LONGEST_WHOLE = 35  # A mention; it is shown whole or not at all.


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `text` is mrkdwn, `bare` the same without marks, `code` stands in a fence."""

    text: str
    bare: str
    code: bool = False

    def behind(self, mark: str) -> "Line":
        """Return the line with *mark* in front; code keeps its own shape."""
        return self if self.code else Line(mark + self.text, mark + self.bare)


GAP, DOTS = Line("", ""), Line(ELLIPSIS, ELLIPSIS)


# A card shows an instruction and says it without marks, and shows it again after each click.
@lru_cache(maxsize=128)
def lines(markdown: str) -> tuple[Line, ...]:
    """Return the lines of a Markdown text, none longer than it must be, without outer gaps."""
    text = seen(markdown)
    found = list(_blocks(SyntaxTreeNode(_parser(text.count("[") < LINKS_SOUGHT).parse(text))))
    while found and found[0] == GAP:
        found.pop(0)
    while found and found[-1] == GAP:
        found.pop()
    return tuple(found)


def mrkdwn(markdown: str, limit: int = 0) -> str:
    """Return a Markdown text as mrkdwn; with *limit*, whole lines and `…` for the rest."""
    found = lines(markdown)
    return joined(_within(found, limit) if limit else found)


def plainly(markdown: str, limit: int) -> str:
    """Return a Markdown text on one line without marks, escaped: for those who hear it read."""
    words = " ".join(" ".join(line.bare for line in lines(markdown)).split())
    if len(words) <= limit:
        return words
    return _cut(words, limit - 1)[0].rstrip() + ELLIPSIS


def sections(markdown: str, limit: int = 3000) -> list[str]:
    """Return a Markdown text as pieces of at most *limit* characters, each whole in its marks."""
    pieces: list[list[Line]] = [[]]
    for line in lines(markdown):
        for part in _fitting(line, limit):
            if pieces[-1] and len(joined([*pieces[-1], part])) > limit:
                pieces.append([])
            pieces[-1].append(part)
    return [text for piece in pieces if (text := joined(piece).strip())]


def joined(found: Iterable[Line]) -> str:
    """Return lines as one text, code between fences."""
    runs = ((code, list(run)) for code, run in groupby(found, key=lambda line: line.code))
    return "\n".join(_run(run, code=code) for code, run in runs)


def _run(run: Sequence[Line], *, code: bool) -> str:
    body = "\n".join(line.text for line in run)
    return f"{FENCE}\n{body or BLANK}\n{FENCE}" if code else body


def _within(found: Sequence[Line], limit: int) -> list[Line]:
    """Return as many whole lines as fit, and of the next as much as fits, without its marks."""
    if len(joined(found)) <= limit:
        return list(found)
    kept: list[Line] = []
    for line in found:
        if len(joined([*kept, line, DOTS])) > limit:
            break
        kept.append(line)
    following = found[len(kept)]
    left = limit - len(joined([*kept, DOTS]))
    head = "" if following.code else _cut(following.bare, left)[0].rstrip() + ELLIPSIS
    return [*kept, Line(head, head) if head else DOTS]


def _fitting(line: Line, limit: int) -> Iterator[Line]:
    """Yield the line; one that no block can hold loses its marks and is cut."""
    room = limit - 2 * len(FENCE) - 2
    if len(line.text) <= room:
        yield line
        return
    rest = line.text if line.code else line.bare
    while rest:
        head, rest = _cut(rest, room)
        yield Line(head, head, code=line.code)


def _cut(escaped: str, size: int) -> tuple[str, str]:
    """Part escaped text after at most *size* characters, at a blank if one is near."""
    if len(escaped) <= size:
        return escaped, ""
    end = 0
    for piece in _CUT.finditer(escaped, 0, size + _LONGEST_WHOLE):
        if piece.end() > size:
            break
        end = piece.end()
    blank = escaped.rfind(" ", end // 2, end)
    end = blank + 1 if blank > 0 else end
    return escaped[:end], escaped[end:]


@cache
def _parser(with_links: bool) -> MarkdownIt:  # noqa: FBT001 - a cache's key.
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 2 * LEVELS}).enable("table")
    # A reference's parser is slow on hostile text, and so is the search for a link's end.
    parser.disable(["reference"] if with_links else ["reference", "link", "image"])
    return parser


def _blocks(parent: SyntaxTreeNode, depth: int = 0) -> Iterator[Line]:
    """Yield the lines of what stands in a node, gaps between paragraphs that are not in a list."""
    for at, node in enumerate(parent.children):
        found = list(_block(node, depth))
        in_item = parent.type == "list_item"
        if at and found and not in_item:
            yield GAP
        yield from found


def _block(node: SyntaxTreeNode, depth: int) -> Iterator[Line]:
    match node.type:
        case "bullet_list" | "ordered_list":
            yield from _list(node, depth)
        case "blockquote":
            yield from (line.behind("> ") for line in _blocks(node, depth))
        case "fence" | "code_block":
            yield from _code(node)
        case "table":
            yield from _table(node)
        case "hr":
            yield Line("—", "—")
        case "html_block":
            words = _COMMENT.sub("", node.content).strip()
            yield from (Line(inner(each), inner(each)) for each in words.split("\n") if each)
        case _:
            yield from _words(node)


def _code(node: SyntaxTreeNode) -> Iterator[Line]:
    for line in node.content.removesuffix("\n").expandtabs(4).split("\n"):
        shown = coded(line)
        yield Line(shown, shown, code=True)


def _words(node: SyntaxTreeNode) -> Iterator[Line]:
    """Yield a paragraph or heading: lines that were wrapped are one, a hard break parts them."""
    title = node.type == "heading"
    children = node.children[0].children if node.children else []
    told = zip(inline(children, bold=title), inline(children, marks=False), strict=True)
    for text, bare in told:
        yield Line(f"*{text}*" if title and text else text, bare)


def _list(node: SyntaxTreeNode, depth: int) -> Iterator[Line]:
    number = int(node.attrs.get("start", 1))
    for at, item in enumerate(node.children, start=number):
        mark = f"{at}. " if node.type == "ordered_list" else BULLETS[min(depth, 2)] + " "
        found = list(_blocks(item, depth + 1)) or [GAP]
        first, ticked = _ticked(found[0])
        yield first.behind(ticked or mark)
        yield from (line.behind(INDENT) for line in found[1:])


def _ticked(line: Line) -> tuple[Line, str]:
    """Return a checkbox's line without its box, and the box as people see it."""
    box = _TICK.match(line.bare)
    if box is None:
        return line, ""
    size = box.end()
    return Line(line.text[size:], line.bare[size:]), "☐ " if box[1] == " " else "☑ "


def _table(node: SyntaxTreeNode) -> Iterator[Line]:
    """Yield a line for each row: its first cell, then each other one behind its heading."""
    rows = [row for part in node.children for row in part.children]
    heads = [_cell(cell, marks=False) for cell in rows[0].children]
    for row in rows[1:] or rows:
        yield Line(_row(row, heads, marks=True), _row(row, heads, marks=False)).behind("• ")


def _row(row: SyntaxTreeNode, heads: Sequence[str], *, marks: bool) -> str:
    first, *others = row.children
    name = _cell(first, marks=False)
    said = [
        f"{head}: {words}" if head and len(row.children) > 2 else words  # noqa: PLR2004 - two cells explain each other.
        for head, cell in zip(heads[1:], others, strict=False)
        if (words := _cell(cell, marks=marks))
    ]
    shown = f"*{name}*" if marks and name else name
    return f"{shown}: {'; '.join(said)}" if said else shown


def _cell(cell: SyntaxTreeNode, *, marks: bool) -> str:
    children = cell.children[0].children if cell.children else []
    return " ".join(inline(children, marks=marks)).strip()
