"""What people do with tasks: one verb, one transaction. Says nothing in Slack."""

import json
from collections.abc import Sequence
from datetime import datetime

from bot.domain import conditional
from bot.domain import tasks as rules
from bot.domain.models import Incident, Task, TaskAfter
from bot.domain.people import Standing, check_command, check_holder, check_responder
from bot.domain.reasons import reason_given
from bot.domain.stages import check_open
from bot.domain.words import FINISHED, TaskStatus
from bot.errors import AlreadyTaken, Mistyped, NotFound, Refused
from bot.language.catalogue import say
from bot.operations import due_back, gates, moments, recurring, setting, task_moves
from bot.operations.given import says_something, text_given
from bot.operations.known_roles import check_role
from bot.operations.people import bring_in, check_person, command_of, standing
from bot.operations.task_moves import move, record
from bot.operations.turn import MACHINES, Turn
from bot.storage import incidents, tasks

LONGEST_TITLE = 500


def found(turn: Turn, incident: Incident, number: int) -> Task:
    """Return the incident's task of that number, or raise NotFound."""
    task = tasks.by_number(turn.session, incident.row, number)
    if task is None:
        highest = tasks.highest_number(turn.session, incident.row)
        raise NotFound(
            say(
                "{ref} has no task #{number}; its tasks go from #1 to #{highest}.",
                ref=incident.ref,
                number=number,
                highest=highest,
            )
            if highest
            else say(
                "{ref} has no task #{number}; it has no tasks yet.", ref=incident.ref, number=number
            ),
            next_step=say("`/task list` shows them."),
        )
    return task


def begin(turn: Turn, incident: Incident, number: int, what: str) -> tuple[Task, Standing]:
    """Take the incident's lock and return the task as it is now, with the asker's standing."""
    incidents.lock(turn.session, incident)
    who = standing(turn, incident)
    check_responder(who, say("{what} tasks", what=say(what)))
    check_open(incident, say("{what} a task", what=say(what)))
    return found(turn, incident, number), who


def add(
    turn: Turn,
    incident: Incident,
    title: str,
    *,
    assignee: str | None = None,
    role: str | None = None,
    due_at: datetime | None = None,
    after: Sequence[int] = (),
) -> Task:
    """Add a task of one's own to the incident."""
    incidents.lock(turn.session, incident)
    check_responder(standing(turn, incident), say("add tasks"))
    check_open(incident, say("add a task"))
    words = title.strip()
    _check_title(words)
    slug = None if role is None else check_role(turn, incident, role)
    if assignee is not None:
        _hand_to(turn, incident, assignee)
    before = [found(turn, incident, number).number for number in after]
    task = Task(
        incident_id=incident.row,
        number=tasks.highest_number(turn.session, incident.row) + 1,
        title=words, role=slug, assignee=assignee, due_at=due_at,
        created_at=turn.now, created_by=turn.actor.user_id,
    )  # fmt: skip
    task.position = task.number
    turn.session.add(task)
    turn.session.add_all(
        TaskAfter(
            incident_id=incident.row, number=task.number, wanted=f"#{number}", after_number=number
        )
        for number in dict.fromkeys(before)
    )
    return record(turn, incident, task, "added", after=assignee or slug)


def _hand_to(turn: Turn, incident: Incident, user_id: str) -> None:
    """Let a person hold a task, and bring them in, or raise Refused."""
    check_person(turn, user_id)
    bring_in(turn, incident, user_id)


def _check_title(words: str) -> None:
    if not says_something(words) or len(words) > LONGEST_TITLE:
        raise Mistyped(
            say("A task needs a title.")
            if len(words) <= LONGEST_TITLE
            else say(
                "The title has {words} characters; {longest_title} are the most.",
                words=len(words),
                longest_title=LONGEST_TITLE,
            ),
            next_step=say("Type `/task add <what is to be done> [@who] [due 2h]`."),
        )


def claim(turn: Turn, incident: Incident, number: int) -> Task:
    """Take a task; one person wins, the next is told who has it."""
    task, who = begin(turn, incident, number, "claim")
    if task.status in FINISHED:
        raise rules.step_refused(number, task.status, task.status, done_by=_doer(task))
    _check_free(task, who.user_id)
    before, task.assignee = task.assignee, who.user_id
    return record(turn, incident, task, "claimed", before=before, after=who.user_id, who=who)


def _check_free(task: Task, user_id: str) -> None:
    if task.assignee is None:
        return
    raise AlreadyTaken(
        say("Task #{number} is taken: you hold it.", number=task.number)
        if task.assignee == user_id
        else say(
            "Task #{number} is taken: <@{holder}> holds it.",
            number=task.number,
            holder=task.assignee,
        ),
        holder=task.assignee,
        next_step=say(rules.WAY_OUT[task.status], n=task.number)
        if task.assignee == user_id
        else say(
            "Ask <@{assignee}>, or let the commander type `/task assign #{number} @you`.",
            assignee=task.assignee,
            number=task.number,
        ),
    )


def assign(turn: Turn, incident: Incident, number: int, user_id: str) -> Task:
    """Put a task into a person's hands; a held one only by its holder, role or command."""
    task, who = begin(turn, incident, number, "assign")
    if task.role not in who.roles:
        check_holder(who, number, task.assignee, say("reassign"))
    if task.status in FINISHED:
        raise rules.step_refused(number, task.status, task.status, done_by=_doer(task))
    if task.assignee == user_id:
        raise Refused(
            say("<@{user_id}> holds task #{number} already.", user_id=user_id, number=number),
            rule="one holder",
            next_step=say("Name another person, or leave it there."),
        )
    _hand_to(turn, incident, user_id)
    before, task.assignee = task.assignee, user_id
    return record(turn, incident, task, "assigned", before=before, after=user_id, who=who)


