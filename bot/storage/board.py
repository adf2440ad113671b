"""What the live board and `/incident status` show of one incident, counted by the database."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.domain.models import Incident, Schedule, Task
from bot.domain.overview import BoardData, Clocks, Named, Progress
from bot.domain.words import FINISHED, RunState, TaskStatus
from bot.storage import deadlines, playbook_runs, register_counts, roles
from bot.storage.columns import fetched

SHOWN, CLOCKS = 8, 4
KEY_ROLES = ("incident-commander", "deputy-ic", "scribe")

# The board is drawn after every change and `/incident status` is asked all day, so the queries are
# built once: building one costs as much as running it.
_HERE = col(Task.incident_id) == sa.bindparam("incident_id")
_OPEN = col(Task.status).not_in(FINISHED)
_LATE = sa.and_(_OPEN, col(Task.due_at) < sa.bindparam("now"))
_STUCK = col(Task.status) == TaskStatus.BLOCKED
_REVIEW = col(Task.status) == TaskStatus.PROOF_REVIEW


def _count_of(condition: Any) -> Any:
    return sa.func.sum(sa.case((condition, 1), else_=0))


_SUMS = (
    sa.select(
        col(Task.playbook),
        sa.func.count(),
        _count_of(~_OPEN),
        _count_of(_LATE),
        _count_of(_STUCK),
        _count_of(_REVIEW),
    )
    .where(_HERE)
    .group_by(col(Task.playbook))
)
_OPEN_TASKS = (
    sa.select(col(Task.assignee), col(Task.role), sa.func.count())
    .where(_HERE, _OPEN)
    .group_by(col(Task.assignee), col(Task.role))
)
_WORST = {
    condition: select(Task)
    .where(_HERE, condition)
    .order_by(sa.desc(col(Task.critical)), col(Task.due_at), col(Task.number))
    .limit(SHOWN)
    for condition in (_LATE, _STUCK, _REVIEW)
}
_NEXT_SUMMARY = sa.select(col(Schedule.next_due_at)).where(
    col(Schedule.incident_id) == sa.bindparam("incident_id"),
    col(Schedule.kind) == "summary",
    col(Schedule.enabled).is_(True),
)


def gather(session: Session, incident: Incident, *, now: datetime) -> BoardData:
    """Return the board's content as it stands at *now*, in a handful of queries."""
    holders = roles.holders(session, incident)
    at_work = _at_work(session, incident)
    runs = playbook_runs.names(session, incident.row)
    sums = _sums(session, incident, now)
    given = {"incident_id": incident.id, "now": now}

    def named(condition: Any, total: int) -> Named:
        rows = session.exec(_WORST[condition], params=given) if total else ()
        return Named(tuple(rows), total)

    clocks = deadlines.upcoming(session, incident.row)
    return BoardData(
        incident=incident,
        deadlines=Clocks(tuple(clocks[:CLOCKS]), len(clocks)),
        progress=_progress(sums, {slug: title for slug, title, _ in runs}),
        offered=tuple((slug, title) for slug, title, state in runs if state is RunState.OFFERED),
        held=at_work.held,
        free=at_work.free,
        overdue=named(_LATE, sum(each.late for each in sums)),
        blocked=named(_STUCK, sum(each.stuck for each in sums)),
        review=named(_REVIEW, sum(each.review for each in sums)),
        roles=holders,
        vacant=_vacant(at_work, holders),
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
    rows = fetched(session, _SUMS, {"incident_id": incident.id, "now": now})
    return [_Sums(*row) for row in rows]


def _progress(sums: Sequence[_Sums], titles: Mapping[str, str]) -> tuple[Progress, ...]:
    found = {
        each.slug: Progress(
            each.slug or "", titles.get(each.slug or "", each.slug or ""), each.done,
            each.total, each.late, each.stuck,
        )
        for each in sums
    }  # fmt: skip
    order = [*titles, *(slug for slug in found if slug not in titles)]
    return tuple(found[slug] for slug in order if slug in found)


class _AtWork(NamedTuple):
    """The open tasks of each holder, the most loaded first; how many are free; for which roles."""

    held: tuple[tuple[str, int], ...]
    free: int
    roles: tuple[str, ...]


def _at_work(session: Session, incident: Incident) -> _AtWork:
    held: Counter[str | None] = Counter()
    wanted = set()
    for who, role, number in fetched(session, _OPEN_TASKS, {"incident_id": incident.id}):
        held[who] += number
        wanted.add(role)
    free = held.pop(None, 0)
    loads = sorted(held.items(), key=lambda load: (-load[1], str(load[0])))
    return _AtWork(
        tuple((who, number) for who, number in loads if who is not None),
        free,
        tuple(sorted(wanted - {None})),
    )


def vacant_roles(
    session: Session, incident: Incident, holders: Mapping[str, Sequence[str]]
) -> tuple[str, ...]:
    """Return the roles that nobody holds although command or an open task waits for them."""
    return _vacant(_at_work(session, incident), holders)


def _vacant(at_work: _AtWork, holders: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return who is lacking of command, and of the roles that open tasks wait for."""
    wanted = dict.fromkeys((*KEY_ROLES, *at_work.roles))
    return tuple(role for role in wanted if role not in holders)


def _next_summary(session: Session, incident: Incident) -> datetime | None:
    found = fetched(session, _NEXT_SUMMARY, {"incident_id": incident.id})
    return next((at for (at,) in found), None)
