"""Questions about tasks. The rules of what may become of them are `bot.domain.tasks`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.domain import conditional
from bot.domain.models import Approval, Task, TaskAfter
from bot.domain.words import FINISHED, TaskStatus, Verdict
from bot.storage import recurrences
from bot.storage.columns import fetched, seldom

# Asked by almost every command, so they are built once: building a query costs as much as running
# it. A task is read as it is now, whatever this session read before.
_BY_NUMBER = (
    select(Task)
    .where(Task.incident_id == sa.bindparam("incident_id"), Task.number == sa.bindparam("number"))
    .execution_options(populate_existing=True)
)
_COMES_AFTER = sa.and_(
    col(TaskAfter.incident_id) == col(Task.incident_id),
    col(TaskAfter.after_number) == col(Task.number),
)
_WAITS_FOR = (
    sa.select(col(Task.id))
    .join(TaskAfter, _COMES_AFTER)
    .where(
        col(TaskAfter.incident_id) == sa.bindparam("incident_id"),
        col(TaskAfter.number) == sa.bindparam("number"),
        col(Task.status).not_in(FINISHED),
    )
    .order_by(col(Task.number))
)
_COMES_BEFORE = sa.and_(
    col(TaskAfter.incident_id) == col(Task.incident_id),
    col(TaskAfter.number) == col(Task.number),
)
_FREED_BY = (
    sa.select(col(Task.id))
    .join(TaskAfter, _COMES_BEFORE)
    .where(
        col(TaskAfter.incident_id) == sa.bindparam("incident_id"),
        col(TaskAfter.after_number) == sa.bindparam("number"),
        col(Task.status).in_((TaskStatus.TODO, TaskStatus.IN_PROGRESS)),
        ~recurrences.is_waiting(),
    )
    .order_by(col(Task.number))
)

_HIGHEST = sa.select(sa.func.max(col(Task.number))).where(
    col(Task.incident_id) == sa.bindparam("incident_id")
)
_TASKS: Any = sa.inspect(Task).local_table
_AFTERS: Any = sa.inspect(TaskAfter).local_table
_ADD, _LINK = sa.insert(_TASKS), sa.insert(_AFTERS)

State = Literal["any", "open", "overdue", "blocked", "approval", "done"]


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks are wanted; the fields that are set must all fit."""

    state: State = "open"
    mine: str | None = None
    mine_roles: tuple[str, ...] = ()
    free_for: tuple[str, ...] = ()
    assignee: str | None = None
    role: str | None = None
    playbook: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of tasks, and how many there are in all."""

    tasks: tuple[Task, ...]
    total: int
    offset: int


def by_number(session: Session, incident_id: int, number: int) -> Task | None:
    """Return the incident's task of that number as it is now, or None."""
    wanted = {"incident_id": incident_id, "number": number}
    return session.exec(_BY_NUMBER, params=wanted).first()


def titles(session: Session, incident_id: int) -> list[tuple[int, str, TaskStatus]]:
    """Return number, title and state of every task of the incident, in order."""
    wanted = sa.select(col(Task.number), col(Task.title), col(Task.status))
    ordered = wanted.where(col(Task.incident_id) == incident_id).order_by(col(Task.number))
    return [tuple(row) for row in session.execute(ordered)]


