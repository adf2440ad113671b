"""Questions about incidents, and the one visibility rule that every surface must ask."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from bot.domain.models import (
    Incident,
    IncidentMember,
    IncidentPlace,
    RoleHolder,
    Task,
)
from bot.domain.words import ENDED, FINISHED
from bot.storage.columns import IDS, fetched
from bot.storage.suspensions import is_taken

# Asked by every command, so they are built once: building a query costs as much as running it.
_BY_REF = select(Incident).where(Incident.ref == sa.bindparam("ref"))
_BY_CHANNEL = select(Incident).where(
    sa.or_(
        col(Incident.channel_id) == sa.bindparam("channel_id"),
        col(Incident.id).in_(
            sa.select(col(IncidentPlace.incident_id)).where(
                col(IncidentPlace.channel_id) == sa.bindparam("channel_id")
            )
        ),
    )
)
_HIGHEST = sa.select(sa.func.max(col(Incident.number))).where(
    col(Incident.year) == sa.bindparam("year")
)
_INSIDE = sa.select(sa.literal(1)).where(
    col(IncidentMember.incident_id) == sa.bindparam("incident_id"),
    col(IncidentMember.user_id) == sa.bindparam("user_id"),
)

# Any constant will do, as long as nothing else in the database locks the same one.
NUMBERING_LOCK = 7_202_211_23
# Writers of an incident exclude each other, but not whoever only adds a row that points to it: the
# two would wait for one another when both add the same row.
HOLD = {"key_share": True}
MOST_TITLES = 20
_MEMBER: Any = sa.inspect(IncidentMember).local_table
_ADD_MEMBER = {
    "sqlite": sqlite.insert(_MEMBER).on_conflict_do_nothing().returning(_MEMBER.c.user_id),
    "postgresql": postgresql.insert(_MEMBER).on_conflict_do_nothing().returning(_MEMBER.c.user_id),
}


def next_number(session: Session, year: int) -> int:
    """Return the year's next incident number; two declarations at one moment get two numbers."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(NUMBERING_LOCK)))
    ((highest,),) = fetched(session, _HIGHEST, {"year": year})
    return (highest or 0) + 1


def lock(session: Session, incident: Incident) -> Incident:
    """Refresh *incident* and hold it for this transaction: its writers go one by one."""
    # On SQLite the whole transaction is alone from its first word on, and so what it read is new.
    if session.get_bind().dialect.name != "sqlite":
        # A refresh forgets what was changed and not written yet, the chain's head among it.
        session.flush()
        session.refresh(incident, with_for_update=HOLD)
    return incident


def by_id(session: Session, incident_id: int) -> Incident | None:
    """Return the incident of that row id, or None."""
    return session.get(Incident, incident_id)


def by_ref(session: Session, ref: str) -> Incident | None:
    """Return the incident called like `INC-2022-001`, or None."""
    return session.exec(_BY_REF, params={"ref": ref.upper()}).first()


def by_channel(session: Session, channel_id: str) -> Incident | None:
    """Return the incident whose channel this is, or None; the channel's name is never asked."""
    return session.exec(_BY_CHANNEL, params={"channel_id": channel_id}).first()


def declared_from(session: Session, channel_id: str, ts: str) -> list[Incident]:
    """Return the incidents that were declared from that message, newest first."""
    wanted = select(Incident).where(
        Incident.origin_ts == ts, Incident.origin_channel_id == channel_id
    )
    return list(session.exec(wanted.order_by(sa.desc(col(Incident.id)))))


def open_incidents(session: Session) -> list[Incident]:
    """Return every incident that is neither closed nor stood down, worst and oldest first."""
    wanted = (
        select(Incident)
        .where(col(Incident.stage).not_in(ENDED))
        .order_by(col(Incident.severity), col(Incident.id))
    )
    return list(session.exec(wanted))


def titles(
    session: Session, user_id: str, *, beside: Incident, since: datetime
) -> Sequence[tuple[int, str]]:
    """Return row and title of the open incidents declared *since* that a person may see.

    Newest first, without the one *beside* which they are looked for, and no more than a few.
    """
    asked = {"reader": user_id, "beside": beside.row, "since": since}
    return [(row_id, title) for row_id, title in fetched(session, _titles(), asked)]


@cache
def _titles() -> Any:
    reader = sa.bindparam("reader", type_=sa.String())
    return (
        sa.select(col(Incident.id), col(Incident.title))
        .where(
            col(Incident.stage).not_in(ENDED),
            col(Incident.declared_at) >= sa.bindparam("since"),
            col(Incident.id) != sa.bindparam("beside"),
            visible_to(reader),
        )
        .order_by(sa.desc(col(Incident.id)))
        .limit(MOST_TITLES)
    )


def engaging(session: Session, user_id: str) -> frozenset[int]:
    """Return the ids of the incidents in which a person holds a role or an unfinished task."""
    role = select(RoleHolder.incident_id).where(
        RoleHolder.user_id == user_id, col(RoleHolder.until).is_(None)
    )
    task = select(Task.incident_id).where(
        Task.assignee == user_id, col(Task.status).not_in(FINISHED)
    )
    return frozenset(session.execute(role.union(task)).scalars())


