"""Endpoints as counts: how they are read, a batch's state, its rate and forecast. Pure.

What must hold of the counts is `endpoint_guards`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from bot.domain.department_counts import count
from bot.domain.endpoint_guards import (
    COUNTED,
    fits_the_total,
    is_clean_before_verified,
    is_verified_by_another,
    may_be_connected,
    total_is_grounded,
)
from bot.domain.models import EndpointBatch, EndpointCount
from bot.domain.register import ANY, Machine, Register, Step
from bot.errors import Mistyped
from bot.language.catalogue import say

# The rate is that of the last days; older days say little of how fast it goes now.
_COUNTED_SO: Final = "/server endpoints OPD total=1200 scanned=800"
RATE_OVER: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Forecast:
    """How many are verified in a day, at worst and at best, and how long the rest takes at that.

    `slow` and `fast` are endpoints per day of the last days; both are 0 while nothing is known.
    """

    slow: int = 0
    fast: int = 0
    days: int = 0
    left: int = 0

    @property
    def known(self) -> bool:
        """Whether there is a rate to reckon with."""
        return self.fast > 0


def read(pairs: Mapping[str, str]) -> dict[str, int]:
    """Return the counts that `key=value` pairs mean, or raise Mistyped."""
    given = {key: value for key, value in pairs.items() if key in {*COUNTED, "total"}}
    found = {key: count(key, value, _COUNTED_SO) for key, value in given.items()}
    if not found:
        raise Mistyped(
            say("What was counted?"),
            next_step=say(
                "Type `/server endpoints OPD total=1200 scanned=800 infected=12`; the keys are "
                "total, {keys}.",
                keys=", ".join(COUNTED),
            ),
        )  # fmt: skip
    return found


def is_ready(row: EndpointBatch) -> bool:
    """Tell whether a batch lets its segment open: each verified or off, none infected."""
    return row.state != "blocked" and row.verified + row.off >= row.total


def state_of(row: EndpointBatch) -> str:
    """Return where a batch stands, by its counts."""
    if row.infected > row.resolved:
        return "blocked"
    cleaned = row.scanned + row.reimaged
    ladder = (("reconnected", row.reconnected), ("verified", row.verified), ("clean", cleaned))
    for state, done in ladder:
        # What is off the wire for good need not come so far.
        if done and done + row.off >= row.total:
            return state
    return "scanning" if cleaned else "pending"


def forecast(row: EndpointBatch, history: Sequence[EndpointCount], now: datetime) -> Forecast:
    """Return the honest range: what is left at the slowest and at the fastest recent day.

    History is in order of time; days in which nothing was counted count as slow ones.
    """
    left = max(row.total - row.verified - row.off, 0)
    recent = [each for each in history if each.at >= now - RATE_OVER]
    before = [each for each in history if each.at < now - RATE_OVER]
    if not recent:
        return Forecast(left=left)
    start = before[-1] if before else recent[0]
    days = max((now - max(start.at, now - RATE_OVER)).total_seconds() / 86400, 1.0)
    done = row.verified - start.verified
    by_day: dict[int, int] = {}
    last = start.verified
    for each in recent:
        day = int((now - each.at).total_seconds() // 86400)
        by_day[day] = by_day.get(day, 0) + max(each.verified - last, 0)
        last = each.verified
    full = [by_day.get(day, 0) for day in range(int(days))] or [done]
    return Forecast(min(full), max(full), int(days), left)


def shows(row: Any) -> Mapping[str, str]:
    """Return what a playbook may say of a batch."""
    return {
        "name": row.name, "total": str(row.total), "state": row.state,
        "department": row.department, "segment": row.segment,
    }  # fmt: skip


GUARDS: Final = (
    total_is_grounded, fits_the_total, is_verified_by_another, is_clean_before_verified,
    may_be_connected,
)  # fmt: skip

BATCH = Register(
    noun="batch", command="server", prefix="BAT", table=EndpointBatch, column="state", key="name",
    machine=Machine((Step("endpoints", ANY, "", GUARDS),)), shows=shows,
)  # fmt: skip
