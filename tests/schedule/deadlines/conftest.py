"""Legal clocks that the schedule says, on each engine or on SQLite alone."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.operations.turn import House
from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.schedule.deadlines.court import Court, Hall


@pytest.fixture
def hall(database: Database, house: House, clock: StoppedClock) -> Hall:
    """Opens a court on each engine."""

    def opened(law: str = "in-hospital", **over: object) -> Court:
        return Court(database, replace(house, **over), clock, law)  # type: ignore[arg-type]  # by name.

    return opened


@pytest.fixture
def sqlite_hall(sqlite_url: str, house: House, clock: StoppedClock) -> Iterator[Hall]:
    """Opens a court on SQLite alone, for what does not depend on the engine."""
    database = Database(sqlite_url)

    def opened(law: str = "in-hospital", **over: object) -> Court:
        return Court(database, replace(house, **over), clock, law)  # type: ignore[arg-type]  # by name.

    yield opened
    database.close()
