"""Keep of exhibits and hand-overs all that a custody form asks for.

Revision ID: 20261130_7
Revises: 20261130_6
"""

import sqlalchemy as sa
from alembic import op

revision = "20261130_7"
down_revision = "20261130_6"
branch_labels = None
depends_on = None

# Name and length; what has no length is a text.
EXHIBIT = (
    ("fir_no", 64), ("parcel_no", 64), ("identifiers", 200), ("source_serial", 128),
    ("target_serial", 128), ("encryption", 200), ("keys_held_by", 200), ("seal_impression", 200),
    ("storage_conditions", 200), ("retention", 200), ("related", 300), ("photos", None),
    ("certificate_a", 16), ("certificate_b", 16), ("release_order", 128),
)  # fmt: skip
TRANSFER = (
    ("from_designation", 128), ("from_organisation", 128), ("from_id", 64), ("to_id", 64),
    ("condition", None),
)  # fmt: skip


def upgrade() -> None:
    for table, columns in (("exhibit", EXHIBIT), ("transfer", TRANSFER)):
        for name, length in columns:
            kind = sa.String(length=length) if length else sa.Text()
            op.add_column(
                table, sa.Column(name, kind, server_default=sa.text("''"), nullable=False)
            )
    op.add_column("transfer", sa.Column("seal_intact", sa.Boolean(), nullable=True))


def downgrade() -> None:
    # One by one, as a table that is made anew would lose the trigger that guards the exhibits.
    op.drop_column("transfer", "seal_intact")
    for table, columns in (("transfer", TRANSFER), ("exhibit", EXHIBIT)):
        for name, _ in reversed(columns):
            op.drop_column(table, name)
