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
_ONE = r"(?:#|№|t#?|task[-\s#]?)?[0-9]++(?!\w)"
_MARKED = r"(?=[#t№])"
_STOPS = r"(?=[\s,.:;]|$)"
_RANGE = rf"{_ONE}(?:\s*(?:-|\.\.+|…|\bto\b)\s*{_ONE})?+"
_JOINED = r"\s*,\s*(?:and\s+)?|\s+(?:and\s+|&\s*|\+\s*)?"
_ENDS = r"(?=[,.:;]?(?:\s|$))[,.:;]?"
# The loops never step back (`*+`): lists are long, and what is no list must not cost time.
_LIST = re.compile(rf"\s*{_RANGE}{_STOPS}(?:(?:{_JOINED}){_RANGE}{_STOPS})*+{_ENDS}", re.IGNORECASE)
# Before free text a bare number counts only where it touches: in `#3 400` the 400 is the proof,
# in `#3, 5 of 9 PCs` and `#3 - 5 left` the 5 is no task.
_TIGHT = rf"{_ONE}(?:(?:-|\.\.+|…){_ONE}|\s*(?:-|\.\.+|…|\bto\b)\s*{_MARKED}{_ONE})?+{_STOPS}"
_LEADING = re.compile(
    rf"\s*{_TIGHT}(?:(?:,|(?:{_JOINED}){_MARKED}){_TIGHT})*+{_ENDS}", re.IGNORECASE
)
_ITEM = re.compile(_RANGE, re.IGNORECASE)
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
    text, match = _match(_LIST, text)
    return match is not None and match.end() == len(text)


def _match(pattern: re.Pattern[str], text: str) -> tuple[str, re.Match[str] | None]:
    """Match at the front, digits and dashes of every script made plain, and places kept."""
    text = _NUMBERED_CHANNEL.sub(r"#\1", text).strip()
    folded = (fold(character) for character in text[:_FRONT])
    plain = "".join(f if len(f) == 1 else c for f, c in zip(folded, text, strict=False))
    return text, pattern.match(plain)


def _read(pattern: re.Pattern[str], text: str, cap: int) -> TaskList:
    text, match = _match(pattern, text)
    if match is None:
        raise _not_a_task(text)
    numbers: dict[int, None] = {}
    for item in _ITEM.finditer(match[0]):
        numbers |= dict.fromkeys(_numbers(item[0], cap))
        if len(numbers) > cap:
            raise _too_many(item[0], cap)
    return TaskList(tuple(numbers), text[match.end() :].strip())


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
