"""Reads when a note says that it happened: `at 09:40` at either end, or `20 min ago` behind it.

A clock time alone counts for the last half day: what lies further back is more likely still to
come, `police come at 23:00`, and an event in the timeline must not stand a day too early.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.grammar import lines
from bot.grammar.errors import TimeRefused
from bot.grammar.leading import leading_moment
from bot.grammar.times import Moment, looks_like_time
from bot.language.catalogue import say
from bot.slack.ask import Ask
from bot.slack.views import kit

RECENT = timedelta(hours=12)
# `half an hour ago` and `1 h 20 min ago` are the longest that people type.
_MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Noted:
    """A note, when it happened if it says so, and what the writer is told of its time."""

    text: str
    at: datetime | None = None
    beside: str = ""


def read(ask: Ask) -> Noted:
    """Return the note without its `at 09:40`; of `20 min ago` the words stay."""
    last = lines.clauses(ask.text, {"at": looks_like_time})
    if typed := last.found.get("at"):
        said = ask.moment(typed, "past")
        if _has_happened(ask, said):
            return Noted(last.head, said.at)
        return Noted(ask.text, beside=_still_to_come(typed))
    first = lines.leading_clauses(ask.text, {"at": lambda behind: _behind_time(ask, behind)})
    if typed := first.found.get("at"):
        return Noted(first.head.lstrip("-–—:,; "), ask.moment(typed, "past").at)
    return Noted(ask.text, _ago(ask))


def _has_happened(ask: Ask, said: Moment) -> bool:
    """Tell whether a time without a day is of the last half day; a note says that it was none."""
    return said.whole_day or said.note is None or ask.turn.now - said.at <= RECENT


def _still_to_come(typed: str) -> str:
    return say(
        "{typed} is still to come today, so it stays in the text and the note counts from now; "
        "if it was yesterday: `at yesterday {time}`.",
        typed=kit.typed(f"at {typed}", 40), time=typed,
    )  # fmt: skip


def _behind_time(ask: Ask, text: str) -> str | None:
    """Return what stands behind a time of day; `at 2 h intervals` says none."""
    turn = ask.turn
    try:
        said, rest = leading_moment(text, now=turn.now, zone=turn.house.zone, direction="past")
    except TimeRefused:
        return None
    plain = said.away is None and not said.whole_day and _has_happened(ask, said)
    return rest if plain else None


def _ago(ask: Ask) -> datetime | None:
    """Return when a note happened that ends in `20 min ago`, if that is of the last half day."""
    words = ask.text.rstrip(" .!").split()
    if not words or words[-1].lower() != "ago":
        return None
    for count in range(min(len(words), _MOST_WORDS), 1, -1):
        try:
            said = ask.moment(" ".join(words[-count:]), "past")
        except TimeRefused:
            continue
        return said.at if ask.turn.now - said.at <= RECENT else None
    return None
