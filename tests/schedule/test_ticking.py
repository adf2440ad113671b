"""Which clocks are asked at all: every one that has a step to take, and hardly another."""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, col, select

from bot.domain.cadence import CLOCKS_DIFFER
from bot.domain.models import Incident, Occurrence, Task
from bot.domain.quiet import Quiet
from bot.domain.reminders import Clock, Rung, ladder, notice_due
from bot.domain.words import FINISHED, TaskStatus
from bot.operations import tasks
from bot.operations.turn import Turn
from bot.storage import clocks, watch
from bot.storage.schedules import Ticking, occurrence_key
from tests.schedule.conftest import ANA, NET, Ward

TASKS = 240
MINUTES = [*range(-180, 181, 5), -7 * 24 * 60, -6 * 24 * 60, 11 * 60, 13 * 60]
# So many minutes ago a step was taken; the negative ones by a clock that ran ahead.
AGO = (-30, -1, 0, 5, 14, 15, 16, 59, 60, 61, 300)
QUIET = Quiet(time(7), time(8), ZoneInfo("Asia/Kolkata"))


def scatter(session: Session, incident: Incident, chance: random.Random, now: datetime) -> None:
    """Write tasks of every kind, due around now, with some of their steps taken in order."""
    for number in range(100, 100 + TASKS):
        due_at = now + timedelta(minutes=chance.choice(MINUTES))
        given = timedelta(minutes=chance.choice((5, 12, 30, 60, 6 * 60, 72 * 60)))
        task = Task(
            incident_id=incident.row, number=number, title=f"Task {number}",
            status=chance.choice(list(TaskStatus)), critical=chance.random() < 0.3,
            assignee=chance.choice((None, ANA, NET)), role=chance.choice((None, "it-lead")),
            due_at=due_at, created_at=due_at - given, created_by=ANA,
        )  # fmt: skip
        session.add(task)
        session.flush()
        clock = clock_of(session, incident, task)
        steps = [step.rung for step in ladder(clock)]
        steps = [Rung.HEADS_UP, *steps] if chance.random() < 0.5 else steps
        # Before it is due it was announced, or told along with something else.
        steps = steps[:1] if due_at > now else steps
        # No step is taken before it is due; a heads-up may be old.
        passed = [each for each in AGO if each <= (now - due_at).total_seconds() / 60] or AGO[:2]
        ago = sorted(chance.choices(passed, k=chance.randrange(len(steps) + 1)), reverse=True)
        for rung, at in _taken(clock, steps, [now - timedelta(minutes=each) for each in ago], now):
            key = occurrence_key(name_of(task), due_at, rung)
            session.add(Occurrence(key=key, kind="task", due_at=due_at, fired_at=at))


def _taken(
    clock: Clock, steps: list[Rung], wanted: list[datetime], now: datetime
) -> Iterator[tuple[Rung, datetime]]:
    """Yield when steps were taken: none before its time, and each as long after the one before."""
    planned, before = {each.rung: each.at for each in ladder(clock)}, None
    for rung, chosen in zip(steps, wanted, strict=False):
        at = chosen
        if rung in planned:
            earliest = planned[rung]
            if before is not None:
                earliest = max(earliest, before[1] + (earliest - planned[before[0]]))
            if at <= now < earliest:
                return
            # What a clock that ran ahead did stands in the future.
            at = at if at > now else max(at, earliest)
            before = (rung, at)
        yield rung, at


def name_of(task: Task) -> str:
    return Ticking(task.incident_id, task.id).name


def clock_of(session: Session, incident: Incident, task: Task) -> Clock:
    clock = watch.task_clock(session, task, watch.staff(session, incident, [task.assignee]))
    assert clock is not None
    return clock


@pytest.mark.both_engines
def test_a_clock_is_asked_just_when_it_has_a_step_to_take(ward: Ward) -> None:
    """By day, and in quiet hours."""
    seed = random.SystemRandom().randrange(1_000_000)
    chance, now = random.Random(seed), ward.clock.now()  # noqa: S311 - a dice, not a key.
    ref = ward.declare()
    ward.appoint(ref, "it-lead", NET)
    ward.on(ref, lambda turn, incident: scatter(turn.session, incident, chance, now))

    def look(session: Session) -> tuple[list[set[int]], list[set[int]]]:
        asked = [
            clocks.task_clocks(
                session, [1], now=now, hushed=quiet is not None and quiet.covers(now)
            )
            for quiet in (None, QUIET)
        ]
        ids = [{each.task_id or 0 for each in its} for its in asked]
        return _with_a_step(session, now, (None, QUIET)), ids

    ahead = ward.database.read_now(partial(_ahead, now=now))
    for wanted, asked in zip(*ward.database.read_now(look), strict=True):
        assert len(wanted) > 5
        assert asked ^ wanted <= ahead, f"seed {seed}"


def _ahead(session: Session, now: datetime) -> set[int]:
    """Return the tasks with a step of a clock that ran ahead: no more than a pause is lost."""
    wanted = select(Occurrence.key).where(Occurrence.fired_at > now + CLOCKS_DIFFER)
    return {int(key.split(":")[1]) for key in session.exec(wanted) if key.startswith("task:")}


def _with_a_step(session: Session, now: datetime, quiet: Sequence[Quiet | None]) -> list[set[int]]:
    """Return, for each rule of quiet, the tasks that the rules themselves find a step for."""
    incident = session.exec(select(Incident)).one()
    found: list[set[int]] = [set() for _ in quiet]
    for task in session.exec(select(Task).where(col(Task.due_at) > now - clocks.LOOK_BACK)):
        clock, name = clock_of(session, incident, task), name_of(task)
        taken = watch.taken(session, {name: clock})[name]
        open_now = task.status not in FINISHED
        for its, hours in zip(found, quiet, strict=True):
            if open_now and notice_due(clock, taken, now, hours) is not None:
                its.add(task.id or 0)
    return found


def _due_together(turn: Turn, incident: Incident) -> list[int]:
    """Add tasks that fall due at one moment; the first is rewritten last, so it lies last."""
    at = turn.now + timedelta(minutes=1)
    made = [tasks.add(turn, incident, title=f"Task {each}", due_at=at) for each in range(5)]
    turn.session.flush()
    return [each.id or 0 for each in made]


@pytest.mark.both_engines
def test_clocks_that_run_out_together_are_asked_in_the_order_of_their_tasks(ward: Ward) -> None:
    ref = ward.declare()
    ids = ward.on(ref, _due_together)
    for delay in (1, -1):
        ward.database.write_now(partial(_put_off, task_id=ids[0], minutes=delay))
    now = ward.clock.now() + timedelta(minutes=2)
    asked = ward.database.read_now(lambda session: clocks.task_clocks(session, [1], now=now))
    assert [each.task_id for each in asked if each.task_id in ids] == ids


def _put_off(session: Session, task_id: int, minutes: int) -> None:
    task = session.get_one(Task, task_id)
    assert task.due_at is not None
    task.due_at += timedelta(minutes=minutes)
    session.add(task)
