"""Which messages stand in which timeline. What is written there is `bot.operations.noting`'s."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from bot.domain.models import NotedMessage

_TABLE: Any = sa.inspect(NotedMessage).local_table
_ADD: dict[str, Any] = {
    "sqlite": sqlite.insert(_TABLE).on_conflict_do_nothing().returning(_TABLE.c.ts),
    "postgresql": postgresql.insert(_TABLE).on_conflict_do_nothing().returning(_TABLE.c.ts),
}


def claim(
    session: Session, incident_id: int, place: tuple[str, str], user_id: str, *, now: datetime
) -> bool:
    """Write down that the message is noted; False if it is already: of two at once one writes."""
    channel_id, ts = place
    row = {
        "incident_id": incident_id, "channel_id": channel_id, "ts": ts, "entry_seq": None,
        "noted_by": user_id, "noted_at": now, "text": "", "deleted_at": None,
    }  # fmt: skip
    return session.execute(_ADD[session.get_bind().dialect.name], row).first() is not None


def of(session: Session, incident_id: int, place: tuple[str, str]) -> NotedMessage | None:
    """Return the row of that message in that incident, or None."""
    return session.get(NotedMessage, (incident_id, *place))


def at(session: Session, place: tuple[str, str]) -> list[NotedMessage]:
    """Return the rows of that message in every incident whose timeline has it."""
    wanted = select(NotedMessage).where(
        NotedMessage.channel_id == place[0],
        NotedMessage.ts == place[1],
        col(NotedMessage.entry_seq).is_not(None),
    )
    return list(session.exec(wanted.order_by(col(NotedMessage.incident_id))))
