"""The table of legal deadlines. Declares, never queries.

A row keeps what the profile said when the clock was opened: editing the file changes no clock.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.domain.columns import words
from bot.domain.words import DeadlineState


class Deadline(SQLModel, table=True):
    """One obligation at work in an incident: from when, until when, and what was sent."""

    __table_args__ = (
        sa.UniqueConstraint("incident_id", "number"),
        sa.UniqueConstraint("incident_id", "item"),
        sa.Index(
            "ix_deadline_alarm",
            "alarm_at",
            sqlite_where=sa.text("alarm_at IS NOT NULL"),
            postgresql_where=sa.text("alarm_at IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    incident_id: int = Field(foreign_key="incident.id")
    number: int
    item: str = Field(max_length=64)
    profile: str = Field(max_length=64)
    profile_version: str = Field(default="", max_length=64)
    regulator: str = Field(default="", sa_type=sa.Text)
    title: str = Field(default="", sa_type=sa.Text)
    hard: bool = True
    advisory: bool = False
    state: DeadlineState = Field(sa_type=words(DeadlineState))

    # What it counts from, as the profile says and as it is now, and until when.
    anchor: str = Field(max_length=64)
    fallback_anchor: str | None = Field(default=None, max_length=64)
    counted_from: str | None = Field(default=None, max_length=64)
    anchor_at: datetime | None = None
    event_at: datetime | None = None
    event: str = Field(default="", sa_type=sa.Text)
    within: str = Field(default="", max_length=32)
    from_year_end: bool = False
    effective_from: str | None = Field(default=None, max_length=10)
    due_at: datetime | None = None
    since_at: datetime | None = None
    extended_to: datetime | None = None
    extension_basis: str | None = Field(default=None, sa_type=sa.Text)
    alarm_at: datetime | None = None

    # Whose it is and what is to be said.
    owner: str = Field(default="", max_length=64)
    approvers: str = Field(default="", max_length=200)
    fields: str = Field(default="", sa_type=sa.Text)
    followups: str = Field(default="", sa_type=sa.Text)
    round: int = 0
    ask: str = Field(default="", sa_type=sa.Text)
    law: str = Field(default="", sa_type=sa.Text)
    send_to: str = Field(default="", sa_type=sa.Text)
    source: str = Field(default="", sa_type=sa.Text)

    # What became of it.
    drafted_by: str | None = Field(default=None, max_length=32)
    approved_by: str | None = Field(default=None, max_length=32)
    submitted_at: datetime | None = None
    submitted_by: str | None = Field(default=None, max_length=32)
    channel: str | None = Field(default=None, max_length=200)
    receipt_no: str | None = Field(default=None, max_length=200)
    late_reason: str | None = Field(default=None, sa_type=sa.Text)
    acknowledged_at: datetime | None = None
    reason_na: str | None = Field(default=None, sa_type=sa.Text)
    opened_at: datetime

    @property
    def row(self) -> int:
        """The id of the stored row; a deadline that is not stored yet has none (ValueError)."""
        if self.id is None:
            raise ValueError("the deadline is not stored yet")
        return self.id

    @property
    def duty(self) -> str:
        """Who wants what, as people say it: `CERT-In: First report`."""
        return f"{self.regulator}: {self.title}"
