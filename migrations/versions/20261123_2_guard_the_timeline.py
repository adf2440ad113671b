"""Guard the timeline: the database itself refuses to change or delete an entry.

Revision ID: 20261123_2
Revises: 20261123_1
"""

from alembic import op

revision = "20261123_2"
down_revision = "20261123_1"
branch_labels = None
depends_on = None

REFUSAL = "the timeline is append-only"

SQLITE_UP = tuple(
    f"CREATE TRIGGER timeline_entry_no_{event.lower()} BEFORE {event} ON timeline_entry "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for event in ("UPDATE", "DELETE")
)
SQLITE_DOWN = (
    "DROP TRIGGER timeline_entry_no_update",
    "DROP TRIGGER timeline_entry_no_delete",
)
POSTGRES_UP = (
    (
        "CREATE FUNCTION timeline_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    ),
    (
        "CREATE TRIGGER timeline_entry_no_change BEFORE UPDATE OR DELETE ON timeline_entry "
        "FOR EACH ROW EXECUTE FUNCTION timeline_entry_refuse()"
    ),
    # A row trigger does not see TRUNCATE.
    (
        "CREATE TRIGGER timeline_entry_no_truncate BEFORE TRUNCATE ON timeline_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION timeline_entry_refuse()"
    ),
)
POSTGRES_DOWN = (
    "DROP TRIGGER timeline_entry_no_truncate ON timeline_entry",
    "DROP TRIGGER timeline_entry_no_change ON timeline_entry",
    "DROP FUNCTION timeline_entry_refuse()",
)


def _run(sqlite: tuple[str, ...], postgres: tuple[str, ...]) -> None:
    engine = op.get_bind().dialect.name
    for statement in sqlite if engine == "sqlite" else postgres:
        op.execute(statement)


def upgrade() -> None:
    _run(SQLITE_UP, POSTGRES_UP)


def downgrade() -> None:
    _run(SQLITE_DOWN, POSTGRES_DOWN)
