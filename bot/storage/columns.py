"""Goes past the ORM, whose own way with each statement and row costs as much again.

For statements that ask for columns or write rows that nobody holds, never for whole rows that
somebody will change; where there are mostly none of those, their ids are asked for (`seldom`).
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, select

Model = TypeVar("Model", bound=SQLModel)

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


def made(session: Session, change: Any, values: Any) -> Any:
    """Make a change that is one statement; what the session has not yet written comes after it."""
    return session.connection().execute(change, values)


def seldom(
    session: Session, model: type[Model], ids: Any, values: Mapping[str, Any]
) -> list[Model]:
    """Return the rows whose ids the statement *ids* finds, in its order; mostly there are none."""
    found = [row[0] for row in fetched(session, ids, values)]
    if not found:
        return []
    key = sa.inspect(model).primary_key[0]
    rows = session.exec(select(model).where(key.in_(found)))
    by_id = {sa.inspect(row).identity[0]: row for row in rows}
    return [by_id[each] for each in found]
