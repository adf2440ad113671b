"""The facts behind reminders: who answers for a task or a promise now, and what was said already.

Who is then told is `bot.domain.reminders`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.domain.models import Incident, Person, Task, TaskAfter
from bot.domain.models import TimelineEntry as Entry
from bot.domain.people import COMMANDER, DEPUTY
from bot.domain.reminders import (
    CRITICAL,
    EVERY_STEP,
    ORDINARY,
    PROMISE,
    Clock,
    Rung,
    promise_wakes,
)
from bot.domain.words import FINISHED, TaskStatus
from bot.playbook.model import ANY_ROLE, Playbook
from bot.playbook.roles import stand_in
from bot.storage import roles, schedules, tasks
from bot.storage.reminders import may_read

UPDATE, SNOOZED, SYSTEM = "incident.update", "incident.snoozed", "system"

# Asked for every reader of every incident, so they are built once: building a query costs as much
# as running it.
_NUMBERS: Any = sa.bindparam("numbers", expanding=True)
_HERE = col(TaskAfter.incident_id) == sa.bindparam("incident_id")
_OPEN = (
    select(Task)
    .where(
        col(Task.id).in_(sa.bindparam("ids", expanding=True)),
        col(Task.status).not_in(FINISHED),
        col(Task.due_at).is_not(None),
    )
    .execution_options(populate_existing=True)
)
_PROMISER = (
    sa.select(col(Entry.actor))
    .where(col(Entry.incident_id) == sa.bindparam("incident_id"), col(Entry.action) == UPDATE)
    .order_by(sa.desc(col(Entry.seq)))
    .limit(1)
)
_GONE = sa.select(col(Person.user_id)).where(
    col(Person.user_id).in_(sa.bindparam("people", expanding=True)),
    sa.or_(col(Person.is_gone), col(Person.is_bot)),
)
_WAITERS = (
    sa.select(col(TaskAfter.after_number), col(Task.assignee), col(Task.number), col(Task.critical))
    .join(
        TaskAfter,
        sa.and_(
            col(TaskAfter.incident_id) == col(Task.incident_id),
            col(TaskAfter.number) == col(Task.number),
        ),
    )
    .where(
        _HERE,
        col(TaskAfter.after_number).in_(_NUMBERS),
        col(Task.status).not_in(FINISHED),
        col(Task.assignee).is_not(None),
    )
    .order_by(col(Task.number))
)
_WAITING = (
    sa.select(col(TaskAfter.number), col(Task.number))
    .join(
        Task,
        sa.and_(
            col(TaskAfter.incident_id) == col(Task.incident_id),
            col(TaskAfter.after_number) == col(Task.number),
        ),
    )
    .where(
        _HERE,
        col(TaskAfter.number).in_(_NUMBERS),
        col(Task.status).not_in(FINISHED),
    )
    .order_by(col(TaskAfter.number), col(Task.number))
)


@dataclass(frozen=True, slots=True)
class Staff:
    """Who holds which role in an incident, those who left the workspace taken out.

    `playbooks` say, by slug, who stands in for whom in their work.
    """

    holders: Mapping[str, tuple[str, ...]]
    gone: frozenset[str]
    playbooks: Mapping[str, Playbook] = field(default_factory=dict)

    def of(self, role: str | None) -> tuple[str, ...]:
        """Return who holds *role* and can be reached."""
        return self.here(self.holders.get(role or "", ()))

    def here(self, people: Iterable[str]) -> tuple[str, ...]:
        """Return those of *people* who can be reached."""
        return tuple(person for person in people if person not in self.gone)

    def deputies(self, role: str | None, playbook: str | None = None) -> tuple[str, ...]:
        """Return who holds the role that stands in for *role*, also as a playbook has it."""
        return self.of(stand_in(role or "", self.playbooks.get(playbook or "")))

    @property
    def command(self) -> tuple[str, ...]:
        """Who commands, or the deputies while nobody does."""
        return self.of(COMMANDER) or self.of(DEPUTY)


def staff(
    session: Session, incident: Incident, also: Iterable[str | None] = (),
    playbooks: Mapping[str, Playbook] = MappingProxyType({}),
) -> Staff:  # fmt: skip
    """Return who holds what in the incident; *also* are others who may be told.

    Who left the workspace, and who may not see the incident, is as if there were nobody.
    """
    holders = roles.holders(session, incident)
    others = {each for each in also if each}
    people = {each for held in holders.values() for each in held} | others
    gone = set(session.execute(_GONE, {"people": sorted(people)}).scalars())
    # Whoever holds a role sees the incident by that.
    gone |= {each for each in others - gone if not may_read(session, each, incident)}
    return Staff(holders, frozenset(gone), playbooks)


def open_tasks(session: Session, ids: Iterable[int]) -> dict[int, Task]:
    """Return those of the tasks that are open and have a due time, as they are now."""
    found = session.exec(_OPEN, params={"ids": list(ids)})
    return {task.id: task for task in found if task.id is not None}


def task_clock(session: Session, task: Task, who: Staff) -> Clock | None:
    """Return the clock of a task: its owner, or the approvers while a proof waits for them."""
    if task.due_at is None:
        return None
    if task.status is TaskStatus.PROOF_REVIEW:
        owners, stand_ins = _approvers(session, task, who)
    else:
        owners = who.here((task.assignee,) if task.assignee else ())
        others = tuple(each for each in who.of(task.role) if each not in owners)
        stand_ins = others or who.deputies(task.role, task.playbook)
    return Clock(
        due_at=task.due_at, since=task.created_at, owners=owners, stand_ins=stand_ins,
        commanders=who.command, patience=CRITICAL if task.critical else ORDINARY,
        heads_up=task.status is not TaskStatus.PROOF_REVIEW,
        wakes=EVERY_STEP if task.critical else frozenset(),
        blocked=task.status is TaskStatus.BLOCKED,
    )  # fmt: skip


def _approvers(session: Session, task: Task, who: Staff) -> tuple[tuple[str, ...], tuple[str, ...]]:
    missing = [
        role
        for role in tasks.unsigned_roles(task, tasks.approvals(session, task))
        if role != ANY_ROLE
    ]
    doer = task.assignee
    owners = [each for role in missing for each in who.of(role) if each != doer]
    stand_ins = [each for role in missing for each in who.deputies(role, task.playbook)]
    deputies = [each for each in stand_ins if each != doer]
    return tuple(dict.fromkeys(owners)), tuple(dict.fromkeys(deputies))


def promiser(session: Session, incident: Incident) -> str | None:
    """Return who gave the last update, and so promised the next one."""
    return session.execute(_PROMISER, {"incident_id": incident.id}).scalar()


def snoozes(session: Session, incident: Incident) -> int:
    """Return how often the promised update was put off since the last update."""
    given = (
        sa.select(sa.func.coalesce(sa.func.max(col(Entry.seq)), 0))
        .where(col(Entry.incident_id) == incident.id, col(Entry.action) == UPDATE)
        .scalar_subquery()
    )
    wanted = sa.select(sa.func.count()).where(
        col(Entry.incident_id) == incident.id,
        col(Entry.action) == SNOOZED,
        col(Entry.seq) > given,
    )
    return int(session.execute(wanted).scalar_one())


def promise_clock(incident: Incident, promised_by: str | None, who: Staff) -> Clock | None:
    """Return the clock of a promised update: who promised it, the deputies, the commander."""
    if incident.next_update_due is None:
        return None
    return Clock(
        due_at=incident.next_update_due,
        since=incident.last_update_at or incident.declared_at,
        owners=who.here((promised_by,) if promised_by and promised_by != SYSTEM else ()),
        stand_ins=who.of(DEPUTY),
        commanders=who.of(COMMANDER),
        patience=PROMISE,
        heads_up=False,
        wakes=promise_wakes(incident.severity),
    )


def taken(session: Session, clocks: Mapping[str, Clock]) -> dict[str, dict[Rung, datetime]]:
    """Return, by the clocks' names, which steps were taken for their due moments, and when."""
    keys = {
        schedules.occurrence_key(name, clock.due_at, rung): (name, rung)
        for name, clock in clocks.items()
        for rung in Rung
    }
    found: dict[str, dict[Rung, datetime]] = {name: {} for name in clocks}
    for key, at in schedules.taken(session, keys).items():
        name, rung = keys[key]
        found[name][rung] = at
    return found


@dataclass(frozen=True, slots=True)
class Waiter:
    """Who holds open work that comes after a task, and which."""

    user_id: str
    number: int
    critical: bool


def waiters(
    session: Session, incident: Incident, numbers: Iterable[int]
) -> dict[int, tuple[Waiter, ...]]:
    """Return who holds open work that comes after the tasks of these numbers."""
    found: dict[int, tuple[Waiter, ...]] = {}
    given = {"incident_id": incident.id, "numbers": list(numbers)}
    for before, user_id, number, critical in session.execute(_WAITERS, given):
        found[before] = (*found.get(before, ()), Waiter(user_id, number, critical))
    return found


def waiting(session: Session, incident: Incident, numbers: Iterable[int]) -> dict[int, list[int]]:
    """Return which unfinished tasks each of the tasks of these numbers comes after."""
    found: dict[int, list[int]] = {}
    given = {"incident_id": incident.id, "numbers": list(numbers)}
    for number, before in session.execute(_WAITING, given):
        found.setdefault(number, []).append(before)
    return found
