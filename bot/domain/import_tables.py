"""The tables of work in the background, which outlives a restart. Declares, never queries.

They began as lists of servers that are imported, whence their names.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class ServerImport(SQLModel, table=True):
    """Long work, as a list of servers: waits for its file, runs in parts, is done or failed.

    With a `verb` it is that verb, done on many rows of the register called `noun` for the `reason`
    behind it; with a `playbook` it opens that playbook's tasks, a row for each.
    `dry` tries every row and keeps nothing. `left_out` are the headings that no field has, a line
    each. `by` and `door` say in whose name the rows are entered.
    """

    __tablename__ = "server_import"
    __table_args__ = (
        sa.UniqueConstraint("incident_id", "number"),
        sa.Index("ix_server_import_state", "state"),
    )

    id: int | None = Field(default=None, primary_key=True)
    incident_id: int = Field(foreign_key="incident.id")
    number: int
    name: str = Field(max_length=255)
    by: str = Field(max_length=32)
    door: str = Field(max_length=16)
    dry: bool = False
    verb: str = Field(default="", max_length=32, sa_column_kwargs={"server_default": sa.text("''")})
    reason: str = Field(
        default="", sa_type=sa.Text, sa_column_kwargs={"server_default": sa.text("''")}
    )
    noun: str = Field(
        default="server", max_length=32, sa_column_kwargs={"server_default": sa.text("'server'")}
    )
    playbook: str = Field(
        default="", max_length=64, sa_column_kwargs={"server_default": sa.text("''")}
    )
    state: str = Field(default="running", max_length=16)
    problem: str = Field(default="", sa_type=sa.Text)
    left_out: str = Field(default="", sa_type=sa.Text)
    created_at: datetime
    finished_at: datetime | None = None

    @property
    def row(self) -> int:
        """The id of the stored row; one that is not stored yet has none (ValueError)."""
        if self.id is None:
            raise ValueError("the import is not stored yet")
        return self.id


class ServerImportRow(SQLModel, table=True):
    """One row of a list: its fields while it waits, then what became of it and why.

    Of a playbook's tasks, `host` names the row that the task is about and `fields` its step.
    """

    __tablename__ = "server_import_row"
    __table_args__ = (sa.Index("ix_server_import_row_import_id_outcome", "import_id", "outcome"),)

    id: int | None = Field(default=None, primary_key=True)
    import_id: int = Field(foreign_key="server_import.id")
    line: int
    host: str = Field(max_length=253)
    fields: str = Field(default="", sa_type=sa.Text)
    outcome: str = Field(default="", max_length=16)
    why: str = Field(default="", sa_type=sa.Text)
