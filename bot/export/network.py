"""Endpoint batches in the export."""

from typing import Any

from sqlmodel import Session

from bot.domain import chain
from bot.domain.endpoint_guards import COUNTED
from bot.domain.endpoints import BATCH
from bot.storage import batches, registers

Row = dict[str, Any]


def endpoint_batches(session: Session, incident_id: int) -> list[Row]:
    """Return every batch with its counts and their history."""
    return [
        {
            "id": BATCH.name(row),
            "name": row.name,
            "department": row.department,
            "segment": row.segment,
            "state": row.state,
            "total": row.total,
            "denominator_version": row.denominator_version,
            **{key: getattr(row, key) for key in COUNTED},
            "history": [
                {
                    "at": chain.stamp(each.at), "by": each.by, "total": each.total,
                    "denominator_version": each.denominator_version, "reason": each.reason,
                    **{key: getattr(each, key) for key in COUNTED},
                }
                for each in batches.history(session, row)
            ],
        }
        for row in registers.rows(session, BATCH, incident_id)
    ]  # fmt: skip
