"""`/metrics` tells of the process and of the database's absence when the database is away."""

import shutil
from pathlib import Path

from prometheus_client import generate_latest

from bot.storage.database import Database
from bot.web import metrics
from tests.clocks import StoppedClock


def test_a_database_that_is_away_is_a_figure(sqlite_url: str, clock: StoppedClock) -> None:
    database = Database(sqlite_url)
    registry = metrics.registry(database, clock)
    assert "wardroom_database_up 1.0" in generate_latest(registry).decode()
    database.close()
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    shutil.rmtree(file.parent)
    away = Database(sqlite_url)
    told = generate_latest(metrics.registry(away, clock)).decode()
    assert "wardroom_database_up 0.0" in told
    assert "process_resident_memory_bytes" in told
    assert "wardroom_incidents_open" not in told
    away.close()
