"""What the live board and `/incident status` show of one incident, counted by the database."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.domain.models import Incident, Schedule, Task
from bot.domain.overview import BoardData, Clocks, Named, Progress
from bot.domain.words import FINISHED, RunState, TaskStatus
from bot.storage import deadlines, register_counts, roles, tasks

SHOWN, CLOCKS = 8, 4
KEY_ROLES = ("incident-commander", "deputy-ic", "scribe")

# The board is drawn after every change and `/incident status` is asked all day, so the queries are
# built once: building one costs as much as running it.
_HERE = col(Task.incident_id) == sa.bindparam("incident_id")
_OPEN = col(Task.status).not_in(FINISHED)
_LATE = sa.and_(_OPEN, col(Task.due_at) < sa.bindparam("now"))


def _count_of(condition: Any) -> Any:
    return sa.func.sum(sa.case((condition, 1), else_=0))


_SUMS = (
    sa.select(
        col(Task.playbook),
        sa.func.count(),
        _count_of(~_OPEN),
        _count_of(_LATE),
        _count_of(col(Task.status) == TaskStatus.BLOCKED),
        _count_of(col(Task.status) == TaskStatus.PROOF_REVIEW),
    )
    .where(_HERE)
    .group_by(col(Task.playbook))
)
_HELD = (
    sa.select(col(Task.assignee), sa.func.count())
    .where(_HERE, _OPEN)
    .group_by(col(Task.assignee))
    .order_by(sa.desc(sa.func.count()), col(Task.assignee))
)
_WANTED = (
    sa.select(col(Task.role))
    .where(_HERE, _OPEN, col(Task.role).is_not(None))
    .distinct()
    .order_by(col(Task.role))
)
_NEXT_SUMMARY = sa.select(col(Schedule.next_due_at)).where(
    col(Schedule.incident_id) == sa.bindparam("incident_id"),
    col(Schedule.kind) == "summary",
    col(Schedule.enabled).is_(True),
)


def gather(session: Session, incident: Incident, *, now: datetime) -> BoardData:
    """Return the board's content as it stands at *now*, in a handful of queries."""
    holders = roles.holders(session, incident)
    held, free = _held(session, incident)
    runs = tasks.run_names(session, incident.row)
    sums = _sums(session, incident, now)
    open_task = col(Task.status).not_in(FINISHED)
    late = sa.and_(open_task, col(Task.due_at) < now)

    def named(condition: sa.ColumnElement[bool], total: int) -> Named:
        return Named(_worst(session, incident, condition) if total else (), total)

    clocks = deadlines.upcoming(session, incident.row)
    return BoardData(
        incident=incident,
        deadlines=Clocks(tuple(clocks[:CLOCKS]), len(clocks)),
        progress=_progress(sums, {slug: title for slug, title, _ in runs}),
        offered=tuple((slug, title) for slug, title, state in runs if state is RunState.OFFERED),
        held=held,
        free=free,
        overdue=named(late, sum(each.late for each in sums)),
        blocked=named(col(Task.status) == TaskStatus.BLOCKED, sum(each.stuck for each in sums)),
        review=named(
            col(Task.status) == TaskStatus.PROOF_REVIEW, sum(each.review for each in sums)
        ),
        roles=holders,
        vacant=vacant_roles(session, incident, holders),
        next_summary_at=_next_summary(session, incident),
        now=now,
        registers=register_counts.counted(session, incident.row),
    )


class _Sums(NamedTuple):
    """How the tasks of one playbook stand; `slug` is None for the incident's own."""

    slug: str | None
    total: int
    done: int
    late: int
    stuck: int
    review: int


def _sums(session: Session, incident: Incident, now: datetime) -> list[_Sums]:
    rows = session.execute(_SUMS, {"incident_id": incident.id, "now": now})
    return [_Sums(*row) for row in rows]


def _progress(sums: Sequence[_Sums], titles: Mapping[str, str]) -> tuple[Progress, ...]:
    found = {
        each.slug: Progress(
            each.slug or "", titles.get(each.slug or "", each.slug or "Own tasks"), each.done,
            each.total, each.late, each.stuck,
        )
        for each in sums
    }  # fmt: skip
    order = [*titles, *(slug for slug in found if slug not in titles)]
    return tuple(found[slug] for slug in order if slug in found)


def _held(session: Session, incident: Incident) -> tuple[tuple[tuple[str, int], ...], int]:
    """Return the open tasks of each holder, the most loaded first, and how many nobody holds."""
    rows = session.execute(_HELD, {"incident_id": incident.id}).all()
    free = sum(number for who, number in rows if who is None)
    return tuple((who, number) for who, number in rows if who is not None), free


def _worst(
    session: Session, incident: Incident, condition: sa.ColumnElement[bool]
) -> tuple[Task, ...]:
    rows = (
        select(Task)
        .where(col(Task.incident_id) == incident.id, condition)
        .order_by(sa.desc(col(Task.critical)), col(Task.due_at), col(Task.number))
        .limit(SHOWN)
    )
    return tuple(session.exec(rows))


def vacant_roles(
    session: Session, incident: Incident, holders: Mapping[str, Sequence[str]]
) -> tuple[str, ...]:
    """Return the roles that nobody holds although command or an open task waits for them."""
    return tuple(role for role in _wanted(session, incident) if role not in holders)


def _wanted(session: Session, incident: Incident) -> tuple[str, ...]:
    """Return the roles that must not be vacant: command, and those that open tasks wait for."""
    rows = session.execute(_WANTED, {"incident_id": incident.id}).scalars()
    return tuple(dict.fromkeys((*KEY_ROLES, *rows)))


def _next_summary(session: Session, incident: Incident) -> datetime | None:
    return session.execute(_NEXT_SUMMARY, {"incident_id": incident.id}).scalar()
