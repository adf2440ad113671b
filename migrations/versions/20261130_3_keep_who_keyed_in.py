"""Keep how many sheets each person keyed in and verified.

Revision ID: 20261130_3
Revises: 20261130_2
"""

import sqlalchemy as sa
from alembic import op

revision = "20261130_3"
down_revision = "20261130_2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "back_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("backlog_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("entered", sa.Integer(), nullable=False),
        sa.Column("verified", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["backlog_id"], ["backlog.id"], name=op.f("fk_back_entry_backlog_id_backlog")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_back_entry")),
        sa.UniqueConstraint("backlog_id", "user_id", name=op.f("uq_back_entry_backlog_id_user_id")),
    )
    # Whoever keyed in a backlog last is taken to have keyed in all of it.
    op.execute(
        "INSERT INTO back_entry (backlog_id, user_id, entered, verified) "
        "SELECT id, entered_by, entered, 0 FROM backlog WHERE entered_by IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_table("back_entry")
