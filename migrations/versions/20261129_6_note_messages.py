"""Note messages: which of them stand in which timeline.

Revision ID: 20261129_6
Revises: 20261129_5
"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_6"
down_revision = "20261129_5"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "noted_message",
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.String(length=32), nullable=False),
        sa.Column("ts", sa.String(length=32), nullable=False),
        sa.Column("entry_seq", sa.Integer(), nullable=True),
        sa.Column("noted_by", sa.String(length=32), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_noted_message_incident_id_incident")
        ),
        sa.PrimaryKeyConstraint("incident_id", "channel_id", "ts", name=op.f("pk_noted_message")),
    )
    with op.batch_alter_table("noted_message", schema=None) as batch_op:
        batch_op.create_index("ix_noted_message_place", ["channel_id", "ts"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("noted_message", schema=None) as batch_op:
        batch_op.drop_index("ix_noted_message_place")

    op.drop_table("noted_message")
