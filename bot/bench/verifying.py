"""Verifying a timeline's chain, against reading and hashing the same rows."""

from time import perf_counter
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, select

from bot.bench import seed
from bot.bench.bench import Bench
from bot.bench.figures import Bar, Figure, Row
from bot.clock import SystemClock
from bot.domain import chain
from bot.domain.models import Incident
from bot.errors import WardroomError
from bot.export import verify
from bot.storage.database import Database, engine_url, make_engine

PROMISED = Bar(1.3)
COLUMNS = ", ".join(f'"{name}"' for name in (*chain.FIELDS, "hash"))
STAMP = "%Y-%m-%dT%H:%M:%S.%fZ"


async def verifying(bench: Bench) -> list[Row]:
    """Measure one long chain, ours and the floor taking turns."""
    url, count, now = bench.ground.database(), bench.size.chain, SystemClock().now()
    bench.say(f"a chain of {count:,} entries")
    database = Database(url)

    def fill(session: Session) -> None:
        seed.incidents(session, range(1, 2), now=now)
        seed.chained(session, session.exec(select(Incident)).one(), count, now=now)

    database.write_now(fill)
    database.close()
    engine = make_engine(engine_url(url), begin="BEGIN")
    ours, floor = [], []
    for _ in range(min(3, bench.size.rounds)):
        ours.append(_ours(engine))
        floor.append(_bare(engine))
    engine.dispose()
    return [
        Row("verify", f"verify a chain of {count:,} entries", Figure.of(ours), Figure.of(floor),
            PROMISED, note="floor: reading and hashing the rows")
    ]  # fmt: skip


def _ours(engine: sa.Engine) -> float:
    with Session(engine) as session:
        incident = session.exec(select(Incident)).one()
        began = perf_counter()
        verdict = verify.in_database(session, incident)
        taken = perf_counter() - began
    if verdict.broken is not None:
        raise WardroomError(f"the chain was written whole, but it is said to be {verdict}")
    return taken


def _bare(engine: sa.Engine) -> float:
    """Read every row on the driver and hash it; compare nothing."""
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        cursor = driver.cursor()
        began = perf_counter()
        cursor.execute(f"SELECT {COLUMNS} FROM timeline_entry ORDER BY incident_id, seq")  # noqa: S608 - our own columns.
        names = (*chain.FIELDS, "hash")
        for row in cursor:
            fields = dict(zip(names, row, strict=True))
            for name in ("happened_at", "recorded_at"):
                fields[name] = _stamp(fields[name])
            chain.entry_hash("INC-2022-001", fields)
        return perf_counter() - began


def _stamp(at: Any) -> str:
    """Return a moment as it is hashed: SQLite's driver gives text, PostgreSQL's a datetime."""
    return f"{at[:10]}T{at[11:26]}Z" if isinstance(at, str) else str(at.strftime(STAMP))
