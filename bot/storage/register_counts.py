"""How the registers of one incident stand, as numbers for the live board: one query."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.domain.departments import ON_PAPER
from bot.domain.models import Department, Exhibit, Server, System
from bot.domain.overview import Registers
from bot.domain.restore_guards import LADDER
from bot.domain.server_guards import WORST
from bot.storage.columns import fetched

_HERE: Any = sa.bindparam("incident_id")
BACK = LADDER[LADDER.index("live") :]


def _count(table: Any, *conditions: Any) -> Any:
    counted = sa.select(sa.func.count()).select_from(table)
    return counted.where(table.incident_id == _HERE, *conditions).scalar_subquery()


# The board is drawn after every change, so the query is built once.
_COUNTS = sa.select(
    _count(Server),
    _count(Server, col(Server.verdict).in_(WORST)),
    _count(Server, col(Server.network) != "connected"),
    _count(Department),
    _count(Department, col(Department.mode).in_(sorted(ON_PAPER))),
    _count(Exhibit),
    _count(Exhibit, col(Exhibit.broken).is_(True)),
    _count(System),
    _count(System, col(System.stage).in_(BACK)),
    _count(System, col(System.blocked_reason) != ""),
)


def counted(session: Session, incident_id: int) -> Registers:
    """Return the counts of an incident's registers."""
    (counts,) = fetched(session, _COUNTS, {"incident_id": incident_id})
    return Registers(*counts)
