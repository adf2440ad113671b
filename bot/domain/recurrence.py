"""When a recurring task is due next, and what of it was missed. Pure: the moment comes in.

Opening the next one and closing a missed one is `bot.operations.recurring`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.cadence import Daily, Interval, Rhythm, latest
from bot.domain.words import TaskStatus
from bot.playbook.rhythms import AGAIN, kept_gaps
from bot.playbook.values import read_every, read_span

# Work that somebody is at is not called missed: it stays open beside the next one.
BEGUN = frozenset({TaskStatus.IN_PROGRESS, TaskStatus.PROOF_REVIEW})


@dataclass(frozen=True, slots=True)
class Next:
    """When a task comes again, and the rhythm from then on: none for the last time."""

    due_at: datetime
    every: str | None


@dataclass(frozen=True, slots=True)
class Passed:
    """The latest moment that came while a task was open, and how many were missed before it."""

    due_at: datetime
    missed: int
    every: str | None


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


def ends(every: str) -> bool:
    """Tell whether it comes a few times and no more, so that each of them is to be done."""
    return every.startswith(AGAIN)


def gaps(every: str) -> tuple[timedelta, ...]:
    """Return after which spans it comes again, if it ends."""
    return tuple(map(read_span, every[len(AGAIN) :].split(","))) if ends(every) else ()


def told(every: str) -> str:
    """Return a task's `every` as programs read it: `2h → 6h`, or `+4h,+20h` if it ends."""
    if ends(every):
        return ",".join(f"+{each}" for each in every[len(AGAIN) :].split(","))
    return " → ".join(part.partition("<")[0] for part in every.split())


def begin(every: str, now: datetime, zone: ZoneInfo) -> datetime:
    """Return when it is due first, once it waits for nothing any more."""
    return now if ends(every) else rhythm(every, zone).after(now)


def _coming(every: str, due_at: datetime) -> list[Next]:
    """Return all that is still to come of something that ends."""
    left, found = gaps(every), []
    for count, gap in enumerate(left, start=1):
        due_at += gap
        found.append(Next(due_at, kept_gaps(left[count:]) if left[count:] else None))
    return found


def following(every: str, due_at: datetime, now: datetime, zone: ZoneInfo) -> Next | None:
    """Return when the task is due again once it was finished at *now*; None if never.

    A span is counted from due moment to due moment, so that a late one does not shift the rest.
    """
    if ends(every):
        return next((each for each in _coming(every, due_at) if each.due_at > now), None)
    beat = rhythm(every, zone)
    after = beat.after(due_at)
    if after <= now:
        after = beat.after(latest(beat, after, now)[0])
    return Next(after, every)


def passed(
    every: str, due_at: datetime, now: datetime, zone: ZoneInfo, *, begun: bool
) -> Passed | None:
    """Return what came after *due_at* until *now*, or None while it is still this one's time.

    However long nobody looked, there is one to catch up with: the latest.
    """
    if ends(every):
        came = [each for each in _coming(every, due_at) if each.due_at <= now]
        missed = len(came) - 1 if begun else len(came)
        return Passed(came[-1].due_at, missed, came[-1].every) if came else None
    beat = rhythm(every, zone)
    coming = beat.after(due_at)
    if coming > now:
        return None
    newest, between = latest(beat, coming, now)
    return Passed(newest, between if begun else between + 1, every)
