"""Does what a task `sets=`: the verb of a register on the row that the task is about.

The verb finishes the task (`each`); what was done already, by verb, only lets it end.
"""

from dataclasses import replace

from bot.domain.models import Incident, Task
from bot.domain.people import Standing
from bot.domain.servers import SERVER
from bot.domain.words import TaskStatus
from bot.language.catalogue import say
from bot.operations import each, server_facts, signatures, task_moves
from bot.operations.registers import KEPT
from bot.operations.turn import Turn
from bot.storage import registers, tasks
from bot.storage import signatures as kept_signatures


def perform(turn: Turn, incident: Incident, task: Task, *, who: Standing | None) -> Task:
    """Make the task's transition through its guards, and finish the task with its proof."""
    kept = KEPT.get(task.subject_noun or "")
    is_open = not _is_there(turn, incident, task) and not each.was_done(turn, incident, task)
    if kept is not None and is_open:
        _release_in_writing(turn, incident, task)
        doer = _as_doer(turn, task)
        kept.perform(doer, incident, str(task.subject_id), str(task.sets), task.proof or "")
    if task.status is TaskStatus.DONE:
        return task
    return task_moves.finish(turn, incident, task, who=who)


def _release_in_writing(turn: Turn, incident: Incident, task: Task) -> None:
    """Let who signed under a server's release release it: that is custodian's and lead's word."""
    if (task.subject_noun, task.sets) != (SERVER.noun, "release"):
        return
    matter = server_facts.matter(str(task.subject_id))
    there = {one.user_id for one in kept_signatures.agreed(turn.session, incident.row, matter)}
    for one in tasks.approvals(turn.session, task):
        if one.role in server_facts.RELEASED_BY.roles and one.approver not in there:
            signatures.sign(
                _by(turn, one.approver), incident, matter, server_facts.RELEASED_BY, asker="",
                what=lambda: say("the release of {name}", name=str(task.subject_id)),
            )  # fmt: skip


def _as_doer(turn: Turn, task: Task) -> Turn:
    """Return the turn of who did the task: the last signature lets it count, it does not do it.

    Whoever cleaned a server does not verify it, and whoever only signed for the cleaning may.
    """
    return _by(turn, task.done_by or turn.actor.user_id)


def _by(turn: Turn, user_id: str) -> Turn:
    return replace(turn, actor=replace(turn.actor, user_id=user_id))


def _is_there(turn: Turn, incident: Incident, task: Task) -> bool:
    """Tell whether the row stands already where the verb would bring it."""
    register = KEPT[str(task.subject_noun)].register
    row = registers.named(turn.session, register, incident.row, str(task.subject_id))
    leads_to = {step.after for step in register.machine.steps if step.verb == task.sets}
    return row is not None and register.state(row) in leads_to
