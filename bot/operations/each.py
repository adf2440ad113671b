"""Keeps playbooks' tasks and the rows of registers together: `each=` and `sets=`.

A row that matches gets its tasks, one that stops matching leaves them with a note, and a verb
that a task `sets=` does the task; where others sign under it, it waits for them. The verbs
themselves are the registers'; what is too much for one transaction is `each_later`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from sqlmodel import col, select

from bot.domain import conditional
from bot.domain import due as due_rules
from bot.domain.models import Incident, PlaybookRun, Task
from bot.domain.register import Register
from bot.domain.words import FINISHED, RunState, TaskStatus
from bot.operations import due_back, each_later, kept_texts, opening, task_moves
from bot.operations.step_rows import Planned
from bot.operations.turn import Turn
from bot.playbook.model import Playbook, Step
from bot.storage import roles, tasks, timeline

log = structlog.get_logger(__name__)

LEFT = "no longer matches"


def follow(turn: Turn, incident: Incident, register: Register, row: Any, verb: str) -> None:
    """Let the tasks follow a row that changed: what the verb does, what matches, what does not."""
    turn.session.flush()
    each_later.catch_up(turn, incident, register, [row])
    _do(turn, incident, register, row, verb)
    _appear(turn, incident, register, [row], verb)


def _do(turn: Turn, incident: Incident, register: Register, row: Any, verb: str) -> None:
    """Finish the open tasks that this verb on this row does."""
    about = _about(turn, incident, register, row)
    for task in about:
        if task.sets == verb and task.status not in FINISHED:
            _finish(turn, incident, task, f"/{register.command} {verb} {register.name(row)}")


def _finish(turn: Turn, incident: Incident, task: Task, line: str) -> None:
    if task.status is TaskStatus.PROOF_REVIEW or _alone_signs(turn, incident, task):
        return
    if task.status is TaskStatus.BLOCKED:
        task.reason = None
        task_moves.move(turn, incident, task, TaskStatus.TODO, "unblocked")
    task.proof = task.proof or f"recorded by {line}"
    task.done_by = task.done_by or turn.actor.user_id
    if conditional.is_needed(task.approve, task.proof):
        task.proof_round += 1
        task_moves.move(
            turn, incident, task, TaskStatus.PROOF_REVIEW, "proof_given", reason=task.proof
        )
        return
    task_moves.finish(turn, incident, task)


def _alone_signs(turn: Turn, incident: Incident, task: Task) -> bool:
    """Tell whether nobody but who acts could sign under the task.

    Then it stays open for another to give its proof: nobody signs for what they did themselves.
    """
    wanted = tasks.unsigned_roles(task, ())
    held = roles.holders(turn.session, incident) if wanted else {}
    return any(held.get(role) == (turn.actor.user_id,) for role in wanted)


def left_open(turn: Turn, incident: Incident, register: Register, row: Any) -> list[Task]:
    """Return the tasks of a row that a verb did, and that stay open since nobody else can sign."""
    return [
        task
        for task in _about(turn, incident, register, row)
        # A proof that was given once and sent back has its own words.
        if task.approve and not task.proof_round and task.status not in FINISHED
        if was_done(turn, incident, task)
    ]


def was_done(turn: Turn, incident: Incident, task: Task) -> bool:
    """Tell whether what the task sets was done since the task was opened, or opened again."""
    if not task.sets or not task.subject_id:
        return False
    verb = f"{task.subject_noun}.{task.sets}"
    done, reopened = (
        timeline.last(turn.session, incident.row, action, subject, since=task.created_at)
        for action, subject in (
            (verb, task.subject_id), ("task.reopened", f"#{task.number}"),
        )
    )  # fmt: skip
    return done > reopened


def _about(turn: Turn, incident: Incident, register: Register, row: Any) -> list[Task]:
    wanted = select(Task).where(
        Task.incident_id == incident.id,
        Task.subject_noun == register.noun,
        Task.subject_id == register.name(row),
    )
    return list(turn.session.exec(wanted.order_by(col(Task.number))))


def appear(turn: Turn, incident: Incident, register: Register, rows: Iterable[Any]) -> None:
    """Open the tasks of rows that match now, and close those of rows that no longer do."""
    changed = list(rows)
    each_later.catch_up(turn, incident, register, changed)
    _appear(turn, incident, register, changed)


def _appear(
    turn: Turn, incident: Incident, register: Register, changed: list[Any], verb: str = ""
) -> None:
    runs = turn.session.exec(
        select(PlaybookRun).where(
            PlaybookRun.incident_id == incident.id, PlaybookRun.state == RunState.RUNNING
        )
    ).all()
    for run in runs:
        try:
            playbook = kept_texts.as_started(turn, incident, run)
        except kept_texts.UnreadableError as why:
            # What people do to a row does not wait until a text is mended.
            log.warning("playbook.unreadable", playbook=run.slug, why=str(why))
            continue
        steps = [step for step in playbook.steps if step.each and step.each.noun == register.noun]
        if steps:
            _fit(turn, incident, run, playbook, _Fit(register, steps, changed, verb))


class _Fit:
    """Rows of a register against the steps of one playbook that are about it."""

    def __init__(self, register: Register, steps: list[Step], rows: list[Any], verb: str) -> None:
        self.register, self.steps, self.verb = register, steps, verb
        self.names = [register.name(row) for row in rows]
        self.said = opening.said_of(register, rows)


def _fit(turn: Turn, incident: Incident, run: PlaybookRun, playbook: Playbook, fit: _Fit) -> None:
    there = _there(turn, incident, run, fit)
    wanted = {
        (each.step.ref, str(each.subject_id)): each
        for step in fit.steps
        for each in opening.planned(fit.register, step, fit.said)
    }
    new = [each for key, each in wanted.items() if key not in there]
    opening.open_tasks(turn, incident, run, playbook, new)
    for key, task in there.items():
        if key in wanted:
            _take_up_again(turn, incident, task)
            _fall_due(turn, incident, task, wanted[key], run)
        elif task.status not in FINISHED and not _is_worked(turn, incident, task, fit.verb):
            task.reason = f"{task.subject_id} {LEFT} {task.each}"
            task_moves.move(turn, incident, task, TaskStatus.SKIPPED, "left", reason=task.reason)


def _is_worked(turn: Turn, incident: Incident, task: Task, verb: str) -> bool:
    """Tell whether the row left because the task is being done: then it waits for its signatures.

    What a task sets often ends what selected it: a server isolated is no longer in service.
    """
    if task.status is TaskStatus.PROOF_REVIEW or (verb and task.sets == verb):
        return True
    return bool(task.approve) and was_done(turn, incident, task)


def _take_up_again(turn: Turn, incident: Incident, task: Task) -> None:
    """Reopen a task whose row had stopped matching and matches again."""
    if task.status is TaskStatus.SKIPPED and LEFT in (task.reason or ""):
        task.reason = None
        task_moves.move(turn, incident, task, TaskStatus.TODO, "reopened")


def _fall_due(
    turn: Turn, incident: Incident, task: Task, planned: Planned, run: PlaybookRun
) -> None:
    """Move the due time of a task whose row now has another span; what was set by hand stays."""
    due = planned.step.due
    if due is None or not due.rows or task.status in FINISHED:
        return
    known, kept = due_rules.anchors(incident, run.started_at or turn.now), task.due or ""
    now = due_rules.written(due.of(planned.subject), run.slug)
    if kept == now or task.due_at != due_rules.moment(kept, known):
        return
    before, task.due, task.due_at = task.due_at, now, due_rules.moment(now, known)
    turn.session.add(task)
    due_back.follow(turn, incident, task, before=before)
    turn.record(
        incident, "task.due", subject=f"#{task.number}", text=task.title,
        after=task.due_at.isoformat() if task.due_at else None, reason=f"{task.subject_id} changed",
    )  # fmt: skip


def _there(
    turn: Turn, incident: Incident, run: PlaybookRun, fit: _Fit
) -> Mapping[tuple[str, str], Task]:
    """Return the newest task of each step and row."""
    wanted = select(Task).where(
        Task.incident_id == incident.id,
        Task.playbook == run.slug,
        Task.subject_noun == fit.register.noun,
        col(Task.subject_id).in_(fit.names),
        col(Task.ref).in_([step.ref for step in fit.steps]),
    )
    found = turn.session.exec(wanted.order_by(col(Task.number)))
    return {(str(task.ref), str(task.subject_id)): task for task in found}
