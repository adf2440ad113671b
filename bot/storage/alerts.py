"""What programs reported: one row for each key, held while its report is taken."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from bot.domain.models import Alert
from bot.domain.words import AlertState

_TABLE: Any = sa.inspect(Alert).local_table
_ADD: dict[str, Any] = {
    "sqlite": sqlite.insert(_TABLE).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(_TABLE).on_conflict_do_nothing(),
}


def known(session: Session, key: str) -> Alert | None:
    """Return the row of that key, held for this transaction, or None."""
    wanted = select(Alert).where(col(Alert.key) == key).with_for_update()
    return session.exec(wanted, execution_options={"populate_existing": True}).first()


def held(session: Session, key: str, *, source: str, now: datetime) -> Alert:
    """Return the row of that key, new or not; who reports the same meanwhile waits for us."""
    row = {
        "key": key, "incident_id": None, "source": source, "state": AlertState.FIRING, "said": "",
        "times": 0, "first_at": now, "last_at": now,
    }  # fmt: skip
    session.execute(_ADD[session.get_bind().dialect.name], row)
    found = known(session, key)
    if found is None:
        raise LookupError("the row that was just written is gone")
    return found
