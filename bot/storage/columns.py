"""Reads columns past the ORM, whose own way with each statement and row costs as much again.

For statements that ask for columns, never for whole rows that somebody will change.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

# The incidents that a statement is about, for statements that are built once and asked often.
IDS: Any = sa.bindparam("ids", expanding=True)


def fetched(
    session: Session, wanted: Any, values: Mapping[str, Any] | None = None
) -> Sequence[Any]:
    """Return every row that *wanted* finds, what the session has not yet written included."""
    session.flush()
    return session.connection().execute(wanted, values).all()
