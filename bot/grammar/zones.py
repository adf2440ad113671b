"""Reads a time zone as people type it: `Asia/Kolkata`, `asia/kolkata`, `Kolkata`.

Which zone somebody lives in is not guessed here.
"""

import re
from collections.abc import Mapping
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from bot.grammar.errors import TimeRefused
from bot.grammar.suggest import nearest
from bot.grammar.text import fold, quoted
from bot.language.catalogue import later, say

# Of names without a region only these are the same everywhere.
_UNIVERSAL = frozenset({"UTC", "GMT"})
_OFFSET = re.compile(r"(?:utc|gmt)?[+-][0-9]{1,2}(?::?[0-9]{2})?")
_LETTERS = re.compile(r"[a-z]{2,5}")
_LONGEST = 60
_CURE = later("type a region and a city, like `Asia/Kolkata`")


@cache
def _names() -> Mapping[str, str]:
    """Return the zones that are known here, by their names in lower case."""
    return {
        name.lower(): name
        for name in available_timezones()
        if ("/" in name and not name.startswith("Etc/")) or name in _UNIVERSAL
    }


@cache
def _cities() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name in sorted(_names().values()):
        found.setdefault(name.rpartition("/")[2].lower(), []).append(name)
    return {city: tuple(names) for city, names in found.items()}


def zone(text: str) -> ZoneInfo:
    """Return the zone that is meant, or raise TimeRefused saying why it cannot be told."""
    typed = "_".join(fold(text[: _LONGEST + 1]).split()).lower()
    known = _names().get(typed)
    cities = _cities().get(typed, ()) if known is None else ()
    if len(cities) == 1:
        known = cities[0]
    if known is None or len(text) > _LONGEST:
        raise _refused(text, typed, cities)
    return ZoneInfo(known)


def is_zone(name: str) -> bool:
    """Tell whether *name* is exactly the name of a zone that is known here."""
    return _names().get(name.lower()) == name


def is_known(name: str) -> bool:
    """Tell whether the clocks of the zone *name* are known here, also of one that is not typed."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _refused(text: str, typed: str, cities: tuple[str, ...]) -> TimeRefused:
    what = (
        say("{text} is no time zone", text=quoted(text, 40))
        if typed
        else say("No time zone was given")
    )
    if cities:
        return TimeRefused(
            what,
            say("it could be {cities}", cities=" or ".join(cities[:3])),
            say("type one of them"),
        )
    if _OFFSET.fullmatch(typed):
        why = say("an offset does not follow the clocks of a place through the year")
        return TimeRefused(what, why, say(_CURE))
    if _LETTERS.fullmatch(typed):
        return TimeRefused(what, say("such letters stand for several zones"), say(_CURE))
    close = nearest(typed, [*_names(), *_cities()])
    if close is not None:
        name = _names().get(close) or _cities()[close][0]
        return TimeRefused(
            what,
            say("no zone has that name"),
            say("did you mean `{name}`? If so type it", name=name),
        )
    return TimeRefused(what, say("no zone has that name"), say(_CURE))
