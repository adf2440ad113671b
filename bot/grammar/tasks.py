"""Reads the numbers of tasks: one, a list, a range.

Which incident's tasks they are, and whether they exist, is asked elsewhere.
"""

import re
from dataclasses import dataclass
from typing import Final

from bot.grammar.errors import ReferenceRefused
from bot.grammar.text import fold, quoted
from bot.language.catalogue import later, say

TASK_CAP: Final = 200

_HIGHEST = 999_999
_MOST_DIGITS = 12  # Enough to say that a number is too high; a page of digits is never read.
_FRONT = 4_000  # A list of `TASK_CAP` tasks is shorter by half.
_ONE = r"(?:#|№|t#?|task[-\s#]?)?[0-9]+(?!\w)"
_UP_TO = r"(?:-|\.\.+|…)"
_UP_TO_SPACED = r"\s*(?:-|\.\.+|…|\bto\b)\s*"
_JOINED = r"\s*,\s*(?:and\s+)?|\s+(?:and\s+|&\s*|\+\s*)?"
_MARKED = r"(?=[#t№])"


@dataclass(frozen=True, slots=True)
class _Form:
    """How one item of a list is written, and what joins it to the next.

    Lists are long, and what is no list must not cost time: what is read is never read again. A
    possessive loop would say so in one pattern, but Python before 3.11.5 matches it wrongly.
    """

    item: re.Pattern[str]
    joint: re.Pattern[str]


_LIST = _Form(
    re.compile(rf"{_ONE}(?:{_UP_TO_SPACED}{_ONE})?", re.IGNORECASE),
    re.compile(_JOINED, re.IGNORECASE),
)
# Before free text a bare number counts only where it touches: in `#3 400` the 400 is the proof,
# in `#3, 5 of 9 PCs` and `#3 - 5 left` the 5 is no task.
_LEADING = _Form(
    re.compile(rf"{_ONE}(?:{_UP_TO}{_ONE}|{_UP_TO_SPACED}{_MARKED}{_ONE})?", re.IGNORECASE),
    re.compile(rf",(?={_ONE})|(?:{_JOINED}){_MARKED}", re.IGNORECASE),
)
_STOPS = re.compile(r"[\s,.:;]|$")
_ENDS = re.compile(r"(?=[,.:;]?(?:\s|$))[,.:;]?")
_NUMBER = re.compile(r"[0-9]+")
_CURE = later("type `#12`, or several as `#3,#5-9`")
# Where a channel is called 12, Slack turns the typed `#12` into a link to it.
_NUMBERED_CHANNEL = re.compile(r"<#[A-Z0-9]+\|([0-9]+)>")


@dataclass(frozen=True, slots=True)
class TaskList:
    """The tasks named at the front of a text, in order, and the text after them."""

    numbers: tuple[int, ...]
    rest: str


def task_numbers(text: str, *, cap: int = TASK_CAP) -> tuple[int, ...]:
    """Read a text that is tasks and nothing else: `#12`, `12`, `T12`, `#3,#5-9`, `T3-T5`."""
    tasks = _read(_LIST, text, cap)
    if tasks.rest:
        raise _not_a_task(tasks.rest)
    return tasks.numbers


def leading_tasks(text: str, *, cap: int = TASK_CAP) -> TaskList:
    """Read the tasks at the front: `#3,#5-9 isolated` → 3, 5 … 9 and `isolated`.

    After the first, a bare number belongs to the list only where it touches: `3,5-9`. No task at
    the front is a ReferenceRefused.
    """
    return _read(_LEADING, text, cap)


def names_tasks(text: str) -> bool:
    """Tell whether a text means to be tasks and nothing else, right or wrong: `#9-5` does."""
    text, found = _match(_LIST, text)
    return found is not None and found.end == len(text)


@dataclass(frozen=True, slots=True)
class _Found:
    """The items at the front of a text, and where they end."""

    items: tuple[str, ...]
    end: int


def _match(form: _Form, text: str) -> tuple[str, _Found | None]:
    """Match at the front, digits and dashes of every script made plain, and places kept."""
    text = _NUMBERED_CHANNEL.sub(r"#\1", text).strip()
    folded = (fold(character) for character in text[:_FRONT])
    plain = "".join(f if len(f) == 1 else c for f, c in zip(folded, text, strict=False))
    return text, _items(form, plain)


def _items(form: _Form, plain: str) -> _Found | None:
    found: list[str] = []
    item, end = form.item.match(plain), 0
    while item and _STOPS.match(plain, item.end()):
        found.append(item[0])
        end = item.end()
        joint = form.joint.match(plain, end)
        item = form.item.match(plain, joint.end()) if joint else None
    over = _ENDS.match(plain, end) if found else None
    return _Found(tuple(found), over.end()) if over else None


def _read(form: _Form, text: str, cap: int) -> TaskList:
    text, found = _match(form, text)
    if found is None:
        raise _not_a_task(text)
    numbers: dict[int, None] = {}
    for item in found.items:
        numbers |= dict.fromkeys(_numbers(item, cap))
        if len(numbers) > cap:
            raise _too_many(item, cap)
    return TaskList(tuple(numbers), text[found.end :].strip())


def _numbers(item: str, cap: int) -> range:
    """Return the numbers of one item, `#5` or `#5-9`."""
    first, *more = (int(digits[:_MOST_DIGITS]) for digits in _NUMBER.findall(item))
    last = more[0] if more else first
    if first < 1 or last > _HIGHEST or first > _HIGHEST:
        why = say("tasks are numbered from 1 to {highest}", highest=_HIGHEST)
        raise ReferenceRefused(say("{text} is not a task", text=quoted(item)), why, say(_CURE))
    if last < first:
        raise ReferenceRefused(
            say("{item} runs backwards", item=quoted(item)),
            say("a range goes from the lower number to the higher"),
            say("type `#{last}-{first}`", last=last, first=first),
        )
    if last - first >= cap:
        raise _too_many(item, cap)
    return range(first, last + 1)


def _not_a_task(text: str) -> ReferenceRefused:
    what = say("{text} is not a task", text=quoted(text, 30)) if text else say("No task was named")
    return ReferenceRefused(what, say("a task goes by its number"), say(_CURE))


def _too_many(item: str, cap: int) -> ReferenceRefused:
    return ReferenceRefused(
        say("With {item} these are more than {cap} tasks", item=quoted(item), cap=cap),
        say("so many at once are easily a slip"),
        say("name fewer at a time"),
    )
