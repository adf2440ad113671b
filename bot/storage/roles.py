"""Who holds which role now. No rule about who may appoint them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from bot.domain.models import Incident, RoleHolder

# Asked by every command, so they are built once: building a query costs as much as running it.
# They see what was flushed, and whatever changes a role here flushes it.
_ROLES: Any = sa.inspect(RoleHolder).local_table.c
_NOW = (_ROLES.incident_id == sa.bindparam("incident_id"), _ROLES.until.is_(None))
_HOLDERS = sa.select(_ROLES.role, _ROLES.user_id).where(*_NOW).order_by(_ROLES.id)
_HELD_BY = _HOLDERS.where(_ROLES.user_id == sa.bindparam("user_id"))


def _current(incident: Incident) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(RoleHolder.incident_id) == incident.id, col(RoleHolder.until).is_(None)


def held_by(session: Session, incident: Incident, user_id: str) -> tuple[str, ...]:
    """Return the roles that *user_id* holds in the incident now, in order of taking them."""
    who = {"incident_id": incident.id, "user_id": user_id}
    return tuple(session.connection().execute(_HELD_BY, who).scalars())


def holders(session: Session, incident: Incident) -> dict[str, tuple[str, ...]]:
    """Return every role that somebody holds now with the people who hold it."""
    found: dict[str, tuple[str, ...]] = {}
    for role, user_id in session.connection().execute(_HOLDERS, {"incident_id": incident.id}):
        found[role] = (*found.get(role, ()), user_id)
    return found


def history(session: Session, incident: Incident) -> list[RoleHolder]:
    """Return every holding of every role, ended ones too, in order."""
    wanted = select(RoleHolder).where(RoleHolder.incident_id == incident.id)
    return list(session.exec(wanted.order_by(col(RoleHolder.id))))


def release(
    session: Session, incident: Incident, role: str, *, now: datetime, user_id: str | None = None
) -> tuple[str, ...]:
    """End the holding of *role* (by one person or by all); return who held it."""
    wanted = select(RoleHolder).where(*_current(incident), RoleHolder.role == role)
    if user_id is not None:
        wanted = wanted.where(RoleHolder.user_id == user_id)
    gone = list(session.exec(wanted))
    for row in gone:
        row.until = now
        session.add(row)
    session.flush()
    return tuple(row.user_id for row in gone)


def take(session: Session, incident: Incident, role: str, user_id: str, *, now: datetime) -> None:
    """Begin a holding of *role*."""
    session.add(RoleHolder(incident_id=incident.row, role=role, user_id=user_id, since=now))
    session.flush()
