"""Buttons that first ask something in a window. Every other button acts as if it were typed."""

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

from bot.domain.models import Deadline, Task
from bot.domain.people import check_command, check_holder
from bot.domain.stages import ALLOWED as STAGES
from bot.domain.tasks import ALLOWED, check_order
from bot.domain.words import ENDED, FINISHED, OWED, DeadlineState, Proof, Stage, TaskStatus
from bot.grammar import refs
from bot.language.catalogue import later, say
from bot.operations import deadlines, people
from bot.operations import tasks as operations
from bot.operations.known_roles import known_roles
from bot.slack import ids
from bot.slack.ask import Ask
from bot.slack.listeners import deadline, noting
from bot.slack.listeners.digests import choices as digest_choices
from bot.slack.views import deadline_modals, modals, subscriptions
from bot.storage import board, roles, tasks

Modal = dict[str, Any]
# A window, or None when the button can act at once (or what it wants is refused at once).
First = Callable[[Ask], Modal | None]


def _task(ask: Ask) -> tuple[Task, str]:
    number, rest = ask.task("/task show #12")
    return operations.found(ask.turn, ask.incident, number), rest


def _done(ask: Ask) -> Modal | None:
    task, rest = _task(ask)
    finishable = task.status in {TaskStatus.TODO, TaskStatus.IN_PROGRESS}
    if rest or task.proof_required is Proof.NONE or not finishable:
        return None
    # What would be refused anyway is refused before anybody types a proof.
    check_holder(ask.standing, task.number, task.assignee, say("finish"))
    waiting = tasks.waits_for(ask.turn.session, task)
    check_order(task.number, [(each.number, each.title) for each in waiting])
    return modals.done(ask.incident, task, ask.origin.channel_id)


def _reasoned(action: str, *leads_to: TaskStatus) -> First:
    def ask_why(ask: Ask) -> Modal | None:
        task, rest = _task(ask)
        if rest or not ALLOWED[task.status] & set(leads_to):
            return None
        return modals.reason(action, ask.incident, task, ask.origin.channel_id)

    return ask_why


def _assign(ask: Ask) -> Modal | None:
    task, rest = _task(ask)
    if rest or task.status in FINISHED:
        return None
    return modals.assign(ask.incident, task, ask.origin.channel_id)


def _refuse(ask: Ask) -> Modal | None:
    task, rest = _task(ask)
    if rest or task.status is not TaskStatus.PROOF_REVIEW:
        return None
    return modals.reason(ids.TASK_REFUSE, ask.incident, task, ask.origin.channel_id)


def _reopen(ask: Ask) -> Modal | None:
    task, rest = _task(ask)
    if rest or task.status not in FINISHED:
        return None
    return modals.reason(ids.TASK_REOPEN, ask.incident, task, ask.origin.channel_id)


def _note(ask: Ask) -> Modal | None:
    return None if ask.text else noting.window(ask).modal


def _update(ask: Ask) -> Modal | None:
    return None if ask.text else modals.update(ask.incident, ask.origin.channel_id)


def _ending(action: str, to: Stage) -> First:
    def ask_why(ask: Ask) -> Modal | None:
        if ask.text or to not in STAGES[ask.incident.stage]:
            return None
        return modals.ending(action, ask.incident, ask.origin.channel_id)

    return ask_why


def _again(ask: Ask) -> Modal | None:
    if ask.text or ask.incident.stage not in ENDED:
        return None
    return modals.ending(ids.INCIDENT_REOPEN, ask.incident, ask.origin.channel_id)


def _role(ask: Ask) -> Modal | None:
    if refs.users(ask.text):
        return None
    turn, incident = ask.turn, ask.incident
    check_command(ask.standing, people.command_of(turn, incident), say("give roles"))
    known = known_roles(turn, incident)
    vacant = board.vacant_roles(turn.session, incident, roles.holders(turn.session, incident))
    # Those that tasks wait for stand first.
    shown = {slug: known[slug] for slug in (*vacant, *known) if slug in known}
    return modals.role(incident, shown, ask.origin.channel_id, initial=ask.text.strip())


def _digest(ask: Ask) -> Modal | None:
    if ask.text.strip() != "subscribe":
        return None
    return subscriptions.window(digest_choices(ask))


def _deadline(ask: Ask, *states: DeadlineState) -> Deadline | None:
    """Return the deadline of a button that carries nothing else, if it is in one of *states*."""
    name, _, rest = ask.text.strip().partition(" ")
    row = deadlines.found(ask.turn, ask.incident, name)
    return None if rest or row.state not in states else row


def _met(ask: Ask) -> Modal | None:
    row = _deadline(ask, *OWED)
    if row is None:
        return None
    return deadline_modals.met(ask.incident, row, ask.origin.channel_id, deadline.page(ask))


def _extend(ask: Ask) -> Modal | None:
    row = _deadline(ask, *OWED)
    if row is None:
        return None
    deadlines.check_legal(ask.turn, ask.incident, row, ask.standing, "extend")
    return deadline_modals.extend(ask.incident, row, ask.origin.channel_id, deadline.page(ask))


def _not_applicable(ask: Ask) -> Modal | None:
    row = _deadline(ask, *OWED, DeadlineState.ARMED)
    if row is None:
        return None
    deadlines.check_legal(ask.turn, ask.incident, row, ask.standing, later("rule out"))
    return _why(ask, ids.DEADLINE_NA, row)


def _why(ask: Ask, action: str, row: Deadline) -> Modal:
    place = ask.origin.channel_id
    return deadline_modals.reason(action, ask.incident, row, place, deadline.page(ask))


def _decide(action: str, *states: DeadlineState) -> First:
    def ask_why(ask: Ask) -> Modal | None:
        row = _deadline(ask, *states)
        return None if row is None else _why(ask, action, row)

    return ask_why


FIRST_A_MODAL: MappingProxyType[tuple[str, str], First] = MappingProxyType(
    {
        ("task", "done"): _done,
        ("task", "block"): _reasoned(ids.TASK_BLOCK, TaskStatus.BLOCKED),
        ("task", "skip"): _reasoned(ids.TASK_SKIP, TaskStatus.SKIPPED),
        ("task", "reopen"): _reopen,
        ("task", "refuse"): _refuse,
        ("task", "assign"): _assign,
        ("incident", "update"): _update,
        ("incident", "note"): _note,
        ("incident", "role"): _role,
        ("incident", "reopen"): _again,
        ("incident", "standdown"): _ending(ids.INCIDENT_STANDDOWN, Stage.STOOD_DOWN),
        ("incident", "close"): _ending(ids.INCIDENT_CLOSE, Stage.CLOSED),
        ("incident", "digest"): _digest,
        ("deadline", "met"): _met,
        ("deadline", "extend"): _extend,
        ("deadline", "na"): _not_applicable,
        ("deadline", "applies"): _decide(ids.DEADLINE_APPLIES, DeadlineState.NOT_APPLICABLE),
        ("deadline", "sendback"): _decide(ids.DEADLINE_SENDBACK, DeadlineState.APPROVED),
    }
)

# What is done to an incident that is over as well; every other window would be refused when sent.
EVEN_OVER = frozenset(
    {("incident", "reopen"), ("incident", "note"), ("incident", "role"), ("incident", "digest")}
)
