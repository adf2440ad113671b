"""Sends the whole record of an incident as a file to one person who answers for it.

What stands in it is `bot.export.document`'s; the command on the machine makes the same.
"""

from bot.domain.facts import MAY_READ_SECRETS
from bot.domain.models import Incident
from bot.errors import Refused
from bot.language.catalogue import say
from bot.operations.people import command_of, standing
from bot.operations.turn import Turn
from bot.storage import incidents, posts

RENDER = "export"


def send(turn: Turn, incident: Incident) -> None:
    """Write the sending into the outbox; the file is made when it is sent.

    The file holds what a public channel withholds (rules 27, 29): it goes to those who may read it.
    """
    incidents.lock(turn.session, incident)
    who = standing(turn, incident)
    if not (who.is_admin or who.roles & MAY_READ_SECRETS):
        raise Refused(
            say("The whole record holds what command, legal and forensics alone read."),
            rule="27, what is withheld",
            who=command_of(turn, incident).said or say("the incident commander"),
            next_step=say("Ask them to type `/incident export {ref}`.", ref=incident.ref),
        )
    target = f"user:{turn.actor.user_id}"
    said = turn.otherwise(
        lambda: say(
            "The export of {ref} could not be sent; on the machine: `wardroom export {ref}`.",
            ref=incident.ref,
        ),
        target,
    )
    turn.call(
        posts.Call(
            key=f"export:{incident.ref}:{turn.actor.user_id}:{turn.now.timestamp():.3f}",
            kind="document", method="files.getUploadURLExternal", target=target,
            lane=f"files:{target}"[:64], priority=posts.STATUS, incident_id=incident.id,
            payload={"otherwise": said}, render=RENDER,
        )
    )  # fmt: skip
    turn.record(incident, "incident.exported", subject=incident.ref, text="export as JSON")
