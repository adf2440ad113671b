"""Guard the exhibits: the database itself refuses to delete one.

Revision ID: 20261129_3
Revises: 20261129_2
"""

from alembic import op

revision = "20261129_3"
down_revision = "20261129_2"
branch_labels = None
depends_on = None

REFUSAL = "an exhibit is never deleted"

SQLITE_UP = (
    (
        "CREATE TRIGGER exhibit_no_delete BEFORE DELETE ON exhibit "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    ),
)
SQLITE_DOWN = ("DROP TRIGGER exhibit_no_delete",)
POSTGRES_UP = (
    (
        "CREATE FUNCTION exhibit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    ),
    (
        "CREATE TRIGGER exhibit_no_delete BEFORE DELETE ON exhibit "
        "FOR EACH ROW EXECUTE FUNCTION exhibit_refuse()"
    ),
)
POSTGRES_DOWN = ("DROP TRIGGER exhibit_no_delete ON exhibit", "DROP FUNCTION exhibit_refuse()")


def _run(sqlite: tuple[str, ...], postgres: tuple[str, ...]) -> None:
    engine = op.get_bind().dialect.name
    for statement in sqlite if engine == "sqlite" else postgres:
        op.execute(statement)


def upgrade() -> None:
    _run(SQLITE_UP, POSTGRES_UP)


def downgrade() -> None:
    _run(SQLITE_DOWN, POSTGRES_DOWN)
