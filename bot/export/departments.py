"""Departments in the export: mode, people, returns, paper to key in, temporary numbers."""

from typing import Any

from sqlmodel import Session

from bot.domain import chain
from bot.domain.department_counts import PRIORITIES
from bot.domain.departments import DEPARTMENT, RETURNS_AT
from bot.domain.models import Backlog, Department, DepartmentReturn, TempIdBlock
from bot.storage import departments as queries
from bot.storage import registers

Row = dict[str, Any]
COUNTS = (
    "seen", "waiting", "turned_away", "tat_minutes", "criticals_late", "incidents", "stock_days",
    "staff_short", "sheets", "line",
)  # fmt: skip


def departments(session: Session, incident_id: int) -> list[Row]:
    """Return every department, by number."""
    return [_department(session, row) for row in registers.rows(session, DEPARTMENT, incident_id)]


def _department(session: Session, row: Department) -> Row:
    reported = [_return(each) for each in reversed(queries.returns(session, row.row, limit=None))]
    paper = queries.backlog(session, row.row)
    told = row.neighbours_told_at
    return {
        "id": DEPARTMENT.name(row),
        "slug": row.slug,
        "name": row.name,
        "block": row.block,
        "mode": row.mode,
        "since": chain.stamp(row.since),
        "declared_by": row.declared_by,
        "head": row.head,
        "deputy": row.deputy,
        "superusers": _listed(row.superusers),
        "apps": _listed(row.apps),
        "kit_days": row.kit_days,
        "diversion": row.diversion,
        "neighbours_told_at": chain.stamp(told) if told else None,
        "returns_due": [f"{each:%H:%M}" for each in RETURNS_AT],
        "last_return": reported[-1] if reported else None,
        "returns": reported,
        "temp_ids": [_block(each) for each in queries.blocks_of(session, row.row)],
        "backlog": {
            each: _paper(session, paper[number]) if number in paper else None
            for number, each in enumerate(PRIORITIES, start=1)
        },
    }


def _listed(kept: str) -> list[str]:
    return [each for each in kept.split(",") if each]


def _return(row: DepartmentReturn) -> Row:
    counts = {key: getattr(row, key) for key in COUNTS}
    return {"at": chain.stamp(row.at), "by": row.by, "mode": row.mode, **counts}


def _block(row: TempIdBlock) -> Row:
    return {
        "first": row.first, "last": row.last, "used": row.used, "merged": row.merged,
        "given_at": chain.stamp(row.given_at), "given_by": row.given_by,
    }  # fmt: skip


def _paper(session: Session, row: Backlog) -> Row:
    people = queries.back_entries(session, row)
    return {
        "sheets": row.sheets,
        "entered": row.entered,
        "verified": row.verified,
        "error_pct": row.error_pct,
        "oldest": row.oldest,
        "by": [
            {"user_id": user_id, "entered": each.entered, "verified": each.verified}
            for user_id, each in sorted(people.items())
        ],
    }