def add_all(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write many tasks by one statement; each row holds the same columns."""
    if rows:
        session.execute(_ADD, rows)


def link_all(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write what many tasks come after, by one statement."""
    if rows:
        session.execute(_LINK, rows)


def highest_number(session: Session, incident_id: int) -> int:
    """Return the highest task number of the incident, 0 when it has none."""
    ((highest,),) = fetched(session, _HIGHEST, {"incident_id": incident_id})
    return highest or 0


_FINISHED = col(Task.status).in_(FINISHED)
_BY_STATE: dict[State, tuple[Any, ...]] = {
    "any": (),
    "open": (~_FINISHED,),
    "overdue": (~_FINISHED, col(Task.due_at) < sa.bindparam("now")),
    "blocked": (col(Task.status) == TaskStatus.BLOCKED,),
    "approval": (col(Task.status) == TaskStatus.PROOF_REVIEW,),
    "done": (_FINISHED,),
}


def _free_for(roles: str) -> Any:
    wanted = col(Task.role).in_(sa.bindparam(roles, expanding=True))
    return sa.and_(col(Task.assignee).is_(None), wanted)


_BY_FIELD = {
    "mine": sa.or_(col(Task.assignee) == sa.bindparam("mine"), _free_for("mine_roles")),
    "free_for": _free_for("free_for"),
    "assignee": col(Task.assignee) == sa.bindparam("assignee"),
    "role": col(Task.role) == sa.bindparam("role"),
    "playbook": col(Task.playbook) == sa.bindparam("playbook"),
}


@cache
def _lists(state: State, fields: tuple[str, ...]) -> tuple[Any, Any]:
    """Return the query that counts the tasks that fit, and the one for a page of them with it."""
    fits = (
        col(Task.incident_id) == sa.bindparam("incident_id"),
        *_BY_STATE[state],
        *(_BY_FIELD[name] for name in fields),
    )
    count = sa.select(sa.func.count()).select_from(Task).where(*fits)
    page = (
        sa.select(Task, count.correlate(None).scalar_subquery())
        .where(*fits)
        .order_by(col(Task.number))
        .offset(sa.bindparam("offset"))
        .limit(sa.bindparam("limit"))
    )
    return count, page


def listed(
    session: Session, incident_id: int, wanted: TaskFilter, *, now: datetime,
    limit: int = 10, offset: int = 0,
) -> Page:  # fmt: skip
    """Return one page of the tasks that fit, in order of their numbers."""
    fields = tuple(name for name in _BY_FIELD if getattr(wanted, name))
    given = {name: getattr(wanted, name) for name in fields}
    if "mine" in given:
        given["mine_roles"] = wanted.mine_roles
    if wanted.state == "overdue":
        given["now"] = now
    count, page = _lists(wanted.state, fields)
    given["incident_id"] = incident_id
    rows = session.execute(page, {**given, "offset": offset, "limit": limit}).all()
    if not rows and offset:
        # Behind the last page: who asks wants to know how many there are before it.
        return Page((), session.execute(count, given).scalar_one(), offset)
    return Page(tuple(task for task, _ in rows), rows[0][1] if rows else 0, offset)


def unclosable(session: Session, incident_id: int) -> list[int]:
    """Return the numbers of the open tasks that are critical, or whose proof nobody signed.

    What recurs is never finished: it ends with the incident.
    """
    wanted = sa.select(col(Task.number)).where(
        col(Task.incident_id) == incident_id,
        ~_FINISHED,
        sa.or_(
            col(Task.status) == TaskStatus.PROOF_REVIEW,
            sa.and_(col(Task.critical), recurrences.is_to_be_done()),
        ),
    )
    return list(session.execute(wanted.order_by(col(Task.number))).scalars())


def waits_for(session: Session, task: Task) -> list[Task]:
    """Return the unfinished tasks that *task* comes after."""
    return seldom(session, Task, _WAITS_FOR, _place(task))


def done_of(session: Session, incident_id: int, ref: str) -> list[Task]:
    """Return the finished tasks of the step `playbook/reference`, in the order of their ends."""
    slug, _, name = ref.partition("/")
    wanted = select(Task).where(
        Task.incident_id == incident_id, Task.playbook == slug, Task.ref == name,
        Task.status == TaskStatus.DONE,
    )  # fmt: skip
    return list(session.exec(wanted.order_by(col(Task.done_at), col(Task.number))))


def _place(task: Task) -> dict[str, int]:
    return {"incident_id": task.incident_id, "number": task.number}


def afters(session: Session, incident_id: int) -> list[TaskAfter]:
    """Return every "comes after" of the incident's tasks."""
    wanted = select(TaskAfter).where(TaskAfter.incident_id == incident_id)
    return list(session.exec(wanted.order_by(col(TaskAfter.number), col(TaskAfter.wanted))))


def afters_of(session: Session, task: Task) -> list[TaskAfter]:
    """Return what *task* comes after, finished or not, known or not."""
    wanted = select(TaskAfter).where(
        TaskAfter.incident_id == task.incident_id, TaskAfter.number == task.number
    )
    return list(session.exec(wanted.order_by(col(TaskAfter.wanted))))


def freed_by(session: Session, task: Task) -> list[Task]:
    """Return the open tasks that waited for *task* and wait for nothing else now."""
    return seldom(session, Task, _FREED_BY, _place(task))


def approvals(session: Session, task: Task) -> list[Approval]:
    """Return the signatures of the task's current round, in order."""
    wanted = select(Approval).where(
        Approval.task_id == task.id, Approval.proof_round == task.proof_round
    )
    return list(session.exec(wanted.order_by(col(Approval.id))))


def every_approval(session: Session, incident_id: int) -> dict[int, list[Approval]]:
    """Return all signatures of the incident by task id."""
    wanted = select(Approval).join(Task).where(Task.incident_id == incident_id)
    found: dict[int, list[Approval]] = {}
    for signature in session.exec(wanted.order_by(col(Approval.id))):
        found.setdefault(signature.task_id, []).append(signature)
    return found


def required_roles(task: Task) -> tuple[str, ...]:
    """Return the roles whose signatures the task needs; `any` stands for any responder."""
    return conditional.roles_of(task.approve)


def unsigned_roles(task: Task, signatures: Sequence[Approval]) -> tuple[str, ...]:
    """Return the roles that have not signed yet, in the order of the playbook."""
    left = list(required_roles(task))
    for signature in signatures:
        if signature.verdict is Verdict.APPROVED and _slot(signature.role) in left:
            left.remove(_slot(signature.role))
    return tuple(left)


def _slot(signed_as: str) -> str:
    # Two bare signatures are kept as any#1 and any#2, for a role signs once a round.
    return signed_as.partition("#")[0]


def every_task(session: Session, incident_id: int) -> list[Task]:
    """Return all tasks of the incident in order of their numbers."""
    wanted = select(Task).where(Task.incident_id == incident_id)
    return list(session.exec(wanted.order_by(col(Task.number))))
