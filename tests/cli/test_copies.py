"""`wardroom db backup` and `restore`: whole copies, nothing lost by them, nobody's database taken."""

import contextlib
import os
import sqlite3
import stat
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.errors import Refused
from bot.storage import database, presence
from bot.storage.database import engine_url
from tests.cli.conftest import Type, sql
from tests.e2e.product import Product, environment
from tests.workspace import eventually

POST = (
    "INSERT INTO post (key, kind, method, lane, priority, target, payload, state, attempts,"
    " created_at) VALUES ('k', 'event', 'chat.postMessage', 'l', 5, 'channel:C1', '{}', 'pending',"
    " 0, '2022-11-23 01:37:00+00:00')"
)


def test_a_copy_comes_back_whole_and_doubts_what_it_holds_as_unsent(
    types: Type, worked: str, tmp_path: Path
) -> None:
    sql(worked, "DELETE FROM post")
    sql(worked, POST)
    copy = tmp_path / "copy of a ward.db"
    made = types("db", "backup", str(copy), DATABASE_URL=worked)
    assert (made.code, made.err) == (0, "")
    entries = sql(worked, "SELECT count(*) FROM timeline_entry")
    full = types("db", "restore", str(copy), DATABASE_URL=worked)
    assert full.code == 1
    assert "--force" in full.line
    sql(worked, "UPDATE incident SET title = 'written over'")
    assert types("db", "restore", "--force", str(copy), DATABASE_URL=worked).code == 0
    assert sql(worked, "SELECT title FROM incident") == [("Servers | encrypted",)]
    assert sql(worked, "SELECT count(*) FROM timeline_entry") == entries
    assert sql(worked, "SELECT state FROM post") == [("unknown",)]
    assert types("audit", "verify", DATABASE_URL=worked).code == 0
    assert types("db", "check", DATABASE_URL=worked).code == 0


def test_what_another_program_keeps_or_is_damaged_is_replaced_by_force_alone(
    types: Type, sqlite_url: str, tmp_path: Path
) -> None:
    copy = str(tmp_path / "copy.db")
    assert types("db", "backup", copy, DATABASE_URL=sqlite_url).code == 0
    foreign, damaged = tmp_path / "foreign.db", tmp_path / "damaged.db"
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE patients (id INTEGER)")
    damaged.write_bytes(b"no database at all, " * 500)
    for file in (foreign, damaged):
        before, url = file.read_bytes(), f"sqlite:///{file}"
        refused = types("db", "restore", copy, DATABASE_URL=url)
        assert (refused.code, file.read_bytes()) == (1, before)
        assert "not empty" in refused.line
        assert types("db", "restore", "--force", copy, DATABASE_URL=url).code == 0
        assert types("db", "check", DATABASE_URL=url).code == 0


