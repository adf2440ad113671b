"""Due times that count back from when another task is due: they move when that one moves.

What a person set by hand stays. Counting forward, from what was done, is `task_moves`.
"""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from bot.domain import due as due_rules
from bot.domain.models import Incident, Task
from bot.domain.words import FINISHED
from bot.operations.turn import Turn
from bot.storage.columns import seldom

# Asked whenever a due time is set and whenever tasks are opened, so they are built once.
_OPEN = (col(Task.incident_id) == sa.bindparam("incident_id"), col(Task.status).not_in(FINISHED))
_BACK = select(Task).where(*_OPEN, col(Task.due).startswith("-"))
_COUNTING = _BACK.where(col(Task.due).endswith(sa.bindparam("tail")))
_UNKNOWN = sa.select(col(Task.id)).where(
    *_OPEN, col(Task.due).startswith("-"), col(Task.due_at).is_(None)
)
_TARGETS = select(Task).where(
    *_OPEN,
    Task.playbook == sa.bindparam("playbook"),
    Task.ref == sa.bindparam("ref"),
    col(Task.due_at).is_not(None),
)


def settle(turn: Turn, incident: Incident) -> None:
    """Give a due time to what was opened without, where the time it counts back from is known."""
    for task in seldom(turn.session, Task, _UNKNOWN, {"incident_id": incident.id}):
        at = _planned(task, _targets(turn, incident, task))
        if at is not None:
            task.due_at = at
            turn.session.add(task)
            follow(turn, incident, task, before=None)


def follow(turn: Turn, incident: Incident, moved: Task, *, before: datetime | None) -> None:
    """Move what counts back from *moved*, whose due time was *before*."""
    # A circle is refused when the playbook is read; this ends one all the same.
    done, left = set(), [(moved, before)]
    while left:
        target, was = left.pop()
        if target.number in done or target.ref is None:
            continue
        done.add(target.number)
        left += _move(turn, incident, target, was)


def counting(turn: Turn, incident: Incident, target: Task) -> tuple[int, ...]:
    """Return the numbers of the open tasks that are due so long before this one."""
    tail = f"{due_rules.SEPARATOR}{target.playbook}/{target.ref}"
    found = turn.session.exec(_COUNTING, params={"incident_id": incident.id, "tail": tail}).all()
    return tuple(sorted(each.number for each in found if _same_row(each, target)))


def _move(
    turn: Turn, incident: Incident, target: Task, was: datetime | None
) -> list[tuple[Task, datetime | None]]:
    """Move what counts back from one task; return what moved, with its former times."""
    tail = f"{due_rules.SEPARATOR}{target.playbook}/{target.ref}"
    given, moved = {"incident_id": incident.id, "tail": tail}, []
    turn.session.flush()
    for task in turn.session.exec(_COUNTING, params=given).all():
        if task.number == target.number or not _same_row(task, target):
            continue
        targets = _targets(turn, incident, task)
        others = [each for each in targets if each.number != target.number]
        former = _planned(task, others, was)
        if task.due_at not in {None, former}:
            continue
        before, task.due_at = task.due_at, _planned(task, targets)
        if task.due_at != before:
            _keep(turn, incident, task, before, target)
            moved.append((task, before))
    return moved


def _keep(
    turn: Turn, incident: Incident, task: Task, before: datetime | None, target: Task
) -> None:
    turn.session.add(task)
    turn.record(
        incident, "task.due", subject=f"#{task.number}", text=task.title,
        before=before.isoformat() if before else None,
        after=task.due_at.isoformat() if task.due_at else None,
        reason=f"counts back from #{target.number}",
    )  # fmt: skip


def _same_row(task: Task, target: Task) -> bool:
    return task.subject_id is None or target.subject_id in {None, task.subject_id}


def _targets(turn: Turn, incident: Incident, task: Task) -> list[Task]:
    """Return the open tasks from which this one counts back, as far as their times are known."""
    slug, _, ref = due_rules.anchor_of(task.due or "").partition("/")
    given = {"incident_id": incident.id, "playbook": slug, "ref": ref}
    found = turn.session.exec(_TARGETS, params=given).all()
    return [each for each in found if _same_row(task, each)]


def _planned(task: Task, targets: Sequence[Task], also: datetime | None = None) -> datetime | None:
    """Return when it is due: so long before the first of what it counts back from."""
    times = [each.due_at for each in targets if each.due_at is not None]
    times += [also] if also is not None else []
    kept = task.due or ""
    return due_rules.moment(kept, {due_rules.anchor_of(kept): min(times)}) if times else None
