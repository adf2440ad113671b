"""Let an incident live in two workspaces.

Revision ID: 20261130_2
Revises: 20261130_1
"""

import sqlalchemy as sa
from alembic import op

revision = "20261130_2"
down_revision = "20261130_1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "incident_place",
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("door", sa.String(length=16), nullable=False),
        sa.Column("channel_id", sa.String(length=32), nullable=True),
        sa.Column("channel_name", sa.String(length=80), nullable=True),
        sa.Column("board_ts", sa.String(length=32), nullable=True),
        sa.Column("board_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_incident_place_incident_id_incident")
        ),
        sa.PrimaryKeyConstraint("incident_id", "door", name=op.f("pk_incident_place")),
        sa.UniqueConstraint("channel_id", name=op.f("uq_incident_place_channel_id")),
    )
    op.add_column(
        "incident",
        sa.Column("door", sa.String(length=16), server_default=sa.text("'slack'"), nullable=False),
    )
    op.add_column(
        "post",
        sa.Column("door", sa.String(length=16), server_default=sa.text("''"), nullable=False),
    )
    for name in ("in_slack", "in_room"):
        column = sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)
        op.add_column("person", column)
    _say_where_everything_is()


def _say_where_everything_is() -> None:
    """Until now a database knew one workspace; the Room's own tables tell whether it was that."""
    op.execute(
        "UPDATE incident SET door = 'room' WHERE channel_id IN (SELECT id FROM room_channel)"
        " OR (channel_id IS NULL AND declared_by IN (SELECT id FROM room_person))"
    )
    op.execute(
        "UPDATE post SET door = (SELECT incident.door FROM incident"
        " WHERE incident.id = post.incident_id)"
        " WHERE incident_id IS NOT NULL AND method <> 'email.send'"
    )
    op.execute(
        "UPDATE post SET door = CASE WHEN EXISTS (SELECT 1 FROM incident WHERE door = 'room')"
        " THEN 'room' ELSE 'slack' END WHERE door = '' AND method <> 'email.send'"
    )
    op.execute("UPDATE post SET lane = SUBSTR('room:' || lane, 1, 64) WHERE door = 'room'")
    op.execute("UPDATE person SET in_room = TRUE WHERE user_id IN (SELECT id FROM room_person)")
    op.execute("UPDATE person SET in_slack = TRUE WHERE in_room = FALSE")


def downgrade() -> None:
    for name in ("in_room", "in_slack"):
        with op.batch_alter_table("person", schema=None) as batch_op:
            batch_op.drop_column(name)
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_column("door")
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.drop_column("door")
    op.drop_table("incident_place")
