"""EVENTS: what we ask Slack to tell us, by which scope, and what is done with it.

The manifest is made from this table. Mentions, messages to us alone and the opening of Home are
answered elsewhere; their rows do nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

from bot.operations import noting, people, rooms
from bot.operations.turn import Turn
from bot.slack.answer import NOTHING, Answer
from bot.slack.happenings import CHANGED, DELETED, Happened, person
from bot.slack.listeners.noting import words_of
from bot.slack.listeners.saying import answered
from bot.slack.views import incidents as incident_views
from bot.slack.views import reactions as views
from bot.storage import incidents
from bot.storage.people import keep

Run = Callable[[Turn, Happened], Answer]


def _nothing(_turn: Turn, _event: Happened) -> Answer:
    return NOTHING


def _joined(turn: Turn, event: Happened) -> Answer:
    incident = incidents.by_channel(turn.session, event.origin.channel_id)
    if incident is not None:
        rooms.follow(turn, incident, event.origin.user_id, inside=True)
    return NOTHING


def _left(turn: Turn, event: Happened) -> Answer:
    incident = incidents.by_channel(turn.session, event.origin.channel_id)
    if incident is not None:
        rooms.follow(turn, incident, event.origin.user_id, inside=False)
    return NOTHING


def _known(turn: Turn, event: Happened) -> Answer:
    if event.person.get("id"):
        keep(turn.session, person(event.person, turn.now), turn.actor.door)
    return NOTHING


def _regrouped(turn: Turn, event: Happened) -> Answer:
    """Keep who is in a group of the settings; of others nothing is kept."""
    if event.group is not None:
        people.regroup(turn, event.group.group_id, event.group.added, event.group.removed)
    return NOTHING


def _reacted(turn: Turn, event: Happened) -> Answer:
    run = REACTIONS.get(event.reaction)
    return run(turn, event) if run is not None and event.message is not None else NOTHING


def _siren(turn: Turn, event: Happened) -> Answer:
    """Ask whoever put the emoji there, and nobody else, whether it is an incident."""
    message, who = event.message, people.standing(turn)
    if message is None or not who.is_member:
        return NOTHING
    known = incidents.declared_from(turn.session, message.channel_id, message.ts)
    seen = incidents.seen_by(turn.session, known, who.user_id, guest=who.is_guest)
    if seen:
        return answered(incident_views.declared_before(seen[0]))
    here = incidents.by_channel(turn.session, message.channel_id)
    return answered(views.is_it_one(message.channel_id, message.ts, here=here.ref if here else ""))


def _pin(turn: Turn, event: Happened) -> Answer:
    """Have a message in an incident's channel fetched and put into the timeline, once."""
    message = event.message
    here = incidents.by_channel(turn.session, message.channel_id) if message else None
    if message is None or here is None or not people.standing(turn, here).is_person:
        return NOTHING
    noting.ask_for(turn, here, message.channel_id, message.ts)
    return NOTHING


def _edited(turn: Turn, event: Happened) -> Answer:
    if event.message is not None:
        noting.edited(turn, words_of(event.message))
    return NOTHING


def _deleted(turn: Turn, event: Happened) -> Answer:
    if event.message is not None:
        noting.deleted(turn, words_of(event.message))
    return NOTHING


REACTIONS: MappingProxyType[str, Run] = MappingProxyType(
    {"rotating_light": _siren, "pushpin": _pin, "round_pushpin": _pin}
)


@dataclass(frozen=True, slots=True)
class Listened:
    """One event that we subscribe to: the scopes without which Slack does not tell it."""

    scopes: tuple[str, ...] = ()
    run: Run = _nothing


# By the name under which the manifest subscribes; https://docs.slack.dev/reference/events.
EVENTS: MappingProxyType[str, Listened] = MappingProxyType(
    {
        "app_home_opened": Listened(),
        "app_mention": Listened(("app_mentions:read",)),
        "member_joined_channel": Listened(("channels:read", "groups:read"), _joined),
        "member_left_channel": Listened(("channels:read", "groups:read"), _left),
        "message.channels": Listened(("channels:history",)),
        "message.groups": Listened(("groups:history",)),
        "message.im": Listened(("im:history",)),
        "reaction_added": Listened(("reactions:read",), _reacted),
        "subteam_members_changed": Listened(("usergroups:read",), _regrouped),
        "team_join": Listened(("users:read",), _known),
        "user_change": Listened(("users:read",), _known),
    }
)

# A message that was changed or deleted is told by its subtype, whatever the channel.
KINDS: MappingProxyType[str, Run] = MappingProxyType(
    {
        **{name: each.run for name, each in EVENTS.items() if each.run is not _nothing},
        CHANGED: _edited,
        DELETED: _deleted,
    }
)


def run_of(kind: str) -> Run | None:
    """Return what is done with an event of that kind, or None."""
    return KINDS.get(kind)
