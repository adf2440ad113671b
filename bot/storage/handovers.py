"""Handovers of command that are still to be read, and roles that are held for long."""

from datetime import datetime

from sqlmodel import Session, col, select

from bot.domain.models import Handover, Incident, RoleHolder
from bot.domain.words import ENDED


def unread(session: Session, incident_id: int) -> Handover | None:
    """Return the newest handover of the incident that nobody has acknowledged, or None."""
    wanted = (
        select(Handover)
        .where(Handover.incident_id == incident_id, col(Handover.over_at).is_(None))
        .order_by(col(Handover.id).desc())
    )
    return session.exec(wanted).first()


def unread_since(session: Session, before: datetime) -> list[int]:
    """Return the handovers of open incidents that were made before *before* and not read yet."""
    wanted = (
        select(Handover.id)
        .join(Incident, col(Incident.id) == col(Handover.incident_id))
        .where(
            col(Handover.over_at).is_(None),
            Handover.at <= before,
            col(Incident.stage).not_in(ENDED),
        )
        .order_by(col(Handover.id))
    )
    return [each for each in session.exec(wanted) if each is not None]


def held_since(session: Session, before: datetime) -> list[RoleHolder]:
    """Return the holdings of roles in open incidents that began before *before* and go on."""
    wanted = (
        select(RoleHolder)
        .join(Incident, col(Incident.id) == col(RoleHolder.incident_id))
        .where(
            col(RoleHolder.until).is_(None),
            RoleHolder.since <= before,
            col(Incident.stage).not_in(ENDED),
        )
        .order_by(col(RoleHolder.incident_id), col(RoleHolder.id))
    )
    return list(session.exec(wanted))
