"""Reads a time of day.

The day that it belongs to is read in `days`.
"""

import re
from dataclasses import dataclass
from datetime import time

from bot.grammar.errors import TimeRefused
from bot.grammar.text import fold, quoted
from bot.language.catalogue import later, say

_CLOCK = re.compile(
    r"(?:(?:12\s*)?(?P<word>noon|midday|midnight)"
    r"|(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{1,2})(?::(?P<second>[0-9]{2})(?:\.[0-9]{1,9})?)?)?"
    r"\s*(?P<half>[ap]m)?"
    r"|(?P<compact>[0-9]{4}))"
    r"(?:\s*(?:hrs?|hours|h))?(?:\s*(?P<zone>z|[a-z]{2,6}|(?:utc|gmt)?[+-][0-9]{1,2}(?::?[0-9]{2})?))?"
)
_DOTTED_HALF = re.compile(r"\b([ap])\.?\s?m\b\.?")
_NOON = 12
_LAST_HOUR, _LAST_MINUTE = 23, 59
_LONGEST = 60
_CURE = later("type `18:00`, `9am` or `6.30pm`")


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day and the zone typed behind it, in lower case, if any."""

    at: time
    zone: str | None = None


def clock(text: str) -> time:
    """Read a time of day for settings: `07:30`, `7.30am`, `0730`; else TimeRefused."""
    read = parse_clock(text)
    if read is None:
        what = (
            say("{text} is not a time of day", text=quoted(text))
            if text.strip()
            else say("No time was given")
        )
        raise TimeRefused(
            what, say("it needs an hour and minutes"), say("type `07:30`, `7.30am` or `0730`")
        )
    if read.zone is not None:
        raise TimeRefused(
            say("{text} names a zone", text=quoted(text)),
            say("times of day are kept in the hospital's zone"),
            say("leave the zone out"),
        )
    return read.at


def parse_clock(text: str) -> Clock | None:
    """Read a time of day; None for what means to be none, TimeRefused for `25:61`."""
    typed = _DOTTED_HALF.sub(r"\1m", " ".join(fold(text[:_LONGEST]).lower().split()))
    match = _CLOCK.fullmatch(typed)
    if match is None or len(text) > _LONGEST:
        return None
    if match["word"]:
        return Clock(time(0 if match["word"] == "midnight" else _NOON), match["zone"])
    if match["compact"]:
        hour, minute = match["compact"][:2], match["compact"][2:]
    else:
        hour, minute = match["hour"], match["minute"]
    if minute is None and match["half"] is None:
        return None  # `9` alone could as well be hours.
    parts = _checked(text, hour, minute or "00", match["second"] or "00", match["half"])
    return Clock(time(*parts), match["zone"])


def _checked(
    text: str, hour: str, minute: str, second: str, half: str | None
) -> tuple[int, int, int]:
    """Return hour, minute and second of a time that exists, else TimeRefused."""
    hours, minutes, seconds = int(hour), int(minute), int(second)
    if half and not 1 <= hours <= _NOON:
        why = say("with am or pm the hour goes from 1 to 12")
    elif hours > _LAST_HOUR:
        why = say("hours go from 0 to 23")
    elif minutes > _LAST_MINUTE or seconds > _LAST_MINUTE or len(minute) == 1:
        why = say("minutes have two digits and go from 00 to 59")
    else:
        if half:
            hours = hours % _NOON + (_NOON if half == "pm" else 0)
        return hours, minutes, seconds
    raise TimeRefused(say("{text} is not a time of day", text=quoted(text)), why, say(_CURE))
