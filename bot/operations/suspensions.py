"""Taking a person's access by written order, in one transaction; giving it back (rule 26).

Nothing here judges anybody: an order is recorded with its authority, and names are masked.
"""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col, select

from bot.domain.custody import TRANSFER
from bot.domain.models import Incident, IncidentMember, Suspension, Task, Transfer
from bot.domain.people import COMMAND, Standing
from bot.errors import Mistyped, Refused
from bot.language.catalogue import say
from bot.language.numbers import kept_count
from bot.operations import moments, task_moves, waivers
from bot.operations.people import check_person, command_of, standing, standing_of
from bot.operations.turn import Turn
from bot.room import accounts
from bot.slack.views import words
from bot.storage import incidents, people, roles, suspensions
from bot.storage.posts import ALERT, Call, incident_target

ORDERING = COMMAND | {"director", "hr-lead", "legal-lead"}
LONGEST_ORDER = 128
# What playbooks may listen for when an order is entered, whatever its number is.
SAID = "suspension order"


@dataclass(frozen=True, slots=True)
class Served:
    """What an order did, as counts: roles, tasks, exhibits, private channels, logins ended."""

    row: Suspension
    roles: int
    tasks: int
    exhibits: int
    channels: int
    logins: int


def serve(
    turn: Turn, incident: Incident, user_id: str, *, order_no: str, authority: str,
    deputy: str | None,
) -> Served:  # fmt: skip
    """Take a person's roles, private channels, approvals and custody, everywhere, at once.

    They are logged out of the Room in the same transaction; its gate asks for orders in force.
    """
    incidents.lock(turn.session, incident)
    _check(turn, incident, standing(turn, incident), user_id, order_no)
    _check_new(turn, user_id, authority)
    tasks = suspensions.open_tasks(turn.session, user_id)
    kept = suspensions.kept_exhibits(turn.session, user_id)
    moving = suspensions.open_transfers(turn.session, user_id)
    _check_taken_over(turn, user_id, deputy, (len(tasks), len(kept)), moving)
    _void_signatures(turn, user_id)
    row = _order(turn, incident, user_id, order_no.strip(), authority.strip(), deputy)
    told = Served(
        row, _take_roles(turn, user_id), _give_tasks(turn, tasks, deputy),
        _give_custody(turn, user_id, deputy, moving), _leave_private(turn, user_id),
        accounts.put_out(turn.session, user_id),
    )  # fmt: skip
    turn.session.flush()
    turn.record(
        incident, "suspension.served", subject=f"SUS-{row.number:03d}", text=row.label,
        before=user_id, after=deputy,
        reason=", ".join(
            kept_count(count, noun)
            for count, noun in (
                (told.roles, "role"), (told.tasks, "task"), (told.exhibits, "exhibit"),
                (told.channels, "private channel"), (told.logins, "login"),
            )
        ),
    )  # fmt: skip
    moments.heard(turn, incident, SAID)
    return told


def _check(turn: Turn, incident: Incident, who: Standing, user_id: str, order_no: str) -> None:
    if not (who.roles & ORDERING or who.is_admin):
        raise Refused(
            say("Only command, director, HR or legal may serve or lift such an order."),
            rule="26, suspension",
            who=command_of(turn, incident).said or say("the incident commander"),
            next_step=say("Hand them the written order."),
        )
    if who.user_id == user_id:
        raise Refused(
            say("Nobody serves or lifts an order about themselves."), rule="26, suspension",
            who=say("somebody else among command, director, HR and legal"),
            next_step=say("Ask one of them."),
        )  # fmt: skip
    if not order_no.strip() or len(order_no) > LONGEST_ORDER:
        raise Mistyped(
            say("It takes a written order with its number."),
            next_step=say('Put it in: `order=HR/2022/117 authority="Medical Superintendent"`.'),
        )


def _check_new(turn: Turn, user_id: str, authority: str) -> None:
    if people.known(turn.session, user_id, None).is_bot:
        raise Refused(
            say("<@{user_id}> is an app.", user_id=user_id), rule="26, suspension",
            next_step=say("Choose a person who is a member of this workspace."),
        )  # fmt: skip
    if suspensions.in_force(turn.session, user_id):
        raise Refused(
            say("Their access is taken already."), rule="26, suspension",
            next_step=say("`/incident unsuspend @who order=<no>` gives it back."),
        )  # fmt: skip
    if not authority.strip():
        put_it = say('Put it in: `authority="Medical Superintendent"`.')
        raise Mistyped(say("Whose order is it?"), next_step=put_it)


def _check_taken_over(
    turn: Turn, user_id: str, deputy: str | None, held: tuple[int, int], moving: list[Transfer]
) -> None:
    """Raise unless somebody who can takes over what the person holds (tasks, exhibits) or moves."""
    if (any(held) or moving) and (deputy is None or deputy == user_id):
        raise Mistyped(
            say(
                "They hold {tasks} and {kept} and stand in {moving}, which cannot be nobody's.",
                tasks=words.counted(held[0], "task"), kept=words.counted(held[1], "exhibit"),
                moving=words.counted(len(moving), "hand-over"),
            ),
            next_step=say("Name who takes them over: `deputy=@who`."),
        )  # fmt: skip
    if deputy == user_id:
        raise Mistyped(
            say("Nobody takes over from themselves."),
            next_step=say("Name who takes them over: `deputy=@who`."),
        )
    if deputy is not None:
        _check_deputy(turn, deputy, moving)


