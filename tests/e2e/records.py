"""What a product wrote down, read past it: rows of its database, and every text in them."""

import contextlib
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from bot.storage.database import Database

LAID_DOWN = (
    "incident", "incident_member", "role_holder", "playbook_run", "task", "task_after", "approval",
    "timeline_entry", "schedule", "occurrence", "digest_figures", "post",
)  # fmt: skip


@contextlib.contextmanager
def opened(url: str) -> Iterator[sa.Connection]:
    """Yield a connection beside the product's own; what it changes is committed."""
    database = Database(url)
    try:
        with database.engine.begin() as connection:
            yield connection
    finally:
        database.close()


def rows(url: str, query: str, **values: Any) -> list[Any]:
    """Return what *query* finds."""
    with opened(url) as connection:
        return list(connection.execute(sa.text(query), values))


def change(url: str, statement: str, **values: Any) -> int:
    """Change what stands there; return how many rows."""
    with opened(url) as connection:
        return connection.execute(sa.text(statement), values).rowcount


def sizes(url: str) -> dict[str, int]:
    """Return how many rows each table holds that a command may write to."""
    with opened(url) as connection:
        return {
            table: connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608 - names of our own tables.
            for table in LAID_DOWN
        }


def everything(url: str) -> str:
    """Return every value of every table as one text."""
    found = []
    with opened(url) as connection:
        for table in sa.inspect(connection).get_table_names():
            query = sa.text(f'SELECT * FROM "{table}"')  # noqa: S608 - names of our own tables.
            found += [str(tuple(row)) for row in connection.execute(query)]
    return "\n".join(found)
