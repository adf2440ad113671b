"""One beat of the schedule over everything that is open, and what whoever writes waits meanwhile.

The beats are those that the running bot makes; here they are made by hand, one at a time.
"""

import gc
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from time import perf_counter

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.bench import seed
from bot.bench.bench import Bench
from bot.bench.figures import Bar, Figure, Row
from bot.bench.reports import house
from bot.clock import SystemClock
from bot.domain.models import Incident, Reminder, Schedule
from bot.domain.words import Stage
from bot.operations.digests import ensure_digest
from bot.operations.turn import House
from bot.schedule.beat import Pace
from bot.schedule.tick import tick
from bot.storage.database import Database
from bot.storage.incidents import lock
from bot.storage.schedules import DAILY_DIGEST

# A beat begins every two seconds; whoever types must not feel it at all.
IN_TIME, UNNOTICED = Bar(2000, "p50"), Bar(100, "p99")
# At 0 every pass is made, at 1 only those that every beat makes: what recurs, and imports.
EVERY_PASS, SHORT = 0, 1
PAUSE_S = 0.01
MOST_BEATS = 400
# So many legal clocks run in each incident.
CLOCKS = 5


async def ticking(bench: Bench) -> list[Row]:
    """Measure a beat that posts the digest, one that has much to remind of, and an idle one."""
    size, now, url = bench.size, SystemClock().now(), bench.ground.database()
    at_house = house()
    numbers = range(1, size.incidents + 1)
    with closing(Database(url)) as database, _settled():
        bench.say(f"filling {size.incidents} incidents, {size.incidents * size.entries:,} entries")
        for fill in _filling(bench, numbers, now):
            database.write_now(fill)
        database.write_now(lambda session: ensure_digest(session, at_house, now))
        over = f"{size.incidents} incidents × {size.tasks} tasks"
        rows = []
        bench.say("a beat that posts the digest")
        rows += _measured(
            database, at_house, now, SHORT, f"the digest falls due, {over}", _due, rounds=3
        )
        bench.say("beats that remind, until all is said")
        taken, waited = _until_said(database, at_house, now)
        rows += _rows(f"much is overdue, {over}", taken, waited)
        steps = database.read_now(_reminders)
        bench.say("a beat with nothing to do")
        what = f"all is said, {over}"
        rows += _measured(database, at_house, now, EVERY_PASS, what, _nothing, rounds=3)
    what = f"beats until all is said, {steps:,} reminders"
    return [*rows, Row("tick", what, Figure(len(taken)), unit="beats")]


def _filling(bench: Bench, numbers: range, now: datetime) -> Iterator[Callable[[Session], None]]:
    size = bench.size
    yield lambda session: seed.incidents(session, numbers, now=now, stage=Stage.ACTIVE)
    yield lambda session: seed.tasks(session, numbers, size.tasks, now=now, worked=True)
    yield lambda session: seed.history(session, numbers, size.entries, now=now)
    yield lambda session: seed.deadlines(session, numbers, CLOCKS, now=now)


@contextmanager
def _settled() -> Iterator[None]:
    """Have the collector pass over what is there by now, as `wardroom run` does when it begins."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _due(session: Session, now: datetime) -> None:
    wanted = sa.update(Schedule).where(col(Schedule.key) == DAILY_DIGEST)
    session.execute(wanted.values(next_due_at=now - timedelta(seconds=1)))


def _nothing(_session: Session, _now: datetime) -> None:
    """Leave it as it is."""


def _reminders(session: Session) -> int:
    return int(session.execute(sa.select(sa.func.count()).select_from(Reminder)).scalar_one())


Seconds = list[float]


def _until_said(database: Database, at_house: House, now: datetime) -> tuple[Seconds, Seconds]:
    """Return how long each beat takes until all is said, and what others who write wait."""
    taken: Seconds = []
    waited: Seconds = []
    with _others(database, waited):
        done = 1
        while done and len(taken) < MOST_BEATS:
            began = perf_counter()
            done = _beat(database, at_house, now, EVERY_PASS)
            taken.append(perf_counter() - began)
    return taken, waited


def _measured(
    database: Database,
    at_house: House,
    now: datetime,
    beat: int,
    what: str,
    prepare: Callable[[Session, datetime], None],
    *,
    rounds: int,
) -> list[Row]:
    """Return how long a beat takes, and what others who write wait meanwhile."""
    taken: Seconds = []
    waited: Seconds = []
    for number in range(rounds):
        at = now + timedelta(minutes=number)
        database.write_now(lambda session: prepare(session, at))  # noqa: B023 - asked at once.
        with _others(database, waited):
            began = perf_counter()
            _beat(database, at_house, at, beat)
            taken.append(perf_counter() - began)
    return _rows(what, taken, waited)


def _rows(what: str, taken: Seconds, waited: Seconds) -> list[Row]:
    return [
        Row("tick", f"a beat: {what}", Figure.of(taken), bar=IN_TIME),
        Row("tick", f"whoever writes meanwhile: {what}", Figure.of_rounds([waited]),
            bar=UNNOTICED, note=f"slowest {max(waited) * 1000:.0f} ms"),
    ]  # fmt: skip


def _beat(database: Database, at_house: House, at: datetime, beat: int) -> int:
    """Let the schedule beat as the running bot does: what can wait gives way."""
    return tick(database, at_house, at, beat=beat, pace=Pace(perf_counter))


@contextmanager
def _others(database: Database, waited: Seconds) -> Iterator[None]:
    """Let somebody change one incident again and again, as every command does, and time it."""
    ended = threading.Event()

    def hold(session: Session) -> None:
        incident = session.exec(select(Incident).order_by(col(Incident.id)).limit(1)).one()
        lock(session, incident)
        # Whoever changes nothing waits for no reader when it commits.
        incident.last_update_at = SystemClock().now()
        session.add(incident)

    def write() -> None:
        while not ended.wait(PAUSE_S) or not waited:
            began = perf_counter()
            database.write_now(hold)
            waited.append(perf_counter() - began)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
