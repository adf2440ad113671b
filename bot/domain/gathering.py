"""What one reader is told now of all that waits for them: one message an hour. Pure rules.

Which steps come about is `reminders`; who reads is a person or the channel of an incident.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from bot.domain.cadence import CLOCKS_DIFFER
from bot.domain.quiet import Quiet
from bot.domain.reminders import LEAD_MIN, Rung

# So long a reader has peace after a message; and so far ahead that message looks.
HOUR = timedelta(hours=1)


class Letter(Protocol):
    """One thing that waits to be told; what is critical is urgent."""

    @property
    def rung(self) -> Rung:
        """Why it is told."""
        ...

    @property
    def urgent(self) -> bool:
        """Whether it is told at any hour, and at once."""
        ...


L = TypeVar("L", bound=Letter)


@dataclass(frozen=True, slots=True)
class Heard:
    """When the reader last had a message: any, and one that spoke of what is due."""

    last: datetime | None = None
    last_due: datetime | None = None


def to_tell(
    letters: Sequence[L], heard: Heard, now: datetime, quiet: Quiet | None = None
) -> tuple[L, ...]:
    """Return what the reader is told now, all of it in one message; empty while it waits.

    What is urgent goes at once and takes along what waits, but not through quiet hours. What is
    due waits until an hour after the last message about what is due; a heads-up until an hour
    after any.
    """
    if quiet is not None and quiet.covers(now):
        return tuple(each for each in letters if each.urgent)
    if any(each.urgent for each in letters):
        return tuple(letters)
    due = any(each.rung is not Rung.HEADS_UP for each in letters)
    return tuple(letters) if _rested(heard.last_due if due else heard.last, now) else ()


def _rested(last: datetime | None, now: datetime) -> bool:
    # A message from "later than now" was sent by a clock that ran ahead.
    return last is None or last > now + CLOCKS_DIFFER or now - last >= HOUR


def helps_still(due_at: datetime, now: datetime) -> bool:
    """Tell whether a heads-up that had to wait is worth a message: soon it is due anyway."""
    # A tick takes a few seconds, and the shortest heads-up comes just so long before.
    return due_at - now > LEAD_MIN - timedelta(minutes=1)


def looks_ahead(letters: Sequence[Letter], now: datetime, quiet: Quiet | None = None) -> bool:
    """Tell whether a message of these names what falls due in the coming hour too.

    Then that is told with it, and not again by itself; a heads-up alone does not speak for it.
    """
    hushed = quiet is not None and quiet.covers(now)
    return not hushed and any(each.rung is not Rung.HEADS_UP for each in letters)
