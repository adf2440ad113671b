"""Where a call goes, decided when it is made: an incident's channel, or what stands in for it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from bot.domain.models import Incident, Post
from bot.domain.people import COMMANDER
from bot.operations.turn import MACHINES
from bot.outbox.job import MESSAGE
from bot.storage import incidents, roles
from bot.storage.places import place_in

OF_A_MESSAGE = frozenset({"chat.update", "chat.delete"})


@dataclass(frozen=True, slots=True)
class Nowhere:
    """There is no place for the call, and why; *quietly* where that was said already."""

    why: str
    quietly: bool = False


def commander(session: Session, incident: Incident) -> str:
    """Return who leads the incident now; before anybody does, who declared it or was let in."""
    leading = roles.holders(session, incident).get(COMMANDER)
    if leading:
        return leading[0]
    # A program that reported it has no conversation; whoever was let in first has one.
    inside = incidents.first_member(session, incident) if incident.declared_by in MACHINES else None
    return inside or incident.declared_by


def incident_of(session: Session, post: Post) -> Incident | None:
    """Return the incident that the post is about."""
    kind, _, name = post.target.partition(":")
    number = post.incident_id
    if number is None and kind == "incident" and (row := name.partition(":")[0]).isdecimal():
        number = int(row)
    return session.get(Incident, number) if number is not None else None


def place_of(session: Session, post: Post, about: tuple[str, str] | None) -> str | Nowhere:
    """Return a channel id, `#name`, `@user` or "" (the call needs no place).

    An edit goes to where the message that it is *about* stands.
    """
    if about is not None and post.method in OF_A_MESSAGE:
        return about[0]
    kind, _, name = post.target.partition(":")
    if kind == "incident":
        return _incident_place(session, post)
    if kind == "channel" and name:
        return name
    if kind == "user" and name:
        return f"@{name}"
    return "" if not post.target else Nowhere(f"nobody knows the place {post.target!r}")


def is_further(post: Post) -> bool:
    """Tell whether the post goes to an incident's place outside its first workspace."""
    return post.target.startswith("incident:") and post.target.count(":") > 1


def _incident_place(session: Session, post: Post) -> str | Nowhere:
    incident = incident_of(session, post)
    if incident is None:
        return Nowhere("the incident does not exist")
    if is_further(post):
        there = place_in(session, incident, post.door)
        channel_id = there.channel_id if there is not None else None
        return channel_id or Nowhere("the incident has no channel here", quietly=True)
    if incident.channel_id is not None:
        return incident.channel_id
    if post.method != MESSAGE:
        return Nowhere("the incident has no channel")
    return fallback(session, incident)


def fallback(session: Session, incident: Incident, *, refused: str = "") -> str:
    """Return where an incident without a channel speaks: where it was declared, or to its lead.

    What is private is never said where it was declared. *refused* is a place that failed.
    """
    origin = incident.origin_channel_id
    if origin and not incident.private and origin != refused:
        return origin
    return f"@{commander(session, incident)}"


def subject(post: Post, found: Mapping[str, Post]) -> tuple[str, str] | None:
    """Return the channel and stamp of the message that the post's call is about."""
    about = found.get(post.after_key or "")
    if about is None or about.slack_ts is None or about.channel_id is None:
        return None
    return about.channel_id, about.slack_ts
