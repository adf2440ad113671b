"""Reads the promise of the next update at the end of a text: `… next 45m`, `next update at 18:00`.

Which moment is meant reads `times`.
"""

import re
from dataclasses import dataclass

from bot.grammar.lines import clauses
from bot.grammar.times import looks_like_time

# As people say it in a sentence, which then stays whole: `we give the next update at 18:00`.
_SENTENCE = re.compile(r"(?:update|one)\b[\s:,]*", re.IGNORECASE)
# `we meet next Monday` speaks of a day; a time of day behind it makes a promise of it.
_DAY = re.compile(
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?[.! ]*", re.IGNORECASE
)
_LINK = re.compile(r"[:\s]*(?:(?:is|comes|due|at|by)\s+)*", re.IGNORECASE)

# As it ends in Hindi written in Latin letters, and politely: `30 min mein`, `10 pm tak please`.
_TAIL = re.compile(r"(?:\s+(?:me|mein|tak|baad|pe|par|please|pls|plz|latest|max))+$", re.IGNORECASE)
_SPOKEN_OF = re.compile(r"\bnext\s+update\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Promised:
    """A text, and when the next update is promised for, as typed; "" if it is not."""

    text: str
    at: str = ""


def promised(text: str) -> Promised:
    """Return what is told, and what is promised at its end."""
    cut = clauses(
        text,
        {"next": lambda told: not _DAY.fullmatch(told) and looks_like_time(_when(told))},
    )
    told = cut.found.get("next")
    if told is None:
        return Promised(text)
    return Promised(text if _SENTENCE.match(told) else cut.head, _when(told))


def speaks_of_it(text: str) -> bool:
    """Tell whether a text speaks of the next update."""
    return _SPOKEN_OF.search(text) is not None


def _when(told: str) -> str:
    """Return the moment as typed, without the words that lead to it."""
    sentence = _SENTENCE.match(told)
    rest = told[sentence.end() :] if sentence else told
    link = _LINK.match(rest)
    return _TAIL.sub("", (rest[link.end() :] if link else rest).rstrip(".! "))
