"""Where incidents live besides the workspace they were declared in. Declares, never queries."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class IncidentPlace(SQLModel, table=True):
    """An incident's channel and board in a further workspace; its first are its own columns."""

    __tablename__ = "incident_place"

    incident_id: int = Field(foreign_key="incident.id", primary_key=True)
    door: str = Field(max_length=16, primary_key=True)
    channel_id: str | None = Field(default=None, max_length=32, unique=True)
    channel_name: str | None = Field(default=None, max_length=80)
    board_ts: str | None = Field(default=None, max_length=32)
    board_at: datetime | None = None
