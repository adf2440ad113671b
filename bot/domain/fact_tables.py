"""The tables of what is said: facts, ETAs, public statements. Rows are added, never rewritten."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.domain.register import Row


class Fact(SQLModel, table=True):
    """One value of one figure as of one moment, from one source. A newer row supersedes it."""

    __table_args__ = (sa.Index("ix_fact_incident_id_key", "incident_id", "key", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    incident_id: int = Field(foreign_key="incident.id")
    key: str = Field(max_length=64)
    value: str = Field(sa_type=sa.Text)
    of: str = Field(default="", max_length=64)
    unit: str = Field(default="", max_length=32)
    status: str = Field(max_length=16)
    audience: str = Field(default="internal", max_length=16)
    source: str = Field(default="", sa_type=sa.Text)
    as_of: datetime
    said_by: str = Field(max_length=32)
    recorded_at: datetime


class Eta(SQLModel, table=True):
    """One promise of when something will be back; the history is kept, not overwritten."""

    __table_args__ = (sa.Index("ix_eta_incident_id_what", "incident_id", "what", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    incident_id: int = Field(foreign_key="incident.id")
    what: str = Field(max_length=96)
    at: datetime
    said_at: datetime
    said_by: str = Field(max_length=32)
    basis: str = Field(default="", sa_type=sa.Text)


class Statement(Row, table=True):
    """One public text and when the next one comes.

    When it goes out, `published_text` and `facts` (JSON, key to figure) keep what was said.
    """

    __table_args__ = (sa.UniqueConstraint("incident_id", "number"),)

    audience: str = Field(default="public", max_length=32)
    language: str = Field(default="en", max_length=8)
    text: str = Field(sa_type=sa.Text)
    published_text: str = Field(default="", sa_type=sa.Text)
    facts: str = Field(default="{}", sa_type=sa.Text)
    author: str = Field(max_length=32)
    consent_ref: str = Field(default="", max_length=128)
    next_update_at: datetime | None = None
    published_at: datetime | None = None
    state: str = Field(default="draft", max_length=32)

    @property
    def label(self) -> str:
        """What people know the statement by."""
        return f"{self.audience} text"
