"""Questions about departments: their returns, their paper, their temporary numbers."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.domain.departments import ON_PAPER
from bot.domain.models import (
    BackEntry,
    Backlog,
    Department,
    DepartmentReturn,
    System,
    TempIdBlock,
)
from bot.storage.columns import fetched
from bot.storage.schedules import PAGE, is_open

# Asked again and again while returns are due, so it is built once.
_ON_PAPER = (
    sa.select(
        col(Department.id), col(Department.incident_id), col(Department.mode),
        col(Department.last_return_at), col(Department.since),
    )
    .where(
        col(Department.id) > sa.bindparam("after"),
        col(Department.mode).in_(ON_PAPER),
        is_open(col(Department.incident_id)),
    )
    .order_by(col(Department.id))
    .limit(PAGE)
)  # fmt: skip


def returns(session: Session, department_id: int, limit: int | None = 5) -> list[DepartmentReturn]:
    """Return the newest returns of a department, newest first; without *limit* every one."""
    wanted = select(DepartmentReturn).where(DepartmentReturn.department_id == department_id)
    return list(session.exec(wanted.order_by(col(DepartmentReturn.id).desc()).limit(limit)))


def backlog(session: Session, department_id: int) -> dict[int, Backlog]:
    """Return the paper that a department has still to key in, by priority."""
    wanted = select(Backlog).where(Backlog.department_id == department_id)
    found = session.exec(wanted.execution_options(populate_existing=True))
    return {row.priority: row for row in found}


def back_entries(session: Session, kept: Backlog) -> dict[str, BackEntry]:
    """Return who keyed in and verified how many sheets of a backlog, by person."""
    wanted = select(BackEntry).where(BackEntry.backlog_id == kept.row)
    found = session.exec(wanted.execution_options(populate_existing=True))
    return {row.user_id: row for row in found}


def blocks(session: Session, incident_id: int) -> list[TempIdBlock]:
    """Return every range of temporary numbers of the incident, in order."""
    wanted = select(TempIdBlock).where(TempIdBlock.incident_id == incident_id)
    return list(session.exec(wanted.order_by(col(TempIdBlock.first))))


def blocks_of(session: Session, department_id: int) -> list[TempIdBlock]:
    """Return the ranges of temporary numbers of a department, in order."""
    wanted = select(TempIdBlock).where(TempIdBlock.department_id == department_id)
    return list(session.exec(wanted.order_by(col(TempIdBlock.first))))


def unmerged(session: Session, department_id: int) -> int:
    """Return how many temporary numbers were given out and are not merged."""
    left = sa.select(sa.func.coalesce(sa.func.sum(TempIdBlock.used - TempIdBlock.merged), 0))
    return int(
        session.execute(left.where(col(TempIdBlock.department_id) == department_id)).scalar() or 0
    )


def systems(session: Session, incident_id: int, slug: str) -> list[System]:
    """Return the systems of a department."""
    wanted = select(System).where(System.incident_id == incident_id, System.department == slug)
    return list(session.exec(wanted.order_by(col(System.number))))


def on_paper(session: Session, *, after: int) -> Sequence[Any]:
    """Return a page of the departments of open incidents that work on paper, by row id."""
    return fetched(session, _ON_PAPER, {"after": after})


def of_incidents(session: Session, ids: Sequence[int]) -> list[Department]:
    """Return the departments of incidents, by incident and number."""
    wanted = select(Department).where(col(Department.incident_id).in_(ids))
    return list(session.exec(wanted.order_by(col(Department.incident_id), col(Department.number))))
