"""Who is told of a task or a promise that falls due, in which order and when. Pure rules.

The words of a reminder are the views'; that each is sent once is the tick's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.cadence import CLOCKS_DIFFER, LATE_AFTER
from bot.domain.quiet import Quiet


class Rung(StrEnum):
    """The steps of the ladder, each taken once for one due moment; and what else is told once.

    A blocked task has one step. Those who wait hear with the first step after the due moment.
    """

    HEADS_UP = "heads_up"
    DUE = "due"
    STAND_IN = "deputy"
    COMMANDER = "commander"
    BLOCKED = "blocked"
    WAITING = "waiting"
    MISSED = "missed"


LAST = Rung.COMMANDER
HIGHER = frozenset({Rung.STAND_IN, Rung.COMMANDER})
EVERY_STEP = frozenset(Rung)
# Severities up to this one are about patients' care.
WAKING_SEVERITY = 2

# A quarter of the time that a task was given, but at least ten minutes.
LEAD_SHARE = 4
LEAD_MIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long after the due moment the first, second and third step are taken."""

    steps: tuple[timedelta, timedelta, timedelta]

    @property
    def shortest(self) -> timedelta:
        """Return how long at least lies between two steps."""
        first, second, third = self.steps
        return min(second - first, third - second)


NOW = timedelta()
ORDINARY = Patience((NOW, timedelta(minutes=60), timedelta(minutes=120)))
CRITICAL = Patience((NOW, timedelta(minutes=15), timedelta(minutes=30)))
PROMISE = Patience((NOW, timedelta(minutes=15), timedelta(minutes=30)))


def promise_wakes(severity: int) -> frozenset[Rung]:
    """Return the steps of a promised update that quiet hours do not stop.

    Whoever promised chose the hour; others are woken for it only where patients' care is down.
    """
    return EVERY_STEP if severity <= WAKING_SEVERITY else frozenset({Rung.DUE})


@dataclass(frozen=True, slots=True)
class Clock:
    """Something awaited: by when, from whom, and who answers for it when they are silent.

    `owners` are told first; without any the incident's channel is. `since` is when it was asked.
    `wakes` are the steps that are taken in quiet hours too. What is blocked is the commander's.
    """

    due_at: datetime
    since: datetime
    owners: tuple[str, ...] = ()
    stand_ins: tuple[str, ...] = ()
    commanders: tuple[str, ...] = ()
    patience: Patience = ORDINARY
    heads_up: bool = True
    wakes: frozenset[Rung] = frozenset()
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """One step of the ladder: when it is taken, who gets a direct message, whether all read it."""

    rung: Rung
    at: datetime
    people: tuple[str, ...] = ()
    in_channel: bool = False
    told_before: tuple[str, ...] = field(default=())


def heads_up_at(due_at: datetime, since: datetime) -> datetime | None:
    """Return when to say that something will fall due; None when there is hardly time for it."""
    given = due_at - since
    lead = max(given / LEAD_SHARE, LEAD_MIN)
    return None if lead >= given else due_at - lead


def ladder(clock: Clock) -> tuple[Notice, ...]:
    """Return the steps from the due moment on. Nobody is told twice; nobody new, no step."""
    if clock.blocked:
        # Whoever is blocked has said so; only who can clear the way hears of it, once.
        return (
            Notice(Rung.BLOCKED, clock.due_at, clock.commanders, in_channel=not clock.commanders),
        )
    waits = iter(clock.patience.steps)
    steps = [Notice(Rung.DUE, clock.due_at + next(waits), clock.owners, not clock.owners)]
    told = clock.owners
    stand_ins = _new(clock.stand_ins, told)
    if stand_ins:
        steps.append(Notice(Rung.STAND_IN, clock.due_at + next(waits), stand_ins, told_before=told))
        told += stand_ins
    # The last step is taken even when the commander knows: then the channel alone is told.
    steps.append(
        Notice(
            Rung.COMMANDER, clock.due_at + next(waits), _new(clock.commanders, told),
            in_channel=True, told_before=told,
        )
    )  # fmt: skip
    return tuple(steps)


def notice_due(
    clock: Clock, taken: Mapping[Rung, datetime], now: datetime, quiet: Quiet | None = None
) -> Notice | None:
    """Return the step to take now, if any, given when earlier ones were taken.

    At most one: after a silence of ours people get their time again before it goes higher. In
    quiet hours a step that may wait is not taken, so that in the morning they get it too.
    """
    notice = _heads_up(clock, taken, now) if now < clock.due_at else _step(clock, taken, now)
    if notice is None or notice.rung in clock.wakes or quiet is None or not quiet.covers(now):
        return notice
    return None


def _step(clock: Clock, taken: Mapping[Rung, datetime], now: datetime) -> Notice | None:
    before: Notice | None = None
    for step in ladder(clock):
        if step.rung not in taken:
            planned = step if before is None else _planned(before, step, taken[before.rung], now)
            return planned if LAST not in taken and now >= planned.at else None
        before = step
    return None


def _heads_up(clock: Clock, taken: Mapping[Rung, datetime], now: datetime) -> Notice | None:
    at = heads_up_at(clock.due_at, clock.since)
    # Work that nobody owns is not announced: the channel hears of it when it is due.
    told = clock.blocked or not clock.heads_up or not clock.owners or taken
    if told or at is None or now < at:
        return None
    return Notice(Rung.HEADS_UP, at, clock.owners)


def is_late(notice: Notice, now: datetime, quiet: Quiet | None) -> bool:
    """Tell whether a step is taken later than it should be; quiet hours are no lateness."""
    should = notice.at if quiet is None else quiet.until(notice.at)
    return now - should > LATE_AFTER


def _planned(before: Notice, step: Notice, taken_at: datetime, now: datetime) -> Notice:
    """Return the step as it is planned now that the one before was taken, perhaps late."""
    # One taken "later than now" was taken by a clock that ran ahead: the due time decides.
    if taken_at > now + CLOCKS_DIFFER:
        return step
    return replace(step, at=max(step.at, taken_at + (step.at - before.at)))


def _new(people: tuple[str, ...], told: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(person for person in people if person not in told))
