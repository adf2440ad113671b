"""The table of what people are still to be told, and of what they were told. Declares only."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.domain.columns import words
from bot.domain.reminders import Rung


class Reminder(SQLModel, table=True):
    """One thing that one reader is told once: a person, or everybody in an incident's channel.

    It waits here until the reader's next message; `told_at` is empty until then. `told_before` and
    `people` are user ids with commas between them: who heard earlier, and who hears now.
    """

    __table_args__ = (
        sa.Index(
            "ix_reminder_waiting",
            "reader",
            sqlite_where=sa.text("told_at IS NULL"),
            postgresql_where=sa.text("told_at IS NULL"),
        ),
        sa.Index("ix_reminder_heard", "reader", "told_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=200, unique=True)
    reader: str = Field(max_length=64)
    incident_id: int = Field(foreign_key="incident.id")
    task_id: int = Field(foreign_key="task.id")
    rung: Rung = Field(sa_type=words(Rung))
    urgent: bool = False
    due_at: datetime
    at: datetime
    late: bool = False
    people: str = Field(default="", sa_type=sa.Text)
    told_before: str = Field(default="", sa_type=sa.Text)
    told_at: datetime | None = None
