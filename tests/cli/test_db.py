"""`wardroom db`: up and down, copies and their return, on both engines; bad addresses in a line."""

import os
import shlex
import signal
import threading
import uuid
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.storage import backups, migrations
from bot.storage.database import engine_url
from tests.cli.conftest import Type, sql
from tests.forks import FORKS, fall_silent

# So many statements after which a migration is killed, on its way down and up.
KILLED_AFTER = (30, 80)


@pytest.mark.both_engines
def test_each_step_down_can_be_taken_back_with_its_rows(types: Type, worked: str) -> None:
    before = sql(worked, "SELECT count(*) FROM timeline_entry")
    assert types("db", "downgrade", "--", "-1", DATABASE_URL=worked).code == 0
    assert types("db", "check", DATABASE_URL=worked).code == 1
    assert types("db", "upgrade", DATABASE_URL=worked).code == 0
    assert sql(worked, "SELECT count(*) FROM timeline_entry") == before


def test_another_programs_database_is_not_called_empty(types: Type, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'theirs.db'}"
    sql(url, "CREATE TABLE ward (bed)")
    told = types("db", "current", DATABASE_URL=url).out
    assert told.startswith("no Wardroom, but tables of another program: 1 (newest is ")


@pytest.mark.both_engines
def test_what_a_step_down_takes_away_is_kept_and_comes_back(
    types: Type, worked: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sql(worked, "SELECT ref FROM incident")
    down = types("db", "downgrade", "base", DATABASE_URL=worked)
    words = shlex.split(down.err.split("wardroom ", 1)[1])
    assert words[:3] == ["db", "restore", "--force"]
    assert Path(words[3]).parent == tmp_path
    types("db", "upgrade", DATABASE_URL=worked)
    assert types(*words, DATABASE_URL=worked).code == 0
    assert sql(worked, "SELECT ref FROM incident") == before
    # What was not taken away needs no copy.
    assert types("db", "downgrade", "nonsense", DATABASE_URL=worked).code == 1
    assert len(list(tmp_path.glob("*.backup"))) == 1
    # Where it cannot be kept, nothing is taken away, unless one says so.
    tmp_path.joinpath(Path(words[3]).name).unlink()
    monkeypatch.setattr(backups, "_copy", cannot)
    refused = types("db", "downgrade", "base", DATABASE_URL=worked)
    assert refused.code == 1
    assert "nothing was changed" in refused.line
    assert "--no-copy" in refused.err
    assert migrations.current(worked) == migrations.head()
    bare = types("db", "downgrade", "base", "--no-copy", DATABASE_URL=worked)
    assert (bare.code, bare.err, list(tmp_path.glob("*.backup*"))) == (0, "", [])


def cannot(*_given: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.both_engines
def test_a_trigger_that_is_gone_is_named(types: Type, worked: str) -> None:
    there = engine_url(worked).get_backend_name() == "sqlite"
    name = "timeline_entry_no_update" if there else "timeline_entry_no_change"
    where = "" if there else " ON timeline_entry"
    sql(worked, f"DROP TRIGGER {name}{where}")
    found = types("db", "check", DATABASE_URL=worked)
    assert (found.code, found.out) == (1, f"trigger {name} is missing\n1 differences\n")
    ill = types("doctor", DATABASE_URL=worked)
    assert ill.code == 1
    assert f"✗ migrations: 1 differences: trigger {name} is missing →" in ill.out


@pytest.mark.both_engines
def test_a_column_that_is_gone_is_named(types: Type, worked: str) -> None:
    sql(worked, "ALTER TABLE setting ADD COLUMN surplus INTEGER")
    found = types("db", "check", DATABASE_URL=worked)
    assert found.code == 1
    assert "surplus" in found.out


def test_a_revision_that_there_is_not_is_named(types: Type, sqlite_url: str) -> None:
    for words in (
        ("upgrade", "nonsense"),
        ("upgrade", ""),
        ("downgrade", " "),
        ("downgrade", "../x"),
        ("downgrade", "+99"),
    ):
        refused = types("db", *words, DATABASE_URL=sqlite_url)
        assert refused.code == 1
        assert repr(words[1]) in refused.line


def test_a_database_of_a_newer_wardroom_is_not_to_be_upgraded_by_this_one(
    types: Type, worked: str
) -> None:
    sql(worked, "UPDATE alembic_version SET version_num = '20991231_1'")
    commands = "run --port 0", "db current", "db upgrade", "db check", "audit verify"
    for words in (each.split() for each in commands):
        refused = types(*words, DATABASE_URL=worked)
        assert refused.code == 1
        assert "20991231_1, which a newer Wardroom made" in refused.line
        assert "db upgrade" not in refused.line
    told = types("doctor", DATABASE_URL=worked).out
    assert "which a newer Wardroom made" in told
    assert "db upgrade" not in told


@pytest.mark.parametrize(
    "words",
    [
        "db current",
        "db check",
        "db backup copy.db",
        "export INC-2022-001",
        "audit verify",
        "doctor",
    ],
)
def test_looking_at_a_database_does_not_make_one(types: Type, tmp_path: Path, words: str) -> None:
    types(*words.split())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("sqlite://", "in memory"),
        ("sqlite:///:memory:", "in memory"),
        ("sqlite:///wardroom.db?mode=ro", "behind a SQLite file stands nothing"),
        ("mysql://127.0.0.1/x", "only sqlite"),
        ("postgresql://127.0.0.1:port/x", "not a database URL"),
        ("postgresql://x:secret@127.0.0.1:1/x", "cannot be reached"),
        ("sqlite:////nowhere/ward.db", "cannot be opened"),
    ],
)
def test_a_bad_address_is_one_line(types: Type, url: str, why: str) -> None:
    refused = types("db", "upgrade", DATABASE_URL=url)
    assert refused.code == 1
    assert refused.line.startswith("wardroom: DATABASE_URL: ")
    assert why in refused.line
    assert "secret" not in refused.line


