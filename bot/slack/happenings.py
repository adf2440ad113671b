"""Reads what Slack tells by itself into frozen values; pure, like `inbound`.

What is kept of it is decided in `listeners.happened`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.models import Person
from bot.slack import parts
from bot.slack.inbound import LONGEST_LINE, Mention, Origin, Quoted, delivery_key, quoted

CHANGED, DELETED = "message_changed", "message_deleted"


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that Slack tells. `message` is what it is about, as far as the event says.

    `kind` is the event's type; of a message, its subtype.
    """

    origin: Origin
    kind: str
    person: Mapping[str, Any] = field(default_factory=dict)
    reaction: str = ""
    message: Quoted | None = None
    group: "Regrouped | None" = None


@dataclass(frozen=True, slots=True)
class Regrouped:
    """Who came into a user group and who left it."""

    group_id: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def kind_of_event(body: Any) -> str:
    """Return the type of the event in a payload, or nothing.

    Of a message it is the subtype, or `direct` when it was written to us alone.
    """
    event = body.get("event") if isinstance(body, Mapping) else None
    kind = event.get("type") if isinstance(event, Mapping) else None
    if not isinstance(kind, str) or not isinstance(event, Mapping):
        return ""
    if kind != "message":
        return kind
    subtype = event.get("subtype")
    direct = "direct" if event.get("channel_type") == "im" else ""
    return subtype if isinstance(subtype, str) and subtype else direct


def read_mention(body: Any) -> Mention | None:
    """Read an event in which somebody speaks to the bot; None when it is another app's."""
    payload = parts.mapping(body)
    event = parts.mapping(payload.get("event"))
    if event.get("bot_id") or event.get("subtype"):
        return None
    team = parts.ident(payload.get("team_id"), parts.TEAM, "the workspace")
    thread = parts.stamp(event, "thread_ts")
    direct = event.get("type") == "message"
    origin = Origin(
        user_id=parts.ident(event.get("user"), parts.USER, "the person"),
        team_id=team,
        channel_id=parts.ident(event.get("channel"), parts.CHANNEL, "the channel"),
        # Between two people there is no need of threads: an answer is a message like the question.
        thread_ts=thread if direct else thread or parts.stamp(event, "ts"),
        # One message may come twice as two events, so the message itself is the key.
        key=delivery_key("msg", team, parts.text(event, "channel"), parts.stamp(event, "ts")),
        home_team_id=parts.optional(event.get("user_team"), parts.TEAM),
    )
    words = parts.text(event, "text", limit=LONGEST_LINE)
    return Mention(origin, words, direct=direct, threaded=bool(thread))


def read_event(body: Any) -> Happened:
    """Read any other event that we asked Slack to tell us."""
    payload = parts.mapping(body)
    event = parts.mapping(payload.get("event"))
    kind = parts.text(event, "type", limit=64)
    if kind == "message":
        return _message(payload, event)
    if kind == "subteam_members_changed":
        return _regrouped(payload, event)
    person = event.get("user")
    known = parts.mapping(person) if isinstance(person, Mapping) else {}
    item = parts.mapping(event.get("item") or {}) if kind.startswith("reaction_") else {}
    channel = parts.optional(event.get("channel") or item.get("channel"), parts.CHANNEL)
    origin = _origin(payload, known.get("id") if known else person, channel)
    about = Quoted(channel, parts.stamp(item, "ts")) if item.get("type") == "message" else None
    reaction = parts.text(event, "reaction", limit=128).partition("::")[0]
    return Happened(origin, kind, known, reaction, about)


def _message(payload: Mapping[str, Any], event: Mapping[str, Any]) -> Happened:
    """Read that a message was changed or deleted; others tell us nothing."""
    kind = parts.text(event, "subtype", limit=64)
    channel = parts.optional(event.get("channel"), parts.CHANNEL)
    before = parts.mapping(event.get("previous_message") or {})
    after = parts.mapping(event.get("message") or {}) if kind == CHANGED else before
    message = quoted(channel, after)
    # Of a thread's first message a gravestone is left.
    if after.get("subtype") == "tombstone":
        kind = DELETED
    if kind == DELETED:
        message = Quoted(channel, parts.stamp(event, "deleted_ts") or message.ts, message.author)
    return Happened(_origin(payload, message.author, channel), kind, message=message)


def _regrouped(payload: Mapping[str, Any], event: Mapping[str, Any]) -> Happened:
    """Read who came into a user group or left it; Slack does not tell who did it."""
    group = Regrouped(
        parts.ident(event.get("subteam_id"), parts.GROUP, "the group"),
        _people(event.get("added_users")), _people(event.get("removed_users")),
    )  # fmt: skip
    team = parts.ident(payload.get("team_id"), parts.TEAM, "the workspace")
    key = delivery_key("evt", team, parts.text(payload, "event_id", limit=64))
    return Happened(Origin("", team, key), "subteam_members_changed", group=group)


def _people(given: Any) -> tuple[str, ...]:
    return tuple(each for each in parts.items(given) if parts.optional(each, parts.USER))


def _origin(payload: Mapping[str, Any], user: Any, channel_id: str) -> Origin:
    team = parts.ident(payload.get("team_id"), parts.TEAM, "the workspace")
    return Origin(
        user_id=parts.ident(user, parts.USER, "the person"),
        team_id=team,
        channel_id=channel_id,
        key=delivery_key("evt", team, parts.text(payload, "event_id", limit=64)),
    )


def person(payload: Mapping[str, Any], now: datetime) -> Person:
    """Return a member as kept, from Slack's `user` object."""
    profile = payload.get("profile")
    profile = profile if isinstance(profile, Mapping) else {}
    guest = payload.get("is_restricted") or payload.get("is_ultra_restricted")
    return Person(
        user_id=str(payload["id"]),
        team_id=str(payload.get("team_id") or ""),
        name=str(payload.get("name") or "").lower()[:80],
        real_name=str(profile.get("real_name") or payload.get("real_name") or "")[:200],
        zone=str(payload.get("tz") or "")[:64],
        locale=str(payload.get("locale") or "")[:16],
        is_bot=bool(payload.get("is_bot")),
        is_guest=bool(guest or payload.get("is_stranger")),
        is_gone=bool(payload.get("deleted")),
        seen_at=now,
    )
