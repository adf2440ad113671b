"""Reads columns past the ORM, whose own way with each statement and row costs as much again.

For statements that ask for columns, never for whole rows that somebody will change.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

# The incidents that a statement is about, for statements that are built once and asked often.
IDS: Any = sa.bindparam("ids", expanding=True)

# For what builds a statement of its arguments: who reads digests comes again every day, and to
# build one costs as much as to run a small one.
built_once = lru_cache(maxsize=128)


def fetched(
    session: Session, wanted: Any, values: Mapping[str, Any] | None = None
) -> Sequence[Any]:
    """Return every row that *wanted* finds, what the session has not yet written included."""
    session.flush()
    return session.connection().execute(wanted, values).all()
