"""Handovers of command that are still to be read, and roles that are held for long."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.domain.models import Handover, Incident, RoleHolder
from bot.domain.words import ENDED
from bot.storage.columns import fetched
from bot.storage.schedules import PAGE

# Every beat asks these, so they are built once.
_BEFORE: Any = sa.bindparam("before")
_UNREAD = (
    sa.select(col(Handover.id))
    .join(Incident, col(Incident.id) == col(Handover.incident_id))
    .where(
        col(Handover.over_at).is_(None),
        col(Handover.at) <= _BEFORE,
        col(Incident.stage).not_in(ENDED),
    )
    .order_by(col(Handover.id))
)
_HELD = (
    sa.select(
        col(RoleHolder.id), col(RoleHolder.incident_id), col(RoleHolder.role),
        col(RoleHolder.user_id), col(RoleHolder.since),
    )
    .join(Incident, col(Incident.id) == col(RoleHolder.incident_id))
    .where(
        col(RoleHolder.id) > sa.bindparam("after"),
        col(RoleHolder.until).is_(None),
        col(RoleHolder.since) <= _BEFORE,
        col(Incident.stage).not_in(ENDED),
    )
    .order_by(col(RoleHolder.id))
    .limit(PAGE)
)  # fmt: skip


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
    return [each for (each,) in fetched(session, _UNREAD, {"before": before})]


def held_since(session: Session, *, before: datetime, after: int) -> Sequence[Any]:
    """Return a page of the holdings in open incidents that began before *before* and go on.

    By row id, as rows: after some days these are all that there are.
    """
    return fetched(session, _HELD, {"before": before, "after": after})
