"""Command: taking it when nobody has it, handing it over with a brief, acknowledging the brief.

Who holds which role is `people`; warning of what was not read is `bot.schedule.commanding`.
"""

from bot.domain.lengths import within
from bot.domain.models import Handover, Incident
from bot.domain.people import COMMANDER, DEPUTY, check_command, check_responder
from bot.domain.stages import check_open
from bot.errors import AlreadyTaken, Refused
from bot.language.catalogue import say
from bot.operations import people, rooms
from bot.operations.given import LONGEST_TEXT
from bot.operations.turn import Turn
from bot.storage import handovers, incidents, roles


def claim(turn: Turn, incident: Incident) -> None:
    """Take command; of two who claim it at one moment one has it, and the other is told who."""
    incidents.lock(turn.session, incident)
    check_open(incident, say("take command"))
    check_responder(people.standing(turn, incident), say("take command"))
    holder = people.command_of(turn, incident).commander
    if holder is not None:
        raise AlreadyTaken(
            say("Command of {ref} is yours already.", ref=incident.ref)
            if holder == turn.actor.user_id
            else say("Command of {ref} is <@{holder}>'s already.", ref=incident.ref, holder=holder),
            holder=holder,
            next_step=say("Pass it on by `/incident handover @who`.")
            if holder == turn.actor.user_id
            else say("<@{holder}> can pass it on: `/incident handover @who`.", holder=holder),
        )
    people.end_deputy(turn, incident, turn.actor.user_id)
    people.take_command(turn, incident, turn.actor.user_id)
    rooms.redraw_announcement(turn, incident)


def hand_over(turn: Turn, incident: Incident, user_id: str, words: str = "") -> Handover:
    """Hand command to another person, who is to acknowledge the brief; the old one is deputy."""
    incidents.lock(turn.session, incident)
    command = people.command_of(turn, incident)
    check_command(people.standing(turn, incident), command, say("hand over command"))
    people.check_person(turn, user_id)
    brief = within("brief", words.strip(), LONGEST_TEXT)
    if command.commander == user_id:
        raise Refused(
            say("<@{user_id}> is the incident commander already.", user_id=user_id),
            rule="roles",
            next_step=say("Name the person who takes over: `/incident handover @who`."),
        )
    close_open(turn, incident)
    roles.release(turn.session, incident, COMMANDER, now=turn.now)
    people.end_deputy(turn, incident, user_id)
    people.take(turn, incident, COMMANDER, user_id)
    if command.commander and command.commander not in command.deputies:
        roles.take(turn.session, incident, DEPUTY, command.commander, now=turn.now)
    turn.record(
        incident, "command.handed_over", subject=COMMANDER, text=f"{COMMANDER}: {user_id}",
        before=command.commander, after=user_id, reason=brief or None,
    )  # fmt: skip
    row = Handover(
        incident_id=incident.row, outgoing=command.commander, incoming=user_id, at=turn.now,
        words=brief,
    )  # fmt: skip
    turn.session.add(row)
    turn.session.flush()
    rooms.redraw_announcement(turn, incident)
    return row


def close_open(turn: Turn, incident: Incident) -> None:
    """End the wait for an acknowledgement: command passes on once more."""
    waiting = handovers.unread(turn.session, incident.row)
    if waiting is not None:
        waiting.over_at = turn.now
        turn.session.add(waiting)


def acknowledge(turn: Turn, incident: Incident) -> Handover:
    """Say that the brief of a handover was read; only whoever was given command can."""
    incidents.lock(turn.session, incident)
    row = handovers.unread(turn.session, incident.row)
    if row is None:
        raise Refused(
            say("No handover of {ref} waits to be acknowledged.", ref=incident.ref),
            rule="handover",
            next_step=say(
                "`/incident roles` shows who commands; `/incident handover @who` passes command on."
            ),
        )
    if row.incoming != turn.actor.user_id:
        raise Refused(
            say(
                "Command of {ref} was handed to <@{incoming}>, so only they can acknowledge "
                "the brief.",
                ref=incident.ref,
                incoming=row.incoming,
            ),
            rule="handover",
            who=f"<@{row.incoming}>",
            next_step=say(
                "Ask <@{incoming}>; if they cannot be reached, take command back: `/incident "
                "lead @who`.",
                incoming=row.incoming,
            ),
        )
    row.acknowledged_at = row.over_at = turn.now
    turn.session.add(row)
    turn.record(
        incident, "command.acknowledged", subject=COMMANDER, text="brief of the handover",
        before=row.outgoing, after=row.incoming,
    )  # fmt: skip
    return row
