"""Who people are and what they and channels are called, as workspaces tell. No rights are here."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.domain.models import Incident, IncidentPlace, Person, RoleHolder, Setting
from bot.domain.words import Door
from bot.storage.columns import fetched
from bot.storage.incidents import visible_to
from bot.storage.suspensions import is_taken

# Every request asks these two, so each is one statement, built once: what it costs is mostly that
# it is a statement.
_USER = sa.bindparam("user_id", type_=sa.String())
_TONGUE = sa.select(
    sa.select(col(Setting.value)).where(col(Setting.key) == sa.bindparam("key")).scalar_subquery(),
    sa.select(col(Person.locale)).where(col(Person.user_id) == _USER).scalar_subquery(),
)
# More of one name are nobody in particular.
MOST_CALLED = 20
_ONE = sa.select(sa.literal(1).label("n")).subquery("one")
# A row for each role, in order of taking; one without a role for whoever holds none.
_KNOWN = (
    sa.select(
        col(Person.is_guest), col(Person.is_bot), col(Person.is_gone), is_taken(_USER),
        col(RoleHolder.role),
    )
    .select_from(_ONE)
    .outerjoin(Person, col(Person.user_id) == _USER)
    .outerjoin(
        RoleHolder,
        sa.and_(
            col(RoleHolder.incident_id) == sa.bindparam("incident_id", type_=sa.Integer()),
            col(RoleHolder.user_id) == _USER,
            col(RoleHolder.until).is_(None),
        ),
    )
    .order_by(col(RoleHolder.id))
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a person, here and in an incident; Slack need not have told of them yet."""

    is_guest: bool
    is_bot: bool
    is_gone: bool
    is_suspended: bool
    roles: tuple[str, ...]


def known(session: Session, user_id: str, incident_id: int | None) -> Known:
    """Return what is known of a person, with the roles that they hold in the incident now."""
    rows = fetched(session, _KNOWN, {"user_id": user_id, "incident_id": incident_id})
    guest, bot, gone, suspended, _ = rows[0]
    return Known(
        is_guest=bool(guest), is_bot=bool(bot), is_gone=bool(gone), is_suspended=bool(suspended),
        roles=tuple(row.role for row in rows if row.role is not None),
    )  # fmt: skip


def tongue(session: Session, user_id: str, key: str) -> tuple[str | None, str | None]:
    """Return which language a person chose, kept under *key*, and their locale in Slack."""
    ((chosen, locale),) = fetched(session, _TONGUE, {"user_id": user_id, "key": key})
    return chosen, locale


def called(session: Session, words: Collection[str]) -> list[Person]:
    """Return who is still here and is called by one of these words: the handle or first name."""
    if not words:
        return []
    real = sa.func.lower(col(Person.real_name))
    # A title goes before the first name: `Dr Meera Pillai`.
    starts = [f"{before}{word} " for word in words for before in ("", "dr ", "prof ")]
    first = [real.startswith(each, autoescape=True) for each in starts]
    wanted = sa.select(Person).where(
        col(Person.is_gone).is_(False),
        col(Person.is_bot).is_(False),
        sa.or_(col(Person.name).in_(words), real.in_(words), *first),
    )
    return list(session.scalars(wanted.limit(MOST_CALLED)))


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
