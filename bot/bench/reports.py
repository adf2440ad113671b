"""Digest and summary at 1, 100 and 1,000 open incidents, against their own statements bare.

Also the same open work with ten times the history: the cost must follow what is open.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from time import perf_counter, process_time
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, select

from bot.bench import seed
from bot.bench.bench import Bench
from bot.bench.figures import Bar, Figure, Row
from bot.bench.ground import PLAYBOOKS
from bot.clock import SystemClock
from bot.config import load
from bot.domain.models import Incident
from bot.domain.words import Stage
from bot.operations import reports
from bot.operations.turn import House
from bot.playbook.library import Library
from bot.runtime import house_of
from bot.storage import board
from bot.storage.database import Database, engine_url, make_engine

AGAINST_OWN, GROWTH = Bar(1.5), Bar(1.2)
HISTORY = 10
# Below this the fixed cost of a page outweighs what is counted.
PROMISED_FROM = 1000

Statement = tuple[str, Any]
Read = Callable[[Session], Any]


def house() -> House:
    """Return a hospital as its settings are by default."""
    settings = load({}, env_file=None)
    return house_of(settings, Library.load(PLAYBOOKS), announce="C0A", managers="C0M")


class Lab:
    """A database under study: times a read as we do it and as bare statements, taking turns."""

    def __init__(self, url: str, rounds: int) -> None:
        self._url, self._rounds = url, rounds
        self._engine = make_engine(engine_url(url), begin="BEGIN")
        # A database in this process is measured by the processor's time: who else wants the
        # processor is not counted as ours.
        inside = self._engine.dialect.name == "sqlite"
        self._clock: Callable[[], float] = process_time if inside else perf_counter
        self._statements: list[Statement] = []
        sa.event.listen(self._engine, "before_cursor_execute", self._seen)

    def _seen(self, *seen: Any) -> None:
        self._statements.append((seen[2], seen[3]))

    def fill(self, write: Callable[[Session], None]) -> None:
        """Write what is to be read."""
        database = Database(self._url)
        database.write_now(write)
        database.close()

    def close(self) -> None:
        """Give the connection back."""
        self._engine.dispose()

    def compare(self, read: Read) -> tuple[Figure, Figure]:
        """Return what *read* takes, and what its statements take on the driver alone."""
        with Session(self._engine) as session:
            read(session)
            self._statements.clear()
            read(session)
            statements = [each for each in self._statements if each[0].startswith("SELECT")]
        ours, bare = [], []
        for _ in range(self._rounds * 2):
            ours.append(self._timed(read))
            bare.append(self._bare(statements))
        return Figure.of(ours), Figure.of(bare)

    def _timed(self, read: Read) -> float:
        with Session(self._engine) as session:
            session.connection()
            began = self._clock()
            read(session)
            return self._clock() - began

    def _bare(self, statements: list[Statement]) -> float:
        with self._engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            cursor = driver.cursor()
            began = self._clock()
            for sql, given in statements:
                cursor.execute(sql, given)
                cursor.fetchall()
            return self._clock() - began


@contextmanager
def _lab(bench: Bench) -> Iterator[Lab]:
    lab = Lab(bench.ground.database(), bench.size.rounds)
    try:
        yield lab
    finally:
        lab.close()


def _filled(lab: Lab, bench: Bench, numbers: range, stage: Stage, now: datetime) -> None:
    size = bench.size
    lab.fill(lambda session: seed.incidents(session, numbers, now=now, stage=stage))
    lab.fill(lambda session: seed.tasks(session, numbers, size.tasks, now=now, worked=True))
    lab.fill(lambda session: seed.history(session, numbers, size.entries, now=now))


async def digests(bench: Bench) -> list[Row]:
    """Measure the digest, the summary and the board as the work and the history grow."""
    now, at_house, size = SystemClock().now(), house(), bench.size
    few = max(1, size.incidents // HISTORY)
    rows: list[Row] = []

    def digest(session: Session) -> Any:
        return reports.digest(session, at_house, now=now, row=None)

    with _lab(bench) as lab:
        bench.say(f"filling {few} incidents")
        _filled(lab, bench, range(1, few + 1), Stage.ACTIVE, now)
        lab.fill(lambda session: seed.stages(session, range(2, few + 1), Stage.CLOSED))
        rows.append(_row(lab, bench, 1, digest))
        lab.fill(lambda session: seed.stages(session, range(2, few + 1), Stage.ACTIVE))
        rows.append(_row(lab, bench, few, digest))
        bench.say(f"filling {size.incidents} incidents, {size.incidents * size.entries:,} entries")
        _filled(lab, bench, range(few + 1, size.incidents + 1), Stage.CLOSED, now)
        before, (after, _) = rows[-1].ours, lab.compare(digest)
        rows.append(
            Row("digest", f"digest of {few} open incidents, {HISTORY} times the history", after,
                before, GROWTH, note="floor: the same without that history")
        )  # fmt: skip
        lab.fill(lambda session: seed.stages(session, range(1, size.incidents + 1), Stage.ACTIVE))
        rows.append(_row(lab, bench, size.incidents, digest))
        rows += _of_one(lab, at_house, now)
    return rows


def _row(lab: Lab, bench: Bench, count: int, digest: Read) -> Row:
    bench.say(f"digest of {count} incidents")
    ours, bare = lab.compare(digest)
    tasks = count * bench.size.tasks
    bar = AGAINST_OWN if count >= PROMISED_FROM else None
    return Row("digest", f"digest of {count} open incidents, {tasks:,} tasks", ours, bare, bar,
               note="floor: its own statements on the bare driver")  # fmt: skip


def _of_one(lab: Lab, at_house: House, now: datetime) -> list[Row]:
    def first(session: Session) -> Incident:
        return session.exec(select(Incident).order_by("id").limit(1)).one()

    def summary(session: Session) -> Any:
        return reports.summary(session, at_house, first(session).row, now=now, row=None)

    def picture(session: Session) -> Any:
        return board.gather(session, first(session), now=now)

    reads = {"status summary of one incident": summary, "live board of one incident": picture}
    return [
        Row("digest", f"{what} among all these", *lab.compare(read),
            note="floor: its own statements on the bare driver")
        for what, read in reads.items()
    ]  # fmt: skip