def test_what_another_program_works_on_is_replaced_by_no_force(
    types: Type, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 50)
    copy, busy = str(tmp_path / "copy.db"), tmp_path / "busy.db"
    assert types("db", "backup", copy, DATABASE_URL=sqlite_url).code == 0
    with closing(sqlite3.connect(busy, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE patients (id INTEGER)")
        before = busy.read_bytes()
        connection.execute("BEGIN EXCLUSIVE")
        refused = types("db", "restore", "--force", copy, DATABASE_URL=f"sqlite:///{busy}")
        assert (refused.code, busy.read_bytes()) == (1, before)
        assert "locked" in refused.line


def test_a_copy_that_cannot_be_written_leaves_nothing_behind(
    types: Type, sqlite_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    before = sorted(tmp_path.iterdir())
    for target, why in ((folder, "folder"), (tmp_path / "none" / "copy.db", "cannot be written")):
        refused = types("db", "backup", str(target), DATABASE_URL=sqlite_url)
        assert refused.code == 1
        assert why in refused.line
    assert sorted(tmp_path.iterdir()) == before


def test_a_copy_does_not_take_the_place_of_the_database(
    types: Type, sqlite_url: str, tmp_path: Path
) -> None:
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    linked = tmp_path / "linked.db"
    linked.symlink_to(file)
    other_name = tmp_path / "the same.db"
    other_name.hardlink_to(file)
    before = file.stat().st_ino
    for target in (file, linked, other_name, Path(f"{file}-wal"), Path(f"{file}-journal")):
        refused = types("db", "backup", str(target), DATABASE_URL=sqlite_url)
        assert refused.code == 1
        assert "this is the database itself" in refused.line
    assert file.stat().st_ino == before, "A bot that runs has this file open."


@pytest.mark.parametrize("content", [b"", b"a letter and no database" * 100])
def test_what_is_no_copy_is_not_put_back(
    types: Type, worked: str, tmp_path: Path, content: bytes
) -> None:
    junk = tmp_path / "junk.db"
    junk.write_bytes(content)
    refused = types("db", "restore", "--force", str(junk), DATABASE_URL=worked)
    assert refused.code == 1
    assert refused.err.startswith("wardroom: ")
    assert sql(worked, "SELECT count(*) FROM incident") == [(1,)]
    missing = types("db", "restore", "--force", str(tmp_path / "none"), DATABASE_URL=worked)
    assert "no such file" in missing.line


def test_a_copy_does_not_replace_a_file_unasked(types: Type, worked: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_text("the notes of that night")
    dangling = tmp_path / "dangling.db"
    dangling.symlink_to(tmp_path / "nothing yet")
    for there in (copy, dangling):
        refused = types("db", "backup", str(there), DATABASE_URL=worked)
        assert refused.code == 1
        assert "there is such a file already" in refused.line
        assert "--force" in refused.line
    assert copy.read_text() == "the notes of that night"
    made = types("db", "backup", "--force", str(copy), DATABASE_URL=worked)
    assert (made.code, made.err) == (0, "")
    assert types("db", "restore", "--force", str(copy), DATABASE_URL=worked).code == 0


def test_a_copy_that_fails_leaves_the_former_one_as_it_is(
    types: Type, sqlite_url: str, tmp_path: Path
) -> None:
    """The copy is written beside and takes its name when it was read through once."""
    copy, file = tmp_path / "copy.db", Path(sqlite_url.removeprefix("sqlite:///"))
    assert types("db", "backup", str(copy), DATABASE_URL=sqlite_url).code == 0
    before = copy.read_bytes()
    with closing(sqlite3.connect(file)) as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'timeline_entry'"
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with file.open("r+b") as torn:
        torn.seek((page - 1) * size)
        torn.write(b"\xff" * size)
    refused = types("db", "backup", "--force", str(copy), DATABASE_URL=sqlite_url)
    assert refused.code == 1
    assert "cannot be written" in refused.line
    assert copy.read_bytes() == before
    assert list(tmp_path.glob("copy*")) == [copy]


@pytest.mark.postgres
def test_nobody_on_the_machine_reads_the_password(
    types: Type, postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every user can list the words of every program that runs."""
    words = tmp_path / "words"
    for name in ("pg_dump", "pg_restore"):
        found = subprocess.run(["which", name], capture_output=True, text=True, check=True)
        shown = tmp_path / "bin" / name
        shown.parent.mkdir(exist_ok=True)
        shown.write_text(f'#!/bin/sh\necho "$@" >> "{words}"\nexec "{found.stdout.strip()}" "$@"\n')
        shown.chmod(shown.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    url = engine_url(postgres_url).set(password="hunter2").render_as_string(hide_password=False)
    copy = str(tmp_path / "copy")
    assert types("db", "backup", copy, DATABASE_URL=url).code == 0
    assert types("db", "restore", "--force", copy, DATABASE_URL=url).code == 0
    assert len(words.read_text().splitlines()) == 3
    assert "hunter2" not in words.read_text()


@pytest.mark.postgres
def test_what_the_server_refuses_is_one_line_with_its_cure(
    types: Type, postgres_url: str, tmp_path: Path
) -> None:
    role = f"reader_{os.urandom(4).hex()}"
    sql(postgres_url, f"CREATE ROLE {role} LOGIN")
    try:
        sql(postgres_url, f"GRANT SELECT ON alembic_version TO {role}")
        url = engine_url(postgres_url).set(username=role).render_as_string(hide_password=False)
        refused = types("db", "backup", str(tmp_path / "copy"), DATABASE_URL=url)
    finally:
        sql(postgres_url, f"DROP OWNED BY {role}")
        sql(postgres_url, f"DROP ROLE {role}")
    assert refused.code == 1
    why = "wardroom: `pg_dump` did not come to its end (permission denied for "
    assert refused.line.startswith(why)
    assert "); nothing was changed. Let the user of DATABASE_URL own" in refused.line
    assert list(tmp_path.glob("copy*")) == []


def test_a_database_is_not_replaced_under_a_running_bot(
    types: Type, database_url: str, tmp_path: Path
) -> None:
    """And one that crashed keeps nobody from it."""
    copy = str(tmp_path / "copy")
    assert types("db", "backup", copy, DATABASE_URL=database_url).code == 0
    product = Product(tmp_path / "bot", environment(database_url), "--room")
    eventually(lambda: product.ready, within=30)
    for words in (("restore", "--force", copy), ("downgrade", "base")):
        refused = types("db", *words, DATABASE_URL=database_url)
        assert refused.code == 1
        assert refused.line == (
            "wardroom: A bot is running on this database. Stop it, then type this again."
        )
    assert product.ready
    assert types("db", "backup", f"{copy} too", DATABASE_URL=database_url).code == 0
    product.kill()

    def restored() -> bool:
        # A server needs a moment to notice that somebody hung up.
        return types("db", "restore", "--force", copy, DATABASE_URL=database_url).code == 0

    assert eventually(restored, within=10)


def test_a_bot_does_not_start_while_its_database_is_replaced(
    types: Type, database_url: str
) -> None:
    with presence.alone(database_url):
        refused = types("run", "--room", "--port", "0", DATABASE_URL=database_url)
    assert refused.code == 1
    assert "being restored" in refused.err
    assert refused.err.count("\n") == 1


def test_a_second_bot_keeps_the_database_when_the_first_one_ends(database_url: str) -> None:
    first, second = presence.put_up(database_url), presence.put_up(database_url)
    first.take_down()
    with pytest.raises(Refused), presence.alone(database_url):
        pass
    second.take_down()
    with presence.alone(database_url):
        pass


@pytest.mark.postgres
def test_a_server_that_was_restarted_hears_again_who_works_on_it(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "LOOK_EVERY_S", 0.2)
    held = (
        "SELECT {} FROM pg_locks WHERE locktype = 'advisory'"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    sign = presence.put_up(postgres_url)
    before = sql(postgres_url, held.format("pid"))

    def shut_out() -> bool:
        """Take the lock from the bot and keep it, until the bot has missed it several times."""
        sql(postgres_url, held.format("pg_terminate_backend(pid)"))
        with contextlib.suppress(Refused), presence.alone(postgres_url), capture_logs() as said:
            return bool(eventually(lambda: said[2:]))
        return False

    assert eventually(shut_out)
    eventually(lambda: set(sql(postgres_url, held.format("pid"))) - set(before), within=10)
    with pytest.raises(Refused), presence.alone(postgres_url):
        pass
    sign.take_down()
    assert sql(postgres_url, held.format("pid")) == []


def test_a_database_behind_a_link_is_replaced_and_the_link_stays(
    types: Type, sqlite_url: str, tmp_path: Path
) -> None:
    copy, link = tmp_path / "copy.db", tmp_path / "link.db"
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    link.symlink_to(file)
    by_link = f"sqlite:///{link}"
    assert types("db", "backup", str(copy), DATABASE_URL=by_link).code == 0
    sql(sqlite_url, "CREATE TABLE later (id INTEGER)")
    assert types("db", "restore", "--force", str(copy), DATABASE_URL=by_link).code == 0
    assert link.readlink() == file
    assert types("db", "check", DATABASE_URL=sqlite_url).code == 0
