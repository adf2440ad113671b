"""Systems under restore in the export."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.domain import chain
from bot.domain.models import System
from bot.domain.restore_path import names
from bot.domain.restores import SYSTEM
from bot.storage import registers

Row = dict[str, Any]


def _when(at: datetime | None) -> str | None:
    return None if at is None else chain.stamp(at)


def systems(session: Session, incident_id: int) -> list[Row]:
    """Return every system and interface, by number."""
    return [_system(row) for row in registers.rows(session, SYSTEM, incident_id)]


def _system(row: System) -> Row:
    plain = (
        "kind", "tier", "stage", "block", "department", "owner", "tech_lead", "vendor",
        "backup_id", "backup_location", "backup_sha256", "backup_scan", "test_restore",
        "row_counts", "reconciliation", "failing_check", "secrets_rotated", "superuser",
        "rollback_point", "clinical_sign",
    )  # fmt: skip
    moments = (
        "backup_taken_at", "gap_from", "gap_to", "last_transaction_at", "pilot_at",
        "data_restored_at", "service_restored_at", "blocked_since", "eta_at",
    )  # fmt: skip
    return {
        "id": SYSTEM.name(row),
        "system": row.name,
        **{column: getattr(row, column) for column in plain},
        **{column: _when(getattr(row, column)) for column in moments},
        "after": names(row.after),
        "targets": names(row.targets),
        "blocked_reason": row.blocked_reason or None,
        "since": _when(row.since),
    }
