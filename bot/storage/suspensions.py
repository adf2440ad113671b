"""Who is suspended by written order now. Serving and lifting an order is an operation."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from bot.domain.custody import OPEN
from bot.domain.models import (
    Exhibit,
    Incident,
    Person,
    RoleHolder,
    Signature,
    Suspension,
    Task,
    Transfer,
)
from bot.domain.withholding import Withheld
from bot.domain.words import ENDED, FINISHED
from bot.storage.columns import fetched


def is_taken(user_id: Any) -> sa.ColumnElement[bool]:
    """Return SQL that tells whether a person's access is taken."""
    order = sa.select(sa.literal(1)).where(
        col(Suspension.user_id) == user_id, col(Suspension.lifted_at).is_(None)
    )
    return order.exists()


# Asked by every command or message, so they are built once.
_IS = sa.select(is_taken(sa.bindparam("user_id")))
_EVER = sa.select(col(Suspension.user_id), col(Person.name), col(Person.real_name)).join(
    Person, col(Person.user_id) == col(Suspension.user_id), isouter=True
)
_NOW = _EVER.where(col(Suspension.lifted_at).is_(None))


def is_suspended(session: Session, user_id: str) -> bool:
    """Tell whether the person's access is taken."""
    return bool(session.execute(_IS, {"user_id": user_id}).scalar())


def everybody(session: Session) -> frozenset[str]:
    """Return everybody whose access is or was taken: their names are masked for good."""
    return frozenset(session.exec(select(Suspension.user_id)))


def names(session: Session) -> list[str]:
    """Return what everybody is called whose access is or was taken, handle and full name."""
    wanted = select(Person).where(col(Person.user_id).in_(select(Suspension.user_id)))
    return [name for each in session.exec(wanted) for name in (each.name, each.real_name) if name]


def withheld(session: Session, *, lifted: bool = False) -> Withheld:
    """Return whom no text outside a private incident names; with *lifted*, of any time."""
    rows = fetched(session, _EVER if lifted else _NOW)
    names = {name for _, *both in rows for name in both if name}
    return Withheld(frozenset(user_id for user_id, *_ in rows), frozenset(names))


def in_force(session: Session, user_id: str) -> list[Suspension]:
    """Return the orders against a person that were not lifted."""
    wanted = select(Suspension).where(
        Suspension.user_id == user_id, col(Suspension.lifted_at).is_(None)
    )
    return list(session.exec(wanted.order_by(col(Suspension.id))))


def held_roles(session: Session, user_id: str) -> list[RoleHolder]:
    """Return the roles that the person holds now in any incident."""
    wanted = select(RoleHolder).where(
        RoleHolder.user_id == user_id, col(RoleHolder.until).is_(None)
    )
    return list(session.exec(wanted.order_by(col(RoleHolder.id))))


def open_tasks(session: Session, user_id: str) -> list[Task]:
    """Return the unfinished tasks that the person holds in incidents that are open."""
    wanted = (
        select(Task)
        .join(Incident, col(Incident.id) == col(Task.incident_id))
        .where(
            Task.assignee == user_id,
            col(Task.status).not_in(FINISHED),
            col(Incident.stage).not_in(ENDED),
        )
    )
    return list(session.exec(wanted.order_by(col(Task.id))))


def open_transfers(session: Session, user_id: str) -> list[Transfer]:
    """Return the hand-overs under way that the person gives or receives."""
    wanted = select(Transfer).where(
        col(Transfer.state).in_(OPEN),
        sa.or_(col(Transfer.from_user) == user_id, col(Transfer.to_user) == user_id),
    )
    return list(session.exec(wanted.order_by(col(Transfer.id))))


def kept_exhibits(session: Session, user_id: str) -> list[Exhibit]:
    """Return the exhibits in the person's custody."""
    wanted = select(Exhibit).where(Exhibit.custodian == user_id)
    return list(session.exec(wanted.order_by(col(Exhibit.id))))


def open_signatures(session: Session, user_id: str) -> list[Signature]:
    """Return the person's signatures in open incidents that still wait for another's."""
    other = aliased(Signature)
    second = (
        sa.select(sa.literal(1))
        .where(
            col(other.incident_id) == col(Signature.incident_id),
            col(other.matter) == col(Signature.matter),
            col(other.user_id) != user_id,
            col(other.agreed),
        )
        .exists()
    )
    wanted = (
        select(Signature)
        .join(Incident, col(Incident.id) == col(Signature.incident_id))
        .where(
            Signature.user_id == user_id,
            col(Signature.agreed),
            col(Incident.stage).not_in(ENDED),
            ~second,
        )
    )
    return list(session.exec(wanted.order_by(col(Signature.id))))
