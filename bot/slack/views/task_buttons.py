"""The buttons under a task and beside it in a list: which there are in each state. Pure.

What the task itself looks like is `taskcard`.
"""

from bot.domain.models import Task
from bot.domain.words import TaskStatus
from bot.language.catalogue import later, say
from bot.slack import ids
from bot.slack.views import kit
from bot.slack.views.rows import in_row


def value(ref: str, number: int, *more: str) -> str:
    """Return what a task's button carries: the incident and the number."""
    return " ".join((ref, f"#{number}", *more))


def buttons(task: Task, ref: str, *, details: bool = True) -> tuple[kit.Block, ...]:
    """Return the buttons that make sense in the task's state, the most useful first."""
    wanted = {
        TaskStatus.TODO: _todo(task),
        TaskStatus.IN_PROGRESS: (ids.TASK_DONE, ids.TASK_BLOCK, ids.TASK_ASSIGN),
        TaskStatus.PROOF_REVIEW: (ids.TASK_APPROVE, ids.TASK_REFUSE),
        TaskStatus.BLOCKED: (ids.TASK_UNBLOCK, ids.TASK_ASSIGN, ids.TASK_SKIP),
        TaskStatus.DONE: (ids.TASK_REOPEN,),
        TaskStatus.SKIPPED: (ids.TASK_REOPEN,),
    }[task.status]
    shown = (*wanted, ids.TASK_SHOW) if details else wanted
    return tuple(button(task, ref, action, first=action == wanted[0]) for action in shown)


def _todo(task: Task) -> tuple[str, ...]:
    first = (ids.TASK_START,) if task.assignee else (ids.TASK_CLAIM, ids.TASK_START)
    return (*first, ids.TASK_DONE, ids.TASK_BLOCK, ids.TASK_ASSIGN)


LABELS = {
    ids.TASK_CLAIM: later("Claim"),
    ids.TASK_START: later("Start"),
    ids.TASK_DONE: later("Done"),
    ids.TASK_BLOCK: later("Block"),
    ids.TASK_UNBLOCK: later("Unblock"),
    ids.TASK_SKIP: later("Skip"),
    ids.TASK_ASSIGN: later("Reassign"),
    ids.TASK_REOPEN: later("Reopen"),
    ids.TASK_APPROVE: later("Approve"),
    ids.TASK_REFUSE: later("Send back"),
    ids.TASK_SHOW: later("Details"),
}


def button(task: Task, ref: str, action: str, *, first: bool = False) -> kit.Block:
    """Return one button of a task, marked as the first thing to do if it is that."""
    label = say(LABELS[action])
    return kit.button(
        label,
        action,
        value(ref, task.number),
        style="primary" if first and action != ids.TASK_REOPEN else "",
        accessibility_label=say(
            "{label} task {number}: {title}", label=label, number=task.number, title=task.title
        ),
    )


def next_button(task: Task, ref: str, me: str, within: str = "") -> kit.Block:
    """Return the one button that a row of a list offers to this person; *within* is the list."""
    return in_row(button(task, ref, next_action(task, me)), within)


def details(task: Task, ref: str) -> kit.Block:
    """Return the button that shows the whole task below, wherever it stands."""
    return in_row(button(task, ref, ids.TASK_SHOW))


def next_action(task: Task, me: str) -> str:
    """Return what this person most likely does next with the task."""
    if task.status is TaskStatus.TODO and task.assignee is None:
        return ids.TASK_CLAIM
    if task.assignee == me and task.status is TaskStatus.TODO:
        return ids.TASK_START
    if task.assignee == me and task.status is TaskStatus.IN_PROGRESS:
        return ids.TASK_DONE
    return ids.TASK_SHOW
