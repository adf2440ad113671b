"""The table of handovers: who gave command to whom, with which brief, and when it was read."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class Handover(SQLModel, table=True):
    """Command that passed from one person to another; `acknowledged_at` is empty until read.

    `words` are what the outgoing commander added to the brief. `over_at` is when it stopped being
    of concern: acknowledged, or command passed on once more.
    """

    __table_args__ = (
        sa.Index(
            "ix_handover_unread",
            "at",
            sqlite_where=sa.text("over_at IS NULL"),
            postgresql_where=sa.text("over_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    incident_id: int = Field(foreign_key="incident.id", index=True)
    outgoing: str | None = Field(default=None, max_length=32)
    incoming: str = Field(max_length=32)
    at: datetime
    words: str = Field(default="", sa_type=sa.Text)
    acknowledged_at: datetime | None = None
    over_at: datetime | None = None
