"""Which call goes into which workspace: once into each in which its incident or person is.

Where a call stands within a workspace is the sender's to find (`bot.outbox.routing`).
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session

from bot.domain.doorway import WORKSPACES, Doorway
from bot.domain.models import Incident
from bot.domain.words import Door
from bot.storage import places
from bot.storage.posts import Call, copied

MAIL = "email.send"


def home_door(doorways: Sequence[Doorway], acting: Door) -> Door:
    """Return the workspace of what somebody begins by the door *acting*."""
    open_here = [each.door for each in doorways]
    if acting in (open_here or WORKSPACES):
        return acting
    return open_here[0] if open_here else Door.SLACK


def ways(session: Session, call: Call, doorways: Sequence[Doorway], acting: Door) -> list[Call]:
    """Return the call once for each workspace in which it is to be made; the first keeps its key.

    *doorways* are the workspaces of this process, *acting* is the door by which somebody acts.
    """
    if call.door or call.method == MAIL:
        return [call]
    kind, _, name = call.target.partition(":")
    incident = _incident(session, call, name if kind == "incident" else "")
    if incident is not None and kind in {"incident", ""}:
        return _of_incident(session, call, incident)
    home = home_door(doorways, acting)
    if len(doorways) < 2:  # noqa: PLR2004 - with one workspace there is nothing to choose.
        return [replace(call, door=home)]
    if kind == "channel":
        return _of_channel(session, call, name, doorways, home, incident)
    if kind == "user":
        return _of_person(session, call, name, doorways, incident)
    return [replace(call, door=home)]


def _incident(session: Session, call: Call, name: str) -> Incident | None:
    number = call.incident_id
    if number is None and name.isdecimal():
        number = int(name)
    return session.get(Incident, number) if number is not None else None


def _of_incident(session: Session, call: Call, incident: Incident) -> list[Call]:
    """Return the call for each workspace in which the incident lives, open here or not."""
    further = places.further_doors(session, incident.row)
    return [replace(call, door=incident.door), *(copied(call, door) for door in further)]


def _of_channel(
    session: Session,
    call: Call,
    channel_id: str,
    doorways: Sequence[Doorway],
    home: Door,
    incident: Incident | None,
) -> list[Call]:
    """Return the call for a channel that each workspace has its own of, or for that one channel."""
    for which in ("announce_channel", "managers_channel"):
        if channel_id not in {getattr(each, which) for each in doorways}:
            continue
        lives = {incident.door, *places.further_doors(session, incident.row)} if incident else None
        own = [
            (each.door, str(getattr(each, which)))
            for each in doorways
            if getattr(each, which) and (lives is None or each.door in lives)
        ]
        return _each(call, [(door, f"channel:{name}") for door, name in own], incident)
    return [replace(call, door=home)]


def _of_person(
    session: Session,
    call: Call,
    user_id: str,
    doorways: Sequence[Doorway],
    incident: Incident | None,
) -> list[Call]:
    known = places.doors_of(session, user_id)
    found = [each.door for each in doorways if each.door in known]
    # Somebody of whom nobody has told yet: the settings name people by their Slack ids.
    found = found or [each.door for each in doorways if each.door is Door.SLACK]
    return _each(call, [(door, call.target) for door in found or [doorways[0].door]], incident)


def _each(call: Call, targets: Sequence[tuple[str, str]], incident: Incident | None) -> list[Call]:
    """Return the call for each workspace; of an incident's calls its first one keeps the keys."""
    first = incident.door if incident is not None else targets[0][0] if targets else ""
    there = [(door, replace(call, target=target)) for door, target in targets]
    return [replace(one, door=door) if door == first else copied(one, door) for door, one in there]
