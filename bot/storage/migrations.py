"""Bringing a database to the shape of the models, and telling whether it has that shape."""

import contextlib
import re
import sqlite3
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.errors import BadStart
from bot.storage.database import engine_url, make_engine
from bot.storage.guards import TRIGGERS

FOLDER = Path(__file__).resolve().parents[2] / "migrations"
# Any constant will do, as long as nothing else in the database locks the same one.
MIGRATION_LOCK = 7_202_211_24
# SQLSTATE of insufficient_privilege (https://www.postgresql.org/docs/current/errcodes-appendix.html).
NOT_ALLOWED = "42501"
# What helps where SQLite cannot work with a file (https://www.sqlite.org/rescode.html).
_HELD = "Another program holds it: end that one, or wait until it is done."
_DAMAGED = (
    "The file is damaged, or is no database: `wardroom db restore COPY --force` puts a copy of "
    "yours in its place."
)
CURES = {
    sqlite3.SQLITE_FULL: "Make room on its disk.",
    sqlite3.SQLITE_IOERR: "Its disk fails, or takes no more: look there.",
    sqlite3.SQLITE_BUSY: _HELD,
    sqlite3.SQLITE_LOCKED: _HELD,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_READONLY: "Let Wardroom write the file and its folder.",
}


def _config(connection: sa.Connection | None = None) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@contextlib.contextmanager
def _connected(url: str) -> Iterator[sa.Connection]:
    """Yield a connection in one transaction, alone with the database while it migrates."""
    engine = make_engine(engine_url(url))
    try:
        with engine.connect() as connection:
            _shut_others_out(connection)
            yield connection
            _check_references(connection)
            connection.commit()
    except sa.exc.DatabaseError as error:
        raise _said(url, error) from error
    finally:
        engine.dispose()


def _shut_others_out(connection: sa.Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATION_LOCK)))
        return
    # With foreign keys on, rebuilding a parent table empties its children without a word.
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - an open connection has one.
    driver.execute("PRAGMA foreign_keys=OFF")
    connection.exec_driver_sql("SELECT 1")


