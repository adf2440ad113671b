"""What every test may ask for: a database of either engine, a clock that stands still, a turn."""

import gc
import logging
import os
import shutil
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import hypothesis
import psycopg
import pytest
import structlog

from bot.storage.database import Database
from tests import constants, engines, readings, turns
from tests.clocks import StoppedClock
from tests.postgres import Databases, run, sibling
from tests.requirements import require_or_skip
from tests.schema import create_schema

POSTGRES = os.environ.get("WARDROOM_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/test")
# How long an example takes says something of the machine; a test that hangs is stopped by pytest.
# A longer search for those who look for rare faults: WARDROOM_EXAMPLES=1000.
hypothesis.settings.register_profile(
    "patient",
    deadline=None,
    max_examples=int(os.environ.get("WARDROOM_EXAMPLES", "25")),
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("patient")
engines.share()
constants.leave_unread()
readings.share()
# What nobody reads need not be beautiful: to draw a traceback takes longer than most tests.
structlog.configure(
    processors=[
        *structlog.get_config()["processors"][:-1],
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
    ]
)
NIGHT = datetime(2022, 11, 23, 1, 37, tzinfo=UTC)  # 07:07 in Delhi.


def pytest_collection_finish() -> None:
    """Let the collector leave alone what was imported: it costs an eighth of the processor."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the order be as it fell, but for what turns would make dear (tests/turns.py)."""
    items.sort(key=turns.rank)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for a database on both engines, or on the one whose turn it is."""
    if "database_engine" in metafunc.fixturenames:
        wanted = turns.engines(metafunc.definition, postgres=_postgres_answers())
        metafunc.parametrize("database_engine", wanted, indirect=True)


@cache
def _postgres_answers() -> bool:
    try:
        psycopg.connect(POSTGRES, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The address of a PostgreSQL server; tests that need one are skipped where there is none."""
    if not _postgres_answers():
        require_or_skip(
            "postgres", "no PostgreSQL answers at WARDROOM_TEST_POSTGRES or 127.0.0.1:5432"
        )
    return POSTGRES


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, made once and copied for each test."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    create_schema(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """A migrated PostgreSQL database, made once and cloned for each test."""
    name = f"wr_template_{uuid.uuid4().hex[:12]}"
    run(postgres_server, f"CREATE DATABASE {name}")
    create_schema(sibling(postgres_server, name))
    yield name
    run(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh SQLite database."""
    path = tmp_path / "wardroom.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def postgres_databases(postgres_server: str, postgres_template: str) -> Iterator[Databases]:
    """The PostgreSQL databases that tests have one after the other."""
    databases = Databases(postgres_server, postgres_template)
    yield databases
    databases.close()


@pytest.fixture
def postgres_url(postgres_databases: Databases) -> Iterator[str]:
    """The address of a fresh PostgreSQL database."""
    with postgres_databases.lent() as url:
        yield url


@pytest.fixture
def database_engine(request: pytest.FixtureRequest) -> str:
    """The kind of database that this run of a test is about (tests/turns.py says which)."""
    return str(request.param)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, database_engine: str) -> str:
    """The address of a fresh database of that engine."""
    url: str = request.getfixturevalue(f"{database_engine}_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database of that engine."""
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> StoppedClock:
    """A clock that stands at 07:07 in Delhi on 23 November 2022 until it is moved."""
    return StoppedClock(NIGHT)


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """Undo what a test that runs our own command line does to the process's logging."""
    root, kept = logging.getLogger(), structlog.get_config()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    if structlog.is_configured():
        structlog.configure(**kept)
