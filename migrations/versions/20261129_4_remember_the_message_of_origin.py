"""Remember from which message an incident was declared.

Revision ID: 20261129_4
Revises: 20261129_3
"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_4"
down_revision = "20261129_3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incident", sa.Column("origin_ts", sa.String(length=32), nullable=True))


def downgrade() -> None:
    op.drop_column("incident", "origin_ts")
