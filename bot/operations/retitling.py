"""Calling an incident by another title: one that was typed in haste need not stay."""

from bot.domain.models import Incident
from bot.domain.people import check_command
from bot.errors import Mistyped
from bot.language.catalogue import say
from bot.operations import rooms
from bot.operations.given import title_given
from bot.operations.incidents import begin
from bot.operations.people import command_of
from bot.operations.turn import Turn


def retitle(turn: Turn, incident: Incident, title: str) -> str:
    """Give the incident another title; return the former one, which the timeline keeps.

    Whoever declared it may, besides who commands it. Raise Refused, or Mistyped for no other title.
    """
    what = say("change the title")
    who = begin(turn, incident, what)
    if not (who.is_member and turn.actor.user_id == incident.declared_by):
        check_command(who, command_of(turn, incident), what)
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
