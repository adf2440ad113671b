"""What was delivered to us once. The key goes in first, in the same transaction as the effect.

A second delivery waits for the first to commit and then finds its answer.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from bot.domain.models import Inbox
from bot.storage.columns import made

# Every request passes here, so the statements are built once.
_TABLE: Any = sa.inspect(Inbox).local_table
_RECEIVE: dict[str, Any] = {
    "sqlite": sqlite.insert(_TABLE).on_conflict_do_nothing().returning(_TABLE.c.key),
    "postgresql": postgresql.insert(_TABLE).on_conflict_do_nothing().returning(_TABLE.c.key),
}
_ANSWERED = sa.update(_TABLE).where(_TABLE.c.key == sa.bindparam("its_key"))


@dataclass(frozen=True, slots=True)
class Seen:
    """A delivery that was here before: what was asked, and what was answered."""

    body_sha256: str
    answer: str


def receive(session: Session, key: str, body_sha256: str, *, now: datetime) -> Seen | None:
    """Write the delivery down; return what it got the first time, or None if this is the first."""
    row = {"key": key, "body_sha256": body_sha256, "received_at": now, "answer": ""}
    if made(session, _RECEIVE[session.get_bind().dialect.name], row).first() is not None:
        return None
    before = session.exec(select(Inbox).where(Inbox.key == key)).one()
    return Seen(before.body_sha256, before.answer)


def answered(session: Session, key: str, answer: str) -> None:
    """Keep the answer, so that a second delivery gets the same."""
    made(session, _ANSWERED, {"its_key": key, "answer": answer})


def forget(session: Session, *, before: datetime) -> int:
    """Drop what is too old to be delivered again; return how many there were."""
    gone = session.execute(sa.delete(Inbox).where(col(Inbox.received_at) < before))
    return int(gone.rowcount)  # type: ignore[attr-defined]  # A delete has one.
