"""Hand over command: with which brief, and when it was read.

Revision ID: 20261129_8
Revises: 20261129_7
"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_8"
down_revision = "20261129_7"
branch_labels = None
depends_on = None

UNREAD = sa.text("over_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("outgoing", sa.String(length=32), nullable=True),
        sa.Column("incoming", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("over_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_handover_incident_id_incident")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handover_incident_id"), ["incident_id"], unique=False)
        batch_op.create_index(
            "ix_handover_unread",
            ["at"],
            unique=False,
            sqlite_where=UNREAD,
            postgresql_where=UNREAD,
        )


def downgrade() -> None:
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.drop_index("ix_handover_unread", sqlite_where=UNREAD, postgresql_where=UNREAD)
        batch_op.drop_index(batch_op.f("ix_handover_incident_id"))

    op.drop_table("handover")
