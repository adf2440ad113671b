"""Who people are and what they and channels are called, as workspaces tell. No rights are here."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.domain.models import Incident, IncidentPlace, Person
from bot.domain.words import Door
from bot.storage.incidents import visible_to


def handles(
    session: Session, ids: Collection[str], reader: str, *, guest: bool = False
) -> dict[str, str]:
    """Return by id the names of people, and of the incidents' channels that the reader may see."""
    people = sa.select(col(Person.user_id), col(Person.name)).where(col(Person.user_id).in_(ids))
    rooms = sa.select(col(Incident.channel_id), col(Incident.channel_name)).where(
        col(Incident.channel_id).in_(ids), visible_to(reader, guest=guest)
    )
    further = (
        sa.select(col(IncidentPlace.channel_id), col(IncidentPlace.channel_name))
        .join(Incident, col(Incident.id) == col(IncidentPlace.incident_id))
        .where(col(IncidentPlace.channel_id).in_(ids), visible_to(reader, guest=guest))
    )
    rows = [each for wanted in (people, rooms, further) for each in session.execute(wanted)]
    return {known: name for known, name in rows if name}


def keep(session: Session, told: Person, door: str) -> None:
    """Keep what one workspace tells of a member; of somebody in Slack, Slack's word goes first.

    Gone is who is gone everywhere: whoever rules Slack must not shut people out of the Room.
    """
    known = session.get(Person, told.user_id)
    here, in_room = not told.is_gone, door == Door.ROOM
    was_in_slack = known is not None and known.in_slack
    was_in_room = known is not None and known.in_room
    if known is not None and in_room and was_in_slack:
        known.in_room, known.is_gone = here, False
        session.add(known)
        return
    told.in_room = here if in_room else was_in_room
    told.in_slack = was_in_slack if in_room else here
    # An event about a member need not name the locale: what was known stays.
    told.locale = told.locale or (known.locale if known is not None else "")
    told.is_gone = not (told.in_room or told.in_slack)
    session.merge(told)
