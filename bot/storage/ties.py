"""Writes what waiting tasks come after once that is there. What waits for what: `task_links`."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from bot.domain.models import TaskAfter

_AFTERS: Any = sa.inspect(TaskAfter).local_table
_KEY = ("incident_id", "number", "wanted")


def _tie(made: Any) -> Any:
    return made.on_conflict_do_update(
        index_elements=_KEY, set_={"after_number": made.excluded.after_number}
    )


_TIE = {
    "sqlite": _tie(sqlite.insert(_AFTERS)),
    "postgresql": _tie(postgresql.insert(_AFTERS)),
}


def tie_all(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write that tasks come after others, by one statement; what is tied already is tied anew."""
    if not rows:
        return
    session.flush()
    session.execute(_TIE[session.get_bind().dialect.name], rows)
    # What this session read of them before is not so any more.
    for each in list(session.identity_map.values()):
        if isinstance(each, TaskAfter):
            session.expire(each)
