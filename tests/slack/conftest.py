"""A counter for each test: the app on a fresh database, SQLite's unless the test wants both."""

from collections.abc import AsyncIterator
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


@pytest.fixture
async def counter(
    request: pytest.FixtureRequest, tmp_path: Path, clock: StoppedClock, slack_side: SlackSide
) -> AsyncIterator[Counter]:
    """The app on SQLite, or on what `on_both_engines` and `on_either_engine` ask for."""
    asked = "database" if "database_engine" in request.fixturenames else "sqlite"
    database = Database(request.getfixturevalue(f"{asked}_url"))
    made = Counter(database, make_house(tmp_path / "playbooks"), clock, slack_side)
    yield made
    await made.app.settle()
    await made.slack.close()
    database.close()


@pytest.fixture
async def desk(counter: Counter) -> Counter:
    """A counter with an incident of four tasks."""
    await counter.types("/incident declare sev2 printers")
    return counter
