"""Text as it travels: Slack's escapes, and what a person typed turned into Slack's wire form.

Pure; who and what exists is asked of the caller.
"""

import re
from collections.abc import Callable, Collection, Iterator
from typing import Any

BROADCASTS = {"channel": "<!channel>", "here": "<!here>", "everyone": "<!everyone>"}
CODE = re.compile(r"(```.*?```|`[^`\n]+`)", re.DOTALL)
TOKEN = re.compile(
    r"(?P<url>https?://[^\s<>|]+)"
    r"|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\w@&])@(?P<at>[a-zA-Z0-9][\w.-]*)"
    r"|(?<![\w#&])#(?P<hash>[a-z0-9_][\w-]*)"
)
TRAILING = ".,;:!?)]}'\"*_~"

Find = Callable[[str], str | None]


def escape(text: str) -> str:
    """Return *text* with the three characters replaced that mean something to Slack."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Return *text* as a person reads it, entities resolved."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def to_wire(text: str, *, mention: Find, channel: Find, mails: bool = True) -> str:
    """Return what a person typed in wire form; *mention* and *channel* resolve a name or not."""
    parts = CODE.split(text)
    return "".join(
        escape(part) if index % 2 else _resolve(part, mention, channel, mails=mails)
        for index, part in enumerate(parts)
    )


def _resolve(text: str, mention: Find, channel: Find, *, mails: bool) -> str:
    out, last = [], 0
    for match in TOKEN.finditer(text):
        link, end = _link(match, mention, channel, mails=mails)
        if link is not None:
            out += [escape(text[last : match.start()]), link]
            last = end
    return "".join([*out, escape(text[last:])])


def _link(
    match: re.Match[str], mention: Find, channel: Find, *, mails: bool
) -> tuple[str | None, int]:
    word = match.group().rstrip(TRAILING)
    end = match.start() + len(word)
    if match["url"]:
        return f"<{escape(word)}>", end
    if match["mail"]:
        return (f"<mailto:{word}|{word}>" if mails else None), end
    name = word[1:].rstrip("-")
    end = match.start() + 1 + len(name)
    if match["at"]:
        return BROADCASTS.get(name.lower()) or mention(name.lower()), end
    return channel(name), end


def plain_text(blocks: list[dict[str, Any]]) -> str:
    """Return the words of *blocks* in one line, as Slack does when the sender gave no text."""
    said = words(blocks, within=("text", "fields", "elements", "rows"))
    return " ".join(word.strip() for word in said if word.strip())[:3_000]


def words(
    node: Any,
    own: Collection[str] = ("text",),
    within: Collection[str] | None = None,
    *,
    without: Collection[str] = (),
) -> Iterator[str]:
    """Yield the texts of blocks in order: those called *own*, in all parts or those *within*.

    *without* are types of elements that are passed over.
    """
    if isinstance(node, list):
        for part in node:
            yield from words(part, own, within, without=without)
    elif isinstance(node, dict) and node.get("type") not in without:
        yield from (node[name] for name in own if isinstance(node.get(name), str))
        names = node if within is None else [name for name in within if name in node]
        for name in names:
            yield from words(node[name], own, within, without=without)
