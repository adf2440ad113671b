"""Giving a task back: nobody holds it any more, and whoever can takes it.

Giving it to another person is `tasks.assign`.
"""

from bot.domain import tasks as rules
from bot.domain.models import Incident, Task
from bot.domain.people import check_holder
from bot.domain.words import FINISHED, TaskStatus
from bot.errors import Refused
from bot.language.catalogue import later, say
from bot.operations.task_moves import record
from bot.operations.tasks import begin
from bot.operations.turn import Turn


def give_back(turn: Turn, incident: Incident, number: int) -> Task:
    """Take a task out of its holder's hands; one that was begun is to do again."""
    task, who = begin(turn, incident, number, later("give back"))
    if task.role not in who.roles:
        check_holder(who, number, task.assignee, say("let go of"))
    if task.status in {*FINISHED, TaskStatus.PROOF_REVIEW}:
        rules.check_step(number, task.status, TaskStatus.PROOF_REVIEW)
    if task.assignee is None:
        raise Refused(
            say("Nobody holds task #{number}.", number=number),
            rule="one holder",
            next_step=say("`/task claim #{number}` takes it.", number=number),
        )
    before, task.assignee = task.assignee, None
    if task.status is TaskStatus.IN_PROGRESS:
        task.status = TaskStatus.TODO
    return record(turn, incident, task, "given_back", before=before, who=who)
