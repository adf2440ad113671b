"""Reads what departments report: counts only, never a patient. Pure."""

import re
from collections.abc import Mapping
from functools import partial
from math import ceil
from typing import Final

from bot.errors import Mistyped, together
from bot.grammar.figures import whole
from bot.grammar.text import fold
from bot.language.catalogue import say
from bot.language.numbers import grouped

# Key as typed -> column of a return. The first of each is what help names.
RETURN: Final[Mapping[str, str]] = {
    "seen": "seen", "waiting": "waiting", "turned": "turned_away", "turned_away": "turned_away",
    "cancelled": "turned_away", "tat": "tat_minutes", "criticals": "criticals_late",
    "incidents": "incidents", "stock": "stock_days", "staff": "staff_short", "sheets": "sheets",
}  # fmt: skip
_REPORT: Final = "/dept return lab seen=120 waiting=14"
PRIORITIES: Final = ("p1", "p2", "p3", "p4")
MOST: Final = 1_000_000
# More errors than this in a sample stop the keying in until the cause is known.
MOST_ERRORS_PCT: Final = 2
HUNDRED: Final = 100
_PERCENT: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,4})?")
_RANGE: Final = re.compile(r"(?P<first>[0-9]{1,9})\s*(?:-|–|\.\.|to)\s*(?P<last>[0-9]{1,9})")


def count(name: str, typed: str, example: str = "") -> int:
    """Return a count, or raise Mistyped with the *example* of the command that it is typed in."""
    found = whole(fold(typed).strip().rstrip("%"))
    if found is not None and found <= MOST:
        return found
    raise Mistyped(
        say(
            "`{name}` is a count, 0 to {most}; `{typed}` is none.",
            name=name,
            most=grouped(MOST),
            typed=typed[:30],
        ),
        next_step=say("Type counts only: `{example}`.", example=example or f"{name}=120"),
        about=name,
    )


def percent(name: str, typed: str) -> int:
    """Return per cent, rounded up: what is above a limit stays above it; or raise Mistyped."""
    word = fold(typed).strip().rstrip("%").strip()
    if _PERCENT.fullmatch(word) and float(word) <= HUNDRED:
        return ceil(float(word))
    raise Mistyped(
        say("`{name}` is per cent, 0 to 100; `{typed}` is none.", name=name, typed=typed[:30]),
        next_step=say("Type `error=1.5`: wrong fields of a hundred that were compared."),
        about=name,
    )


def numbers(pairs: Mapping[str, str]) -> dict[str, int]:
    """Return the columns of a return; raise Mistyped when there is none."""
    given = {key: value for key, value in pairs.items() if key in RETURN}
    together(*(partial(count, key, value, _REPORT) for key, value in given.items()))
    found = {RETURN[key]: count(key, value, _REPORT) for key, value in given.items()}
    if not found:
        raise Mistyped(
            say("What is reported?"),
            next_step=say(
                "Type `/dept return lab seen=120 waiting=14`; the keys are {keys}.",
                keys=", ".join(dict.fromkeys(RETURN)),
            ),
        )  # fmt: skip
    return found


def priorities(pairs: Mapping[str, str], example: str) -> dict[int, int]:
    """Return sheets by priority; raise Mistyped, with the command's *example*, without any."""
    given = {key: value for key, value in pairs.items() if key in PRIORITIES}
    found = {int(key[1]): count(key, value, example) for key, value in given.items()}
    if not found:
        raise Mistyped(
            say("How many sheets of which priority?"),
            next_step=say("Say it: `{example}`.", example=example),
        )
    return found


def span(typed: str) -> tuple[int, int]:
    """Return a range of temporary numbers, or raise Mistyped."""
    found = _RANGE.fullmatch(fold(typed).strip())
    if found is None or int(found["last"]) < int(found["first"]):
        raise Mistyped(
            say("Which numbers?"),
            next_step=say("Type the lower one first: `/dept tempids opd 1000-1999`."),
        )
    return int(found["first"]), int(found["last"])
