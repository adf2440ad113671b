"""Which clocks of tasks and promised updates may have something to say, asked in every beat.

What they have to say is `bot.domain.reminders`; `schedules` writes down that it was said.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.domain.cadence import CLOCKS_DIFFER
from bot.domain.models import Incident, Occurrence, Task
from bot.domain.reminders import (
    CRITICAL,
    LAST,
    LEAD_MIN,
    LEAD_SHARE,
    ORDINARY,
    Rung,
)
from bot.domain.words import FINISHED, TaskStatus
from bot.storage.columns import fetched
from bot.storage.schedules import OPEN_STAGES, Ticking

# What is overdue for longer than this has been escalated long ago, or fell due while Wardroom was
# away for a week: the summaries and the digest name it, nobody is woken for it.
LOOK_BACK = timedelta(days=7)
# So many tasks may take a step in one beat.
AT_ONCE = 1000

# Named one by one, so that the index of each incident's tasks is taken.
_OPEN_STATES = tuple(each for each in TaskStatus if each not in FINISHED)
_TASK: Any = sa.inspect(Task).local_table
_OPEN_IDS = (
    sa.select(col(Incident.id))
    .where(col(Incident.stage).in_(OPEN_STAGES))
    .order_by(col(Incident.id))
)


# The statements below are asked in every beat, so they are built once: building one takes as long
# as running it. They take the moments that they compare with by name.
def _given(name: str) -> Any:
    return sa.bindparam(name, type_=_TASK.c.due_at.type)


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


def _epoch(dialect: str, moment: Any) -> Any:
    """Return SQL for a moment as whole seconds since 1970, cut off as `int()` cuts."""
    if dialect == "postgresql":
        return sa.cast(sa.func.floor(sa.extract("epoch", moment)), sa.BigInteger)
    return sa.cast(sa.func.strftime("%s", moment), sa.BigInteger)


def _taken(dialect: str, prefix: str, row_id: Any, due_at: Any, rungs: Iterable[Rung]) -> Any:
    """Return SQL for the occurrences of these steps of a row's present due moment."""
    key = sa.literal(f"{prefix}:").concat(sa.cast(row_id, sa.String))
    key = key.concat(":").concat(sa.cast(_epoch(dialect, due_at), sa.String)).concat(":")
    keys = [key.concat(rung.value) for rung in rungs]
    return sa.select(sa.literal(1)).select_from(Occurrence).where(col(Occurrence.key).in_(keys))


def _not_taken(dialect: str, prefix: str, row_id: Any, due_at: Any, *rungs: Rung) -> Any:
    return ~_taken(dialect, prefix, row_id, due_at, rungs).exists()


def open_ids(session: Session) -> list[int]:
    """Return the incidents that are open, oldest first."""
    return [row_id for (row_id,) in fetched(session, _OPEN_IDS)]


def task_clocks(
    session: Session, incidents: Sequence[int], *, now: datetime, hushed: bool = False
) -> Sequence[Ticking]:
    """Return the open tasks of these whose next step may be due: ids, so that no row can spoil it.

    In *hushed* hours only what is critical has any. So many come at once that a night's worth of
    them does not keep everything else waiting; what has taken its step makes room for the others.
    """
    given = {
        "incidents": list(incidents), "now": now, "from": now - LOOK_BACK,
        "pause": now - ORDINARY.shortest, "critical_pause": now - CRITICAL.shortest,
        "ahead": now + CLOCKS_DIFFER, "seconds": int(now.timestamp()),
    }  # fmt: skip
    rows = fetched(session, _task_clocks(_dialect(session), hushed=hushed), given)
    return [Ticking(incident_id, task_id) for incident_id, task_id in rows]


@cache
def _task_clocks(dialect: str, *, hushed: bool) -> Any:
    due_at = col(Task.due_at)
    return (
        sa.select(col(Task.incident_id), col(Task.id))
        .where(
            col(Task.incident_id).in_(sa.bindparam("incidents", expanding=True)),
            col(Task.status).in_(_OPEN_STATES),
            due_at > _given("from"),
            col(Task.critical) if hushed else sa.true(),
            sa.or_(_fallen(dialect), _soon(dialect)),
        )
        # By number where two fall due together: readers and replicas shall find one order.
        .order_by(col(Task.incident_id), due_at, col(Task.id))
        .limit(AT_ONCE)
    )


def _fallen(dialect: str) -> Any:
    """Return SQL for what is due and between no two steps: the last one leaves it in peace."""
    row_id, due_at = col(Task.id), col(Task.due_at)
    pause = sa.case((col(Task.critical), _given("critical_pause")), else_=_given("pause"))
    steps = _taken(dialect, "task", row_id, due_at, (Rung.DUE, Rung.STAND_IN))
    resting = steps.where(
        col(Occurrence.fired_at) > pause, col(Occurrence.fired_at) <= _given("ahead")
    )
    blocked = col(Task.status) == TaskStatus.BLOCKED
    return sa.and_(
        due_at <= _given("now"),
        _not_taken(dialect, "task", row_id, due_at, LAST),
        sa.case(
            (blocked, _not_taken(dialect, "task", row_id, due_at, Rung.BLOCKED)),
            else_=~resting.exists(),
        ),
    )


def _soon(dialect: str) -> Any:
    """Return SQL for what is in hand and will fall due within its lead, unless that was said."""
    due_at = col(Task.due_at)
    given = _epoch(dialect, due_at) - _epoch(dialect, col(Task.created_at))
    shortest = int(LEAD_MIN.total_seconds())
    lead = sa.case((given / LEAD_SHARE < shortest, shortest), else_=given / LEAD_SHARE)
    return sa.and_(
        due_at > _given("now"),
        col(Task.assignee).is_not(None),
        col(Task.status).in_((TaskStatus.TODO, TaskStatus.IN_PROGRESS)),
        given > lead,
        _epoch(dialect, due_at) - sa.bindparam("seconds", type_=sa.BigInteger) <= lead,
        # What is told ahead to whoever hears of something else anyway needs no heads-up.
        _not_taken(dialect, "task", col(Task.id), due_at, Rung.HEADS_UP, Rung.DUE),
    )


def promise_clocks(session: Session, *, now: datetime) -> Sequence[Ticking]:
    """Return the open incidents whose promised update is due and was not escalated to the end."""
    given = {"now": now, "from": now - LOOK_BACK}
    rows = fetched(session, _promise_clocks(_dialect(session)), given)
    return [Ticking(incident_id) for (incident_id,) in rows]


@cache
def _promise_clocks(dialect: str) -> Any:
    due_at = col(Incident.next_update_due)
    return (
        sa.select(col(Incident.id))
        .where(
            col(Incident.stage).in_(OPEN_STAGES),
            due_at <= _given("now"),
            due_at > _given("from"),
            _not_taken(dialect, "promise", col(Incident.id), due_at, LAST),
        )
        .order_by(col(Incident.id))
    )
