"""Who works on a database now: a bot that runs holds a lock, which other processes can see.

The lock ends with its process, however that ends: a bot that crashed keeps nobody out.
"""

import contextlib
import fcntl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Protocol

import sqlalchemy as sa
import structlog

from bot.errors import BadStart, Refused
from bot.storage.database import engine_url, make_engine

# Beside a SQLite file, empty. It stays: were it taken away, two bots might miss each other.
ENDING = "-lock"
# Any constant will do, as long as nothing else in the database locks the same one.
PRESENCE_LOCK = 7_202_211_25
# A server that was restarted forgot our lock: so soon it hears of it again.
LOOK_EVERY_S = 2.0

log = structlog.get_logger(__name__)


class Sign(Protocol):
    """What a running bot holds."""

    def take_down(self) -> None:
        """Let others know that it ended."""


def put_up(url: str) -> Sign:
    """Show that a bot runs on the database at *url*; raise BadStart while it is being restored."""
    parsed = engine_url(url)
    if parsed.get_backend_name() != "sqlite":
        return _ServerSign(parsed)
    return _FileSign(_locked(parsed, fcntl.LOCK_SH, _restoring()))


@contextlib.contextmanager
def alone(url: str) -> Iterator[None]:
    """Keep every bot from starting on the database meanwhile; raise Refused if one runs."""
    parsed = engine_url(url)
    runs = Refused("A bot is running on this database.", next_step="Stop it, then type this again.")
    if parsed.get_backend_name() == "sqlite":
        with contextlib.closing(_locked(parsed, fcntl.LOCK_EX, runs)):
            yield
        return
    with contextlib.closing(_connected(parsed)) as connection:
        if not connection.scalar(sa.select(sa.func.pg_try_advisory_lock(PRESENCE_LOCK))):
            raise runs
        yield


def _restoring() -> BadStart:
    return BadStart("The database is being restored.", next_step="Start again when that is done.")


def _locked(url: sa.URL, kind: int, refusal: Exception) -> IO[bytes]:
    """Return the file beside the database with a lock on it, or raise *refusal*."""
    # SQLite follows links too, so whoever comes by another name meets the same lock.
    file = Path(url.database or "").resolve()
    path = file.with_name(file.name + ENDING)
    try:
        held = path.open("ab")
    except OSError as error:
        raise BadStart(
            f"DATABASE_URL: {path} cannot be written ({error.strerror}).",
            next_step="Let Wardroom write in the database's folder.",
        ) from error
    try:
        fcntl.flock(held, kind | fcntl.LOCK_NB)
    except BlockingIOError as taken:
        held.close()
        raise refusal from taken
    return held


class _FileSign:
    """A shared lock on the file beside a SQLite database."""

    def __init__(self, held: IO[bytes]) -> None:
        self._held = held

    def take_down(self) -> None:
        """Let others know that it ended."""
        self._held.close()


class _ServerSign:
    """A shared lock in a PostgreSQL database, on a connection of its own that is looked after."""

    def __init__(self, url: sa.URL) -> None:
        self._url = url
        self._connection = _sharing(url)
        self._ended = threading.Event()
        self._keeper = threading.Thread(target=self._look_after, name="presence", daemon=True)
        self._keeper.start()

    def take_down(self) -> None:
        """Let others know that it ended."""
        self._ended.set()
        # A server that does not answer must not hold up whoever stops; the lock ends with us.
        self._keeper.join(1)

    def _look_after(self) -> None:
        while not self._ended.wait(LOOK_EVERY_S):
            try:
                # A connection that was given up is closed: it fails here until there is another.
                self._connection.exec_driver_sql("SELECT 1")
            except sa.exc.SQLAlchemyError:
                self._again()
        self._give_up()

    def _again(self) -> None:
        self._give_up()
        try:
            self._connection = _sharing(self._url)
        except (sa.exc.SQLAlchemyError, BadStart) as error:
            log.warning("presence.not_shown", reason=type(error).__name__)

    def _give_up(self) -> None:
        with contextlib.suppress(sa.exc.SQLAlchemyError):
            self._connection.close()


def _sharing(url: sa.URL) -> sa.Connection:
    connection = _connected(url)
    if connection.scalar(sa.select(sa.func.pg_try_advisory_lock_shared(PRESENCE_LOCK))):
        return connection
    connection.close()
    raise _restoring()


def _connected(url: sa.URL) -> sa.Connection:
    """Return a connection that no pool gives to anybody else, and that begins no transaction."""
    connection = make_engine(url).connect().execution_options(isolation_level="AUTOCOMMIT")
    connection.detach()
    return connection
