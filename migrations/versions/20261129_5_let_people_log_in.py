"""Let people log in to the Room.

Revision ID: 20261129_5
Revises: 20261129_4
"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_5"
down_revision = "20261129_4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "room_account",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("passcode", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_account")),
        sa.UniqueConstraint("name", name=op.f("uq_room_account_name")),
    )
    op.create_table(
        "room_session",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("born_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["room_account.id"], name=op.f("fk_room_session_user_id_room_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_session")),
    )
    op.create_index(op.f("ix_room_session_user_id"), "room_session", ["user_id"])
    op.create_table(
        "room_try",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_try")),
    )
    op.create_index(op.f("ix_room_try_began_at"), "room_try", ["began_at"])


def downgrade() -> None:
    op.drop_table("room_try")
    op.drop_table("room_session")
    op.drop_table("room_account")
