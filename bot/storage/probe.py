"""Whether the database takes what people write: a full disk still answers every question."""

import sqlite3

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.domain.models import Setting

KEY = "probe"
# Of the size of a few entries: the last free bytes are none that anybody can work with.
TEXT = "x" * 16_000


def write(session: Session) -> None:
    """Write something and take it away again; raise what anybody would meet who writes now."""
    session.execute(sa.delete(Setting).where(col(Setting.key) == KEY))
    session.add(Setting(key=KEY, value=TEXT))
    session.flush()
    session.execute(sa.delete(Setting).where(col(Setting.key) == KEY))


def why(error: sa.exc.DBAPIError) -> str:
    """Return why it takes nothing, in words that name no address and nobody."""
    cause = error.orig
    return str(cause) if isinstance(cause, sqlite3.Error) else type(cause).__name__
