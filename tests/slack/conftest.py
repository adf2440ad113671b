"""A counter for each test: the app on a fresh database, SQLite's unless the test wants both."""

import zlib
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.factories import make_house
from tests.slack.counter import Counter, SlackSide


@pytest.fixture
async def slack_side() -> AsyncIterator[SlackSide]:
    """What stands for Slack."""
    side = SlackSide()
    await side.start()
    yield side
    await side.stop()


def _engine(request: pytest.FixtureRequest) -> str:
    """Return the engine that a test asks for; of either, the one whose turn it is by its name."""
    asked = str(getattr(request, "param", "sqlite"))
    if asked != "either":
        return asked
    if zlib.crc32(request.node.nodeid.encode()) % 2:
        # Without a server of PostgreSQL nobody loses their turn.
        with suppress(pytest.skip.Exception):
            request.getfixturevalue("postgres_server")
            return "postgres"
    return "sqlite"


@pytest.fixture
async def counter(
    request: pytest.FixtureRequest, tmp_path: Path, clock: StoppedClock, slack_side: SlackSide
) -> AsyncIterator[Counter]:
    """The app on SQLite, or on what `on_both_engines` and `on_either_engine` ask for."""
    database = Database(request.getfixturevalue(f"{_engine(request)}_url"))
    made = Counter(database, make_house(tmp_path / "playbooks"), clock, slack_side)
    yield made
    await made.app.settle()
    await made.slack.close()
    database.close()
