"""What one reader is told now of all that waits for them: one message an hour. Pure rules.

Which steps come about is `reminders`; who reads is a person or the channel of an incident.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol

from bot.domain.cadence import CLOCKS_DIFFER
from bot.domain.quiet import Quiet
from bot.domain.reminders import LEAD_MIN, Rung

# So long a reader has peace after a message; and so far ahead that message looks.
HOUR = timedelta(hours=1)


class Letter(Protocol):
    """One thing that waits to be told."""

    @property
    def rung(self) -> Rung:
        """Why it is told."""
        ...


class Share(Enum):
    """How much of what waits is told now: what is told is told in one message."""

    NOTHING = "nothing"
    URGENT = "urgent"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Whether anything waits that is urgent, and anything that is more than a heads-up."""

    urgent: bool = False
    due: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """When the reader last had a message: any, and one that spoke of what is due."""

    last: datetime | None = None
    last_due: datetime | None = None


def told_now(waiting: Waiting, heard: Heard, now: datetime, quiet: Quiet | None = None) -> Share:
    """Return how much of what waits the reader is told now.

    What is urgent goes at once and takes along what waits, but not through quiet hours. What is
    due waits until an hour after the last message about what is due; a heads-up until an hour
    after any.
    """
    if quiet is not None and quiet.covers(now):
        return Share.URGENT if waiting.urgent else Share.NOTHING
    if waiting.urgent:
        return Share.ALL
    return (
        Share.ALL if _rested(heard.last_due if waiting.due else heard.last, now) else Share.NOTHING
    )


def _rested(last: datetime | None, now: datetime) -> bool:
    # A message from "later than now" was sent by a clock that ran ahead.
    return last is None or last > now + CLOCKS_DIFFER or now - last >= HOUR


def helps_still(due_at: datetime, now: datetime) -> bool:
    """Tell whether a heads-up that had to wait is worth a message: soon it is due anyway."""
    # A tick takes a few seconds, and the shortest heads-up comes just so long before.
    return due_at - now > LEAD_MIN - timedelta(minutes=1)


def looks_ahead(letters: Sequence[Letter], now: datetime, quiet: Quiet | None = None) -> bool:
    """Tell whether a message of these names what falls due in the coming hour too.

    Then that has its heads-up with it and needs none of its own; once due it is told as such.
    A heads-up alone does not speak for it.
    """
    hushed = quiet is not None and quiet.covers(now)
    return not hushed and any(each.rung is not Rung.HEADS_UP for each in letters)
