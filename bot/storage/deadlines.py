"""Questions about legal deadlines. What may become of them is `bot.domain.deadlines`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.domain.models import Deadline, Incident
from bot.domain.words import OWED, DeadlineState
from bot.storage.columns import IDS, fetched
from bot.storage.schedules import OPEN_STAGES, PAGE

# What people need to see first: what is owed, the earliest end before the others.
_PLACE = sa.case(
    (sa.and_(col(Deadline.state).in_(OWED), col(Deadline.advisory).is_(False)), 0),
    (col(Deadline.state).in_(OWED), 1),
    (col(Deadline.state) == DeadlineState.ARMED, 2),
    else_=3,
)
_URGENCY = (
    _PLACE,
    sa.case((col(Deadline.due_at).is_(None), 1), else_=0),
    col(Deadline.due_at),
    col(Deadline.number),
)
_ALARMED = sa.text("deadline.alarm_at IS NOT NULL")
# Reports and boards ask these again and again, so they are built once.
_OWED = (
    select(Deadline)
    .where(col(Deadline.incident_id).in_(IDS), col(Deadline.state).in_(OWED))
    .order_by(*_URGENCY)
)
_UPCOMING = (
    select(Deadline)
    .where(
        Deadline.incident_id == sa.bindparam("incident_id"),
        col(Deadline.state).in_(OWED),
        col(Deadline.advisory).is_(False),
        col(Deadline.due_at).is_not(None),
    )
    .order_by(*_URGENCY)
)
_OPEN = (
    sa.select(sa.literal(1))
    .select_from(Incident)
    .where(col(Incident.id) == col(Deadline.incident_id), col(Incident.stage).in_(OPEN_STAGES))
    .exists()
)
_RINGING = (
    sa.select(col(Deadline.incident_id))
    .where(_ALARMED, col(Deadline.alarm_at) <= sa.bindparam("now"), _OPEN)
    .distinct()
    .order_by(col(Deadline.incident_id))
)
_WOUND_UP = (
    sa.select(
        col(Deadline.id), col(Deadline.state), col(Deadline.advisory), col(Deadline.hard),
        col(Deadline.opened_at), col(Deadline.since_at), col(Deadline.due_at),
        col(Deadline.alarm_at),
    )
    .where(
        col(Deadline.id) > sa.bindparam("after"),
        _ALARMED,
        col(Deadline.alarm_at) > sa.bindparam("now"),
        _OPEN,
    )
    .order_by(col(Deadline.id))
    .limit(PAGE)
)  # fmt: skip
_TABLE: Any = sa.inspect(Deadline).local_table
_ADD = sa.insert(_TABLE)


def of_incident(session: Session, incident_id: int) -> list[Deadline]:
    """Return the incident's deadlines as they are now, by number."""
    wanted = select(Deadline).where(Deadline.incident_id == incident_id).order_by(
        col(Deadline.number)
    )  # fmt: skip
    return list(session.exec(wanted.execution_options(populate_existing=True)))


def by_urgency(session: Session, incident_id: int) -> list[Deadline]:
    """Return the incident's deadlines, the most urgent first, what is over last."""
    wanted = select(Deadline).where(Deadline.incident_id == incident_id).order_by(*_URGENCY)
    return list(session.exec(wanted))


def owed_hard(session: Session, incident_id: int) -> list[Deadline]:
    """Return the hard duties that are owed: an incident with one cannot be closed (rule 24)."""
    wanted = select(Deadline).where(
        Deadline.incident_id == incident_id,
        col(Deadline.hard),
        col(Deadline.advisory).is_(False),
        col(Deadline.state).in_(OWED),
    )
    return list(session.exec(wanted.order_by(*_URGENCY)))


def upcoming(session: Session, incident_id: int) -> list[Deadline]:
    """Return the deadlines that are owed, bind and have an end, the earliest first."""
    return list(session.exec(_UPCOMING, params={"incident_id": incident_id}))


def owed_of(session: Session, ids: Sequence[int]) -> list[Deadline]:
    """Return what is owed in these incidents, the most urgent first."""
    return list(session.exec(_OWED, params={"ids": ids}))


def ringing_in(session: Session, *, now: datetime) -> list[int]:
    """Return the open incidents in which a deadline is to be said now."""
    return [incident_id for (incident_id,) in fetched(session, _RINGING, {"now": now})]


def ringing(session: Session, incident_id: int, *, now: datetime) -> list[Deadline]:
    """Return the incident's deadlines that are to be said now, as they are now."""
    wanted = (
        select(Deadline)
        .where(Deadline.incident_id == incident_id, col(Deadline.alarm_at) <= now)
        .order_by(*_URGENCY)
    )
    return list(session.exec(wanted.execution_options(populate_existing=True)))


def wound_up(session: Session, *, now: datetime, after: int) -> Sequence[Any]:
    """Return a page of the deadlines of open incidents that are planned to be said after *now*.

    By row id; of each only the columns that say when it is to be said.
    """
    return fetched(session, _WOUND_UP, {"now": now, "after": after})


def by_id(session: Session, deadline_id: int) -> Deadline | None:
    """Return the deadline of that row id as it is now, or None."""
    wanted = select(Deadline).where(Deadline.id == deadline_id)
    return session.exec(wanted.execution_options(populate_existing=True)).first()


def add_all(session: Session, rows: Sequence[Deadline]) -> None:
    """Write new deadlines by one statement; the objects given stay apart from the session."""
    columns = [column.name for column in _TABLE.columns if column.name != "id"]
    session.execute(_ADD, [{name: getattr(row, name) for name in columns} for row in rows])
