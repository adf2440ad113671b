"""The table of the messages that stand in a timeline. Declares only."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class NotedMessage(SQLModel, table=True):
    """A message that was put into an incident's timeline: once, whoever asks for it again.

    `entry_seq` is empty until its words are known; `text` is how it read when last heard of.
    """

    __tablename__ = "noted_message"
    __table_args__ = (sa.Index("ix_noted_message_place", "channel_id", "ts"),)

    incident_id: int = Field(foreign_key="incident.id", primary_key=True)
    channel_id: str = Field(max_length=32, primary_key=True)
    ts: str = Field(max_length=32, primary_key=True)
    entry_seq: int | None = None
    noted_by: str = Field(max_length=32)
    noted_at: datetime
    text: str = Field(default="", sa_type=sa.Text)
    deleted_at: datetime | None = None
