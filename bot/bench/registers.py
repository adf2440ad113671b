"""Lists of servers: importing thousands of rows, and starting a playbook with a task for each.

What others wait while that goes on is `busy` and `ticking`.
"""

from contextlib import closing
from datetime import datetime
from time import perf_counter
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.bench import seed
from bot.bench.bench import Bench
from bot.bench.figures import Bar, Figure, Row
from bot.bench.reports import house
from bot.clock import SystemClock
from bot.domain import server_csv
from bot.domain.models import Incident, Task, TaskAfter
from bot.domain.words import Door
from bot.errors import WardroomError
from bot.operations import background, each_later, playbooks, server_import
from bot.operations.turn import SYSTEM, Actor, House, Turn
from bot.storage import estate
from bot.storage.database import Database, engine_url, make_engine

# People's commands go between two chunks, so a chunk is what they may have to wait for.
BETWEEN = Bar(100, "p99")
PLAYBOOK = "isolate-servers"


def sheet(count: int) -> server_csv.Table:
    """Return a list of so many servers, read from CSV as it is uploaded."""
    lines = (
        f"app-{number:05d}.hospital.example,10.{number >> 16}.{number >> 8 & 255}.{number & 255},"
        f"{'virtual' if number % 5 else 'physical'},Block {number % 7}"
        for number in range(1, count + 1)
    )
    return server_csv.table("\n".join(("hostname,ip,kind,location", *lines)))


def _first(session: Session) -> Incident:
    return session.exec(select(Incident).order_by(col(Incident.id)).limit(1)).one()


def _turn(session: Session, at_house: House, now: datetime) -> Turn:
    return Turn(session, now, Actor(SYSTEM, Door.CLI), at_house)


def laid(session: Session, at_house: House, table: server_csv.Table, now: datetime) -> int:
    """Write down a list that is to be imported into the first incident; return its id."""
    incident, turn = _first(session), _turn(session, at_house, now)
    return server_import.lay(turn, incident, table, "servers.csv", dry=False).row


async def registering(bench: Bench) -> list[Row]:
    """Measure an import chunk by chunk, and a playbook that opens tasks for every server."""
    now, url, at_house = SystemClock().now(), bench.ground.database(), house()
    with closing(Database(url)) as database:
        database.write_now(lambda session: seed.incidents(session, range(1, 3), now=now))
        bench.say(f"importing {bench.size.servers:,} servers")
        rows = _imported(database, at_house, bench.size.servers, now)
    bench.say(f"a task for each of {bench.size.rows:,} servers")
    return [*rows, *_started(url, bench, at_house, now)]


def _imported(database: Database, at_house: House, count: int, now: datetime) -> list[Row]:
    table = sheet(count)
    began = perf_counter()
    import_id = database.write_now(lambda session: laid(session, at_house, table, now))
    whole = [perf_counter() - began]
    chunks: list[float] = []

    def chunk(session: Session) -> bool:
        job = estate.import_by_id(session, import_id)
        if job is None:
            raise WardroomError("the import is gone")
        return background.go_on(_turn(session, at_house, now), _first(session), job)

    more = True
    while more:
        begun = perf_counter()
        more = database.write_now(chunk)
        chunks.append(perf_counter() - begun)
    rate = count / (sum(chunks) + whole[0])
    return [
        Row("registers", f"import of {count:,} servers: laying it down", Figure.of(whole)),
        Row("registers", f"import of {count:,} servers: a chunk of {server_import.CHUNK}",
            Figure.of_rounds([chunks]), bar=BETWEEN),
        Row("registers", f"import of {count:,} servers", Figure(rate), unit="rows/s"),
    ]  # fmt: skip


def _started(url: str, bench: Bench, at_house: House, now: datetime) -> list[Row]:
    """Start a playbook over many servers, and write the same rows on the bare driver."""
    engine = make_engine(engine_url(url))
    written: list[tuple[str, Any]] = []

    def seen(*told: Any) -> None:
        if told[2].startswith(("INSERT INTO task ", "INSERT INTO task_after")):
            written.append((told[2], told[3]))

    sa.event.listen(engine, "before_cursor_execute", seen)
    starts, parts, ours, bare = [], [], [], []
    with Session(engine) as session, session.begin():
        incident = session.exec(select(Incident).order_by(sa.desc(col(Incident.id)))).first()
        if incident is None:
            raise WardroomError("the incident is gone")
        seed.servers(session, incident.row, bench.size.rows, now=now)
        for _ in range(min(3, bench.size.rounds)):
            written.clear()
            point = session.begin_nested()
            starts.append(_start(session, at_house, incident, now))
            parts.append(_opened(session, at_house, incident, now))
            ours.append(starts[-1] + sum(parts[-1]))
            tasks = len(session.exec(select(Task.id).where(Task.incident_id == incident.id)).all())
            # The floor's rows point to the same run of the playbook.
            _clear(session, incident)
            bare.append(_bare(session, written))
            point.rollback()
    engine.dispose()
    what = f"{PLAYBOOK} over {bench.size.rows:,} servers"
    return [
        Row("registers", f"{what}: starting it", Figure.of(starts)),
        *([Row("registers", f"{what}: a part of {each_later.PART} tasks",
               Figure.of_rounds(parts), bar=BETWEEN)] if parts[0] else []),
        Row("registers", f"{what}: {tasks:,} tasks opened", Figure.of(ours), Figure.of(bare),
            note="floor: the same rows on the bare driver"),
    ]  # fmt: skip


def _start(session: Session, at_house: House, incident: Incident, now: datetime) -> float:
    turn = _turn(session, at_house, now)
    playbook = turn.house.library.playbooks[PLAYBOOK]
    began = perf_counter()
    playbooks.start(turn, incident, playbook)
    session.flush()
    return perf_counter() - began


def _opened(session: Session, at_house: House, incident: Incident, now: datetime) -> list[float]:
    """Open what waits of the playbook's tasks; return how long each part took."""
    turn, took = _turn(session, at_house, now), []
    for job in estate.openings(session, incident.row):
        more = True
        while more:
            began = perf_counter()
            more = background.go_on(turn, incident, job)
            session.flush()
            took.append(perf_counter() - began)
    return took


def _clear(session: Session, incident: Incident) -> None:
    """Take the tasks away, so that they can be written again."""
    for model in (TaskAfter, Task):
        session.execute(sa.delete(model).where(col(model.incident_id) == incident.row))


def _bare(session: Session, written: list[tuple[str, Any]]) -> float:
    driver: Any = session.connection().connection.driver_connection
    cursor = driver.cursor()
    began = perf_counter()
    for sql, rows in written:
        (cursor.executemany if isinstance(rows, list) else cursor.execute)(sql, rows)
    return perf_counter() - began
