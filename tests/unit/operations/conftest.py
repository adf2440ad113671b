"""A desk at which operations run, on both engines."""

from pathlib import Path

import pytest

from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.factories import Desk, make_house


@pytest.fixture
def desk(database: Database, clock: StoppedClock, tmp_path: Path) -> Desk:
    return Desk(database, make_house(tmp_path / "playbooks"), clock)
