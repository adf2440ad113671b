"""Copies of the database that are whole even while the bot writes, and putting them back."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from bot.errors import BadStart, Refused
from bot.storage import migrations
from bot.storage.database import engine_url, make_engine

JOURNALS = ("-journal", "-wal", "-shm")


def backup(url: str, target: Path) -> int:
    """Write a checked copy of the database at *url* to *target*; return its size in bytes."""
    if migrations.current(url) is None:
        raise BadStart("The database is empty; there is nothing to copy.")
    if target.is_dir():
        raise BadStart(f"{target}: this is a folder.", next_step="Name a file in it.")
    _check_beside(engine_url(url), target)
    partial = target.with_name(target.name + ".partial")
    try:
        partial.unlink(missing_ok=True)
        _copy(engine_url(url), partial)
        partial.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise BadStart(f"{target}: the copy cannot be written ({_why(error)}).") from error
    finally:
        # Half a copy of an incident must not lie about.
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
    return target.stat().st_size


def _check_beside(source: sa.URL, target: Path) -> None:
    """Raise BadStart if the copy would take the place of the database, or of its journal.

    A bot that runs would go on writing into a file that has no name any more.
    """
    if source.get_backend_name() != "sqlite":
        return
    file = Path(source.database or "").resolve()
    own = {file, *(file.with_name(file.name + end) for end in JOURNALS)}
    if target.resolve() in own or (target.exists() and target.samefile(file)):
        raise BadStart(f"{target}: this is the database itself.", next_step="Name another file.")


def _copy(source: sa.URL, partial: Path) -> None:
    if source.get_backend_name() != "sqlite":
        _run("pg_dump", "--format=custom", f"--file={partial}", f"--dbname={_plain(source)}")
        return
    file = Path(source.database or "").resolve().as_uri()
    with closing(sqlite3.connect(f"{file}?mode=ro", uri=True)) as connection:
        connection.execute("VACUUM INTO ?", (str(partial),))
    _check_file(partial)
    with partial.open("rb") as written:
        os.fsync(written.fileno())


def _why(error: OSError | sqlite3.Error) -> str:
    return getattr(error, "strerror", None) or str(error).partition(":")[0]


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
    """Replace the database at *url* by the copy in *source*; refuse a full one without *force*."""
    if not source.is_file():
        raise BadStart(f"{source}: there is no such file.")
    parsed = engine_url(url)
    if migrations.current(url) is not None and not force:
        raise Refused(
            "The database is not empty.",
            next_step="Copy it with `wardroom db backup FILE`, then restore with --force.",
        )
    if parsed.get_backend_name() == "sqlite":
        _restore_sqlite(source, Path(parsed.database or ""))
    else:
        _run("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction",
             f"--dbname={_plain(parsed)}", str(source))  # fmt: skip
    _doubt_unsent(url)


def _restore_sqlite(source: Path, target: Path) -> None:
    _check_file(source)
    partial = target.with_name(target.name + ".partial")
    shutil.copyfile(source, partial)
    for leftover in JOURNALS:
        Path(f"{target}{leftover}").unlink(missing_ok=True)
    partial.replace(target)


def _doubt_unsent(url: str) -> None:
    """Mark what the copy holds as unsent as unknown: it may have been sent since it was made."""
    engine = make_engine(engine_url(url))
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


def _plain(url: sa.URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _run(program: str, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise BadStart(
            f"`{program}` is not installed.", next_step="Install PostgreSQL's client programs."
        )
    done = subprocess.run([found, *arguments], capture_output=True, text=True, check=False)  # noqa: S603 - our own arguments, no shell.
    if done.returncode:
        raise BadStart(f"{program} failed: {done.stderr.strip().splitlines()[-1][:300]}")
