"""What stands inside a line of Markdown, as mrkdwn: emphasis, code, links. Pure.

Lines and blocks are `markdown`'s.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from markdown_it.tree import SyntaxTreeNode

from bot.slack.views.mrkdwn import coded, inner

# With more brackets than this, nothing is taken for a link: looking for their ends would be slow.
LINKS_SOUGHT = 400
MARKS = {"strong": "*", "em": "_"}
_SAFE = re.compile(r"(?:https?://|mailto:)[^<>|\s]{1,3000}")
_ADDRESS = re.compile(r"https?://[^\s<>|]*[^\s<>|.,;:!?'\"()\[\]]")
_PERSON = re.compile(r"<@[UW][A-Z0-9]{1,31}>")
_ALIVE = re.compile(rf"{_PERSON.pattern}|{_ADDRESS.pattern}")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def inline(nodes: Sequence[SyntaxTreeNode], *, bold: bool = False, marks: bool = True) -> list[str]:
    """Return the lines of a paragraph; with *bold* they are bold already, *marks* off is bare."""
    done = frozenset("*") if bold else frozenset[str]()
    text = _Writer(marks=marks).written(nodes, done)
    return [" ".join(line.split()) for line in text.split("\n")]


class _Writer:
    """Writes nodes one behind the other."""

    def __init__(self, *, marks: bool) -> None:
        self._marks = marks

    def written(self, nodes: Sequence[SyntaxTreeNode], inside: frozenset[str]) -> str:
        """Return the nodes; *inside* are the marks that stand around them."""
        text = ""
        for at, node in enumerate(nodes):
            mark = MARKS.get(node.type, "")
            if not mark:
                text += self._leaf(node)
                continue
            body = self.written(node.children, inside | {mark})
            # Slack formats whole words only: within a word the mark would be shown as it is.
            within = _wordy(text[-1:]) or _wordy(_first(nodes[at + 1 :]))
            plain = within or not self._marks or mark in inside
            text += body if plain else _marked(body, mark)
        return text

    def _leaf(self, node: SyntaxTreeNode) -> str:
        match node.type:
            case "text" | "text_special":
                return self._linked(node.content)
            case "softbreak" | "hardbreak":
                return " " if node.type == "softbreak" else "\n"
            case "code_inline":
                return self._code(node.content)
            case "link" | "image":
                return self._link(node)
            case "html_inline":
                return self._html(node.content)
            case _:
                return inner(_said(node))

    def _code(self, content: str) -> str:
        shown = coded(content).replace("`", "ˋ").strip()
        return f"`{shown}`" if self._marks and shown else shown

    def _html(self, content: str) -> str:
        if content.startswith("<!--"):
            return ""
        return "\n" if _BREAK.fullmatch(content) else inner(content)

    def _link(self, node: SyntaxTreeNode) -> str:
        url = str(node.attrs.get("href") or node.attrs.get("src") or "")
        label = " ".join(_said(node).split())
        if not label or label in {url, url.removeprefix("mailto:")}:
            label = ""
        if _SAFE.fullmatch(url) is None:
            # A place in the document itself is no address that helps anybody here.
            beside = f" ({url})" if url and not url.startswith("#") else ""
            return inner(f"{label}{beside}" if label else url)
        if not self._marks:
            return inner(f"{label} ({url})" if label else url)
        shown = inner(label).replace("|", "¦")
        return f"<{coded(url)}|{shown}>" if label else f"<{coded(url)}>"

    def _linked(self, text: str) -> str:
        """Return a text in which people are mentions, and bare addresses links.

        A register's row fills in who is to be called; a mention is no mark, and is said as well.
        """
        parts, last = [], 0
        for found in (_ALIVE if self._marks else _PERSON).finditer(text):
            person = found[0].startswith("<")
            alive = found[0] if person else f"<{coded(found[0])}>"
            parts += [inner(text[last : found.start()]), alive]
            last = found.end()
        return "".join([*parts, inner(text[last:])])


def _marked(body: str, mark: str) -> str:
    """Return the body between marks, line by line: in Slack no mark runs over a line's end."""
    return "\n".join(
        f"{mark}{line.strip()}{mark}" if line.strip() else "" for line in body.split("\n")
    )


def _wordy(character: str) -> bool:
    return bool(character) and unicodedata.category(character)[0] in "LNM"


def _first(nodes: Sequence[SyntaxTreeNode]) -> str:
    return next((words[0] for node in nodes if (words := _said(node) or " ")), "")


def _said(node: SyntaxTreeNode) -> str:
    """Return the words of a node and of all that stands in it."""
    return "".join(_content(node))


def _content(node: SyntaxTreeNode) -> Iterator[str]:
    if node.type in {"softbreak", "hardbreak"}:
        yield " "
    elif node.children:
        for child in node.children:
            yield from _content(child)
    elif node.type not in {"link", "image"}:
        yield node.content
    else:
        yield str(node.content or "")
