"""The one way to the database: short transactions on one writer thread (SQLite) or a pool.

Knows engines, pragmas and threads. It knows no table and no rule.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import URL, Engine, make_url
from sqlmodel import Session, create_engine

from bot.storage.writer import GroupWriter

# Before 3.51.3 a reset of the write-ahead log can corrupt the file (https://sqlite.org/wal.html).
WAL_IS_SAFE_FROM = (3, 51, 3)
BUSY_TIMEOUT_MS = 10_000
# In libpq's names (https://www.postgresql.org/docs/current/libpq-connect.html). A server that lost
# its power or its network says nothing, and the kernel would wait for a quarter of an hour.
PATIENCE = {
    "connect_timeout": 5, "tcp_user_timeout": 10_000,
    "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 2,
}  # fmt: skip
READERS = 4
POSTGRES_THREADS = 12

T = TypeVar("T")


def engine_url(text: str) -> URL:
    """Return *text* as an SQLAlchemy URL, with psycopg 3 for PostgreSQL; raise ValueError."""
    try:
        url = make_url(text)
    except (sa.exc.ArgumentError, ValueError) as error:
        raise ValueError(
            "it is not a database URL, like sqlite:///wardroom.db or postgresql://user@host/name"
        ) from error
    backend = url.get_backend_name()
    if backend in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and url.database in {None, "", ":memory:"}:
        raise ValueError("a database in memory forgets everything; name a file")
    if backend == "sqlite" and url.query:
        raise ValueError("behind a SQLite file stands nothing: sqlite:///wardroom.db")
    if backend == "sqlite":
        return url
    raise ValueError("only sqlite:///… and postgresql://… are supported")


def journal_mode() -> tuple[str, str]:
    """Return the journal mode and synchronous level that this SQLite library keeps safe."""
    if sqlite3.sqlite_version_info >= WAL_IS_SAFE_FROM:
        return "WAL", "FULL"
    return "DELETE", "EXTRA"


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    journal, synchronous = journal_mode()
    cursor = connection.cursor()
    # The waiting comes first: switching the journal needs the file to itself for a moment.
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.execute(f"PRAGMA journal_mode={journal}")
    cursor.execute(f"PRAGMA synchronous={synchronous}")
    cursor.execute("PRAGMA foreign_keys=ON")
    # Without this INSERT OR REPLACE slips past the triggers that guard the timeline.
    cursor.execute("PRAGMA recursive_triggers=ON")
    cursor.execute("PRAGMA temp_store=MEMORY")
    cursor.execute("PRAGMA cache_size=-8192")
    cursor.close()


def _begin(statement: str) -> Callable[[sa.Connection], None]:
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(statement)

    return begin


def make_engine(url: URL, *, begin: str = "BEGIN IMMEDIATE", size: int = 1) -> Engine:
    """Return an engine whose SQLite transactions start with *begin*; without, there are none."""
    if url.get_backend_name() == "sqlite":
        engine = create_engine(
            url,
            hide_parameters=True,
            pool_size=size,
            max_overflow=0,
            poolclass=sa.pool.QueuePool,
            connect_args={"check_same_thread": False},
        )
        sa.event.listen(engine, "connect", _prepare_sqlite)
        if begin:
            sa.event.listen(engine, "begin", _begin(begin))
        return engine
    return create_engine(
        url,
        hide_parameters=True,
        pool_size=size,
        max_overflow=2,
        pool_pre_ping=True,
        connect_args=PATIENCE,
    )


class Database:
    """Runs functions of one session, each in its own committed transaction."""

    def __init__(self, url: str) -> None:
        self.url = engine_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        size = 1 if self.is_sqlite else POSTGRES_THREADS
        self.engine = make_engine(self.url, size=size)
        self._reading = (
            make_engine(self.url, begin="BEGIN", size=READERS) if self.is_sqlite else self.engine
        )
        self._browsing = (
            make_engine(self.url, begin="", size=READERS) if self.is_sqlite else self.engine
        )
        self._readers = ThreadPoolExecutor(
            READERS if self.is_sqlite else POSTGRES_THREADS, thread_name_prefix="db"
        )
        self._writer = GroupWriter(self.engine) if self.is_sqlite else None

    def _run(self, engine: Engine, work: Callable[[Session], T]) -> T:
        with Session(engine, expire_on_commit=False) as session, session.begin():
            return work(session)

    def _submit(self, work: Callable[[Session], T], *, patient: bool = False) -> Future[T]:
        if self._writer is not None:
            return self._writer.submit(work, patient=patient)
        return self._readers.submit(self._run, self.engine, work)

    def write_now(self, work: Callable[[Session], T]) -> T:
        """Run *work* and commit; wait for it. For threads other than the event loop's."""
        return self._submit(work).result()

    def read_now(self, work: Callable[[Session], T]) -> T:
        """Run *work* on a reading connection; wait for it."""
        return self._readers.submit(self._run, self._reading, work).result()

    async def write(self, work: Callable[[Session], T], *, patient: bool = False) -> T:
        """Run *work*, commit, and only then return: what is answered is durable.

        *patient* work, which no person waits for, lets theirs go first where there is one writer.
        """
        return await asyncio.wrap_future(self._submit(work, patient=patient))

    async def read(self, work: Callable[[Session], T]) -> T:
        """Run *work* on a reading connection."""
        return await asyncio.wrap_future(self._readers.submit(self._run, self._reading, work))

    async def read_soon(self, work: Callable[[Session], T], otherwise: T, within_s: float) -> T:
        """Return what *work* reads, or *otherwise* when the database does not tell in time."""
        try:
            return await asyncio.wait_for(self.read(work), within_s)
        except (TimeoutError, sa.exc.SQLAlchemyError):
            return otherwise

    def browse_now(self, work: Callable[[Session], T]) -> T:
        """Run *work* as `browse` does; wait for it."""
        return self._readers.submit(self._run, self._browsing, work).result()

    async def browse(self, work: Callable[[Session], T]) -> T:
        """Run *work* that reads for long, each statement as of its own moment.

        A reader of SQLite's holds up every commit until its transaction ends, unless there is a
        write-ahead log; so this one holds its lock for a statement at a time. On PostgreSQL
        nobody waits for readers, and each statement has its own moment anyway.
        """
        return await asyncio.wrap_future(self._readers.submit(self._run, self._browsing, work))

    def close(self) -> None:
        """Let running work finish and give the connections back."""
        if self._writer is not None:
            self._writer.close()
        self._readers.shutdown(wait=True)
        self._reading.dispose()
        self._browsing.dispose()
        self.engine.dispose()
