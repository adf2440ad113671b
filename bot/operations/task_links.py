"""Ties tasks to what they come after, also when that arrives later.

A task about a row of a register comes after the tasks about the same row; any other comes after
all of them. The name of such a task is its reference with the row behind it: `pack/seal@EXH-003`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col, select

from bot.domain.models import Incident, Task, TaskAfter
from bot.domain.words import TaskStatus
from bot.operations.step_rows import Planned
from bot.operations.turn import Turn
from bot.storage import tasks

AT = "@"
# Asked for each playbook that starts, five at once when somebody declares; so they are built once.
_OPEN_ENDED = select(TaskAfter).where(
    TaskAfter.incident_id == sa.bindparam("incident_id"), col(TaskAfter.after_number).is_(None)
)
_BY_REF = (
    sa.select(
        col(Task.playbook), col(Task.ref), col(Task.number), col(Task.subject_id),
        col(Task.subject_noun),
    )
    .where(col(Task.incident_id) == sa.bindparam("incident_id"), col(Task.ref).is_not(None))
    .order_by(sa.case((col(Task.status) == TaskStatus.DONE, 1), else_=0), col(Task.number))
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """A task that others may come after: its number, and the row that it is about."""

    number: int
    subject: str | None = None
    noun: str | None = None


def link(turn: Turn, incident: Incident, slug: str, planned: Mapping[int, Planned]) -> None:
    """Tie the new tasks to what they come after, and older ones to the new tasks."""
    mine: dict[str, list[Target]] = {}
    for number, each in planned.items():
        target = Target(number, each.subject_id, each.subject_noun)
        mine.setdefault(each.step.full_ref(slug), []).append(target)
    wanted = {
        number: dict.fromkeys(_full(ref, slug) for ref in each.step.after)
        for number, each in planned.items()
    }
    there: dict[str, list[Target]] = mine
    if any(ref not in mine for refs in wanted.values() for ref in refs):
        there = {**_targets(turn, incident), **mine}
    links = [
        {"incident_id": incident.id, "number": number, "wanted": name, "after_number": after}
        for number, refs in wanted.items()
        for ref in refs
        for name, after in _ties(ref, there.get(ref, ()), planned[number])
    ]
    tasks.link_all(turn.session, links)
    _resolve(turn, incident, mine, frozenset(planned))


def _ties(ref: str, targets: Sequence[Target], planned: Planned) -> list[tuple[str, int | None]]:
    """Return what a task comes after, each by name and number; unknown ones without a number."""
    found = _same_row(targets, planned.subject_noun, planned.subject_id)
    if not found:
        return [(ref, None)]
    return [(_name(ref, each), each.number) for each in found]


def _same_row(targets: Sequence[Target], noun: str | None, subject: str | None) -> Sequence[Target]:
    """Return those about the same row, if they are about rows of the same register at all."""
    if subject is None or not any(each.noun == noun for each in targets):
        return targets
    return [each for each in targets if each.subject == subject]


def _name(ref: str, target: Target) -> str:
    return f"{ref}{AT}{target.subject}" if target.subject else ref


def _resolve(
    turn: Turn, incident: Incident, arrived: Mapping[str, list[Target]], new: frozenset[int]
) -> None:
    """Tie what waits for a task that was not there yet to the task that came."""
    waiting = turn.session.exec(_OPEN_ENDED, params={"incident_id": incident.id}).all()
    for row in waiting:
        targets = arrived.get(row.wanted)
        if not targets or row.number in new:
            continue
        task = tasks.by_number(turn.session, incident.row, row.number)
        if task is not None:
            _tie(turn, row, _same_row(targets, task.subject_noun, task.subject_id))


def _tie(turn: Turn, row: TaskAfter, targets: Sequence[Target]) -> None:
    """Tie one waiting task; one that waits for every row of a register goes on waiting for more."""
    for target in targets:
        if target.subject is None:
            row.after_number = target.number
            turn.session.add(row)
            continue
        turn.session.merge(
            TaskAfter(
                incident_id=row.incident_id, number=row.number,
                wanted=f"{row.wanted}{AT}{target.subject}", after_number=target.number,
            )
        )  # fmt: skip


def _targets(turn: Turn, incident: Incident) -> dict[str, list[Target]]:
    """Return the tasks by reference: of a recurring one that is done, else the newest."""
    rows = turn.session.execute(_BY_REF, {"incident_id": incident.id})
    found: dict[str, dict[str | None, Target]] = {}
    for slug, ref, number, subject, noun in rows:
        found.setdefault(f"{slug}/{ref}", {})[subject] = Target(number, subject, noun)
    return {ref: list(targets.values()) for ref, targets in found.items()}


def _full(ref: str, slug: str) -> str:
    return ref if "/" in ref else f"{slug}/{ref}"
