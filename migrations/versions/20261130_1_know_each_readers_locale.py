"""Keep the locale that a member set in Slack.

Revision ID: 20261130_1
Revises: 20261129_9
"""

import sqlalchemy as sa
from alembic import op

revision = "20261130_1"
down_revision = "20261129_9"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "person",
        sa.Column("locale", sa.String(length=16), server_default=sa.text("''"), nullable=False),
    )


def downgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("locale")
