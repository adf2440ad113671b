"""Takes a markdown text apart into front matter, headings and list items, with their lines.

What an item means as a task is not known here. mdit-py-plugins' task lists are not used: they
look for each item's list anew, which takes seconds for a few thousand items.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from bot.playbook import limits

_NEWLINE = re.compile(r"\r\n?|\n")
_CHECKBOX = re.compile(r"\[([ xX])\](?:[ \t]+|\n[ \t]*|$)")
# Other tools have more states (`[/]` half done, `[-]` given up), and letters that are boxes.
_ALMOST_CHECKBOX = re.compile(
    r"\[\](?![(\[:])|\[(?:[ xX])\](?=[^\s(\[:])|\[\s{2,}\]|\[[-/<>!?*~+]\](?=\s)|[☐☑☒□](?=\s)"
)
_UNLISTED = re.compile(r"(?:[-*+]|\d{1,9}[.)])\[[ xX]?\](?![(\[:])")
_LINK = re.compile(
    r"!?\[((?:[^\[\]]|\[[^\[\]]{0,100}\]){1,300})\]\([^()\s]{1,300}(?:[ \t]+\"[^\"]{0,100}\")?\)"
)
# A link by the name of its target, and one of a wiki: `[the list][calls]`, `[[calls|the list]]`.
_NAMED_LINK = re.compile(r"!?\[([^\[\]]{1,300})\]\[[^\[\]]{0,100}\]")
_WIKI_LINK = re.compile(r"!?\[\[(?:[^\[\]|]{1,200}\|)?([^\[\]|]{1,200})\]\]")
_FOOTNOTE = re.compile(r"[ \t]*\[\^[^\[\]\s]{1,60}\]")
# Tags around words alone: what else stands in angles may be the words that somebody is to fill in.
_TAG = re.compile(
    r"</?(?:a|b|br|code|del|em|font|i|ins|kbd|mark|s|small|span|strong|sub|sup|u)(?:\s[^<>]{0,200})?/?>",
    re.IGNORECASE,
)
# How kramdown dresses a line, and how others name a heading.
_DRESS = re.compile(r"[ \t]*\{:[^{}\n]{0,200}\}[ \t]*$")
_HEADING_ID = re.compile(r"[ \t]*\{[#.][^{}\n]{0,200}\}[ \t]*$")
_MARKUP = "*_`[]<>&\\!~"
# A line in bold right above boxes is what many write in place of a heading.
BOLD = 7
_IN_BOLD = re.compile(r"(\*\*|__)[^\n]{1,200}\1[ \t]*:?")
_KEY = re.compile(r"[A-Za-z_][\w-]*[ \t]*:(?:\s|$)")
_MAX_NESTING = 2 * limits.LIST_LEVELS + 1  # A list and its items are a level each.


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of text and the number of its first line."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `end` is the line after it, `level` is 1 to 6, or BOLD."""

    text: str
    line: int
    end: int
    level: int


