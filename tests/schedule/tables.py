"""Tells a test's story as a table: given these tasks, then this is said to whom at which time."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Any

from sqlmodel import Session, select

from bot.domain import recurrence
from bot.domain.models import Incident, Post, Task, TaskAfter
from bot.domain.quiet import quiet_hours
from bot.domain.words import TaskStatus
from bot.operations.turn import Turn
from tests.schedule.conftest import ANA, BOSS, DEPUTY, NET, Ward

NAMES = {f"user:{BOSS}": "Boss", f"user:{DEPUTY}": "Deputy", f"user:{NET}": "Net",
         f"user:{ANA}": "Ana"}  # fmt: skip
# A step of a message: why it is said, and of which task.
_STEP = re.compile(r"(?:INC-\S+ · )?(?P<why>[^*]*?):? ?\*#(?P<number>\d+)\*")


@dataclass(frozen=True, slots=True)
class T:
    """A task, as a table gives it: `due` is a time of the day, today or tomorrow."""

    title: str = "Cut the edge"
    due: str = ""
    held: str | None = None
    role: str | None = None
    critical: bool = False
    after: tuple[int, ...] = ()
    every: str | None = None
    status: TaskStatus = TaskStatus.TODO


@dataclass(frozen=True, slots=True)
class Given:
    """What stands at the beginning, on a day on which the commander declared at `at`."""

    tasks: Sequence[T] = ()
    roles: Mapping[str, str] = field(default_factory=dict)
    at: str = "07:07"
    severity: int = 4
    quiet: str = ""


def moment(ward: Ward, clock: str) -> datetime:
    """Return the next moment at which the hospital's clocks show a time."""
    now = ward.clock.now().astimezone(ward.house.zone)
    at = datetime.combine(now.date(), time.fromisoformat(clock), tzinfo=ward.house.zone)
    return at if at > now else at.replace(day=at.day + 1)


def begin(ward: Ward, given: Given) -> str:
    """Let what is given be; return the incident's name."""
    ward.house = replace(ward.house, quiet=quiet_hours(given.quiet, ward.house.zone))
    ward.desk.house = ward.house
    if given.at != "07:07":
        ward.clock.step_wall(seconds=(moment(ward, given.at) - ward.clock.now()).total_seconds())
    ref = ward.declare(severity=given.severity)
    for role, user_id in given.roles.items():
        ward.appoint(ref, role, user_id)
    ward.on(ref, lambda turn, incident: _add(ward, turn, incident, given.tasks))
    return ref


def _add(ward: Ward, turn: Turn, incident: Incident, tasks: Sequence[T]) -> None:
    for number, task in enumerate(tasks, start=1):
        due_at = moment(ward, task.due) if task.due else None
        if due_at is None and task.every and not task.after:
            due_at = recurrence.rhythm(task.every, turn.house.zone).after(turn.now)
        turn.session.add(
            Task(
                incident_id=incident.row, number=number, title=task.title, role=task.role,
                assignee=task.held, critical=task.critical, every=task.every, status=task.status,
                due_at=due_at, created_at=turn.now, playbook="drill", ref=f"step{number}",
                reason="waits for NIC" if task.status is TaskStatus.BLOCKED else None,
            )
        )  # fmt: skip
        for before in task.after:
            turn.session.add(
                TaskAfter(incident_id=incident.row, number=number, wanted=f"#{before}",
                          after_number=before)
            )  # fmt: skip


def said(ward: Ward, *, until: str, every: int = 30, then: Sequence[str] = ()) -> list[str]:
    """Let time pass in steps of *every* minutes and return what was said: `08:37 Ana: Due #1`.

    Where something is said *then*, the clock is looked at a minute earlier, and at that moment.
    """
    end, lines, seen = moment(ward, until), [], len(ward.posts("reminder"))
    near = {moment(ward, line.split()[0]) for line in then}
    for _ in ward.passing(end, every=every, near=near):
        ward.tick()
        posts = ward.posts("reminder")
        lines += [_line(ward, post) for post in sorted(posts[seen:], key=_reader)]
        seen = len(posts)
    return lines


def _reader(post: Post) -> tuple[bool, str]:
    return post.target.startswith("incident"), post.target


def _line(ward: Ward, post: Post) -> str:
    at = ward.clock.now().astimezone(ward.house.zone)
    reader = NAMES.get(post.target, "channel")
    return f"{at:%H:%M} {reader}: {' + '.join(_steps(json.loads(post.payload)['text']))}"


def _steps(text: str) -> Iterator[str]:
    if "was promised for" in text:
        yield "Promise of " + text.partition("promised for ")[2].split()[3]
        return
    for line in text.splitlines():
        found = _STEP.match(line)
        if found:
            yield f"{found['why'] or 'Due'} #{found['number']}"


def table(text: str) -> list[str]:
    """Return the lines of a table that stands in a test."""
    return [" ".join(line.split()) for line in text.strip().splitlines()]


def task_now(ward: Ward, number: int) -> Task:
    """Return a task as it is now."""

    def read(session: Session) -> Task:
        return session.exec(select(Task).where(Task.number == number)).one()

    return ward.database.read_now(read)


def tasks_now(ward: Ward) -> list[tuple[Any, ...]]:
    """Return number, state and due time of every task."""

    def read(session: Session) -> list[Task]:
        return list(session.exec(select(Task).order_by(Task.number)))  # type: ignore[arg-type]  # A column.

    return [
        (task.number, task.status.value, ward.local(task.due_at) if task.due_at else None)
        for task in ward.database.read_now(read)
    ]
