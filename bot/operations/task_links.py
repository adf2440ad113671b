"""Ties tasks to what they come after, also when that arrives later.

A task about a row of a register comes after the tasks about the same row; any other comes after
all of them. The name of such a task is its reference with the row behind it: `pack/seal@EXH-003`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col

from bot.domain.models import Incident, Task, TaskAfter
from bot.domain.words import TaskStatus
from bot.operations.step_rows import Planned
from bot.operations.turn import Turn
from bot.storage import estate, tasks, ties

AT = "@"
# Asked for each playbook that starts, five at once when somebody declares; so they are built once.
# With the row that the waiting task is about: of thousands that wait, few wait for this one.
_OPEN_ENDED = (
    sa.select(
        col(TaskAfter.number), col(TaskAfter.wanted), col(Task.subject_noun), col(Task.subject_id)
    )
    .join(
        Task,
        sa.and_(
            col(Task.incident_id) == col(TaskAfter.incident_id),
            col(Task.number) == col(TaskAfter.number),
        ),
    )
    .where(
        col(TaskAfter.incident_id) == sa.bindparam("incident_id"),
        col(TaskAfter.after_number).is_(None),
        col(TaskAfter.wanted).in_(sa.bindparam("refs", expanding=True)),
    )
)
_BY_REF = (
    sa.select(
        col(Task.playbook), col(Task.ref), col(Task.number), col(Task.subject_id),
        col(Task.subject_noun),
    )
    .where(
        col(Task.incident_id) == sa.bindparam("incident_id"),
        col(Task.ref).in_(sa.bindparam("refs", expanding=True)),
    )
    .order_by(sa.case((col(Task.status) == TaskStatus.DONE, 1), else_=0), col(Task.number))
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """A task that others may come after: its number, and the row that it is about."""

    number: int
    subject: str | None = None
    noun: str | None = None


# The tasks of one step by the row that they are about: there may be thousands.
Targets = dict[tuple[str | None, str | None], Target]


def link(
    turn: Turn,
    incident: Incident,
    slug: str,
    planned: Mapping[int, Planned],
    *,
    in_parts: bool = False,
) -> None:
    """Tie the new tasks to what they come after, and older ones to the new tasks.

    `in_parts`: of the same steps other tasks may be there already, or be opened later.
    """
    mine: dict[str, Targets] = {}
    for number, each in planned.items():
        target = Target(number, each.subject_id, each.subject_noun)
        mine.setdefault(each.step.full_ref(slug), {})[target.noun, target.subject] = target
    wanted = {
        number: dict.fromkeys(_full(ref, slug) for ref in each.step.after)
        for number, each in planned.items()
    }
    awaited = estate.pending_refs(turn.session, incident.row)
    there = dict(mine)
    others = {ref for refs in wanted.values() for ref in refs if in_parts or ref not in mine}
    if others:
        there |= _targets(turn, incident, others)
    links = [
        {"incident_id": incident.id, "number": number, "wanted": name, "after_number": after}
        for number, refs in wanted.items()
        for ref in refs
        for name, after in _ties(ref, there.get(ref, {}), planned[number], awaited)
    ]
    tasks.link_all(turn.session, links)
    _resolve(turn, incident, mine, frozenset(planned))


def _ties(
    ref: str, targets: Targets, planned: Planned, awaited: Collection[str]
) -> list[tuple[str, int | None]]:
    """Return what a task comes after, each by name and number; unknown ones without a number."""
    found = _same_row(targets, planned.subject_noun, planned.subject_id)
    if found is None:
        ties: list[tuple[str, int | None]] = [
            (_name(ref, each), each.number) for each in targets.values()
        ]
        return ties if ties and ref not in awaited else [*ties, (ref, None)]
    return [(_name(ref, each), each.number) for each in found] or [(ref, None)]


def _same_row(targets: Targets, noun: str | None, subject: str | None) -> list[Target] | None:
    """Return those about the same row, or None if none is about rows of the same register."""
    if subject is None or not any(each == noun for each, _ in targets):
        return None
    return [targets[noun, subject]] if (noun, subject) in targets else []


def _name(ref: str, target: Target) -> str:
    return f"{ref}{AT}{target.subject}" if target.subject else ref


def _resolve(
    turn: Turn, incident: Incident, arrived: Mapping[str, Targets], new: frozenset[int]
) -> None:
    """Tie what waits for a task that was not there yet to the task that came."""
    given = {"incident_id": incident.id, "refs": list(arrived)}
    tied: dict[tuple[int, str], int] = {}
    for number, wanted, noun, subject in turn.session.execute(_OPEN_ENDED, given).all():
        if number in new:
            continue
        targets = arrived[wanted]
        found = _same_row(targets, noun, subject)
        for target in list(targets.values()) if found is None else found:
            # One that waits for every row of a register goes on waiting for more.
            tied[number, _name(wanted, target)] = target.number
    ties.tie_all(
        turn.session,
        [
            {"incident_id": incident.id, "number": number, "wanted": name, "after_number": after}
            for (number, name), after in tied.items()
        ],
    )


def _targets(turn: Turn, incident: Incident, refs: Collection[str]) -> dict[str, Targets]:
    """Return the tasks of these steps: of a recurring one that is done, else the newest."""
    named = {ref.rpartition("/")[2] for ref in refs}
    rows = turn.session.execute(_BY_REF, {"incident_id": incident.id, "refs": list(named)})
    # The last one stays; the order puts it there.
    found: dict[str, Targets] = {}
    for slug, ref, number, subject, noun in rows:
        found.setdefault(f"{slug}/{ref}", {})[noun, subject] = Target(number, subject, noun)
    return {ref: targets for ref, targets in found.items() if ref in refs}


def _full(ref: str, slug: str) -> str:
    return ref if "/" in ref else f"{slug}/{ref}"
