"""Let people subscribe to a digest in their own cut.

Revision ID: 20261123_4
Revises: 20261123_3
"""

import sqlalchemy as sa
from alembic import op

revision = "20261123_4"
down_revision = "20261123_3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("schedule", sa.Column("cut", sa.String(length=16), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("schedule", schema=None) as batch_op:
        batch_op.drop_column("cut")
