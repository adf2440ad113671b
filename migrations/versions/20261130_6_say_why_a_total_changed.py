"""Say why a total changed and what is off, decide on each server, ask for changed secrets.

Revision ID: 20261130_6
Revises: 20261130_5
"""

import sqlalchemy as sa
from alembic import op

revision = "20261130_6"
down_revision = "20261130_5"
branch_labels = None
depends_on = None

ADDED = (
    ("endpoint_batch", "off", sa.Integer(), "0"),
    ("endpoint_count", "off", sa.Integer(), "0"),
    ("endpoint_count", "reason", sa.Text(), "''"),
    ("server", "decision", sa.String(length=16), "''"),
    ("server", "decision_basis", sa.Text(), "''"),
    ("system", "secrets_rotated", sa.Text(), "''"),
)


def upgrade() -> None:
    for table, name, kind, default in ADDED:
        op.add_column(table, sa.Column(name, kind, server_default=sa.text(default), nullable=False))


def downgrade() -> None:
    for table, name, _, _ in ADDED:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(name)
