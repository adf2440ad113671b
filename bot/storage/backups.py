"""Copies of the database that are whole even while the bot writes, and putting them back."""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from bot.errors import BadStart, Refused
from bot.storage import migrations, presence, server_programs
from bot.storage.database import engine_url, make_engine

JOURNALS = ("-journal", "-wal", "-shm")


def backup(url: str, target: Path, *, force: bool) -> int:
    """Write a checked copy of the database at *url* to *target*; return its size in bytes.

    Refuse to replace a file without *force*.
    """
    source = engine_url(url)
    if migrations.current(url) is None:
        raise BadStart("The database is empty; there is nothing to copy.")
    if target.is_dir():
        raise BadStart(f"{target}: this is a folder.", next_step="Name a file in it.")
    _check_beside(source, target)
    if os.path.lexists(target) and not force:
        raise Refused(
            f"{target}: there is such a file already.",
            next_step="Name another one, or replace it with --force.",
        )
    try:
        with _beside(target) as partial:
            _copy(source, partial)
    except (OSError, sqlite3.Error) as error:
        raise BadStart(f"{target}: the copy cannot be written ({_why(error)}).") from error
    return target.stat().st_size


def keep(url: str, now: datetime) -> Path | None:
    """Copy what a change is about to take away; return the file, None if there is no incident yet.

    It lies beside SQLite's own file; a server's is in the folder where one is.
    """
    source = engine_url(url)
    if not _holds_incidents(url):
        return None
    sqlite = source.get_backend_name() == "sqlite"
    folder = Path(source.database or "").resolve().parent if sqlite else Path.cwd()
    target = folder / f"wardroom-kept-{now:%Y%m%dT%H%M%SZ}.backup"
    backup(url, target, force=False)
    return target


def _holds_incidents(url: str) -> bool:
    with migrations.looking(url) as connection:
        if not sa.inspect(connection).has_table("incident"):
            return False
        return connection.exec_driver_sql("SELECT 1 FROM incident LIMIT 1").first() is not None


def _check_beside(source: sa.URL, target: Path) -> None:
    """Raise BadStart if the copy would take the place of the database, or of its journal.

    A bot that runs would go on writing into a file that has no name any more.
    """
    if source.get_backend_name() != "sqlite":
        return
    file = Path(source.database or "").resolve()
    own = {file, *(file.with_name(file.name + end) for end in (*JOURNALS, presence.ENDING))}
    if target.resolve() in own or (target.exists() and target.samefile(file)):
        raise BadStart(f"{target}: this is the database itself.", next_step="Name another file.")


@contextlib.contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Yield a name to write to, which becomes *target* when all went well; else nothing is left.

    Half a copy of an incident must not lie about, nor two that write at once mix theirs.
    """
    partial = target.with_name(f"{target.name}.{os.getpid()}.partial")
    try:
        partial.unlink(missing_ok=True)
        yield partial
        with partial.open("rb") as written:
            os.fsync(written.fileno())
        partial.replace(target)
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)


def _copy(source: sa.URL, partial: Path) -> None:
    """Write a copy of the database to *partial* and read all of it once."""
    if source.get_backend_name() != "sqlite":
        server_programs.run(source, "pg_dump", "--format=custom", f"--file={partial}")
        server_programs.run(None, "pg_restore", f"--file={os.devnull}", str(partial))
        return
    file = Path(source.database or "").resolve().as_uri()
    with closing(sqlite3.connect(f"{file}?mode=ro", uri=True)) as connection:
        connection.execute("VACUUM INTO ?", (str(partial),))
    _check_file(partial)


def _why(error: Exception) -> str:
    cause = getattr(error, "orig", error)
    return getattr(cause, "strerror", None) or str(cause).partition(":")[0]


def _check_file(path: Path) -> None:
    """Raise BadStart unless *path* is an unbroken SQLite database of ours."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
            connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise BadStart(f"{path}: this is no backup of Wardroom ({error}).") from error
    if verdict != "ok":
        raise BadStart(f"{path}: the file is damaged ({verdict[:100]}).")


def restore(url: str, source: Path, *, force: bool) -> None:
    """Replace the database at *url* by the copy in *source*; refuse a full one without *force*.

    Refuse it always while a bot is running: it would go on with rows that are there no more.
    """
    if not source.is_file():
        raise BadStart(f"{source}: there is no such file.")
    full = _is_full(url)
    with presence.alone(url):
        if full and not force:
            raise Refused(
                "The database is not empty.",
                next_step="Copy it with `wardroom db backup FILE`, then restore with --force.",
            )
        parsed = engine_url(url)
        if parsed.get_backend_name() == "sqlite":
            _restore_sqlite(source, Path(parsed.database or "").resolve())
        else:
            server_programs.run(
                parsed, "pg_restore", "--clean", "--if-exists", "--no-owner",
                "--single-transaction", str(source),
            )  # fmt: skip
            _doubt_unsent(parsed)


def _is_full(url: str) -> bool:
    """Tell whether a restore would take anything away, be it another program's or damaged."""
    try:
        return bool(migrations.tables(url))
    except BadStart as error:
        # One that cannot be read for another reason, as a lock, is somebody's at this moment.
        if migrations.is_damaged(error):
            return True
        raise


def _restore_sqlite(source: Path, target: Path) -> None:
    _check_file(source)
    try:
        with _beside(target) as partial:
            shutil.copyfile(source, partial)
            _doubt_unsent(sa.URL.create("sqlite", database=str(partial)))
            for leftover in JOURNALS:
                Path(f"{target}{leftover}").unlink(missing_ok=True)
    except (OSError, sa.exc.DatabaseError) as error:
        raise BadStart(f"{target}: the copy cannot be put back ({_why(error)}).") from error


def _doubt_unsent(url: sa.URL) -> None:
    """Mark what the copy holds as unsent as unknown: it may have been sent since it was made."""
    engine = make_engine(url)
    try:
        with engine.begin() as connection:
            connection.execute(
                sa.text(
                    "UPDATE post SET state = 'unknown', attempts = attempts + 1,"
                    " first_try_at = COALESCE(first_try_at, created_at)"
                    " WHERE state IN ('pending', 'sending') AND method = 'chat.postMessage'"
                )
            )
    finally:
        engine.dispose()
