"""A message of blocks as plain text, for where nobody draws blocks: a mail. Pure."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.grammar.text import unescape

RULE = "-" * 40
_REFERENCE = re.compile(r"<([@#!]?)([^<>|\s]*)(?:\|([^<>]*))?>")
# A star marks what is bold only where it holds on to a word.
_BOLD = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])")
_BLANK = re.compile(r"\n{3,}")


def plain(message: Mapping[str, Any]) -> str:
    """Return what a message's blocks say, line by line; its text where it has no blocks."""
    blocks = message.get("blocks") or ()
    said = "\n\n".join(_said(blocks)) if blocks else _unmarked(str(message.get("text", "")))
    return _BLANK.sub("\n\n", said).strip() + "\n"


def title(message: Mapping[str, Any]) -> str:
    """Return what a message's text begins with, up to its first full stop."""
    return _unmarked(str(message.get("text", "")).partition(".")[0])


def _said(blocks: Any) -> Iterator[str]:
    for block in blocks:
        match block.get("type"):
            case "header":
                title = str(block["text"]["text"])
                yield f"{title}\n{'=' * len(title)}"
            case "section":
                texts = [block["text"]] if "text" in block else block.get("fields", ())
                yield "\n".join(_unmarked(str(each["text"])) for each in texts)
            case "context":
                yield "\n".join(_unmarked(str(each.get("text", ""))) for each in block["elements"])
            case "divider":
                yield RULE


def _unmarked(text: str) -> str:
    """Return mrkdwn without its marks; what people typed was escaped, and is itself again."""
    bare = unescape(_REFERENCE.sub(_named, _BOLD.sub(r"\1", text)))
    return "\n".join(line.rstrip() for line in bare.split("\n"))


def _named(match: re.Match[str]) -> str:
    mark, target, label = match.groups()
    if mark == "!":
        return (label or "").strip()
    if mark == "#" and not label:
        return ""  # Outside the chat a channel's id leads nowhere.
    if mark:
        return f"{mark}{label or target}"
    return f"{label} ({target})" if label else target
