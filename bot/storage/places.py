"""Questions about workspaces: in which an incident lives, who is in which, what is whose channel.

Which call goes where is `bot.operations.ways`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.domain.models import Incident, IncidentPlace, Person, Setting
from bot.domain.words import Door
from bot.storage.columns import fetched

# Asked for every call that is written, so it is built once.
_FURTHER = sa.select(col(IncidentPlace.door)).where(
    col(IncidentPlace.incident_id) == sa.bindparam("incident_id")
)


def further_doors(session: Session, incident_id: int) -> list[str]:
    """Return the workspaces in which the incident lives besides its first."""
    return [door for (door,) in fetched(session, _FURTHER, {"incident_id": incident_id})]


def settle(session: Session, incident: Incident, door: str) -> None:
    """Let the incident live in a further workspace from now on."""
    session.add(IncidentPlace(incident_id=incident.row, door=door))
    session.flush()


def place_in(session: Session, incident: Incident, door: str) -> Incident | IncidentPlace | None:
    """Return the row that has the incident's channel and board in that workspace, or None."""
    if door in {"", incident.door}:
        return incident
    return session.get(IncidentPlace, (incident.row, door))


def homeless(session: Session, incidents: Collection[Incident], door: str) -> list[Incident]:
    """Return those of *incidents* that do not live in that workspace."""
    wanted = select(IncidentPlace.incident_id).where(IncidentPlace.door == door)
    there = set(session.exec(wanted))
    return [each for each in incidents if each.door != door and each.row not in there]


@dataclass(frozen=True, slots=True)
class Spot:
    """A channel of an incident: its id in the workspace that was asked for, and its name."""

    channel_id: str | None
    name: str


def spots(session: Session, ids: Collection[str], door: str) -> dict[str, Spot]:
    """Return, for channels of incidents in *other* workspaces, where the same incident is here.

    A private incident's channel has no name for whoever merely has its id.
    """
    homes = select(Incident, Incident.channel_id, Incident.channel_name).where(
        col(Incident.channel_id).in_(ids), Incident.door != door
    )
    away = (
        select(Incident, IncidentPlace.channel_id, IncidentPlace.channel_name)
        .join(IncidentPlace, col(IncidentPlace.incident_id) == col(Incident.id))
        .where(col(IncidentPlace.channel_id).in_(ids), IncidentPlace.door != door)
    )
    found = {}
    for incident, channel_id, name in [*session.exec(homes), *session.exec(away)]:
        place = place_in(session, incident, door)
        here = place.channel_id if place is not None else None
        if channel_id and (here or not incident.private):
            found[channel_id] = Spot(here, name or incident.ref.lower())
    return found


def _read_key(door: str) -> str:
    return f"people:{door}"


def people_were_read(session: Session, door: str, *, now: datetime) -> None:
    """Note that everybody in that workspace is known now."""
    session.merge(Setting(key=_read_key(door), value=now.isoformat()))


def _were_read(session: Session, door: str) -> bool:
    return session.get(Setting, _read_key(door)) is not None


def doors_of(session: Session, user_id: str) -> frozenset[str]:
    """Return the workspaces in which the person is, or may be as far as anybody knows."""
    person = session.get(Person, user_id)
    if person is None:
        return frozenset()
    in_slack = person.in_slack or (person.in_room and not _were_read(session, Door.SLACK))
    known = {Door.SLACK: in_slack, Door.ROOM: person.in_room}
    return frozenset(door for door, there in known.items() if there)


def strangers(session: Session, ids: Collection[str], door: str) -> dict[str, str]:
    """Return the names of those people who are in another workspace and not in this one."""
    if not _were_read(session, door):
        return {}
    here, there = Person.in_slack, Person.in_room
    if door == Door.ROOM:
        here, there = there, here
    wanted = select(Person).where(
        col(Person.user_id).in_(ids), col(here).is_(False), col(there).is_(True)
    )
    return {each.user_id: each.real_name or each.name for each in session.exec(wanted)}
