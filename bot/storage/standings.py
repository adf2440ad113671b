"""How the registers of some incidents stand, as the few numbers that reports compare."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.domain.departments import ON_PAPER
from bot.domain.models import Department, EndpointBatch, Exhibit, Server, System
from bot.domain.report import Standing
from bot.domain.server_guards import WORST
from bot.storage.columns import IDS, fetched
from bot.storage.register_counts import BACK


def _of(table: Any, *sums: Any) -> Any:
    """Return SQL that sums over the rows of each incident."""
    counted = sa.select(
        table.incident_id, *(sa.func.coalesce(sa.func.sum(each), 0) for each in sums)
    )
    return counted.where(table.incident_id.in_(IDS)).group_by(table.incident_id)


def _one(condition: Any) -> Any:
    return sa.case((condition, 1), else_=0)


# In the order of the numbers of a Standing; built once, as every report asks them.
_SUMS = (
    _of(Server, _one(col(Server.verdict).in_(WORST)), _one(col(Server.network) != "connected")),
    _of(EndpointBatch, col(EndpointBatch.verified)),
    _of(Department, _one(col(Department.mode).in_(sorted(ON_PAPER)))),
    _of(Exhibit, sa.literal(1)),
    _of(System, _one(col(System.stage).in_(BACK))),
)


def standings(session: Session, ids: Sequence[int]) -> dict[int, Standing]:
    """Return how the registers of each incident stand."""
    found: dict[int, list[int]] = {each: [] for each in ids}
    for wanted in _SUMS:
        none = (0,) * (len(wanted.selected_columns) - 1)
        sums = {row[0]: row[1:] for row in fetched(session, wanted, {"ids": ids})}
        for each, numbers in found.items():
            numbers.extend(int(number) for number in sums.get(each, none))
    return {each: Standing(*numbers) for each, numbers in found.items()}
