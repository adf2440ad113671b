"""Does what a task `sets=`: the verb of a register on the row that the task is about.

The verb finishes the task (`each`); a row that stands there already only lets it end.
"""

from dataclasses import replace

from bot.domain.models import Incident, Task
from bot.domain.people import Standing
from bot.domain.words import TaskStatus
from bot.operations import task_moves
from bot.operations.registers import KEPT
from bot.operations.turn import Turn
from bot.storage import registers


def perform(turn: Turn, incident: Incident, task: Task, *, who: Standing | None) -> Task:
    """Make the task's transition through its guards, and finish the task with its proof."""
    kept = KEPT.get(task.subject_noun or "")
    if kept is not None and not _is_there(turn, incident, task):
        doer = _as_doer(turn, task)
        kept.perform(doer, incident, str(task.subject_id), str(task.sets), task.proof or "")
    if task.status is TaskStatus.DONE:
        return task
    return task_moves.finish(turn, incident, task, who=who)


def _as_doer(turn: Turn, task: Task) -> Turn:
    """Return the turn of who did the task: the last signature lets it count, it does not do it.

    Whoever cleaned a server does not verify it, and whoever only signed for the cleaning may.
    """
    user_id = task.done_by or turn.actor.user_id
    return replace(turn, actor=replace(turn.actor, user_id=user_id))


def _is_there(turn: Turn, incident: Incident, task: Task) -> bool:
    """Tell whether the row stands already where the verb would bring it."""
    register = KEPT[str(task.subject_noun)].register
    row = registers.named(turn.session, register, incident.row, str(task.subject_id))
    leads_to = {step.after for step in register.machine.steps if step.verb == task.sets}
    return row is not None and register.state(row) in leads_to
