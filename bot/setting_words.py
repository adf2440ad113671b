"""Reads the words in which settings are written: lists of people, cadences."""

import re
from datetime import timedelta
from typing import Any

DEFAULT_CADENCE = "sev1=2h,sev2=4h,sev3=12h,sev4=24h"
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=7)
_SPAN = re.compile(r"(\d{1,5})([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_ID = re.compile(r"[UWS][A-Z0-9]{2,30}")


def ids(value: Any) -> Any:
    """Return the ids of users and user groups in a text; raise ValueError for what is none."""
    if not isinstance(value, str):
        return value
    found = [part for part in re.split(r"[\s,]+", value) if part]
    for each in found:
        if not _ID.fullmatch(each):
            raise ValueError(f"`{each}` is no user (U…, W…) or user-group (S…) id")
    return frozenset(found)


def cadence(value: Any) -> Any:
    """Return the span of each severity; what a text leaves out is as by default."""
    if not isinstance(value, str):
        return value
    pairs = [_pair(part) for part in value.split(",") if part.strip()]
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(f"`{value.strip()}` names a severity twice")
    return {**cadence(DEFAULT_CADENCE), **found} if len(found) < len(_UNITS) else found


def _pair(text: str) -> tuple[int, timedelta]:
    name, _, given = text.strip().lower().partition("=")
    span = _SPAN.fullmatch(given.strip())
    if name.strip() not in {"sev1", "sev2", "sev3", "sev4"} or span is None:
        raise ValueError(f"`{text.strip()}` is not like sev1=2h")
    every = timedelta(**{_UNITS[span[2]]: int(span[1])})
    if not SHORTEST <= every <= LONGEST:
        raise ValueError(f"`{text.strip()}`: a cadence lies between 1m and 7d")
    return int(name.strip()[-1]), every
