"""The facts that a digest's picture is drawn from: work over time, and by playbook.

Cost follows the given incidents, not the history of others. How it looks is `bot.pictures`.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.domain.models import PlaybookRun, Task
from bot.domain.models import TimelineEntry as Entry
from bot.domain.words import FINISHED
from bot.storage.columns import IDS, fetched

DONE, SKIPPED, REOPENED = "task.done", "task.skipped", "task.reopened"
RARE, EVERY = frozenset({SKIPPED, REOPENED}), frozenset({DONE, SKIPPED, REOPENED})
_UNFINISHED = col(Task.status).not_in(FINISHED)

Moves = list[tuple[datetime, int]]
# A task as the timeline names it: its incident, and `#7`.
Named = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Work:
    """How far one playbook is in all the incidents together; people's own tasks have no title."""

    title: str
    slug: str
    finished: int
    overdue: int
    total: int


# Built once: building such a statement costs as much as running it.
_AMONG = col(Task.incident_id).in_(IDS)
_ADDED = (
    sa.select(col(Task.created_at), sa.func.count())
    .where(_AMONG)
    .group_by(col(Task.created_at))
    .order_by(col(Task.created_at))
)
# A playbook may bring tasks that were done before it was started: they have no moment.
_FINISHED_AT = sa.func.coalesce(
    col(Task.done_at), col(Task.created_at), type_=sa.inspect(Task).local_table.c.done_at.type
)
_FINISHED_NOW = sa.select(col(Task.incident_id), col(Task.number), _FINISHED_AT).where(
    _AMONG, ~_UNFINISHED
)
_MOMENTS = (
    sa.select(_FINISHED_AT, sa.func.count())
    .where(_AMONG, ~_UNFINISHED)
    .group_by(_FINISHED_AT)
    .order_by(_FINISHED_AT)
)
_EVENTS = (
    sa.select(col(Entry.incident_id), col(Entry.recorded_at), col(Entry.action), col(Entry.subject))
    .where(
        col(Entry.incident_id).in_(IDS),
        col(Entry.action).in_(sa.bindparam("actions", expanding=True)),
    )
    .order_by(col(Entry.incident_id), col(Entry.seq))
)


def _sum(condition: Any) -> Any:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


_TITLE, _SLUG = sa.func.coalesce(col(PlaybookRun.title), ""), col(PlaybookRun.slug)
_BY_PLAYBOOK = (
    sa.select(
        _TITLE,
        sa.func.coalesce(_SLUG, ""),
        _sum(~_UNFINISHED),
        _sum(sa.and_(_UNFINISHED, col(Task.due_at) < sa.bindparam("now"))),
        sa.func.count(),
    )
    .select_from(Task)
    .outerjoin(PlaybookRun, col(PlaybookRun.id) == col(Task.run_id))
    .where(_AMONG)
    .group_by(col(PlaybookRun.title), _SLUG)
)


def added(session: Session, ids: Sequence[int]) -> Moves:
    """Return when tasks came into being, and how many at each moment."""
    return [(at, number) for at, number in fetched(session, _ADDED, {"ids": ids})]


def finished(session: Session, ids: Sequence[int]) -> Moves:
    """Return when tasks were done or skipped (+1) and reopened (-1), in order.

    When a task was done stands in its row; what the row forgets, the timeline tells.
    """
    rare = list(_events(session, ids, RARE))
    if not rare:
        return [(at, number) for at, number in fetched(session, _MOMENTS, {"ids": ids})]
    reopened = {task for _, task, finishes in rare if not finishes}
    skipped = {task: at for at, task, finishes in rare if finishes}
    moves = _replayed(session, ids, reopened) if reopened else []
    for incident_id, number, at in fetched(session, _FINISHED_NOW, {"ids": ids}):
        task = (incident_id, f"#{number}")
        if task not in reopened:
            moves.append((skipped.get(task, at), 1))
    return sorted(moves)


def _replayed(session: Session, ids: Sequence[int], tasks: AbstractSet[Named]) -> Moves:
    """Return how these tasks were finished and reopened, one after the other."""
    told: set[Named] = set()
    moves: Moves = []
    for at, task, finishes in _events(session, ids, EVERY, {subject for _, subject in tasks}):
        if task in tasks and finishes != (task in told):
            told.symmetric_difference_update({task})
            moves.append((at, 1 if finishes else -1))
    return moves


def _events(
    session: Session,
    ids: Sequence[int],
    actions: AbstractSet[str],
    subjects: AbstractSet[str] = frozenset(),
) -> Iterator[tuple[datetime, Named, bool]]:
    wanted = _EVENTS.where(col(Entry.subject).in_(sorted(subjects))) if subjects else _EVENTS
    given = {"ids": ids, "actions": sorted(actions)}
    for incident_id, at, action, subject in fetched(session, wanted, given):
        yield at, (incident_id, subject), action != REOPENED


def by_playbook(session: Session, ids: Sequence[int], *, now: datetime) -> list[Work]:
    """Return how far each playbook is, the one with most tasks first, people's own tasks last."""
    found = fetched(session, _BY_PLAYBOOK, {"ids": ids, "now": now})
    rows = [Work(name, ref, int(done), int(late), total) for name, ref, done, late, total in found]
    return sorted(rows, key=lambda row: (not row.slug, -row.total, row.title))