def _check_deputy(turn: Turn, deputy: str, moving: list[Transfer]) -> None:
    """Raise Refused unless the deputy can do what they take over, and hands nothing to themselves.

    Tasks and evidence in the hands of somebody without access would be as good as nobody's.
    """
    check_person(turn, deputy)
    if not standing_of(turn, deputy).is_responder:
        raise Refused(
            say("<@{deputy}> is not among the responders, so they take over nothing.",
                deputy=deputy),
            rule="26, suspension", next_step=say("Choose somebody else."),
        )  # fmt: skip
    both = [each for each in moving if deputy in {each.from_user, each.to_user}]
    if both:
        raise Refused(
            say(
                "<@{deputy}> is the other side of {transfer}, and nobody hands something over to "
                "themselves.",
                deputy=deputy, transfer=TRANSFER.name(both[0]),
            ),
            rule="11, custody", next_step=say("Choose somebody else."),
        )  # fmt: skip


def _order(
    turn: Turn, incident: Incident, user_id: str, order_no: str, authority: str, deputy: str | None
) -> Suspension:
    highest = sa.select(sa.func.max(col(Suspension.number))).where(
        col(Suspension.incident_id) == incident.id
    )
    row = Suspension(
        incident_id=incident.row, number=(turn.session.execute(highest).scalar() or 0) + 1,
        since=turn.now, created_at=turn.now, created_by=turn.actor.user_id, user_id=user_id,
        authority=authority, order_no=order_no, served_at=turn.now, deputy=deputy,
    )  # fmt: skip
    turn.session.add(row)
    turn.session.flush()
    return row


def _incident(turn: Turn, incident_id: int) -> Incident:
    found = incidents.by_id(turn.session, incident_id)
    if found is None:
        raise ValueError("a row names an incident that is not there")
    return incidents.lock(turn.session, found)


def _take_roles(turn: Turn, user_id: str) -> int:
    held = suspensions.held_roles(turn.session, user_id)
    for each in held:
        incident = _incident(turn, each.incident_id)
        roles.release(turn.session, incident, each.role, now=turn.now, user_id=user_id)
        turn.record(
            incident, "role.left", subject=each.role, text=each.role, before=user_id,
            reason="by written order",
        )  # fmt: skip
        turn.refresh_board(incident)
    return len(held)


def _void_signatures(turn: Turn, user_id: str) -> None:
    """Take back what the person signed and nobody else yet; a half signed waiver is asked anew."""
    for each in suspensions.open_signatures(turn.session, user_id):
        incident = _incident(turn, each.incident_id)
        name = each.matter.partition(":")[2]
        turn.session.delete(each)
        turn.record(
            incident, "signature.void", subject=name, text=each.role, before=user_id,
            reason="by written order",
        )  # fmt: skip
        if each.matter.startswith("waiver:"):
            waivers.ask_anew(turn, incident, name)
    turn.session.flush()


def _give_tasks(turn: Turn, held: list[Task], deputy: str | None) -> int:
    for task in held:
        incident = _incident(turn, task.incident_id)
        before, task.assignee = task.assignee, deputy
        task_moves.record(
            turn, incident, task, "assigned", before=before, after=deputy, reason="by written order"
        )
    return len(held)


def _give_custody(turn: Turn, user_id: str, deputy: str | None, moving: list[Transfer]) -> int:
    """Let the deputy keep what the person kept: custody is never empty (rule 11).

    The deputy also stands in for them in what is changing hands, or nobody could end that.
    """
    for transfer in moving:
        side = "from_user" if transfer.from_user == user_id else "to_user"
        setattr(transfer, side, deputy)
        turn.session.add(transfer)
        turn.record(
            _incident(turn, transfer.incident_id), "transfer.party",
            subject=TRANSFER.name(transfer), text=transfer.label, before=user_id, after=deputy,
            reason="by written order",
        )  # fmt: skip
    kept = suspensions.kept_exhibits(turn.session, user_id)
    for exhibit in kept:
        exhibit.custodian = deputy or exhibit.custodian
        turn.session.add(exhibit)
        turn.record(
            _incident(turn, exhibit.incident_id), "exhibit.custody",
            subject=f"EXH-{exhibit.number:03d}", text=exhibit.exhibit_no, before=user_id,
            after=deputy, reason="by written order",
        )  # fmt: skip
    return len(kept)


def _leave_private(turn: Turn, user_id: str) -> int:
    """Take the person out of every private incident's channel."""
    wanted = (
        select(Incident)
        .join(IncidentMember, col(IncidentMember.incident_id) == col(Incident.id))
        .where(IncidentMember.user_id == user_id, col(Incident.private))
    )
    found = list(turn.session.exec(wanted))
    for incident in found:
        incidents.left(turn.session, incident, user_id)
        turn.call(
            Call(
                key=f"kick:{incident.ref}:{user_id}:{turn.now.timestamp():.0f}", kind="kick",
                method="conversations.kick", target=incident_target(incident),
                lane=f"invite:{incident.id}", priority=ALERT, incident_id=incident.id,
                payload={"user": user_id},
            )
        )  # fmt: skip
    return len(found)


def lift(turn: Turn, incident: Incident, user_id: str, *, order_no: str) -> list[Suspension]:
    """Give access back on a written order; roles are given anew, with least privilege."""
    incidents.lock(turn.session, incident)
    _check(turn, incident, standing(turn, incident), user_id, order_no)
    found = suspensions.in_force(turn.session, user_id)
    if not found:
        raise Refused(
            say("Their access is not taken."), rule="26, suspension",
            next_step=say("`/incident suspend @who order=<no> authority=<who>` takes it."),
        )  # fmt: skip
    for row in found:
        row.lifted_at, row.lifted_order_no, row.state = turn.now, order_no.strip(), "lifted"
        turn.session.add(row)
        turn.record(
            _incident(turn, row.incident_id), "suspension.lifted",
            subject=f"SUS-{row.number:03d}", text=row.label, before=user_id,
            after=order_no.strip(),
        )  # fmt: skip
    turn.session.flush()
    return found
