"""When a legal deadline is said aloud: at shares of its time, near its end, and when it is over.

Pure: a beginning and an end go in, moments come out. Who is told is the tick's, how it is said is
the views'.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

SHARES = (50, 75, 90)
SOON = timedelta(minutes=30)
OVERDUE_EVERY = timedelta(minutes=30)
DUE = "due"


@dataclass(frozen=True, slots=True)
class Alarm:
    """One moment at which a deadline is said, with the name that lets it be said once."""

    name: str
    at: datetime

    @property
    def overdue(self) -> bool:
        """Whether the deadline has passed by then."""
        return self.name == DUE or self.name.startswith("over")


def before(since: datetime, due_at: datetime) -> tuple[Alarm, ...]:
    """Return the warnings before *due_at* in order of time: 50, 75, 90 %, half an hour, the end."""
    span = due_at - since
    named = [Alarm(str(share), since + span * share / 100) for share in SHARES]
    named.append(Alarm("soon", due_at - SOON))
    # A clock that was opened late has no time left to be shared out.
    ahead = sorted((each for each in named if since < each.at < due_at), key=lambda each: each.at)
    return (*ahead, Alarm(DUE, due_at))


def overdue(due_at: datetime, count: int) -> Alarm:
    """Return the reminder after *count* half hours past the end; 0 is the end itself."""
    if count == 0:
        return Alarm(DUE, due_at)
    past = count * OVERDUE_EVERY
    return Alarm(f"over{int(past.total_seconds() // 60)}", due_at + past)


def newest(since: datetime, due_at: datetime, moment: datetime) -> Alarm | None:
    """Return the latest alarm that is due at *moment*, the only one that is then said, or None."""
    if moment >= due_at:
        return overdue(due_at, (moment - due_at) // OVERDUE_EVERY)
    passed = [each for each in before(since, due_at) if each.at <= moment]
    return passed[-1] if passed else None


def following(since: datetime, due_at: datetime, moment: datetime) -> Alarm:
    """Return the first alarm after *moment*; there always is one while the duty is owed."""
    if moment >= due_at:
        return overdue(due_at, (moment - due_at) // OVERDUE_EVERY + 1)
    return next(each for each in before(since, due_at) if each.at > moment)


def missed(since: datetime, due_at: datetime, first: datetime, last: datetime) -> int:
    """Return how many alarms fell due from *first* up to, but without, the one at *last*."""
    ahead = sum(first <= each.at < last for each in before(since, due_at))
    halves = _half_hours(last - due_at) - max(_half_hours(first - due_at), 1)
    return ahead + max(halves, 0)


def _half_hours(span: timedelta) -> int:
    """Return the number of the first half hour that is not before *span*."""
    return -(-span // OVERDUE_EVERY)
