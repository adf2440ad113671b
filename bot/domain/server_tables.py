"""The tables of machines: servers, segments, batches of endpoints. Declares, never queries."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.domain.columns import EMPTY, ZERO
from bot.domain.register import Row


class Server(Row, table=True):
    """One asset that is kept account of, from the first suspicion to its return or retirement.

    `verdict` says what is known of it, `state` what was done with it, `network` how it hangs on
    the net. Lists (`ip`, `mac`, `apps`) are kept comma-separated.
    """

    __table_args__ = (
        sa.UniqueConstraint("incident_id", "number"),
        sa.UniqueConstraint("incident_id", "hostname"),
        sa.Index("ix_server_incident_id_state", "incident_id", "state"),
        sa.Index("ix_server_incident_id_verdict", "incident_id", "verdict"),
    )

    hostname: str = Field(max_length=253)
    ip: str = Field(default="", sa_type=sa.Text)
    mac: str = Field(default="", sa_type=sa.Text)
    kind: str = Field(default="physical", max_length=32)
    serial: str = Field(default="", max_length=128)
    location: str = Field(default="", sa_type=sa.Text)
    hypervisor: str = Field(default="", max_length=253)
    os: str = Field(default="", max_length=128)
    eol: bool = False
    eol_note: str = Field(default="", sa_type=sa.Text)
    apps: str = Field(default="", sa_type=sa.Text)
    tier: int | None = None
    department: str = Field(default="", max_length=64)
    segment: str = Field(default="", max_length=64)
    data_volume: str = Field(default="", max_length=64)
    owner: str = Field(default="", max_length=128)
    life_support: bool = False
    verdict: str = Field(default="unassessed", max_length=32)
    verdict_basis: str = Field(default="", sa_type=sa.Text)
    # What becomes of it: "seize", "keep" or "release", and who agreed.
    decision: str = Field(default="", max_length=16, sa_column_kwargs=EMPTY)
    decision_basis: str = Field(default="", sa_type=sa.Text, sa_column_kwargs=EMPTY)
    state: str = Field(default="in_service", max_length=32)
    network: str = Field(default="connected", max_length=32)
    flagged: bool = False
    precaution: bool = False
    triage: str = Field(default="", sa_type=sa.Text)
    original_seized: bool = False
    release_basis: str = Field(default="", sa_type=sa.Text)
    rebuild: str = Field(default="none", max_length=32)
    replaces: str = Field(default="", max_length=16)
    detections: int = 0
    entry_patched: bool = False
    credentials_rotated: bool = False
    monitored: bool = False
    sanitised_by: str | None = Field(default=None, max_length=32)
    verified_by: str | None = Field(default=None, max_length=32)
    last_scan_at: datetime | None = None


class Segment(Row, table=True):
    """A part of the network (a VLAN), closed until it is sanitised."""

    __table_args__ = (
        sa.UniqueConstraint("incident_id", "number"),
        sa.UniqueConstraint("incident_id", "name"),
    )

    name: str = Field(max_length=64)
    state: str = Field(default="closed", max_length=32)
    basis: str = Field(default="", sa_type=sa.Text)


class EndpointBatch(Row, table=True):
    """A department's or VLAN's endpoints as counts; the total is versioned, never overwritten."""

    __tablename__ = "endpoint_batch"
    __table_args__ = (
        sa.UniqueConstraint("incident_id", "number"),
        sa.UniqueConstraint("incident_id", "name"),
    )

    name: str = Field(max_length=64)
    department: str = Field(default="", max_length=64)
    segment: str = Field(default="", max_length=64)
    state: str = Field(default="pending", max_length=32)
    total: int = 0
    denominator_version: int = 1
    triaged: int = 0
    scanned: int = 0
    infected: int = 0
    resolved: int = 0
    reimaged: int = 0
    edr: int = 0
    verified: int = 0
    reconnected: int = 0
    # Off the wire for good, or until somebody has the key of the room.
    off: int = Field(default=0, sa_column_kwargs=ZERO)
    cleaned_by: str | None = Field(default=None, max_length=32)
    verified_by: str | None = Field(default=None, max_length=32)


class EndpointCount(SQLModel, table=True):
    """What was reported of a batch at one moment: the history behind rate and forecast."""

    __tablename__ = "endpoint_count"
    __table_args__ = (sa.Index("ix_endpoint_count_batch_id_at", "batch_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    batch_id: int = Field(foreign_key="endpoint_batch.id")
    at: datetime
    by: str = Field(max_length=32)
    total: int
    denominator_version: int
    triaged: int
    scanned: int
    infected: int
    resolved: int
    reimaged: int
    edr: int
    verified: int
    reconnected: int
    off: int = Field(default=0, sa_column_kwargs=ZERO)
    # Why the total is another one than before.
    reason: str = Field(default="", sa_type=sa.Text, sa_column_kwargs=EMPTY)
