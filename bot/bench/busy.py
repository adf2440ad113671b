"""What other people wait while ten declare, a digest is made, or thousands of rows are imported."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, closing
from datetime import timedelta
from time import perf_counter

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.bench import registers, seed
from bot.bench.bench import Bench, callers
from bot.bench.commands import seeded
from bot.bench.declaring import DECLARE, SLACK_TAKES_S
from bot.bench.fake_slack import FakeSlack
from bot.bench.figures import Bar, Figure, Row, percentile
from bot.bench.load import Caller, form, volley
from bot.bench.reports import house
from bot.clock import SystemClock
from bot.domain.models import Schedule
from bot.operations.turn import House
from bot.storage.database import Database
from bot.storage.schedules import DAILY_DIGEST

PROMISED = Bar(100, "p99")
DUE_EVERY_S = 1.0


async def busy(bench: Bench) -> list[Row]:
    """Measure commands about two incidents while other things happen."""
    rows: list[Row] = []
    async with AsyncExitStack() as stack:
        url = seeded(bench, bench.size.incidents)
        slack = await stack.enter_async_context(FakeSlack())
        ours = await stack.enter_async_context(bench.wardroom(url, slack, "socket"))
        made = await stack.enter_async_context(callers(12, ours, slack, "socket"))
        database = stack.enter_context(closing(Database(url)))
        seconds, at_house = bench.size.busy_s, house()
        works: dict[str, Callable[[], Awaitable[None]]] = {
            "ten declare at once": lambda: _declare(made[:10]),
            "the daily digest falls due": lambda: _ticks(database, seconds),
            "somebody asks for the digest": lambda: _digests(made[0], seconds),
            f"{bench.size.servers:,} servers are imported": lambda: _import(
                database, at_house, bench.size.servers
            ),
        }
        await _others(made[10:], seconds / 4)
        idle = await _others(made[10:], seconds / 2)
        slack.delay_s = SLACK_TAKES_S
        for what, work in works.items():
            bench.say(f"other answers while {what}")
            _, times = await asyncio.gather(work(), _others(made[10:], seconds))
            rows.append(_waited(f"{what} ({bench.size.incidents} incidents)", times, idle))
    return rows


def _waited(what: str, times: Sequence[float], idle: Sequence[float]) -> Row:
    note = "floor: the same commands when nothing else happens"
    return Row(
        "busy", f"any answer while {what}", Figure.of_rounds([times]), Figure.of_rounds([idle]),
        PROMISED, note=f"{note}; slowest {percentile(times, 1.0) * 1000:.0f} ms",
    )  # fmt: skip


async def _others(made: Sequence[Caller], seconds: float) -> list[float]:
    """Read and change two other incidents for so long; return what each answer took."""
    lines = ("/task list", "/incident note guard posted")
    forms = (form(lines[at % 2], seed.channel(1 + at % 2)) for at in range(100_000))
    return await volley(made, forms, within_s=seconds)


async def _declare(made: Sequence[Caller]) -> None:
    await volley(made, [form(DECLARE, "C0DESK") for _ in made])


async def _digests(caller: Caller, seconds: float) -> None:
    forms = (form("/incident digest now", "C0DESK") for _ in range(1000))
    await volley([caller], forms, "digest", within_s=seconds)


async def _import(database: Database, at_house: House, count: int) -> None:
    """Lay a list down, as the command line does; the running bot enters it, beat by beat."""
    now, table = SystemClock().now(), registers.sheet(count)
    await database.write(lambda session: registers.laid(session, at_house, table, now))


async def _ticks(database: Database, seconds: float) -> None:
    """Let the daily digest fall due again and again, as the clock would."""

    def due(session: Session) -> None:
        at = SystemClock().now() - timedelta(seconds=1)
        session.execute(
            sa.update(Schedule).where(col(Schedule.key) == DAILY_DIGEST).values(next_due_at=at)
        )

    end = perf_counter() + seconds
    while perf_counter() < end:
        await database.write(due)
        await asyncio.sleep(DUE_EVERY_S)
