"""Reads whom and what people point at: people, channels, links and rows by letter and number.

Tasks, hosts and severities are read next door and offered here too. Whether a thing exists is
asked of the database, elsewhere.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.grammar.errors import ReferenceRefused
from bot.grammar.hosts import HOST_CAP, Hosts, hosts
from bot.grammar.severities import LeadingSeverity, leading_severity, severity
from bot.grammar.tasks import TASK_CAP, TaskList, leading_tasks, names_tasks, task_numbers
from bot.grammar.text import REFERENCE, fold, quoted, unescape
from bot.language.catalogue import say

__all__ = [
    "HOST_CAP",
    "TASK_CAP",
    "ChannelRef",
    "Hosts",
    "LeadingSeverity",
    "Link",
    "TaskList",
    "UserRef",
    "channels",
    "hosts",
    "leading_severity",
    "leading_tasks",
    "links",
    "names_tasks",
    "numbered",
    "placed_users",
    "severity",
    "task_numbers",
    "user",
    "users",
    "without",
]


@dataclass(frozen=True, slots=True)
class UserRef:
    """A person as typed: Slack's id when Slack resolved the name, else the name."""

    user_id: str | None
    name: str | None


@dataclass(frozen=True, slots=True)
class ChannelRef:
    """A channel as typed: Slack's id when Slack resolved the name, else the name."""

    channel_id: str | None
    name: str | None


@dataclass(frozen=True, slots=True)
class Link:
    """A web address and, when it had one, its label."""

    url: str
    label: str | None = None


Ref = UserRef | ChannelRef | Link

# Everybody is nobody in particular: these take no role and no task.
_BROADCASTS = frozenset({"channel", "here", "everyone", "all", "group", "subteam"})
_NAMED = re.compile(
    rf"{REFERENCE.pattern}"
    r"|(?P<url>https?://[^\s<>\"]+)"
    r"|(?:(?<=^)|(?<=[\s(,;:]))(?P<mark>[@#\uff20\uff03])(?P<name>[^\s<>@#,;:()|\"]{1,80})"
)
# `E1`, `e-01`: the letter by which the usage of a command calls a row, and its number.
_LETTERED = re.compile(r"(?<![^\s,.])(?P<letter>[A-Za-z])-?0*(?P<number>[0-9]{1,6})(?![^\s,.])")
_AROUND_NAME = ".!?'’”*_~`"
_AROUND_URL = ".,;:!?'’”*_~`"


def users(text: str) -> tuple[UserRef, ...]:
    """Return every person named in the text, once each, in order; empty when there is none."""
    return tuple(dict.fromkeys(ref for ref, _, _ in _named(text) if isinstance(ref, UserRef)))


def placed_users(text: str) -> tuple[tuple[UserRef, int, int], ...]:
    """Return each naming of a person with its place, `start:end`."""
    found = _named(text)
    return tuple((ref, start, end) for ref, start, end in found if isinstance(ref, UserRef))


def user(text: str) -> UserRef:
    """Read a text that names exactly one person, else ReferenceRefused."""
    named = users(text)
    if len(named) == 1:
        return named[0]
    if named:
        what = say("{text} names {count} people", text=quoted(text), count=len(named))
        why = say("this takes one")
    elif text.strip():
        what = say("{text} names nobody", text=quoted(text))
        why = say("a person is named with an @")
    else:
        what, why = say("Nobody was named"), say("this needs a person")
    raise ReferenceRefused(what, why, say("type @ and choose the name, for example `@asha`"))


def channels(text: str) -> tuple[ChannelRef, ...]:
    """Return every channel named in the text, once each, in order."""
    return tuple(dict.fromkeys(ref for ref, _, _ in _named(text) if isinstance(ref, ChannelRef)))


def links(text: str) -> tuple[Link, ...]:
    """Return every http or https address in the text, once each, in order."""
    return tuple(dict.fromkeys(ref for ref, _, _ in _named(text) if isinstance(ref, Link)))


def without(text: str, *refs: Ref) -> str:
    """Return the text with these references taken out: the reason beside a mention."""
    left: list[str] = []
    position = 0
    for ref, start, end in _named(text):
        if ref in refs:
            left.append(text[position:start].rstrip(" "))
            position = end
    return "".join((*left, text[position:])).strip()


def numbered(text: str, prefixes: Mapping[str, str]) -> str:
    """Spell out `E1,E2` or `E1..E3` at the front of a text, by the prefix of each letter.

    Only the first word and what commas tie to it: further on `E2` may be a shelf or a seal.
    """
    front = 0
    for word in re.finditer(r"\S+", text):
        front = word.end()
        if not word[0].endswith(","):
            break

    def spelt(found: re.Match[str]) -> str:
        prefix = prefixes.get(found["letter"].upper())
        return f"{prefix}-{int(found['number']):03d}" if prefix else found[0]

    return _LETTERED.sub(spelt, text[:front]) + text[front:]


def _named(text: str) -> Iterator[tuple[Ref, int, int]]:
    """Yield each reference with its place: Slack's own, bare addresses, `@name` and `#name`."""
    for match in _NAMED.finditer(text):
        if match["mark"]:
            name = match["name"].rstrip(_AROUND_NAME)
            ref, end = _by_name(fold(match["mark"]), name), match.start("name") + len(name)
        elif match["url"]:
            url = _trimmed(match["url"])
            ref, end = Link(url), match.start() + len(url)
        else:
            ref, end = _by_reference(match), match.end()
        if ref is not None:
            yield ref, match.start(), end


def _by_reference(match: re.Match[str]) -> Ref | None:
    label = unescape(match["label"] or "") or None
    if match["sign"] == "@":
        return UserRef(match["id"], label)
    if match["sign"]:
        return ChannelRef(match["id"], label)
    address = unescape(match["address"])
    return Link(address, label) if address.startswith("http") else None


def _by_name(mark: str, name: str) -> Ref | None:
    if not name:
        return None
    if mark == "@":
        return None if name.lower() in _BROADCASTS else UserRef(None, name)
    return None if name[0].isdigit() else ChannelRef(None, name)


def _trimmed(url: str) -> str:
    """Leave out the full stop of the sentence and the bracket that closes around an address."""
    url = url.rstrip(_AROUND_URL)
    while url.endswith(")") and url.count(")") > url.count("("):
        url = url[:-1].rstrip(_AROUND_URL)
    return url
