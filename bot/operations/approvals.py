"""Signing under a task's proof: other people than the doer, each in another role."""

from collections.abc import Collection, Mapping, Sequence

from sqlmodel import col, select

from bot.domain.models import Approval, Incident, Task
from bot.domain.people import Standing
from bot.domain.reasons import reason_given
from bot.domain.signing import can_be_filled
from bot.domain.words import TaskStatus, Verdict
from bot.errors import Refused
from bot.language.catalogue import later, say
from bot.operations.task_moves import move
from bot.operations.tasks import begin, finish
from bot.operations.turn import Turn
from bot.playbook.model import ANY_ROLE
from bot.playbook.roles import say_role
from bot.storage import roles, tasks


def approve(turn: Turn, incident: Incident, number: int) -> Task:
    """Sign for one of the roles that are still missing; the last signature finishes the task."""
    task, who = begin(turn, incident, number, "approve")
    role = _seat(turn, incident, task, who)
    _sign(turn, task, who, role, Verdict.APPROVED)
    turn.record(incident, "task.approved", subject=f"#{number}", text=task.title, after=role)
    missing = tasks.unsigned_roles(task, tasks.approvals(turn.session, task))
    return task if missing else finish(turn, incident, task)


def refuse(turn: Turn, incident: Incident, number: int, reason: str) -> Task:
    """Send a task back to its doer with a reason; signatures given so far fall."""
    why = reason_given(
        reason,
        say("Refusing task #{number}", number=number),
        f"/task refuse #{number} photo is blank",
    )
    task, who = begin(turn, incident, number, "refuse")
    role = _seat(turn, incident, task, who)
    _sign(turn, task, who, role, Verdict.REFUSED, why)
    task.reason = why
    return move(turn, incident, task, TaskStatus.IN_PROGRESS, "refused", reason=why)


def _seat(turn: Turn, incident: Incident, task: Task, who: Standing) -> str:
    """Return the role in which this person may sign now, or raise Refused saying who can."""
    if task.status is not TaskStatus.PROOF_REVIEW:
        raise Refused(
            say("Task #{number} is not waiting for approval.", number=task.number),
            rule="approval",
            next_step=say("`/task show #{number}` shows where it stands.", number=task.number),
        )
    signatures = tasks.approvals(turn.session, task)
    missing = tasks.unsigned_roles(task, signatures)
    held = roles.holders(turn.session, incident)
    free = free_to_sign(held, task, signatures)
    can = f" {say('and')} ".join(_signers(missing, held, free))
    asked = _asked(task, who, missing, free)
    _check_other_person(task, who, [each.approver for each in signatures], can, asked)
    mine = [role for role in missing if role in who.roles]
    if mine:
        gone = {who.user_id, str(task.done_by), *(each.approver for each in signatures)}
        # Whoever holds two of them leaves to the next person the one that they hold.
        return next((role for role in mine if _leaves_a_way(role, missing, held, gone)), mine[0])
    if ANY_ROLE in missing and who.is_responder:
        return f"{ANY_ROLE}#{missing.count(ANY_ROLE)}"
    raise Refused(
        say("Task #{number} needs the approval of {can}.", number=task.number, can=can),
        rule="approval",
        who=can,
        next_step=asked,
    )


def free_to_sign(
    held: Mapping[str, Collection[str]], task: Task, signatures: Sequence[Approval]
) -> Mapping[str, tuple[str, ...]]:
    """Return of the holders of each role those who may still sign: not the doer, nobody twice."""
    doer = task.done_by if task.status is TaskStatus.PROOF_REVIEW else task.assignee
    gone = {doer, *(each.approver for each in signatures)}
    return {role: tuple(each for each in held[role] if each not in gone) for role in held}


def _leaves_a_way(
    role: str, missing: Sequence[str], held: Mapping[str, Collection[str]], gone: Collection[str]
) -> bool:
    """Tell whether others can sign for what is missing when this role has signed."""
    seats = [[each] for each in missing if each not in {role, ANY_ROLE}]
    return can_be_filled(seats, held, gone)


def _check_other_person(task: Task, who: Standing, signed: list[str], can: str, asked: str) -> None:
    if who.user_id == task.done_by:
        raise Refused(
            say(
                "You finished task #{number} yourself, so somebody else must approve it.",
                number=task.number,
            ),
            rule="two persons",
            who=can,
            next_step=asked,
        )
    if who.user_id in signed:
        raise Refused(
            say(
                "You signed for task #{number} already; the next signature is another person's.",
                number=task.number,
            ),
            rule="two persons",
            who=can,
            next_step=asked,
        )


def _asked(
    task: Task, who: Standing, missing: Sequence[str], free: Mapping[str, Collection[str]]
) -> str:
    """Return what to do for a signature: ask for it, or first find somebody who may give it."""
    if all(role == ANY_ROLE or free.get(role) for role in missing):
        return say("Ask them to press Approve.")
    if who.user_id != task.done_by:
        return say("Have the role given to somebody else.")
    return say(
        "Have the role given to somebody else; or `/task start #{number}` takes it back, and "
        "another person finishes it.",
        number=task.number,
    )


def any_others(missing: Sequence[str]) -> str:
    """Say whose signatures are missing where anybody may give them: of one person or of two."""
    two = missing.count(ANY_ROLE) > 1
    return say("two other responders") if two else say("any other responder")


def _signers(
    missing: Sequence[str],
    held: Mapping[str, Collection[str]],
    free: Mapping[str, Collection[str]],
) -> list[str]:
    """Return the roles whose signature is missing, each once."""
    return [
        any_others(missing) if role == ANY_ROLE else _signer(role, held, free)
        for role in dict.fromkeys(missing)
    ]


def _signer(
    role: str, held: Mapping[str, Collection[str]], free: Mapping[str, Collection[str]]
) -> str:
    """Return a role whose signature is missing, with who holds it and may sign."""
    if free.get(role):
        return f"{say_role(role)} ({', '.join(f'<@{user}>' for user in free[role])})"
    lacking = (
        later("{title} (nobody else holds it: `/incident role {role} @who`)")
        if held.get(role)
        else later("{title} (nobody holds it: `/incident role {role} @who`)")
    )
    return say(lacking, title=say_role(role), role=role)


def _sign(
    turn: Turn,
    task: Task,
    who: Standing,
    role: str,
    verdict: Verdict,
    reason: str | None = None,
) -> None:
    if task.id is None or task.done_by is None:
        raise ValueError("only a finished task can be signed")
    turn.session.add(
        Approval(
            task_id=task.id, proof_round=task.proof_round, role=role, approver=who.user_id,
            doer=task.done_by, verdict=verdict, reason=reason, at=turn.now,
        )
    )  # fmt: skip
    turn.session.flush()


def waiting_for(turn: Turn, incident: Incident, user_id: str) -> list[Task]:
    """Return the tasks of the incident that this person could sign now."""
    held = set(roles.held_by(turn.session, incident, user_id))
    review = select(Task).where(
        Task.incident_id == incident.id, Task.status == TaskStatus.PROOF_REVIEW
    )
    found = []
    for task in turn.session.exec(review.order_by(col(Task.number))):
        signatures = tasks.approvals(turn.session, task)
        missing = set(tasks.unsigned_roles(task, signatures))
        mine = missing & held or ANY_ROLE in missing
        signed = any(each.approver == user_id for each in signatures)
        if mine and not signed and task.done_by != user_id:
            found.append(task)
    return found
