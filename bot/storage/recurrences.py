"""Questions about recurring tasks: which wait to begin, which are over, which belong together.

When one is due next is `bot.domain.recurrence`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from bot.domain.cadence import CLOCKS_DIFFER
from bot.domain.models import Occurrence, Task, TaskAfter
from bot.domain.words import FINISHED, TaskStatus
from bot.playbook.rhythms import AGAIN
from bot.storage.columns import fetched, seldom
from bot.storage.schedules import is_open

KIND = "recurrence"
EVER = datetime.fromtimestamp(0, tz=UTC)

# The very words of the partial index: SQLite uses it only for a condition that it recognises.
_RECURS = sa.text("task.every IS NOT NULL AND task.status NOT IN ('done', 'skipped')")


def is_waiting() -> Any:
    """Return SQL that tells whether a task comes after one that is not finished."""
    after, other = aliased(TaskAfter), aliased(Task)
    return (
        sa.select(sa.literal(1))
        .where(
            col(after.incident_id) == col(Task.incident_id),
            col(after.number) == col(Task.number),
            col(other.incident_id) == col(after.incident_id),
            col(other.number) == col(after.after_number),
            col(other.status).not_in(FINISHED),
        )
        .exists()
    )


# Asked whenever a task is finished, so it is built once. One that counts from another anchor
# (`due`) begins when that has happened.
_READY = sa.select(col(Task.id)).where(
    _RECURS,
    col(Task.due_at).is_(None),
    # Added to, so that SQLite walks the few that recur and not every task of the incident.
    col(Task.incident_id) + 0 == sa.bindparam("incident_id"),
    col(Task.due).is_(None),
    ~is_waiting(),
)


def is_to_be_done() -> Any:
    """Return SQL that tells whether a task is to be done some day; what recurs for ever is not."""
    return sa.or_(col(Task.every).is_(None), col(Task.every).startswith(AGAIN))


def next_key(task: Task) -> str:
    """Return the key under which the one after this is opened, once."""
    return f"next:{task.id}"


def ready(session: Session, incident_id: int) -> list[Task]:
    """Return the incident's recurring tasks whose rhythm can begin: they wait for nothing."""
    return seldom(session, Task, _READY, {"incident_id": incident_id})


def open_ones(session: Session, incident_id: int) -> list[Task]:
    """Return the incident's open recurring tasks that have a due time."""
    wanted = select(Task).where(
        Task.incident_id == incident_id, _RECURS, col(Task.due_at).is_not(None)
    )
    return list(session.exec(wanted.order_by(col(Task.number))))


@dataclass(frozen=True, slots=True)
class Over:
    """An open recurring task whose due time is past, as far as its rhythm needs it."""

    incident_id: int
    task_id: int
    every: str
    due_at: datetime | None
    status: TaskStatus
    created_at: datetime


# Every beat asks this, so it is built once.
_OVER = (
    sa.select(
        col(Task.incident_id), col(Task.id), col(Task.every), col(Task.due_at),
        col(Task.status), col(Task.created_at),
    )
    .where(
        _RECURS,
        # A range, so that SQLite takes the partial index and does not walk all tasks.
        col(Task.due_at) > EVER,
        sa.or_(
            col(Task.due_at) <= sa.bindparam("now"),
            col(Task.created_at) > sa.bindparam("ahead"),
        ),
        # Asked of each that recurs: joined, the tasks of every open incident would be walked.
        is_open(col(Task.incident_id)),
        ~sa.select(sa.literal(1))
        .where(col(Occurrence.key) == sa.literal("next:").concat(sa.cast(col(Task.id), sa.String)))
        .exists(),
    )
)  # fmt: skip


def is_ahead(created_at: datetime, now: datetime) -> bool:
    """Tell whether a task was made by a clock that ran ahead and was put right since."""
    return created_at > now + CLOCKS_DIFFER


def over(session: Session, *, now: datetime) -> list[Over]:
    """Return every open one of open incidents that is past its due time with none after it.

    One that was made "later than now" belongs to them: a clock that ran ahead made it.
    """
    # Sorted here: a wish for an order leads the planner from the small index to the whole table.
    found = (
        Over(*row) for row in fetched(session, _OVER, {"now": now, "ahead": now + CLOCKS_DIFFER})
    )
    return sorted(found, key=lambda each: (each.incident_id, each.task_id))


def by_id(session: Session, task_id: int) -> Task | None:
    """Return the task as it is now, or None when it is finished or gone."""
    wanted = select(Task).where(Task.id == task_id, col(Task.status).not_in(FINISHED))
    return session.exec(wanted.execution_options(populate_existing=True)).first()


def has_next(session: Session, task: Task) -> bool:
    """Tell whether the one after this was opened already."""
    return session.get(Occurrence, next_key(task)) is not None


def _series(task: Task) -> list[Any]:
    same = [
        getattr(Task, name).is_not_distinct_from(getattr(task, name))
        for name in ("playbook", "ref", "subject_noun", "subject_id")
    ]
    return [Task.incident_id == task.incident_id, *same]


def current(session: Session, task: Task) -> Task | None:
    """Return the newest open one of the task's series, or None."""
    wanted = select(Task).where(*_series(task), col(Task.status).not_in(FINISHED))
    return session.exec(wanted.order_by(sa.desc(col(Task.number)))).first()


def follow_instead(session: Session, task: Task, numbers: Any) -> None:
    """Let whatever comes after the tasks of these numbers come after *task*."""
    session.execute(
        sa.update(TaskAfter)
        .where(
            col(TaskAfter.incident_id) == task.incident_id,
            col(TaskAfter.after_number).in_(numbers),
        )
        .values(after_number=task.number)
        .execution_options(synchronize_session=False)
    )


def open_siblings(task: Task) -> Any:
    """Return SQL for the numbers of the other open ones of the task's series."""
    return sa.select(col(Task.number)).where(
        *_series(task), col(Task.number) != task.number, col(Task.status).not_in(FINISHED)
    )
