"""Putting right what an incident was declared as in haste: its title and its kind."""

from bot.domain.models import Incident
from bot.domain.people import check_command
from bot.domain.reasons import reason_given
from bot.domain.words import Kind
from bot.errors import Mistyped
from bot.language.catalogue import say
from bot.operations import moments, obligations, rooms
from bot.operations.given import title_given
from bot.operations.incidents import begin
from bot.operations.people import command_of
from bot.operations.turn import Turn
from bot.slack.views.words import said_kind

CHANGE = "/incident kind ransomware a note demands payment"


def retitle(turn: Turn, incident: Incident, title: str) -> str:
    """Give the incident another title; return the former one, which the timeline keeps.

    Raise Refused, or Mistyped for no other title.
    """
    _begin(turn, incident, say("change the title"))
    before, words = incident.title, title_given(title)
    if words == before:
        raise Mistyped(
            say("{ref} is called that already.", ref=incident.ref),
            next_step=say("Type another title: `/incident title <text>`."),
        )
    incident.title = words
    turn.record(
        incident, "incident.title", subject=incident.ref, text=words, before=before, after=words
    )
    rooms.say_head(turn, incident)
    return before


def change_kind(turn: Turn, incident: Incident, kind: Kind, *, reason: str = "") -> Kind:
    """Make the incident one of another kind; return the former.

    What fits now starts or is offered, and its legal clocks run. What the former kind set going
    goes on: whoever holds it decides. Raise Refused, or Mistyped for no other kind.
    """
    _begin(turn, incident, say("change the kind"))
    if kind == incident.kind:
        raise Mistyped(
            say(
                "{ref} is of the kind {kind} already.",
                ref=incident.ref,
                kind=said_kind(kind),
            ),
            next_step=say("Name another one: `/incident kind <kind> [reason]`."),
        )
    why = reason_given(reason, say("Changing the kind"), CHANGE) if reason else None
    before, incident.kind = incident.kind, kind
    turn.record(
        incident, "incident.kind", subject=incident.ref, text=kind.replace("_", " "),
        before=before, after=kind, reason=why,
    )  # fmt: skip
    moments.course_changed(turn, incident)
    obligations.walk(turn, incident)
    rooms.redraw_announcement(turn, incident)
    return before


def _begin(turn: Turn, incident: Incident, what: str) -> None:
    """Hold the incident; whoever declared it may put it right, besides who commands it."""
    who = begin(turn, incident, what)
    if not (who.is_member and turn.actor.user_id == incident.declared_by):
        check_command(who, command_of(turn, incident), what)
