"""Tells why a phrase is no time, and whether it meant to be one.

The reading itself is in `times`.
"""

import re
from typing import Final

from bot.grammar.days import MONTHS, WEEKDAYS
from bot.grammar.errors import TimeRefused
from bot.grammar.spans import UNITS, parse_span
from bot.grammar.suggest import nearest
from bot.grammar.text import fold, quoted
from bot.language.catalogue import later, say

CURES: Final = {
    "future": later("type a time ahead such as `2h`, `18:00` or `tomorrow 9am`"),
    "past": later("type when it was, such as `20m ago`, `18:00` or `yesterday 9am`"),
    "any": later("type a time such as `2h`, `18:00`, `tomorrow 9am` or `24 nov 18:00`"),
}

_LONGEST = 60
_FULL_NAMES = (
    *("january", "february", "march", "april", "june", "july", "august", "sept", "september"),
    *("october", "november", "december", "monday", "tues", "tuesday", "wednesday", "thur"),
    *("thurs", "thursday", "friday", "saturday", "sunday"),
)
# These say by themselves that a time is meant; a month or a unit says it only beside a number.
_TELLING = frozenset(
    {*("now", "noon", "midday", "midnight", "today", "tonight", "tomorrow", "tmrw", "yesterday")}
    | {*WEEKDAYS, *(name for name in _FULL_NAMES if name.endswith("day"))}
)
_MONTHS_AND_DAYS = frozenset((*MONTHS, *WEEKDAYS, *_FULL_NAMES, "may"))
_KNOWN = _TELLING.union(
    (*UNITS, *MONTHS, *_FULL_NAMES),
    ("at", "by", "on", "in", "until", "till", "of", "the", "and", "an", "a", "half", "right"),
    ("ago", "earlier", "back", "from", "later", "hence", "next", "last", "this", "coming"),
    ("day", "before", "after", "am", "pm", "p", "st", "nd", "rd", "th", "t", "z", "utc", "gmt"),
)
_LONG_WORDS = ("tomorrow", "yesterday", "tonight", "midnight", *_FULL_NAMES)
_WORDS = re.compile(r"[^\W\d_]+")
_ZONE_BEHIND_CLOCK = re.compile(r"[0-9]:[0-9]{2}\s*([a-z]{2,5})$")
_SHORTEST_SLIP = 5


def looks_like_time(text: str) -> bool:
    """Tell whether a text means to be a moment, right or wrong: `25:61` does, `the gate` not."""
    if len(text) > _LONGEST:
        return False
    phrase = " ".join(fold(text).lower().split())
    if parse_span(phrase.removeprefix("in ")) is not None:
        return True
    words = _WORDS.findall(phrase)
    if zone := _ZONE_BEHIND_CLOCK.search(phrase):
        words.remove(zone[1])
    if "of" in words and not _MONTHS_AND_DAYS & set(words):
        return False  # `at 5 of 10 PCs`
    telling = any(map(str.isdecimal, phrase)) or any(map(_tells, words))
    return telling and all(word in _KNOWN or _slip(word) for word in words)


def unread(text: str, rest: str, direction: str) -> TimeRefused:
    """Explain why a phrase, or what is left of it behind its date, is no time."""
    what = say("{text} is not a time", text=quoted(text))
    words = _WORDS.findall(fold(text).lower())
    meant = next(((word, slip) for word in words if (slip := _slip(word))), None)
    length = parse_span(rest)
    if not text.strip():
        what, why = say("No time was given"), say("this needs one")
    elif rest.startswith("-"):
        why = say("it cannot be negative")
    elif length is not None:
        why = say("a date takes a clock time") if length else say("it needs more than nothing")
    elif rest.isdecimal():
        why = say("{text} alone could be a clock time or a length", text=quoted(rest, 12))
    elif meant:
        word, slip = meant
        # Of a single word the sentence has said already which it was.
        why = say("perhaps {meant} was meant by {typed}", meant=quoted(slip), typed=quoted(word))
        if words == [word]:
            why = say("perhaps {meant} was meant", meant=quoted(slip))
    else:
        why = say("it is no length of time, clock time or date")
    return TimeRefused(what, why, say(CURES[direction]))


def _tells(word: str) -> bool:
    return word in _TELLING or bool(_slip(word))


def _slip(word: str) -> str | None:
    """Return the word of time that a misspelt word was meant to be."""
    if len(word) < _SHORTEST_SLIP or word in _KNOWN:
        return None
    return nearest(word, _LONG_WORDS)
