"""Reads a moment at the front of a text whose rest is prose: `18:00 letter no. 12 of the Board`.

What a moment is, `times` knows.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.grammar.errors import TimeOutOfReach, TimeRefused
from bot.grammar.times import Direction, Moment, moment

# No moment takes more words: `on thu 24 nov 2022 at 6 pm`.
MOST_WORDS = 8


def leading_moment(
    text: str, *, now: datetime, zone: ZoneInfo, direction: Direction = "future"
) -> tuple[Moment, str]:
    """Return the longest moment that the text begins with, and what follows; else TimeRefused.

    What reads as a moment in the past is no shorter one ahead: `23 nov 12:00 letter` stays refused.
    """
    words = text.split()
    for count in range(min(len(words), MOST_WORDS), 1, -1):
        try:
            read = moment(" ".join(words[:count]), now=now, zone=zone, direction=direction)
        except TimeOutOfReach:
            raise
        except TimeRefused:
            continue
        return read, " ".join(words[count:])
    first = words[0] if words else ""
    return moment(first, now=now, zone=zone, direction=direction), " ".join(words[1:])
