"""The tables of what needs two people: signatures, waivers, suspensions. Declares only."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.domain.register import Row


class Signature(SQLModel, table=True):
    """One person's yes or no, in one role, under one matter of an incident.

    `matter` names it: `waiver:WVR-001`, `unobtainable:EXH-003`, `statement:STM-002`. The database
    itself refuses the asker's own signature, a second one of a person, and a second in a role.
    """

    __table_args__ = (
        sa.UniqueConstraint("incident_id", "matter", "role"),
        sa.UniqueConstraint("incident_id", "matter", "user_id"),
        sa.CheckConstraint("user_id <> asker", name="other_person"),
    )

    id: int | None = Field(default=None, primary_key=True)
    incident_id: int = Field(foreign_key="incident.id")
    matter: str = Field(max_length=64)
    asker: str = Field(max_length=32)
    user_id: str = Field(max_length=32)
    role: str = Field(max_length=64)
    agreed: bool = True
    reason: str = Field(default="", sa_type=sa.Text)
    at: datetime


class Waiver(Row, table=True):
    """Leave to break one rule for one subject, given by two people in two roles, for a time."""

    __table_args__ = (
        sa.UniqueConstraint("incident_id", "number"),
        sa.Index("ix_waiver_incident_id_rule_subject", "incident_id", "rule", "subject"),
    )

    rule: str = Field(max_length=8)
    subject: str = Field(max_length=64)
    ground: str = Field(default="other", max_length=32)
    reason: str = Field(sa_type=sa.Text)
    requester: str = Field(max_length=32)
    conditions: str = Field(default="", sa_type=sa.Text)
    evidence_note: str = Field(default="", sa_type=sa.Text)
    state: str = Field(default="requested", max_length=32)
    granted_at: datetime | None = None
    second_due_at: datetime | None = None
    expires_at: datetime | None = None

    @property
    def label(self) -> str:
        """What people know the waiver by."""
        return f"rule {self.rule} for {self.subject}"


class Suspension(Row, table=True):
    """A person whose access was taken by written order; suspension is not proof of anything."""

    __table_args__ = (sa.UniqueConstraint("incident_id", "number"),)

    user_id: str = Field(max_length=32)
    authority: str = Field(sa_type=sa.Text)
    order_no: str = Field(max_length=128)
    served_at: datetime
    deputy: str | None = Field(default=None, max_length=32)
    lifted_at: datetime | None = None
    lifted_order_no: str = Field(default="", max_length=128)
    state: str = Field(default="served", max_length=32)

    @property
    def label(self) -> str:
        """What people know the order by; never the person's name."""
        return f"order {self.order_no}"
