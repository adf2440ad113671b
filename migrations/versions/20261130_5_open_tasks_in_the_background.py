"""Let the tasks of a playbook be opened in the background, and verbs of every register go on there.

Revision ID: 20261130_5
Revises: 20261130_4
"""

import sqlalchemy as sa
from alembic import op

revision = "20261130_5"
down_revision = "20261130_4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, length, default in (("noun", 32, "'server'"), ("playbook", 64, "''")):
        op.add_column(
            "server_import",
            sa.Column(
                name, sa.String(length=length), server_default=sa.text(default), nullable=False
            ),
        )


def downgrade() -> None:
    # What was still to be opened or done cannot be kept by the tables of before.
    op.execute(
        "DELETE FROM server_import_row WHERE import_id IN "
        "(SELECT id FROM server_import WHERE playbook <> '' OR noun <> 'server')"
    )
    op.execute("DELETE FROM server_import WHERE playbook <> '' OR noun <> 'server'")
    with op.batch_alter_table("server_import", schema=None) as batch_op:
        batch_op.drop_column("playbook")
        batch_op.drop_column("noun")
