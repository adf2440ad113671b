"""The tables of departments while computers are down. Declares, never queries."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.domain.register import Row


class Department(Row, table=True):
    """A department and the mode in which it works now. Lists are kept comma-separated."""

    __table_args__ = (
        sa.UniqueConstraint("incident_id", "number"),
        sa.UniqueConstraint("incident_id", "slug"),
    )

    slug: str = Field(max_length=64)
    name: str = Field(sa_type=sa.Text)
    block: str = Field(default="", max_length=64)
    head: str | None = Field(default=None, max_length=32)
    deputy: str | None = Field(default=None, max_length=32)
    mode: str = Field(default="normal", max_length=32)
    declared_by: str = Field(default="", max_length=32)
    diversion: str | None = Field(default=None, sa_type=sa.Text)
    neighbours_told_at: datetime | None = None
    superusers: str = Field(default="", max_length=400)
    apps: str = Field(default="", sa_type=sa.Text)
    kit_days: int | None = None
    last_return_at: datetime | None = None


class DepartmentReturn(SQLModel, table=True):
    """What a department reported for one period: counts only, never a patient."""

    __tablename__ = "department_return"
    __table_args__ = (sa.Index("ix_department_return_at", "department_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    department_id: int = Field(foreign_key="department.id")
    at: datetime
    by: str = Field(max_length=32)
    mode: str = Field(max_length=32)
    seen: int | None = None
    waiting: int | None = None
    turned_away: int | None = None
    tat_minutes: int | None = None
    criticals_late: int | None = None
    incidents: int | None = None
    stock_days: int | None = None
    staff_short: int | None = None
    sheets: int | None = None
    line: str = Field(default="", sa_type=sa.Text)


class TempIdBlock(SQLModel, table=True):
    """A range of temporary patient numbers of one counter; ranges of an incident never overlap."""

    __tablename__ = "temp_id_block"
    __table_args__ = (
        sa.UniqueConstraint("incident_id", "first"),
        sa.CheckConstraint("first <= last", name="forwards"),
    )

    id: int | None = Field(default=None, primary_key=True)
    incident_id: int = Field(foreign_key="incident.id")
    department_id: int = Field(foreign_key="department.id")
    first: int
    last: int
    used: int = 0
    merged: int = 0
    given_at: datetime
    given_by: str = Field(max_length=32)


class Backlog(SQLModel, table=True):
    """Sheets of one priority (1 to 4) that a department has still to key in."""

    __table_args__ = (
        sa.UniqueConstraint("department_id", "priority"),
        sa.CheckConstraint("priority BETWEEN 1 AND 4", name="priority_range"),
        sa.CheckConstraint("verified_by <> entered_by", name="other_person"),
    )

    id: int | None = Field(default=None, primary_key=True)
    department_id: int = Field(foreign_key="department.id")
    priority: int
    sheets: int = 0
    entered: int = 0
    verified: int = 0
    error_pct: int = 0
    oldest: str = Field(default="", max_length=32)
    entered_by: str | None = Field(default=None, max_length=32)
    verified_by: str | None = Field(default=None, max_length=32)
    at: datetime

    @property
    def row(self) -> int:
        """The id of the stored row; one that is not stored yet has none (ValueError)."""
        if self.id is None:
            raise ValueError("the backlog is not stored yet")
        return self.id


class BackEntry(SQLModel, table=True):
    """How many sheets of a backlog one person keyed in, and how many they verified."""

    __tablename__ = "back_entry"
    __table_args__ = (sa.UniqueConstraint("backlog_id", "user_id"),)

    id: int | None = Field(default=None, primary_key=True)
    backlog_id: int = Field(foreign_key="backlog.id")
    user_id: str = Field(max_length=32)
    entered: int = 0
    verified: int = 0
