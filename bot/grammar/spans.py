"""Reads and says lengths of time.

Moments are in `times`.
"""

import re
from datetime import datetime, timedelta
from typing import Final

from bot.grammar.errors import TimeRefused
from bot.grammar.text import fold, quoted
from bot.language.catalogue import later, say

MINIMUM: Final = timedelta(minutes=1)
MAXIMUM: Final = timedelta(days=7)

_SECOND, _MINUTE, _HOUR, _DAY = 1, 60, 3_600, 86_400
UNITS = (
    dict.fromkeys(("s", "sec", "secs", "second", "seconds"), _SECOND)
    | dict.fromkeys(("m", "min", "mins", "minute", "minutes"), _MINUTE)
    | dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), _HOUR)
    | dict.fromkeys(("d", "day", "days"), _DAY)
    | dict.fromkeys(("w", "wk", "week", "weeks"), 7 * _DAY)
)
_PART = r"(?P<number>[0-9]{1,6}(?:\.[0-9]{1,3})?)\s*(?P<unit>[a-z]+)"
_PARTS = re.compile(_PART)
_ONE_PART = re.sub(r"\?P<\w+>", "?:", _PART)
_SPAN = re.compile(rf"{_ONE_PART}(?:(?:\s*,\s*|\s+and\s+|\s*){_ONE_PART})*(?P<minutes>[0-9]{{2}})?")
_CLOCK_IN_HOURS = re.compile(r"[0-9]{4}\s*(?:h|hrs?|hours)")  # `1800 hrs` is six in the evening.
_SPOKEN = (
    (re.compile(r"\bhalf an hour\b"), "30 min"),
    (re.compile(r"\ban? (?=[a-z])"), "1 "),
)
_LONGEST = 60
_CURE = later("type `45m`, `2h`, `1h30m` or `1d`")


def span(text: str, *, minimum: timedelta = MINIMUM, maximum: timedelta = MAXIMUM) -> timedelta:
    """Read `2h`, `90m`, `1h30m`, `1 day`; TimeRefused outside `minimum` … `maximum`."""
    length = parse_span(text)
    if length is None:
        raise TimeRefused(*_why_not(text), say(_CURE))
    if length < minimum:
        raise TimeRefused(
            say("{text} is too short", text=quoted(text)),
            say("the shortest here is {minimum}", minimum=say_span(minimum)),
            say(_CURE),
        )
    if length > maximum:
        raise TimeRefused(
            say("{text} is too long", text=quoted(text)),
            say("the longest here is {maximum}", maximum=say_span(maximum)),
            say(_CURE),
        )
    return length


def parse_span(text: str) -> timedelta | None:
    """Read a length of time of any size, or return None for what is none."""
    typed = " ".join(fold(text[:_LONGEST]).lower().split())
    for spoken, meant in _SPOKEN:
        typed = spoken.sub(meant, typed)
    match = None if _CLOCK_IN_HOURS.fullmatch(typed) else _SPAN.fullmatch(typed)
    if match is None or len(text) > _LONGEST:
        return None
    parts = [(part["number"], part["unit"]) for part in _PARTS.finditer(typed)]
    if match["minutes"]:  # `1h30`
        parts.append((match["minutes"], "m"))
    sizes = [UNITS.get(unit) for _, unit in parts]
    seconds = sum(float(number) * (UNITS.get(unit) or 0) for number, unit in parts)
    return None if None in sizes or _repeats(sizes) else timedelta(seconds=round(seconds))


def say_span(length: timedelta) -> str:
    """Say a length without its sign: `2 h 30 min`, `3 d 4 h`, `45 s`.

    Rounded to the minute, from a day on to the hour: two hours less a moment are `2 h`.
    """
    seconds = int(abs(length).total_seconds())
    if seconds < _MINUTE:
        return say("{number} s", number=seconds)
    grain = _MINUTE if seconds < _DAY else _HOUR
    seconds = (seconds + grain // 2) // grain * grain
    days, hours, minutes = seconds // _DAY, seconds % _DAY // _HOUR, seconds % _HOUR // _MINUTE
    said = (
        say("{number} d", number=days) if days else "",
        say("{number} h", number=hours) if hours else "",
        say("{number} min", number=minutes) if minutes and not days else "",
    )
    return " ".join(each for each in said if each)


def say_due(at: datetime, *, now: datetime) -> str:
    """Say when something falls due: `in 25 min`, `now`, `40 min late`."""
    return _ahead(at - now) or say("{span} late", span=say_span(now - at))


def say_ago(at: datetime, *, now: datetime) -> str:
    """Say when something happened: `25 min ago`, `now`, `in 25 min`."""
    return _ahead(at - now) or say("{span} ago", span=say_span(now - at))


def _ahead(ahead: timedelta) -> str:
    """Say how far off a moment is, or nothing for what is over."""
    if abs(ahead) < timedelta(minutes=1):
        return say("now")
    return say("in {span}", span=say_span(ahead)) if ahead > timedelta() else ""


def _repeats(sizes: list[int | None]) -> bool:
    return len(sizes) != len(set(sizes))


def _why_not(text: str) -> tuple[str, str]:
    typed = fold(text).strip()
    if not typed:
        return say("No length of time was given"), say("it needs a number and a unit")
    if typed.startswith("-"):
        return say("{text} is not a length of time", text=quoted(text)), say(
            "it cannot be negative"
        )
    if typed.isdecimal():
        what = say("{text} has no unit", text=quoted(text, 20))
        return what, say("it could be minutes, hours or days")
    what = say("{text} is not a length of time", text=quoted(text))
    return what, say("it needs a number and a unit")
