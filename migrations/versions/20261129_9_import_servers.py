"""Keep lists of servers while they are imported.

Revision ID: 20261129_9
Revises: 20261129_8
"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_9"
down_revision = "20261129_8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "server_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("door", sa.String(length=16), nullable=False),
        sa.Column("dry", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("left_out", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_server_import_incident_id_incident")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_server_import")),
        sa.UniqueConstraint(
            "incident_id", "number", name=op.f("uq_server_import_incident_id_number")
        ),
    )
    op.create_index("ix_server_import_state", "server_import", ["state"])
    op.create_table(
        "server_import_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("host", sa.String(length=253), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["server_import.id"],
            name=op.f("fk_server_import_row_import_id_server_import"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_server_import_row")),
    )
    op.create_index(
        "ix_server_import_row_import_id_outcome", "server_import_row", ["import_id", "outcome"]
    )


def downgrade() -> None:
    op.drop_table("server_import_row")
    op.drop_table("server_import")
