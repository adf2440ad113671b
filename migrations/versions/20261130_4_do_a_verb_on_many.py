"""Let a verb on many servers go on in the background, as an import does.

Revision ID: 20261130_4
Revises: 20261130_3
"""

import sqlalchemy as sa
from alembic import op

revision = "20261130_4"
down_revision = "20261130_3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, kind in (("verb", sa.String(length=32)), ("reason", sa.Text())):
        op.add_column(
            "server_import",
            sa.Column(name, kind, server_default=sa.text("''"), nullable=False),
        )


def downgrade() -> None:
    with op.batch_alter_table("server_import", schema=None) as batch_op:
        batch_op.drop_column("reason")
        batch_op.drop_column("verb")
