"""Finds messages by their words, in what the person may read, newest first.

A long history is walked in parts, so that everybody else is served meanwhile.
"""

import asyncio
import heapq
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.room.entities import Channel, Fields, Message, Person
from bot.room.errors import PageError
from bot.room.shapes import page_message
from bot.room.state import State
from bot.room.visit import Route, Visit
from bot.room.wire import unescape, words

PAGE = 20
# One question reads so many messages at most; the answer says where to go on.
MOST_READ, READ_AT_ONCE = 20_000, 200
LONGEST = 200
BEFORE, AFTER = 60, 180
_TERM = re.compile(r'(?P<where>in:|from:)?(?:"(?P<phrase>[^"]+)"|(?P<word>\S+))', re.IGNORECASE)
_LINK = re.compile(r"<(?P<to>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
_MARKS = re.compile(r"(?<!\w)[*_~`]+|[*_~`]+(?!\w)")
# What stands on buttons and in menus is pressed, not said.
_PRESSED = frozenset({"button", "workflow_button", "overflow", "static_select"})
_SPOKEN = ("text", "fallback", "pretext", "title", "alt_text", "name")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: every one of `words`, in one channel and by one person if named."""

    words: tuple[str, ...]
    channel: str = ""
    person: str = ""


def fold(text: str) -> str:
    """Return *text* as it is compared: no difference of case or width."""
    return unicodedata.normalize("NFKC", text).casefold()


def read_query(text: str) -> Wanted:
    """Return what somebody typed: words, "a phrase", `in:#channel`, `from:@name`."""
    words: list[str] = []
    places = {"in:": "", "from:": ""}
    for term in _TERM.finditer(text[:LONGEST].replace("“", '"').replace("”", '"')):
        said = fold(term["phrase"] or term["word"]).strip('"')
        if term["where"]:
            places[term["where"].lower()] = said.lstrip("#@")
        elif said:
            words.append(said)
    return Wanted(tuple(words), places["in:"], places["from:"])


def spoken(state: State, fields: Fields) -> str:
    """Return all words of a message as people read them, on one line."""
    files = [state.files.get(file["id"], file) for file in fields.get("files", [])]
    texts = [fields.get("text", "")] if not fields.get("blocks") else []
    parts = [fields.get("blocks", []), fields.get("attachments", []), files]
    texts += words(parts, _SPOKEN, without=_PRESSED)
    shown = _LINK.sub(lambda found: _said(state, found), " ".join(texts))
    return " ".join(unescape(_MARKS.sub("", shown)).split())


def _said(state: State, found: re.Match[str]) -> str:
    to, label = found["to"], found["label"]
    person, channel = state.people.get(to[1:]), state.channels.get(to[1:])
    if to.startswith("@") and person is not None:
        return f"@{person.real_name or person.name}"
    if to.startswith("#") and channel is not None and not label:
        return f"#{channel.name}"
    return label or to


def _is(wanted: str, *names: str) -> bool:
    return not wanted or any(fold(name).startswith(wanted) for name in names if name)


def _channels(state: State, person: Person, wanted: Wanted) -> list[Channel]:
    return [each for each in state.visible_to(person.id) if _is(wanted.channel, each.name)]


def _newest_first(state: State, channels: list[Channel], before: str) -> Iterator[Message]:
    def stamps(channel: Channel) -> Iterator[tuple[str, str]]:
        order = state.logs[channel.id].between("", before or "9")
        return ((ts, channel.id) for ts in reversed(order) if ts != before)

    for ts, channel_id in heapq.merge(*map(stamps, channels), reverse=True):
        message = state.message(channel_id, ts)
        if message is not None:
            yield message


def _by(state: State, wanted: Wanted) -> Callable[[Message], bool]:
    people = {
        person.id for person in state.people.values()
        if _is(wanted.person, person.name, person.real_name, *person.real_name.split())
    }  # fmt: skip
    return lambda message: not wanted.person or message.user_id in people


def excerpt(text: str, words: tuple[str, ...]) -> str:
    """Return the part of *text* around the first of *words*."""
    at = fold(text).find(words[0]) if words else 0
    start = max(0, at - BEFORE)
    end = start + BEFORE + AFTER
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


async def search(visit: Visit) -> Fields:
    """Return a page of the messages found; `before` goes on where the last page ended."""
    wanted = read_query(visit.text("query"))
    if wanted == Wanted(()):
        raise PageError("nothing_sought", "Type a word to look for.")
    state = visit.hub.state
    channels, by = _channels(state, visit.person, wanted), _by(state, wanted)
    if wanted.channel and not channels:
        # The same for a private one, which does not exist for who is not in it.
        raise PageError(
            "channel_not_found", f"There is no channel called #{wanted.channel} that you may see."
        )
    found: list[Fields] = []
    read, last = 0, ""
    for message in _newest_first(state, channels, visit.text("before", "")):
        if len(found) == PAGE or read == MOST_READ:
            return {"messages": found, "words": wanted.words, "before": last}
        read, last = read + 1, message.ts
        if read % READ_AT_ONCE == 0:
            await asyncio.sleep(0)
        if by(message):
            found += _matching(state, message, wanted)
    return {"messages": found, "words": wanted.words, "before": None}


def _matching(state: State, message: Message, wanted: Wanted) -> list[Fields]:
    fields = message.fields
    text = spoken(state, fields)
    folded = fold(text)
    if not all(word in folded for word in wanted.words):
        return []
    shown = page_message(state, message.channel_id, fields)
    return [shown | {"excerpt": excerpt(text, wanted.words)}]


ROUTES = (Route("GET", "search", search),)
