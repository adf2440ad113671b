"""The numbers of summaries and digests, as SQL aggregates that start from given incidents.

Cost follows the work that is open, not the history. How it is worded is the views'.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.domain.models import Incident, PlaybookRun, RoleHolder, Task
from bot.domain.people import COMMANDER
from bot.domain.report import (
    Counts,
    Listing,
    Load,
    Progress,
    Row,
    Vacancy,
    Work,
)
from bot.domain.words import FINISHED, TaskStatus
from bot.storage.columns import IDS, built_once, fetched

# So many rows of a section are fetched for one incident; the rest is counted.
ROWS = 8
# The tasks of so many incidents are counted by one statement.
COUNTED = 500
DAY = timedelta(days=1)
_UNFINISHED = col(Task.status).not_in(FINISHED)
# The statements below are built once: a digest asks some forty, and building one costs as much as
# running it. They take the incidents as `ids`, and the moment as `now`.
_NOW: Any = sa.bindparam("now")
_TOMORROW: Any = sa.bindparam("tomorrow")
_AMONG = col(Task.incident_id).in_(IDS)
# The states that Counts counts besides the total, in its order.
_TOLD = (TaskStatus.DONE, TaskStatus.SKIPPED, TaskStatus.PROOF_REVIEW, TaskStatus.BLOCKED)

R = TypeVar("R", bound=Row)


def _sum(condition: Any) -> Any:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


@built_once
def _counted(among: Any) -> Any:
    """Return the SQL for where the tasks of some incidents stand, a row for each as Counts has it.

    Counted by incident and state in the order of the index, no task is looked at more than once
    and nothing is sorted but the sums.
    """
    some = among.where(col(Incident.id).between(sa.bindparam("first"), sa.bindparam("last")))
    states = (
        sa.select(
            col(Task.incident_id).label("incident"),
            col(Task.status).label("status"),
            sa.func.count().label("held"),
            sa.func.count(sa.case((col(Task.due_at) < _NOW, 1))).label("late"),
        )
        .where(col(Task.incident_id).in_(some))
        .group_by(col(Task.incident_id), col(Task.status))
        .subquery()
    )
    held, late, status = states.c.held, states.c.late, states.c.status
    told = (
        held, *(sa.case((status == each, held), else_=0) for each in _TOLD),
        sa.case((status.in_(FINISHED), 0), else_=late),
    )  # fmt: skip
    sums = [sa.cast(sa.func.sum(each), sa.Integer) for each in told]
    return sa.select(states.c.incident, *sums).group_by(states.c.incident)


def counts(
    session: Session, among: Any, ids: Collection[int], *, now: datetime
) -> dict[int, Counts]:
    """Return where the tasks of the incidents *ids* stand; *among* is the SQL that names them.

    Some incidents at a time: on SQLite nobody commits while a statement reads. They are named by
    SQL, as to hand over a thousand of them costs more than what is done with their rows.
    """
    every, known = sorted(ids), frozenset(ids)
    found: dict[int, Counts] = {}
    for at in range(0, len(every), COUNTED):
        part = every[at : at + COUNTED]
        given = {"first": part[0], "last": part[-1], "now": now}
        rows = fetched(session, _counted(among), given)
        # Another may have been opened again since it was asked which are open.
        found |= {row[0]: Counts._make(row[1:]) for row in rows if row[0] in known}
    return found


_PROGRESS = (
    sa.select(
        col(Task.incident_id),
        sa.func.coalesce(col(PlaybookRun.title), ""),
        _sum(~_UNFINISHED),
        sa.func.count(),
    )
    .select_from(Task)
    .outerjoin(PlaybookRun, col(PlaybookRun.id) == col(Task.run_id))
    .where(_AMONG)
    .group_by(col(Task.incident_id), col(Task.run_id), col(PlaybookRun.title))
    # People's own tasks come last; where NULL sorts differs between the engines.
    .order_by(sa.func.coalesce(col(Task.run_id), sa.literal(2**31)))
)


def progress(session: Session, ids: Sequence[int]) -> dict[int, Listing[Progress]]:
    """Return how far each playbook is, in the order in which they were started."""
    return listed(
        (incident_id, Progress(title, int(done), total))
        for incident_id, title, done, total in fetched(session, _PROGRESS, {"ids": ids})
    )


def listed(rows: Iterable[tuple[int, R]]) -> dict[int, Listing[R]]:
    """Return rows by their incident, at most ROWS of each, with how many there are."""
    found: dict[int, list[R]] = {}
    for incident_id, row in rows:
        found.setdefault(incident_id, []).append(row)
    return {key: Listing(tuple(rows[:ROWS]), len(rows)) for key, rows in found.items()}


def _first(wanted: Any, per: Any, order: Sequence[Any], *more: Callable[[Any], Any]) -> Any:
    """Return SQL for the first rows of each incident, with how many there are.

    *more* are columns that are asked of those rows alone.
    """
    window = {"partition_by": per, "order_by": order}
    inner = wanted.add_columns(
        sa.func.row_number().over(**window).label("place"),
        sa.func.count().over(partition_by=per).label("of"),
    ).subquery()
    columns = [each(inner.c) for each in more]
    return sa.select(inner, *columns).where(inner.c.place <= ROWS).order_by(inner.c.place)


_DUE_AT = col(Task.due_at)
# As it is kept: to look up a name in the enumeration is a call for each row.
_STATUS = sa.type_coerce(col(Task.status), sa.String).label("status")
_WANTED = {
    "troubled": (sa.or_(col(Task.status) == TaskStatus.BLOCKED, _DUE_AT < _NOW),),
    "critical": (col(Task.critical), _DUE_AT < _NOW),
    "goals": (_DUE_AT >= _NOW, _DUE_AT < _TOMORROW),
}


@cache
def _work(which: str, *, by_role: bool) -> Any:
    """Return the SQL for open tasks: critical first, then by their due times.

    What only waits for a signature comes last: it is asked of others.
    """
    roles = [col(Task.role).in_(sa.bindparam("roles", expanding=True))] if by_role else []
    wanted = sa.select(
        col(Task.incident_id), col(Task.number), col(Task.title), _STATUS,
        col(Task.critical), col(Task.role), col(Task.assignee), _DUE_AT, col(Task.reason),
    ).where(_AMONG, _UNFINISHED, *_WANTED[which], *roles)  # fmt: skip
    order = (
        sa.case((col(Task.status) == TaskStatus.PROOF_REVIEW, 1), else_=0),
        sa.desc(col(Task.critical)),
        sa.case((_DUE_AT.is_(None), 1), else_=0),
        _DUE_AT,
        col(Task.number),
    )
    return _first(wanted, col(Task.incident_id), order, _holder)


def _holder(task: Any) -> Any:
    """Return the SQL for who holds the role that a task is for; of several the first."""
    return (
        sa.select(sa.func.min(col(RoleHolder.user_id)))
        .where(
            col(RoleHolder.incident_id) == task.incident_id,
            col(RoleHolder.role) == task.role,
            col(RoleHolder.until).is_(None),
        )
        .scalar_subquery()
        .label("holder")
    )


def _works(
    session: Session, which: str, ids: Sequence[int], now: datetime, roles: Collection[str] | None
) -> dict[int, Listing[Work]]:
    """Return the open tasks of one kind, those for *roles* alone unless that is None."""
    given: dict[str, Any] = {"ids": ids, "now": now}
    if which == "goals":
        given["tomorrow"] = now + DAY
    if roles is not None:
        given["roles"] = sorted(roles)
    found: dict[int, list[Work]] = {}
    totals: dict[int, int] = {}
    for row in fetched(session, _work(which, by_role=roles is not None), given):
        # By position: the name of a column is looked up anew for each row.
        each, number, title, status, critical, role, owner, due_at, reason, _, total, holder = row
        work = Work(number, title, status, critical, role, owner, due_at, reason, holder)
        found.setdefault(each, []).append(work)
        totals[each] = total
    return {key: Listing(tuple(rows), totals[key]) for key, rows in found.items()}


def troubled(
    session: Session, ids: Sequence[int], *, now: datetime, roles: Collection[str] | None = None
) -> dict[int, Listing[Work]]:
    """Return what is overdue or blocked: critical first, then the longest overdue."""
    return _works(session, "troubled", ids, now, roles)


def criticals(session: Session, ids: Sequence[int], *, now: datetime) -> dict[int, Listing[Work]]:
    """Return the critical work that is overdue."""
    return _works(session, "critical", ids, now, None)


def goals(
    session: Session, ids: Sequence[int], *, now: datetime, roles: Collection[str] | None = None
) -> dict[int, Listing[Work]]:
    """Return what falls due until this time tomorrow: critical first."""
    return _works(session, "goals", ids, now, roles)


_OVERDUE = _sum(_DUE_AT < _NOW)
_LOADS = (
    sa.select(col(Task.incident_id), col(Task.assignee), sa.func.count(), _OVERDUE)
    .where(_AMONG, _UNFINISHED)
    .group_by(col(Task.incident_id), col(Task.assignee))
    .order_by(sa.desc(_OVERDUE), sa.desc(sa.func.count()), col(Task.assignee))
)


def loads(session: Session, ids: Sequence[int], *, now: datetime) -> dict[int, Listing[Load]]:
    """Return who holds how many open tasks, the most overdue first."""
    rows = fetched(session, _LOADS, {"ids": ids, "now": now})
    return listed(
        (incident_id, Load(owner, held, int(overdue))) for incident_id, owner, held, overdue in rows
    )


_HELD = (
    sa.select(sa.literal(1))
    .select_from(RoleHolder)
    .where(
        col(RoleHolder.incident_id) == col(Task.incident_id),
        col(RoleHolder.role) == col(Task.role),
        col(RoleHolder.until).is_(None),
    )
    .exists()
)
_VACANCIES = (
    sa.select(col(Task.incident_id), col(Task.role), sa.func.count())
    .where(_AMONG, _UNFINISHED, col(Task.role).is_not(None), ~_HELD)
    .group_by(col(Task.incident_id), col(Task.role))
    .order_by(sa.desc(sa.func.count()), col(Task.role))
)
_COMMANDED = sa.select(col(RoleHolder.incident_id)).where(
    col(RoleHolder.incident_id).in_(IDS),
    col(RoleHolder.role) == COMMANDER,
    col(RoleHolder.until).is_(None),
)


def vacancies(session: Session, ids: Sequence[int]) -> dict[int, Listing[Vacancy]]:
    """Return the roles that work waits for and nobody holds; a missing commander comes first."""
    given = {"ids": ids}
    commanded = {each for (each,) in fetched(session, _COMMANDED, given)}
    missing = [(each, Vacancy(COMMANDER, 0)) for each in ids if each not in commanded]
    rows = [
        (incident_id, Vacancy(role, held))
        for incident_id, role, held in fetched(session, _VACANCIES, given)
        if role != COMMANDER
    ]
    return listed([*missing, *rows])
