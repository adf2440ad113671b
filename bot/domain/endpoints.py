"""Endpoints as counts: what may be said of a batch, its state, its rate and forecast. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from bot.domain.department_counts import count
from bot.domain.models import EndpointBatch, EndpointCount
from bot.domain.register import ANY, Machine, Register, Step
from bot.errors import Mistyped, Refused
from bot.language.catalogue import say

COUNTED: Final = (
    "triaged", "scanned", "infected", "resolved", "reimaged", "edr", "verified", "reconnected",
)  # fmt: skip
CLEANED: Final = frozenset({"scanned", "resolved", "reimaged"})
# The rate is that of the last days; older days say little of how fast it goes now.
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
    found = {key: count(key, value) for key, value in pairs.items() if key in {*COUNTED, "total"}}
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


def check(row: EndpointBatch, given: Mapping[str, int], user_id: str, *, is_open: bool) -> None:
    """Raise Refused unless the counts fit one another and the rules (3)."""
    total = given.get("total", row.total)
    over = [key for key in COUNTED if given.get(key, getattr(row, key)) > total]
    if over:
        raise Refused(
            say(
                "{name} has {total} endpoints; {over} would be more.",
                name=row.name,
                total=total,
                over=", ".join(over),
            ),
            rule="endpoints",
            next_step=say("Say the new total with it: `total=…`."),
        )
    verified = given.get("verified", row.verified)
    if verified > row.verified and row.cleaned_by == user_id:
        raise Refused(
            say("You cleaned {name} yourself, so somebody else verifies it.", name=row.name),
            rule="3, reconnection", who=say("another responder"), next_step=say("Ask one of them."),
        )  # fmt: skip
    _check_reconnected(row, given, verified, is_open=is_open)


def _check_reconnected(
    row: EndpointBatch, given: Mapping[str, int], verified: int, *, is_open: bool
) -> None:
    if given.get("reconnected", row.reconnected) > verified:
        raise Refused(
            say(
                "Only what is verified is reconnected: {verified} of {name} are.",
                verified=verified,
                name=row.name,
            ),
            rule="3, reconnection",
            who=say("whoever verifies"),
            next_step=say("Say `verified=…` first."),
        )
    if given.get("reconnected", 0) > row.reconnected and not is_open:
        raise Refused(
            say(
                "The segment of {name} ({segment}) is not open.",
                name=row.name,
                segment=row.segment or say("none given"),
            ),
            rule="3, reconnection",
            who=say("network lead"),
            next_step=f"`/server segment {row.segment or row.name} open <basis>`.",
        )


def state_of(row: EndpointBatch) -> str:
    """Return where a batch stands, by its counts."""
    if row.infected > row.resolved:
        return "blocked"
    ladder = (("reconnected", row.reconnected), ("verified", row.verified), ("clean", row.scanned))
    for state, done in ladder:
        if row.total and done >= row.total:
            return state
    return "scanning" if row.scanned else "pending"


def forecast(row: EndpointBatch, history: Sequence[EndpointCount], now: datetime) -> Forecast:
    """Return the honest range: what is left at the slowest and at the fastest recent day.

    History is in order of time; days in which nothing was counted count as slow ones.
    """
    left = max(row.total - row.verified, 0)
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


BATCH = Register(
    noun="batch", command="server", prefix="BAT", table=EndpointBatch, column="state", key="name",
    machine=Machine((Step("endpoints", ANY, ""),)), shows=shows,
)  # fmt: skip
