"""What every change of a task does: its state, its timeline entry, what it sets going.

Who may change what is decided by `tasks`, `approvals` and the registers, which all end here.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col

from bot.domain import due as due_rules
from bot.domain import recurrence
from bot.domain import tasks as rules
from bot.domain.models import Incident, Task
from bot.domain.people import Standing
from bot.domain.words import FINISHED, Proof, TaskStatus
from bot.operations import due_back, recurring
from bot.operations.turn import SYSTEM, Turn
from bot.storage import tasks
from bot.storage.columns import seldom

LONGEST_TITLE = 500
WITHIN = timedelta(hours=1)
# Asked whenever a task is finished, so it is built once. A name with `_` may match more than it
# means; what counts from another anchor gets no moment by it.
_COUNTING_FROM = sa.select(col(Task.id)).where(
    col(Task.incident_id) == sa.bindparam("incident_id"),
    col(Task.due).endswith(sa.bindparam("tail")),
    # What counts back has its time from when the other is due, not from when it is done.
    ~col(Task.due).startswith("-"),
    col(Task.due_at).is_(None),
    col(Task.status).not_in(FINISHED),
)


def record(  # noqa: PLR0913 - the columns of the timeline, each by name.
    turn: Turn,
    incident: Incident,
    task: Task,
    action: str,
    *,
    before: str | None = None,
    after: str | None = None,
    reason: str | None = None,
    who: Standing | None = None,
) -> Task:
    """Keep the task as it is now and write what became of it into the timeline.

    *who* is the acting person's standing, as `Turn.record` takes it.
    """
    turn.session.add(task)
    if task.id is None:
        turn.session.flush()
    turn.record(
        incident, f"task.{action}", subject=f"#{task.number}", text=task.title,
        before=before, after=after, reason=reason, who=who,
    )  # fmt: skip
    return task


def move(
    turn: Turn,
    incident: Incident,
    task: Task,
    wanted: TaskStatus,
    action: str,
    *,
    who: Standing | None = None,
    reason: str | None = None,
) -> Task:
    """Move the task to another state and write it down; *who* takes it if it is free."""
    rules.check_step(task.number, task.status, wanted)
    before, task.status = task.status, wanted
    if who is not None and task.assignee is None:
        task.assignee = who.user_id
    if wanted is TaskStatus.IN_PROGRESS and task.started_at is None:
        task.started_at = turn.now
    return record(turn, incident, task, action, before=before, after=wanted, reason=reason, who=who)


def finish(turn: Turn, incident: Incident, task: Task, *, who: Standing | None = None) -> Task:
    """Mark a task done: its proof is accepted, and nobody's signature is missing."""
    task.done_at = turn.now
    task.reason = None
    finished = move(turn, incident, task, TaskStatus.DONE, "done", who=who, reason=task.proof)
    following = recurring.after_finish(turn, incident, task)
    # What counts from the doing of something that comes a few times counts from the last of them.
    anchors = task.ref is not None
    if anchors and (following is None or not recurrence.ends(task.every or "")):
        settle_due(turn, incident, f"{task.playbook}/{task.ref}", turn.now, subject=task.subject_id)
    return finished


def settle_due(
    turn: Turn, incident: Incident, anchor: str, at: datetime, *, subject: str | None = None
) -> None:
    """Give the open tasks that count from *anchor* their due time, now that it happened.

    What happened to one row of a register says nothing of the tasks about its other rows.
    """
    wanted = {"incident_id": incident.id, "tail": f"{due_rules.SEPARATOR}{anchor}"}
    for task in seldom(turn.session, Task, _COUNTING_FROM, wanted):
        if subject is not None and task.subject_id not in {None, subject}:
            continue
        task.due_at = due_rules.moment(task.due or "", {anchor: at})
        turn.session.add(task)
        due_back.follow(turn, incident, task, before=None)


def open_critical(
    turn: Turn, incident: Incident, title: str, *, role: str, noun: str, subject: str
) -> Task:
    """Open a critical task that the system asks for, due within an hour."""
    number = tasks.highest_number(turn.session, incident.row) + 1
    task = Task(
        incident_id=incident.row, number=number, position=number, title=title[:LONGEST_TITLE],
        role=role, critical=True, due_at=turn.now + WITHIN, subject_noun=noun, subject_id=subject,
        proof_required=Proof.TEXT, created_at=turn.now, created_by=SYSTEM,
    )  # fmt: skip
    return record(turn, incident, task, "added", after=role)


def open_critical_once(
    turn: Turn, incident: Incident, title: str, *, role: str, noun: str, subject: str
) -> None:
    """Open a critical task unless one of the very same title is there and not done yet."""
    titled = title[:LONGEST_TITLE]
    every = tasks.every_task(turn.session, incident.row)
    if not any(each.title == titled and each.status not in FINISHED for each in every):
        open_critical(turn, incident, titled, role=role, noun=noun, subject=subject)
