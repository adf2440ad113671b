"""The tables of what comes back: systems and interfaces on the restore ladder. Declares only."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from bot.domain.columns import EMPTY
from bot.domain.register import Row


class System(Row, table=True):
    """One application or interface (`kind`), optionally in one block, on its way back to service.

    `after` and `targets` are comma-separated names. "Data restored" and "service restored" are
    different moments.
    """

    __table_args__ = (
        sa.UniqueConstraint("incident_id", "number"),
        sa.UniqueConstraint("incident_id", "name"),
    )

    name: str = Field(max_length=96)
    kind: str = Field(default="system", max_length=16)
    tier: int = 2
    after: str = Field(default="", sa_type=sa.Text)
    block: str = Field(default="", max_length=64)
    department: str = Field(default="", max_length=64)
    owner: str | None = Field(default=None, max_length=32)
    tech_lead: str | None = Field(default=None, max_length=32)
    vendor: str = Field(default="", max_length=128)
    stage: str = Field(default="not_started", max_length=32)
    backup_id: str = Field(default="", max_length=128)
    backup_taken_at: datetime | None = None
    backup_location: str = Field(default="", sa_type=sa.Text)
    backup_sha256: str = Field(default="", max_length=64)
    backup_scan: str = Field(default="", sa_type=sa.Text)
    test_restore: str = Field(default="", sa_type=sa.Text)
    gap_from: datetime | None = None
    gap_to: datetime | None = None
    targets: str = Field(default="", sa_type=sa.Text)
    row_counts: str = Field(default="", sa_type=sa.Text)
    last_transaction_at: datetime | None = None
    reconciliation: str = Field(default="", sa_type=sa.Text)
    failing_check: str = Field(default="", sa_type=sa.Text)
    secrets_rotated: str = Field(default="", sa_type=sa.Text, sa_column_kwargs=EMPTY)
    superuser: str | None = Field(default=None, max_length=32)
    rollback_point: str = Field(default="", sa_type=sa.Text)
    clinical_sign: str | None = Field(default=None, max_length=32)
    pilot_at: datetime | None = None
    data_restored_at: datetime | None = None
    service_restored_at: datetime | None = None
    blocked_reason: str = Field(default="", sa_type=sa.Text)
    blocked_by: str | None = Field(default=None, max_length=32)
    blocked_since: datetime | None = None
    eta_at: datetime | None = None
