"""PostgreSQL databases for tests: cloned from a migrated one, washed after use, used again.

To clone takes a twentieth of a second and to drop another; to wash one takes a tenth of that. One
whose tables, triggers or statistics a test changed is not used again.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests import engines

# Longer than this and its tables were filled: the next test shall not pay for that.
WASHED_WITHIN_MS = 250
TABLES = """
    SELECT string_agg(format('%I', relname), ',' ORDER BY relname) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'alembic_version'
"""
# All that a test may have changed beside rows.
SHAPE = """
    SELECT md5(concat(
        (SELECT string_agg(concat(relname, relkind, relnatts), ',' ORDER BY oid) FROM pg_class
            WHERE relnamespace = 'public'::regnamespace),
        (SELECT string_agg(concat(tgname, tgenabled), ',' ORDER BY oid) FROM pg_trigger),
        (SELECT string_agg(md5(prosrc), ',' ORDER BY oid) FROM pg_proc
            WHERE pronamespace = 'public'::regnamespace),
        (SELECT count(*) FROM pg_constraint),
        (SELECT count(*) FROM pg_statistic JOIN pg_class ON pg_class.oid = starelid
            WHERE relnamespace = 'public'::regnamespace),
        (SELECT version_num FROM alembic_version)
    ))
"""


def run(server: str, statement: str) -> None:
    """Run one statement outside a transaction."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement.encode())


def sibling(server: str, name: str) -> str:
    """Return the address of another database of that server."""
    return server.rsplit("/", 1)[0] + "/" + name


class Databases:
    """The databases of one run of the tests."""

    def __init__(self, server: str, template: str) -> None:
        self._server, self._template = server, template
        self._clean: list[str] = []
        self._washers: dict[str, psycopg.Connection[tuple[str, ...]]] = {}
        self._shape = ""

    @contextmanager
    def lent(self) -> Iterator[str]:
        """Lend the address of a database in which there is nothing yet."""
        name = self._clean.pop() if self._clean else self._cloned()
        engines.keep(name)
        yield sibling(self._server, name)
        if self._washed(name):
            self._clean.append(name)
        else:
            self._drop(name)

    def close(self) -> None:
        """Drop what is left."""
        while self._clean:
            self._drop(self._clean.pop())

    def _cloned(self) -> str:
        name = f"wr_{uuid.uuid4().hex[:16]}"
        run(self._server, f"CREATE DATABASE {name} TEMPLATE {self._template}")
        if not self._shape:
            with psycopg.connect(sibling(self._server, name)) as connection:
                self._shape = _one(connection, SHAPE)
        return name

    def _drop(self, name: str) -> None:
        engines.forget(name)
        if (washer := self._washers.pop(name, None)) is not None:
            washer.close()
        run(self._server, f"DROP DATABASE {name} WITH (FORCE)")

    def _washed(self, name: str) -> bool:
        """Take every row out, and tell whether the database is as it was at first."""
        try:
            with self._washer(name).transaction():
                connection = self._washers[name]
                if _one(connection, SHAPE) != self._shape:
                    return False
                connection.execute(f"SET statement_timeout = {WASHED_WITHIN_MS}".encode())
                # Triggers that keep the timeline as it was written, and foreign keys, sleep.
                connection.execute("SET session_replication_role = replica")
                tables = _one(connection, TABLES).split(",")
                connection.execute(";".join(f"DELETE FROM {each}" for each in tables).encode())  # noqa: S608 - names from the catalogue.
                connection.execute(
                    "SELECT setval(format('%I', sequencename)::regclass, start_value, false)"
                    " FROM pg_sequences WHERE schemaname = 'public'"
                )
        except psycopg.Error:
            return False
        return True

    def _washer(self, name: str) -> "psycopg.Connection[tuple[str, ...]]":
        """Return the connection that washes, which is kept: the next time it knows its work."""
        if name not in self._washers:
            self._washers[name] = psycopg.connect(sibling(self._server, name), autocommit=True)
        return self._washers[name]


def _one(connection: "psycopg.Connection[tuple[str, ...]]", statement: str) -> str:
    found = connection.execute(statement.encode()).fetchone()
    return str(found[0]) if found else ""
