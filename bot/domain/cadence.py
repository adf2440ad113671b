"""When the next summary and the next digest are due. Pure: `now` and the zone come in.

What is then said, and who is reminded of what, is not here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.language import dates
from bot.language.catalogue import later, say

# The field's habit for the worst incidents: every two hours on the first day, every four on the
# second, then before the morning and the evening meeting.
FIRST_DAY = timedelta(hours=24)
SECOND_DAY = timedelta(hours=48)
SECOND_DAY_EVERY = timedelta(hours=4)
MEETINGS = (time(8), time(20))

EVERY = MappingProxyType(
    {1: timedelta(hours=2), 2: timedelta(hours=4), 3: timedelta(hours=12), 4: timedelta(hours=24)}
)

# A post that leaves within this span of its moment is on time: a tick takes a few seconds.
LATE_AFTER = timedelta(minutes=2)

# So much the clocks of two replicas may differ. What was done later than that from "now" was done
# by a clock that ran ahead and was put right.
CLOCKS_DIFFER = timedelta(minutes=2)


class Rhythm(Protocol):
    """Something that knows its due moments, all aware and in UTC."""

    def after(self, moment: datetime) -> datetime:
        """Return the first due moment after *moment*, when one fell on *moment* itself."""
        ...

    def horizon(self, now: datetime) -> datetime:
        """Return the latest moment at which the next one can honestly be due."""
        ...


@dataclass(frozen=True, slots=True)
class Interval:
    """One span after the other."""

    span: timedelta

    def after(self, moment: datetime) -> datetime:
        """Return the moment one span later."""
        return moment + self.span

    def horizon(self, now: datetime) -> datetime:
        """Return the moment one span from now."""
        return now + self.span


@dataclass(frozen=True, slots=True)
class Daily:
    """At times of the day on the clocks of a zone, ascending."""

    times: tuple[time, ...]
    zone: ZoneInfo

    def after(self, moment: datetime) -> datetime:
        """Return the first of its moments that lies after *moment*."""
        day = moment.astimezone(self.zone).date() - timedelta(days=1)
        while True:
            for at in self.times:
                due = instant(day, at, self.zone)
                if due > moment:
                    return due
            day += timedelta(days=1)

    def horizon(self, now: datetime) -> datetime:
        """Return its next moment: there is no later one that could honestly be next."""
        return self.after(now)

    def nominal(self, due: datetime) -> str:
        """Name a due moment by the date and time that were meant, whatever the clocks did."""
        # The time of day may have changed after this moment was laid down: its own time names it.
        return self._meant(due) or f"{due.astimezone(self.zone):%Y-%m-%dT%H:%M}"

    def has(self, moment: datetime) -> bool:
        """Tell whether it falls due at *moment*; not so if its country moved its clocks since."""
        return self._meant(moment) is not None

    def _meant(self, due: datetime) -> str | None:
        local = due.astimezone(self.zone)
        for back in (1, 0):
            day = local.date() - timedelta(days=back)
            for at in self.times:
                if instant(day, at, self.zone) == due:
                    return f"{day.isoformat()}T{at:%H:%M}"
        return None


@dataclass(frozen=True, slots=True)
class Tapering:
    """Often on the first day, less on the second, then before the two meetings of each day."""

    declared_at: datetime
    first: timedelta
    zone: ZoneInfo

    def after(self, moment: datetime) -> datetime:
        """Return the next moment by the age that the incident has at *moment*."""
        age = moment - self.declared_at
        if age < FIRST_DAY:
            return moment + self.first
        if age < SECOND_DAY:
            return moment + SECOND_DAY_EVERY
        return Daily(MEETINGS, self.zone).after(moment)

    def horizon(self, now: datetime) -> datetime:
        """Return the latest honest next moment; a four-hour step may still reach into day three."""
        age = now - self.declared_at
        if FIRST_DAY <= age < SECOND_DAY + SECOND_DAY_EVERY:
            return max(self.after(now), now + SECOND_DAY_EVERY)
        return self.after(now)


@dataclass(frozen=True, slots=True)
class Catch:
    """What is posted now: the latest moment that fell due, how many before it went unsaid."""

    due_at: datetime
    missed: int
    late: bool
    next_due_at: datetime


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return when a zone's clocks show *at* on *day*: the first time if they show it twice.

    A time that the clocks skip means the first moment after the skip.
    """
    meant = datetime.combine(day, at)
    early, late = (meant.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (1, 0))
    if early >= late:
        return late
    # Here the clocks skip: fold=1 reads before the skip, fold=0 after it. Halve the span between.
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=int((late - early).total_seconds()) // 2)
        shown = middle.astimezone(zone).replace(tzinfo=None)
        early, late = (early, middle) if shown >= meant else (middle, late)
    return late


def odd_day(at: time, zone: ZoneInfo, now: datetime) -> tuple[date, bool] | None:
    """Return the next day within a year on which clocks show *at* twice (True) or skip it."""
    today = now.astimezone(zone).date()
    for ahead in range(366):
        meant = datetime.combine(today + timedelta(days=ahead), at)
        first, second = (meant.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
        if first is not None and second is not None and first != second:
            return meant.date(), first > second
    return None


def odd_said(odd: tuple[date, bool] | None, at: str) -> str:
    """Say what an odd day does to what comes daily at *at*; "" when there is none."""
    if odd is None:
        return ""
    day, twice = odd
    if twice:
        told = later("On {day} the clocks there show {at} twice: it comes the first time.")
    else:
        told = later("On {day} the clocks there skip {at}: it comes right after.")
    return say(told, day=dates.day(day), at=at)


def caught_up(rhythm: Rhythm, due_at: datetime, now: datetime) -> Catch:
    """Return the one post that answers for everything due from *due_at* until *now*."""
    due, missed = latest(rhythm, due_at, now)
    late = now - due > LATE_AFTER
    # After a late post an interval starts anew, or the next would follow on its heels.
    return Catch(due, missed, late, rhythm.after(now if late else due))


def latest(rhythm: Rhythm, due_at: datetime, now: datetime) -> tuple[datetime, int]:
    """Return the last moment from *due_at* until *now*, and how many there were before it."""
    if isinstance(rhythm, Interval):
        missed = max((now - due_at) // rhythm.span, 0)
        return due_at + missed * rhythm.span, missed
    missed = 0
    while (following := rhythm.after(due_at)) <= now:
        due_at, missed = following, missed + 1
    return due_at, missed


def of_summary(
    *,
    severity: int,
    declared_at: datetime,
    by_hand: timedelta | None,
    every: Mapping[int, timedelta],
    zone: ZoneInfo,
) -> Rhythm:
    """Return the rhythm of an incident's summaries: what was typed, else what its severity asks.

    A severity 1 tapers off after its first day unless the hospital set a span of its own.
    """
    if by_hand is not None:
        return Interval(by_hand)
    span = every.get(severity, EVERY[severity])
    if severity == 1 and span == EVERY[1]:
        return Tapering(declared_at, span, zone)
    return Interval(span)


def sooner(rhythm: Rhythm, planned: datetime | None, now: datetime) -> datetime:
    """Return the next moment when the rhythm changes now: never later than was announced."""
    changed = rhythm.after(now)
    return changed if planned is None else min(planned, changed)


def day_number(declared_at: datetime, now: datetime, zone: ZoneInfo) -> int:
    """Return which day of the incident it is on the hospital's calendar; the first is 1."""
    passed = now.astimezone(zone).date() - declared_at.astimezone(zone).date()
    return max(passed.days, 0) + 1
