"""Legal clocks of an incident, on both engines."""

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.factories import make_house
from tests.law import Law, profile
from tests.unit.operations.deadlines.opened import Open


def opening(database: Database, clock: StoppedClock, folder: Path) -> Open:
    """Return what opens a hospital under a profile: a shipped one by name, or items as YAML."""

    def open_(name_or_items: str = "in-hospital", zone: str = "Asia/Kolkata") -> Law:
        house = make_house(folder / "playbooks", zone=ZoneInfo(zone))
        return Law(database, house, clock, profile(name_or_items))

    return open_


@pytest.fixture
def opened(database: Database, clock: StoppedClock, tmp_path: Path) -> Open:
    """Opens a hospital on each engine."""
    return opening(database, clock, tmp_path)


@pytest.fixture
def sqlite_opened(sqlite_url: str, clock: StoppedClock, tmp_path: Path) -> Iterator[Open]:
    """Opens a hospital on SQLite alone, for what is counted and not stored."""
    database = Database(sqlite_url)
    yield opening(database, clock, tmp_path)
    database.close()


@pytest.fixture
def law(opened: Open) -> Law:
    """The hospital in India, in which ransomware was noticed and declared at 07:07."""
    law = opened()
    law.declare()
    return law
