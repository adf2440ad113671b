"""The command line, run in this process: what was typed, what came back, how it ended."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import Session

from bot.cli import main
from bot.domain.models import Incident
from bot.domain.words import Kind
from bot.operations import incidents, tasks
from bot.operations.turn import Turn
from bot.storage.database import Database, engine_url, make_engine
from bot.storage.incidents import by_ref
from tests.clocks import StoppedClock
from tests.e2e.product import environment
from tests.factories import Desk, make_house
from tests.room.entering import hurry


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def line(self) -> str:
        """Return the one line that it said on standard error; there must be no other."""
        assert self.out == ""
        (line,) = self.err.splitlines()
        return line


Type = Callable[..., Ended]


def sql(url: str, statement: str) -> list[tuple[object, ...]]:
    """Run one statement in a database; return its rows, none when it has none."""
    engine = make_engine(engine_url(url))
    with engine.begin() as connection:
        done = connection.exec_driver_sql(statement)
        rows = [tuple(row) for row in done] if done.returns_rows else []
    engine.dispose()
    return rows


@pytest.fixture
def types(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Type:
    """Type a `wardroom` command in an empty folder; keywords are variables of the environment."""
    monkeypatch.chdir(tmp_path)
    hurry(monkeypatch)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: str, **variables: str) -> Ended:
        with monkeypatch.context() as now:
            for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"):
                now.delenv(name, raising=False)
            defaults = environment(f"sqlite:///{tmp_path / 'none.db'}")
            for name, value in {**defaults, **variables}.items():
                now.setenv(name, value)
            now.setattr(sys, "argv", ["wardroom", *words])
            code = 0
            try:
                main()
            except SystemExit as ended:
                code = ended.code if isinstance(ended.code, int) else 0
        said = capsys.readouterr()
        return Ended(code, said.out, said.err)

    return run


@pytest.fixture
def worked(database_url: str, clock: StoppedClock, tmp_path: Path) -> str:
    """The address of a database in which one task of INC-2022-001 is done."""
    return _work(database_url, clock, tmp_path)


@pytest.fixture
def worked_on_sqlite(sqlite_url: str, clock: StoppedClock, tmp_path: Path) -> str:
    """The same, always on SQLite."""
    return _work(sqlite_url, clock, tmp_path)


def _work(database_url: str, clock: StoppedClock, tmp_path: Path) -> str:
    database = Database(database_url)
    desk = Desk(database, make_house(tmp_path / "house"), clock)

    def begin(turn: Turn) -> str:
        made = incidents.declare(
            turn, title="Servers | encrypted", severity=1, kind=Kind.RANSOMWARE
        )
        return made.ref

    ref = desk("U1BOSS", begin)
    desk("U1BOSS", lambda turn: tasks.done(turn, _named(turn.session, ref), 1, "seen by the lab"))
    database.close()
    return database_url


def _named(session: Session, ref: str) -> Incident:
    found = by_ref(session, ref)
    assert found is not None
    return found
