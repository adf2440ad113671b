"""The tables of evidence: exhibits, and transfers of custody. Declares, never queries."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.domain.columns import EMPTY
from bot.domain.register import Row


class Exhibit(Row, table=True):
    """One item of evidence. Rows are never removed and numbers never used again (rule 8).

    `custodian` is a Slack user id, or the name of an outside holder with `external` set; it is
    never empty. `server` is an asset's name (`SRV-017`). Digests are lower-case hexadecimal.
    """

    __table_args__ = (
        sa.UniqueConstraint("incident_id", "number"),
        sa.UniqueConstraint("incident_id", "exhibit_no"),
        sa.UniqueConstraint("incident_id", "seal_no"),
        sa.CheckConstraint("custodian <> ''", name="has_custodian"),
        sa.Index("ix_exhibit_incident_id_server", "incident_id", "server"),
        sa.Index("ix_exhibit_incident_id_state", "incident_id", "state"),
    )

    exhibit_no: str = Field(max_length=64)
    fir_no: str = Field(default="", max_length=64, sa_column_kwargs=EMPTY)
    parcel_no: str = Field(default="", max_length=64, sa_column_kwargs=EMPTY)
    police_mark: str = Field(default="", max_length=64)
    server: str = Field(default="", max_length=16)
    type: str = Field(max_length=32)
    description: str = Field(default="", sa_type=sa.Text)
    make: str = Field(default="", max_length=128)
    model: str = Field(default="", max_length=128)
    serial: str = Field(default="", max_length=128)
    identifiers: str = Field(default="", max_length=200, sa_column_kwargs=EMPTY)
    capacity: str = Field(default="", max_length=64)
    found_at: str = Field(default="", sa_type=sa.Text)
    found_state: str = Field(default="", sa_type=sa.Text)
    clock_offset: str = Field(default="", max_length=64)
    collected_by: str | None = Field(default=None, max_length=32)
    collected_at: datetime | None = None
    collected_witnesses: str = Field(default="", max_length=200)
    method: str = Field(default="", max_length=128)
    tool: str = Field(default="", max_length=128)
    write_blocker: str = Field(default="", max_length=128)
    source_serial: str = Field(default="", max_length=128, sa_column_kwargs=EMPTY)
    target_serial: str = Field(default="", max_length=128, sa_column_kwargs=EMPTY)
    size: str = Field(default="", max_length=64)
    encryption: str = Field(default="", max_length=200, sa_column_kwargs=EMPTY)
    keys_held_by: str = Field(default="", max_length=200, sa_column_kwargs=EMPTY)
    source_sha256: str = Field(default="", max_length=64)
    sha256: str = Field(default="", max_length=64)
    second_algorithm: str = Field(default="", max_length=16)
    second_digest: str = Field(default="", max_length=128)
    hashed_at: datetime | None = None
    seal_no: str | None = Field(default=None, max_length=64)
    sealed_by: str | None = Field(default=None, max_length=32)
    sealed_at: datetime | None = None
    seal_witnesses: str = Field(default="", max_length=200)
    seal_photo: str = Field(default="", sa_type=sa.Text)
    seal_impression: str = Field(default="", max_length=200, sa_column_kwargs=EMPTY)
    place: str = Field(default="", sa_type=sa.Text)
    storage_conditions: str = Field(default="", max_length=200, sa_column_kwargs=EMPTY)
    retention: str = Field(default="", max_length=200, sa_column_kwargs=EMPTY)
    related: str = Field(default="", max_length=300, sa_column_kwargs=EMPTY)
    photos: str = Field(default="", sa_type=sa.Text, sa_column_kwargs=EMPTY)
    certificate_a: str = Field(default="", max_length=16, sa_column_kwargs=EMPTY)
    certificate_b: str = Field(default="", max_length=16, sa_column_kwargs=EMPTY)
    release_order: str = Field(default="", max_length=128, sa_column_kwargs=EMPTY)
    custodian: str = Field(max_length=200)
    external: bool = False
    state: str = Field(default="identified", max_length=32)
    broken: bool = False
    broken_reason: str = Field(default="", sa_type=sa.Text)
    derived_from: str = Field(default="", max_length=16)
    corrects: str = Field(default="", max_length=16)
    reason: str = Field(default="", sa_type=sa.Text)


class Transfer(Row, table=True):
    """One change of custody of one or more exhibits with one list of seals."""

    __table_args__ = (sa.UniqueConstraint("incident_id", "number"),)

    state: str = Field(default="offered", max_length=32)
    from_user: str = Field(max_length=32)
    from_designation: str = Field(default="", max_length=128, sa_column_kwargs=EMPTY)
    from_organisation: str = Field(default="", max_length=128, sa_column_kwargs=EMPTY)
    from_id: str = Field(default="", max_length=64, sa_column_kwargs=EMPTY)
    to_user: str | None = Field(default=None, max_length=32)
    to_name: str = Field(default="", max_length=200)
    to_designation: str = Field(default="", max_length=128)
    to_organisation: str = Field(default="", max_length=128)
    to_id: str = Field(default="", max_length=64, sa_column_kwargs=EMPTY)
    external: bool = False
    purpose: str = Field(sa_type=sa.Text)
    place: str = Field(default="", sa_type=sa.Text)
    mode: str = Field(default="hand", max_length=32)
    certificate_no: str = Field(default="", max_length=64)
    released_at: datetime | None = None
    received_at: datetime | None = None
    received_by: str | None = Field(default=None, max_length=32)
    seal_intact: bool | None = None
    seal_match: bool | None = None
    hash_match: bool | None = None
    witness: str | None = Field(default=None, max_length=32)
    paper: str = Field(default="", sa_type=sa.Text)
    condition: str = Field(default="", sa_type=sa.Text, sa_column_kwargs=EMPTY)
    remarks: str = Field(default="", sa_type=sa.Text)

    @property
    def label(self) -> str:
        """What people know the transfer by."""
        return f"to {self.to_name or self.to_user}"


class TransferExhibit(SQLModel, table=True):
    """Which exhibits a transfer moves, with the seal and digest under which each left."""

    __tablename__ = "transfer_exhibit"

    transfer_id: int = Field(foreign_key="transfer.id", primary_key=True)
    exhibit_id: int = Field(foreign_key="exhibit.id", primary_key=True)
    seal_no: str = Field(default="", max_length=64)
    sha256: str = Field(default="", max_length=64)
    seal_read: str = Field(default="", max_length=64)
    sha256_read: str = Field(default="", max_length=64)
