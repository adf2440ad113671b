"""When a recurring task is due next, and what of it was missed. Pure: the moment comes in.

Opening the next one and closing a missed one is `bot.operations.recurring`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.domain.cadence import Daily, Interval, Rhythm, latest
from bot.domain.words import TaskStatus
from bot.playbook.values import read_every

# Work that somebody is at is not called missed: it stays open beside the next one.
BEGUN = frozenset({TaskStatus.IN_PROGRESS, TaskStatus.PROOF_REVIEW})


@dataclass(frozen=True, slots=True)
class Passed:
    """The latest moment that came while a task was open, and how many were missed before it."""

    due_at: datetime
    missed: int


@dataclass(frozen=True, slots=True)
class Phased:
    """One rhythm after the other: each but the last until its moment."""

    first: tuple[tuple[datetime, Rhythm], ...]
    last: Rhythm

    def after(self, moment: datetime) -> datetime:
        """Return the first due moment after *moment*, by the rhythm that holds then."""
        return self._at(moment).after(moment)

    def horizon(self, now: datetime) -> datetime:
        """Return the latest moment at which the next one can honestly be due."""
        return max(each.horizon(now) for each in (self._at(now), self.last))

    def _at(self, moment: datetime) -> Rhythm:
        return next((each for until, each in self.first if moment < until), self.last)


def rhythm(every: str, zone: ZoneInfo) -> Rhythm:
    """Return the rhythm that a task's `every` means on the clocks of *zone*."""
    *first, last = every.split()
    phases = [part.partition("<") for part in first]
    found = tuple(
        (datetime.fromtimestamp(int(until), UTC), _one(each, zone)) for each, _, until in phases
    )
    return Phased(found, _one(last, zone)) if found else _one(last, zone)


def _one(every: str, zone: ZoneInfo) -> Rhythm:
    read = read_every(every)
    return Interval(read.interval) if read.interval else Daily(read.times, zone)


def told(every: str) -> str:
    """Return a task's `every` as people read it: `2h → 6h`."""
    return " → ".join(part.partition("<")[0] for part in every.split())


def following(every: str, due_at: datetime, now: datetime, zone: ZoneInfo) -> datetime:
    """Return when the task is due again once it was finished at *now*.

    A span is counted from due moment to due moment, so that a late one does not shift the rest.
    """
    beat = rhythm(every, zone)
    after = beat.after(due_at)
    if after > now:
        return after
    return beat.after(latest(beat, after, now)[0])


def passed(
    every: str, due_at: datetime, now: datetime, zone: ZoneInfo, *, begun: bool
) -> Passed | None:
    """Return what came after *due_at* until *now*, or None while it is still this one's time.

    However long nobody looked, there is one to catch up with: the latest.
    """
    beat = rhythm(every, zone)
    coming = beat.after(due_at)
    if coming > now:
        return None
    newest, between = latest(beat, coming, now)
    return Passed(newest, between if begun else between + 1)
