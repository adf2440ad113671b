"""Which incident is meant: the one named in the line, the channel's, the only open one, or asks.

Whether it may be seen is `storage.incidents.may_see`, the one such rule.
"""

from bot.domain.models import Incident
from bot.errors import NotFound
from bot.grammar import text
from bot.grammar.lines import Line
from bot.language.catalogue import say
from bot.operations import people
from bot.operations.turn import Turn
from bot.slack.inbound import Origin
from bot.slack.views import help as views
from bot.slack.views.said import Said
from bot.storage import incidents
from bot.storage.people import handles


def incident_meant(turn: Turn, line: Line, origin: Origin) -> Incident | Said | None:
    """Return the incident, or the question which of several, or None when none is open."""
    if line.incident_ref:
        return by_ref(turn, line.incident_ref)
    here = incidents.by_channel(turn.session, origin.channel_id) if origin.channel_id else None
    if here is not None:
        return here
    found = _open(turn)
    if len(found) > 1:
        who = people.standing(turn)
        pointed = text.pointed_at(line.typed)
        names = handles(turn.session, pointed, who.user_id, guest=who.is_guest)
        typed = text.typeable(line.typed, names)
        return views.picker([_choice(line, each) for each in found], typed)
    return found[0] if found else None


def _open(turn: Turn) -> list[Incident]:
    who = people.standing(turn)
    return incidents.seen_by(
        turn.session, incidents.open_incidents(turn.session), who.user_id, guest=who.is_guest
    )


def by_ref(turn: Turn, ref: str) -> Incident:
    """Return the incident of that reference if the person may see it, or raise NotFound."""
    found = incidents.by_ref(turn.session, ref)
    who = people.standing(turn)
    if found is None or not incidents.may_see(turn.session, found, who.user_id, guest=who.is_guest):
        # The same words for both: a private incident does not even exist for others.
        raise NotFound(
            say("There is no incident {ref} that you may see.", ref=ref),
            next_step=say("`/incident list` shows those that you may."),
        )
    return found


def _choice(line: Line, incident: Incident) -> tuple[str, str, str]:
    """Return the incident with the typed line in wire form, its reference behind the verb."""
    verb, _, rest = line.raw.partition(" ")
    typed = f"/{line.noun} {verb} {incident.ref} {text.wire(rest)}".rstrip()
    return incident.ref, incident.title, typed


def none_open() -> NotFound:
    """Return what is said when a command needs an incident and none is open."""
    return NotFound(
        say("No incident is open here that you may see, and this command is about one."),
        next_step=say("Declare one with `/incident declare <title>`, or name it: `INC-2022-001`."),
    )
