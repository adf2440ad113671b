"""Keep in which language a reader wants a digest.

Revision ID: 20261129_7
Revises: 20261129_6
"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_7"
down_revision = "20261129_6"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "schedule",
        sa.Column("lang", sa.String(length=8), server_default=sa.text("''"), nullable=False),
    )


def downgrade() -> None:
    with op.batch_alter_table("schedule", schema=None) as batch_op:
        batch_op.drop_column("lang")