@pytest.mark.postgres
def test_a_user_who_may_not_work_in_the_database_is_one_line(
    types: Type, postgres_url: str
) -> None:
    """As on PostgreSQL 15, where nobody but the owner may make tables."""
    role = f"wr_weak_{uuid.uuid4().hex[:8]}"
    sql(postgres_url, f"CREATE ROLE {role} LOGIN")
    theirs = engine_url(postgres_url).set(username=role).render_as_string(hide_password=False)
    try:
        for words in ("db upgrade", "db current", "db check", "run --port 0", "audit verify"):
            refused = types(*words.split(), DATABASE_URL=theirs)
            assert refused.code == 1
            assert refused.line.startswith(f"wardroom: DATABASE_URL: {role} may not work in that")
            assert "OWNER TO" in refused.line
    finally:
        sql(postgres_url, f"DROP ROLE {role}")


@pytest.mark.both_engines
def test_four_migrations_at_once_wait_for_each_other(database_url: str) -> None:
    """As when four replicas start on an empty database: all but one find everything done."""
    migrations.downgrade(database_url, "base")
    failed: list[BaseException] = []

    def migrate() -> None:
        try:
            migrations.upgrade(database_url)
        except Exception as error:  # noqa: BLE001 - a thread's error is judged below.
            failed.append(error)

    threads = [threading.Thread(target=migrate) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(40)
    assert failed == []
    assert migrations.current(database_url) == migrations.head()


def _die_migrating(url: str, revision: str, after: int) -> None:
    """Migrate, and be killed after so many statements."""
    fall_silent()
    left = [after]

    def count(*_: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    sa.event.listen(sa.Engine, "after_cursor_execute", count)
    (migrations.downgrade if revision == "base" else migrations.upgrade)(url, revision)


def _killed(url: str, revision: str, after: int) -> None:
    process = FORKS.Process(target=_die_migrating, args=(url, revision, after))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL


@pytest.mark.both_engines
def test_a_migration_that_is_killed_leaves_the_database_as_it_was(types: Type, worked: str) -> None:
    """What the migrations make is what the models say, whichever way it was reached.

    Tables, rows and triggers: down from the newest, and up from nothing.
    """
    newest = migrations.head()
    assert types("db", "current", DATABASE_URL=worked).out == f"{newest} (newest)\n"
    for after in KILLED_AFTER:
        _killed(worked, "base", after)
        assert migrations.current(worked) == newest, after
    agreed = types("db", "check", DATABASE_URL=worked)
    assert (agreed.code, agreed.out) == (0, "models and database agree\n")
    assert types("audit", "verify", DATABASE_URL=worked).code == 0
    down = types("db", "downgrade", "base", DATABASE_URL=worked)
    assert (down.code, down.out) == (0, f"database: {newest} → empty\n")
    for after in KILLED_AFTER:
        _killed(worked, "head", after)
        assert migrations.current(worked) is None, after
    refused = types("run", DATABASE_URL=worked)
    assert refused.code == 1
    assert "Run `wardroom db upgrade`" in refused.line
    up = types("db", "upgrade", DATABASE_URL=worked)
    assert (up.code, up.out) == (0, f"database: empty → {newest}\n")
    assert types("db", "check", DATABASE_URL=worked).code == 0
