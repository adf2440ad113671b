"""`/readyz` is green only where people can work: rows can be written, calls get through, in time."""

import asyncio
from dataclasses import dataclass

import pytest
from sqlmodel import Session

from bot.outbox.health import Health
from bot.storage.database import Database
from bot.web import health, readiness
from tests.clocks import StoppedClock


@dataclass
class Beats:
    """A schedule that is well."""

    ok: bool = True
    detail: str = ""

    @property
    def health(self) -> "Beats":
        """Return how it does."""
        return self


@dataclass
class Waits:
    """An outbox whose oldest call waits for so long."""

    lag: float

    async def health(self) -> Health:
        """Return how it does."""
        return Health("", 0, 0, self.lag, None)


def pragma(database: Database, statement: str) -> object:
    def ask(session: Session) -> object:
        return session.connection().exec_driver_sql(f"PRAGMA {statement}").scalar()

    return database.write_now(ask)


async def test_a_database_that_only_answers_is_not_ready(
    sqlite_url: str, clock: StoppedClock
) -> None:
    """As on a full disk, where every list is shown and no command is taken."""
    database = Database(sqlite_url)
    ask = readiness.checks(database, {}, {}, Beats(), clock)["database"]
    room = pragma(database, "page_count")
    pragma(database, f"max_page_count={room}")
    for _ in range(2):
        assert await ask() == health.Finding(
            ok=False, detail="takes no writes: database or disk is full"
        )
    pragma(database, "max_page_count=1000000")
    assert await ask() == health.Finding(ok=True)
    pragma(database, f"max_page_count={room}")
    assert (await ask()).ok, "Whoever asks again and again has nothing written each time."
    database.close()


async def test_calls_that_do_not_get_through_are_not_ready(
    sqlite_url: str, clock: StoppedClock
) -> None:
    database = Database(sqlite_url)
    for lag in (60.0, 601.0):
        ask = readiness.checks(database, {}, {"Slack": Waits(lag)}, Beats(), clock)["outbox"]
        assert await ask() == health.Finding(ok=lag == 60.0, detail=f"lag {lag:.0f} s")
    database.close()


async def test_a_part_that_does_not_answer_keeps_nobody_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(health, "WITHIN_S", 0.05)

    async def hang() -> health.Finding:
        await asyncio.Event().wait()
        return health.Finding(ok=True)

    async def well() -> health.Finding:
        return health.Finding(ok=True)

    found = await health.findings({"database": hang, "door": well})
    assert found["database"] == health.Finding(ok=False, detail="no answer within 0 s")
    assert found["door"].ok