def _check_references(connection: sa.Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise BadStart(f"The migration would break {len(broken)} references; nothing was changed.")


def _said(url: str, error: sa.exc.DatabaseError) -> Exception:
    """Return the one line for a database that cannot be worked with; else the error."""
    if getattr(error.orig, "sqlstate", "") == NOT_ALLOWED:
        return _not_allowed(url, error)
    # SQLite says of a file that is no database nothing more precise than `DatabaseError`; what
    # failed before a statement was sent is about the address, as an option that there is not.
    away = isinstance(error, sa.exc.OperationalError) or type(error) is sa.exc.DatabaseError
    return unreachable(url, error) if away or error.statement is None else error


def _not_allowed(url: str, error: sa.exc.DatabaseError) -> BadStart:
    parsed, why = engine_url(url), str(error.orig).strip().splitlines()[0][:200]
    return BadStart(
        f"DATABASE_URL: {parsed.username or 'its user'} may not work in that database ({why}).",
        next_step=f"Let it own the database: `ALTER DATABASE {parsed.database} OWNER TO …;`",
    )


def unreachable(url: str, error: Exception) -> BadStart:
    """Return the one line for a database that does not answer; never with a password."""
    shown = engine_url(url).render_as_string(hide_password=True)
    cause = getattr(error, "orig", error)
    why = str(cause).strip().splitlines()[0][:200]
    file = engine_url(url).get_backend_name() == "sqlite"
    return BadStart(
        f"DATABASE_URL: {shown} cannot be {'opened' if file else 'reached'} ({why}).",
        next_step=_cure_of_file(cause) if file else _cure_of_server(why),
    )


def is_damaged(error: BadStart) -> bool:
    """Tell of a refusal whether the SQLite file itself is damaged, or is no database."""
    return CURES.get(_code(getattr(error.__cause__, "orig", None))) is _DAMAGED


def _code(cause: object) -> int:
    """Return SQLite's primary result code; 0 of what is no error of SQLite's."""
    return int(getattr(cause, "sqlite_errorcode", 0)) & 0xFF


def _cure_of_file(cause: object) -> str:
    """Return what helps where SQLite failed."""
    if "Could not decode" in str(cause):
        return "Another program wrote what is no text: `wardroom audit verify` names the entry."
    return CURES.get(
        _code(cause), "Correct the path, or make its folder and let Wardroom write there."
    )


def _cure_of_server(why: str) -> str:
    """Return what helps where PostgreSQL refused; a refused connection has no code, only words."""
    if re.search(r'database ".*" does not exist', why):
        return "Create it (`createdb`), or correct its name in the address."
    if re.search(r'role ".*" does not exist|authentication failed', why):
        return "Correct the user or the password in the address."
    return "Start the database server or correct the address."


@contextlib.contextmanager
def _known(revision: str) -> Iterator[None]:
    """Turn Alembic's complaint about a revision that there is not into BadStart."""
    from alembic.util import CommandError

    if not revision.strip():
        raise _unknown(revision, "none is named")
    try:
        yield
    except CommandError as error:
        raise _unknown(revision, str(error)) from error


def _unknown(revision: str, why: str) -> BadStart:
    return BadStart(
        f"The database cannot go to revision {revision!r} ({why}).",
        next_step="`wardroom db current` names where it is and the newest.",
    )


@cache
def _scripts() -> Any:
    """Return the folder of migrations, whose files are read once in a process."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config())


def head() -> str:
    """Return the newest revision that the code knows."""
    return str(_scripts().get_current_head())


def current(url: str) -> str | None:
    """Return the database's revision, None when it is empty; raise BadStart if unreachable."""
    if is_absent(url):
        return None
    with looking(url) as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version")
        row = found.first()
        return str(row[0]) if row else None


@contextlib.contextmanager
def looking(url: str) -> Iterator[sa.Connection]:
    """Yield a connection for reading what is there, if anything; raise BadStart if it fails."""
    engine = make_engine(engine_url(url), begin="BEGIN")
    try:
        with engine.connect() as connection:
            yield connection
    except sa.exc.DatabaseError as error:
        raise _said(url, error) from error
    finally:
        engine.dispose()


def tables(url: str) -> frozenset[str]:
    """Return the names of all tables that are there, whoever made them; none of an absent file."""
    if is_absent(url):
        return frozenset()
    with looking(url) as connection:
        return frozenset(sa.inspect(connection).get_table_names()) - {"alembic_version"}


def is_absent(url: str) -> bool:
    """Tell of a SQLite file that it is yet to be made: looking at it must not make it."""
    parsed = engine_url(url)
    if parsed.get_backend_name() != "sqlite":
        return False
    file = Path(parsed.database or "")
    return file.parent.is_dir() and not file.exists()


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database up to *revision*; two at once wait for each other."""
    from alembic import command

    check_known(current(url))
    with _connected(url) as connection, _known(revision):
        command.upgrade(_config(connection), revision)


def downgrade(url: str, revision: str) -> None:
    """Take the database down to *revision*."""
    from alembic import command

    check_known(current(url))
    with _connected(url) as connection, _known(revision):
        command.downgrade(_config(connection), revision)


def check_ready(url: str) -> None:
    """Raise BadStart with the curing command unless the database is at the code's revision."""
    there, wanted = current(url), head()
    if there == wanted:
        return
    check_known(there)
    state = "has no tables yet" if there is None else f"is at {there}, the code at {wanted}"
    raise BadStart(
        f"The database {state}.", next_step="Run `wardroom db upgrade`, then start again."
    )


def check_known(revision: str | None) -> None:
    """Raise BadStart if a newer Wardroom made the database: no command of this one cures that."""
    if revision is None or revision in {each.revision for each in _scripts().walk_revisions()}:
        return
    raise BadStart(
        f"The database is at {revision}, which a newer Wardroom made; this one knows {head()}.",
        next_step="Start the newer Wardroom, or restore a backup that this one made.",
    )


def differences(url: str) -> list[str]:
    """Return where models and the migrated database disagree, one line each."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from sqlmodel import SQLModel

    import bot.domain.models
    import bot.room.models  # noqa: F401 - declares the Room's tables.

    engine = make_engine(engine_url(url), begin="BEGIN")
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(
                connection, opts={"compare_type": True, "compare_server_default": True}
            )
            found = [str(each) for each in compare_metadata(context, SQLModel.metadata)]
            return found + _missing_guards(connection)
    except sa.exc.DatabaseError as error:
        raise _said(url, error) from error
    finally:
        engine.dispose()


def _missing_guards(connection: sa.Connection) -> list[str]:
    """Return the triggers that are not there; autogeneration is blind to them."""
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    there = {str(row[0]) for row in connection.exec_driver_sql(query)}
    wanted = TRIGGERS[connection.dialect.name]
    return [f"trigger {name} is missing" for name in sorted(wanted - there)]