def start(turn: Turn, incident: Incident, number: int) -> Task:
    """Begin a task, taking it if it is free."""
    task, who = begin(turn, incident, number, "start")
    check_holder(who, number, task.assignee, say("start"))
    if task.status is TaskStatus.BLOCKED:
        # What stands in its way is taken away first, and that is said.
        raise rules.step_refused(number, task.status, TaskStatus.IN_PROGRESS)
    return move(turn, incident, task, TaskStatus.IN_PROGRESS, "started", who=who)


def done(turn: Turn, incident: Incident, number: int, proof: str | None = None) -> Task:
    """Finish a task with its proof; one that needs approval waits for it."""
    task, who = begin(turn, incident, number, "finish")
    needs_approval = conditional.is_needed(task.approve, proof)
    wanted = TaskStatus.PROOF_REVIEW if needs_approval else TaskStatus.DONE
    # Before its holder: who comes second is to hear that it is done, not to ask for it.
    rules.check_step(number, task.status, wanted, done_by=_doer(task))
    check_holder(who, number, task.assignee, say("finish"))
    waiting = tasks.waits_for(turn.session, task)
    rules.check_order(number, [(each.number, each.title) for each in waiting])
    gates.check(turn, incident, task)
    lines = json.loads(task.checklist)
    task.proof = conditional.accepted(number, task.proof_required, proof, lines, task.approve)
    task.done_by = who.user_id
    task.proof_round += 1
    moments.heard(turn, incident, task.proof or "")
    if needs_approval:
        return move(turn, incident, task, wanted, "proof_given", who=who, reason=task.proof)
    return finish(turn, incident, task, who=who)


def _doer(task: Task) -> str | None:
    return None if task.done_by in MACHINES else task.done_by


def finish(turn: Turn, incident: Incident, task: Task, *, who: Standing | None = None) -> Task:
    """Finish a task whose proof is accepted; one that sets a register's state does that first."""
    if task.sets and task.subject_id:
        return setting.perform(turn, incident, task, who=who)
    return task_moves.finish(turn, incident, task, who=who)


def block(turn: Turn, incident: Incident, number: int, reason: str) -> Task:
    """Say that a task cannot go on, and why."""
    why = reason_given(
        reason,
        say("Blocking task #{number}", number=number),
        f"/task block #{number} waits for NIC",
    )
    task, who = begin(turn, incident, number, "block")
    check_holder(who, number, task.assignee, say("block"))
    task.reason = why
    return move(turn, incident, task, TaskStatus.BLOCKED, "blocked", reason=why)


def unblock(turn: Turn, incident: Incident, number: int) -> Task:
    """Say that a blocked task can go on."""
    task, _ = begin(turn, incident, number, "unblock")
    if task.status is not TaskStatus.BLOCKED:
        raise Refused(
            say(
                "Task #{number} is not blocked: it is {state}.",
                number=number,
                state=say(rules.SAID[task.status]),
            ),
            rule="task states",
            next_step=say(rules.WAY_OUT[task.status], n=number),
        )
    task.reason = None
    back_to = TaskStatus.IN_PROGRESS if task.started_at else TaskStatus.TODO
    return move(turn, incident, task, back_to, "unblocked")


def skip(turn: Turn, incident: Incident, number: int, reason: str) -> Task:
    """Decide that a task will not be done; a critical or approved one only by command."""
    why = reason_given(
        reason,
        say("Skipping task #{number}", number=number),
        f"/task skip #{number} no such system",
    )
    task, who = begin(turn, incident, number, "skip")
    if task.critical or task.approve:
        what = (
            say("skip the critical task #{number}", number=number)
            if task.critical
            else say("skip the approved task #{number}", number=number)
        )
        check_command(who, command_of(turn, incident), what)
    check_holder(who, number, task.assignee, say("skip"))
    task.reason = why
    skipped = move(turn, incident, task, TaskStatus.SKIPPED, "skipped", reason=why)
    recurring.after_finish(turn, incident, task)
    return skipped


def reopen(turn: Turn, incident: Incident, number: int, reason: str) -> Task:
    """Bring a finished or skipped task back."""
    why = reason_given(
        reason,
        say("Reopening task #{number}", number=number),
        f"/task reopen #{number} port 7 is up",
    )
    task, _ = begin(turn, incident, number, "reopen")
    if task.status not in FINISHED:
        raise Refused(
            say(
                "Task #{number} is {state}, so there is nothing to reopen.",
                number=number,
                state=say(rules.SAID[task.status]),
            ),
            rule="task states",
            next_step=say(rules.WAY_OUT[task.status], n=number),
        )
    task.done_at, task.reason = None, why
    return move(turn, incident, task, TaskStatus.TODO, "reopened", reason=why)


def set_due(turn: Turn, incident: Incident, number: int, due_at: datetime) -> Task:
    """Set another due time."""
    task, who = begin(turn, incident, number, "change the due time of")
    check_holder(who, number, task.assignee, say("change the due time of"))
    rules.check_unfinished(number, task.status)
    before, task.due_at = task.due_at, due_at
    said = before.isoformat() if before else None
    record(turn, incident, task, "due", before=said, after=due_at.isoformat())
    due_back.follow(turn, incident, task, before=before)
    return task


def note(turn: Turn, incident: Incident, number: int, text: str) -> Task:
    """Write a note about a task into the timeline."""
    words = text_given(text, say("note"), f"/task note #{number} the vendor called back")
    task, _ = begin(turn, incident, number, "note")
    record(turn, incident, task, "noted", reason=words)
    moments.heard(turn, incident, words)
    return task