@dataclass(frozen=True, slots=True)
class Item:
    """A list item: lines count from 1, `end` is exclusive, `text_end` ends its first paragraph.

    `checked` is None where there is no checkbox; `parents` are indexes of the items around it.
    """

    line: int
    end: int
    text: str = ""
    text_end: int = 0
    checked: bool | None = None
    almost: bool = False
    ordered: bool = False
    parents: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A text taken apart; `lines` are its lines from the first, without their ends."""

    lines: tuple[str, ...]
    front: Block | None
    front_unclosed: bool
    headings: tuple[Heading, ...]
    items: tuple[Item, ...]
    unlisted: tuple[int, ...]
    too_deep: int | None  # The first line that is nested deeper than is read.
    body_line: int


def split_lines(text: str) -> list[str]:
    """Return the lines as an editor counts them."""
    return _NEWLINE.split(text.removeprefix("\ufeff"))


def read_document(text: str) -> Document:
    """Return the text taken apart; never raises, takes time in proportion to its length."""
    lines = split_lines(text)
    unclosed = False
    with_front = _starts_front_matter(lines)
    if with_front and not any(_ends_front_matter(line) for line in lines[1:]):
        unclosed, with_front = True, False
    tokens = _tokens("\n".join(lines), with_front=with_front)
    front = next((token for token in tokens if token.type == "front_matter"), None)
    return Document(
        lines=tuple(lines),
        front=Block(front.content, 2) if front else None,
        front_unclosed=unclosed,
        headings=tuple(_headings(tokens)),
        items=tuple(_items(tokens)),
        unlisted=tuple(_unlisted(tokens)),
        too_deep=next(
            (token.map[0] + 1 for token in tokens if token.level >= _MAX_NESTING - 1 and token.map),
            None,
        ),
        body_line=(front.map[1] if front and front.map else 0) + 1,
    )


def plain(markdown: str) -> str:
    """Return a line of markdown as the words that a reader sees, without emphasis or links."""
    text = _DRESS.sub("", without_comments(markdown[: limits.RAW_TITLE]))
    text = _LINK.sub(r"\1", _TAG.sub(" ", _FOOTNOTE.sub("", text)))
    text = _WIKI_LINK.sub(r"\1", _NAMED_LINK.sub(r"\1", text))
    if 0 < sum(map(text.count, _MARKUP)) <= limits.MARKS:
        inline = _inline_parser().parseInline(text)
        text = "".join(_words(inline[0].children or ()))
    return " ".join(text.split())


@cache
def _inline_parser() -> MarkdownIt:
    # Links are taken out before: markdown-it looks for their ends anew from every bracket.
    parser = MarkdownIt("commonmark", {"html": False}).enable("strikethrough")
    return parser.disable(["link", "image"])


def without_comments(text: str) -> str:
    """Return the text without its HTML comments."""
    kept = []
    position = 0
    while (start := text.find("<!--", position)) >= 0:
        end = text.find("-->", start + 4)
        if end < 0:
            break
        kept.append(text[position:start])
        position = end + 3
    return "".join([*kept, text[position:]])


def dedented(line: str, indent: int) -> str:
    """Return the line without its indentation, up to `indent` columns of it."""
    body = line.lstrip(" \t")
    width = len(line[: len(line) - len(body)].expandtabs(4))
    return " " * max(0, width - indent) + body


def _starts_front_matter(lines: Sequence[str]) -> bool:
    """Tell front matter from a rule drawn across the page, which a blank line or prose follows."""
    if not re.fullmatch(r"-{3,}[ \t]*", lines[0]) or len(lines) == 1 or not lines[1].strip():
        return False
    closed = any(_ends_front_matter(line) for line in lines[1:])
    return closed or _KEY.match(lines[1]) is not None


def _ends_front_matter(line: str) -> bool:
    return re.fullmatch(r"(?:-{3,}|\.\.\.)[ \t]*", line) is not None


def _tokens(text: str, *, with_front: bool) -> list[Token]:
    # HTML is on so that a task inside a comment is none. References are off: their parser is slow
    # on hostile text, and nothing here follows a link.
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": _MAX_NESTING})
    parser.disable("reference")
    parser.core.ruler.enableOnly(["normalize", "block"])
    if with_front:
        parser.use(front_matter_plugin)
    return parser.parse(text)


def _headings(tokens: Sequence[Token]) -> Iterator[Heading]:
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and token.level == 0 and token.map:
            words = plain(_HEADING_ID.sub("", tokens[index + 1].content))
            yield Heading(words, token.map[0] + 1, token.map[1] + 1, int(token.tag[1:]))
        elif token.type == "paragraph_open" and token.level == 0 and token.map:
            words = tokens[index + 1].content
            if _IN_BOLD.fullmatch(words) and _is_checklist(tokens[index + 3 : index + 7]):
                yield Heading(plain(words).rstrip(" :"), token.map[0] + 1, token.map[1] + 1, BOLD)


def _is_checklist(tokens: Sequence[Token]) -> bool:
    """Tell whether a list of boxes begins with these tokens: list, item, paragraph, words."""
    inline = tokens[-1:]
    begins = any(token.type.endswith("_list_open") for token in tokens[:1])
    return begins and any(_CHECKBOX.match(token.content) for token in inline)


def _items(tokens: Sequence[Token]) -> list[Item]:
    items: list[Item] = []
    around: list[int] = []
    lists: list[bool] = []
    for index, token in enumerate(tokens):
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                lists.append(token.type == "ordered_list_open")
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "list_item_open":
                around.append(len(items))
                items.append(_item(tokens, index, ordered=lists[-1], parents=tuple(around[:-1])))
            case "list_item_close":
                around.pop()
    return items


def _item(tokens: Sequence[Token], index: int, *, ordered: bool, parents: tuple[int, ...]) -> Item:
    start, end = tokens[index].map or (0, 0)
    item = Item(start + 1, end + 1, ordered=ordered, parents=parents)
    paragraph = tokens[index + 1]
    if paragraph.type != "paragraph_open" or paragraph.map is None:
        return replace(item, text_end=start + 1)
    content = tokens[index + 2].content
    first = paragraph.map[0] + 1
    item = replace(item, line=first, text=content, text_end=paragraph.map[1] + 1)
    box = _CHECKBOX.match(content)
    if box is None:
        return replace(item, almost=_ALMOST_CHECKBOX.match(content) is not None)
    return replace(
        item,
        line=first + box[0].count("\n"),
        text=content[box.end() :],
        checked=box[1] in "xX",
    )


def _unlisted(tokens: Sequence[Token]) -> Iterator[int]:
    for token in tokens:
        if token.type == "inline" and token.map and "[" in token.content:
            for offset, line in enumerate(token.content.split("\n")):
                if _UNLISTED.match(line.lstrip()):
                    yield token.map[0] + 1 + offset


def _words(children: Sequence[Token]) -> Iterator[str]:
    for child in children:
        if child.type in {"softbreak", "hardbreak"}:
            yield " "
        else:
            yield child.content
