"""Keep deadlines: the clocks that laws and contracts set going in an incident.

Revision ID: 20261123_3
Revises: 20261123_2
"""

import sqlalchemy as sa
from alembic import op

revision = "20261123_3"
down_revision = "20261123_2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deadline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("profile", sa.String(length=64), nullable=False),
        sa.Column("profile_version", sa.String(length=64), nullable=False),
        sa.Column("regulator", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("hard", sa.Boolean(), nullable=False),
        sa.Column("advisory", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "not_assessed",
                "not_applicable",
                "armed",
                "running",
                "drafting",
                "approved",
                "submitted",
                "acknowledged",
                "followup",
                "closed",
                name="deadlinestate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("anchor", sa.String(length=64), nullable=False),
        sa.Column("fallback_anchor", sa.String(length=64), nullable=True),
        sa.Column("counted_from", sa.String(length=64), nullable=True),
        sa.Column("anchor_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("event_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("within", sa.String(length=32), nullable=False),
        sa.Column("from_year_end", sa.Boolean(), nullable=False),
        sa.Column("effective_from", sa.String(length=10), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extended_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extension_basis", sa.Text(), nullable=True),
        sa.Column("alarm_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("approvers", sa.String(length=200), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("followups", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("ask", sa.Text(), nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("send_to", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("drafted_by", sa.String(length=32), nullable=True),
        sa.Column("approved_by", sa.String(length=32), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by", sa.String(length=32), nullable=True),
        sa.Column("channel", sa.String(length=200), nullable=True),
        sa.Column("receipt_no", sa.String(length=200), nullable=True),
        sa.Column("late_reason", sa.Text(), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason_na", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_deadline_incident_id_incident")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline")),
        sa.UniqueConstraint("incident_id", "item", name=op.f("uq_deadline_incident_id_item")),
        sa.UniqueConstraint("incident_id", "number", name=op.f("uq_deadline_incident_id_number")),
    )
    with op.batch_alter_table("deadline", schema=None) as batch_op:
        batch_op.create_index(
            "ix_deadline_alarm",
            ["alarm_at"],
            unique=False,
            sqlite_where=sa.text("alarm_at IS NOT NULL"),
            postgresql_where=sa.text("alarm_at IS NOT NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("deadline", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_deadline_alarm",
            sqlite_where=sa.text("alarm_at IS NOT NULL"),
            postgresql_where=sa.text("alarm_at IS NOT NULL"),
        )

    op.drop_table("deadline")