def all_incidents(session: Session) -> list[Incident]:
    """Return every incident there ever was, newest first."""
    return list(session.exec(select(Incident).order_by(sa.desc(col(Incident.id)))))


def may_see(
    session: Session, incident: Incident, user_id: str | None, *, guest: bool = False
) -> bool:
    """Tell whether the incident may appear to this person, or to everybody, on any surface."""
    wanted = _seen(everybody=user_id is None, guest=guest)
    return session.execute(wanted, {"seen": incident.row, "reader": user_id}).first() is not None


@cache
def _seen(*, everybody: bool, guest: bool) -> Any:
    """Return the rule about one incident, built once for each kind of reader."""
    reader = None if everybody else sa.bindparam("reader", type_=sa.String())
    return sa.select(sa.literal(1)).where(
        col(Incident.id) == sa.bindparam("seen"), visible_to(reader, guest=guest)
    )


@cache
def _all_seen(*, guest: bool) -> Any:
    """Return the rule about several incidents, built once for each kind of reader."""
    reader = sa.bindparam("reader", type_=sa.String())
    return sa.select(col(Incident.id)).where(
        col(Incident.id).in_(IDS), visible_to(reader, guest=guest)
    )


def visible_to(user_id: str | sa.ColumnElement[str] | None, *, guest: bool = False) -> Any:
    """Return the rule as SQL: which incidents may appear to a person, or to everybody (None).

    Who declared one, is in its channel or holds a role in it sees it; others see what is not
    private, and guests see nothing else. Whose access is taken by written order sees nothing
    private, not even what they declared (rule 26).
    """
    public = col(Incident.private).is_(False)
    if user_id is None:
        return public
    one = sa.select(sa.literal(1))
    inside = one.where(
        col(IncidentMember.incident_id) == col(Incident.id),
        col(IncidentMember.user_id) == user_id,
    )
    holds = one.where(
        col(RoleHolder.incident_id) == col(Incident.id),
        col(RoleHolder.user_id) == user_id,
        col(RoleHolder.until).is_(None),
    )
    declared = col(Incident.declared_by) == user_id
    own = sa.and_(sa.or_(declared, inside.exists(), holds.exists()), ~is_taken(user_id))
    return own if guest else sa.or_(public, own)


def seen_by(
    session: Session, incidents: Iterable[Incident], user_id: str, *, guest: bool = False
) -> list[Incident]:
    """Return those of *incidents* that may appear to this person."""
    found = list(incidents)
    asked = {"ids": [each.row for each in found], "reader": user_id}
    rows = fetched(session, _all_seen(guest=guest), asked) if found else ()
    seen = {incident_id for (incident_id,) in rows}
    return [each for each in found if each.id in seen]


@dataclass(frozen=True, slots=True)
class Page:
    """Some incidents, newest first, and whether there are older ones."""

    incidents: tuple[Incident, ...]
    more: bool


def page(
    session: Session, reader: str | None, *, state: str, before: int | None, limit: int
) -> Page:
    """Return incidents that may appear to *reader*: open, ended or all; older than row *before*."""
    ended = col(Incident.stage).in_(ENDED)
    wanted = select(Incident).where(visible_to(reader)).order_by(sa.desc(col(Incident.id)))
    if state != "all":
        wanted = wanted.where(ended if state == "ended" else ~ended)
    if before is not None:
        wanted = wanted.where(col(Incident.id) < before)
    found = list(session.exec(wanted.limit(limit + 1)))
    return Page(tuple(found[:limit]), len(found) > limit)


def is_in_channel(session: Session, incident: Incident, user_id: str) -> bool:
    """Tell whether the person is known to be in the incident's channel."""
    who = {"incident_id": incident.row, "user_id": user_id}
    return bool(fetched(session, _INSIDE, who))


def joined(session: Session, incident: Incident, user_id: str, *, now: datetime) -> bool:
    """Remember that the person is in the incident's channel; return whether that is news."""
    if incident.id is None:
        return False
    # Both the event and whoever gives a role may say so at one moment.
    add = _ADD_MEMBER[session.get_bind().dialect.name]
    values = {"incident_id": incident.id, "user_id": user_id, "since": now}
    return session.execute(add, values).first() is not None


def first_member(session: Session, incident: Incident) -> str | None:
    """Return who has been in the incident longest, or None."""
    wanted = (
        select(IncidentMember.user_id)
        .where(IncidentMember.incident_id == incident.row)
        .order_by(col(IncidentMember.since), col(IncidentMember.user_id))
    )
    return session.exec(wanted).first()


def left(session: Session, incident: Incident, user_id: str) -> bool:
    """Forget that the person was in the incident's channel; return whether they were."""
    member = session.get(IncidentMember, (incident.id, user_id))
    if member is None:
        return False
    session.delete(member)
    return True


def members(session: Session, incident: Incident) -> list[str]:
    """Return who is in the incident's channel, declared it or holds a role in it."""
    inside = select(IncidentMember.user_id).where(IncidentMember.incident_id == incident.row)
    holds = select(RoleHolder.user_id).where(
        RoleHolder.incident_id == incident.row, col(RoleHolder.until).is_(None)
    )
    found = {incident.declared_by, *session.exec(inside), *session.exec(holds)}
    return sorted(found)
