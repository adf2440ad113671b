"""The table of what programs report, and of the incidents that it opened. Declares only."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.domain.columns import words
from bot.domain.words import AlertState


class Alert(SQLModel, table=True):
    """What was reported under one key: however often it comes, it opens one incident at a time."""

    key: str = Field(primary_key=True, max_length=255)
    incident_id: int | None = Field(default=None, foreign_key="incident.id", index=True)
    source: str = Field(default="", max_length=64)
    state: AlertState = Field(sa_type=words(AlertState))
    said: str = Field(default="", sa_type=sa.Text)
    times: int = 0
    first_at: datetime
    last_at: datetime
