"""Find an incident's tasks by the row that they are about, and by their step.

Revision ID: 20261130_8
Revises: 20261130_7
"""

from alembic import op

revision = "20261130_8"
down_revision = "20261130_7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_task_subject", "task", ["incident_id", "subject_id"])
    op.create_index("ix_task_ref", "task", ["incident_id", "ref"])


def downgrade() -> None:
    op.drop_index("ix_task_ref", table_name="task")
    op.drop_index("ix_task_subject", table_name="task")
