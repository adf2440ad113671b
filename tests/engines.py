"""Lets all databases of one process share what SQLAlchemy compiled, and none wait for a disk.

A program opens its database once and compiles each statement once; tests open thousands of them,
and compiled everything anew for each: a fifth to two fifths of their work. What is shared are
texts of SQL, which depend on the kind of engine alone.

A backend of PostgreSQL that has just begun plans each statement anew, which is most of its work; so
the connections to a database that is lent to test after test outlive them.

A process that is killed loses nothing that it wrote, flushed or not: only a loss of power does,
which no test causes. The tests' own process, which nothing kills, keeps its journal in memory; those
that it forks to kill keep it in a file. Programs that tests start flush as they do in a hospital.
"""

import multiprocessing
import os
from typing import Any

import sqlalchemy as sa
from sqlalchemy.util import LRUCache

from bot.storage import database

MOST = 4000
_first: dict[str, sa.Engine] = {}
_make = database.make_engine
# Of each database that is lent again the engines that keep connections, by process, address, size.
_kept: dict[str, dict[tuple[int, str, int], sa.Engine]] = {}


def keep(name: str) -> None:
    """Keep the connections to the database of that name from now on."""
    _kept.setdefault(name, {})


def forget(name: str) -> None:
    """Close the connections that were kept."""
    for (process, *_), engine in _kept.pop(name, {}).items():
        if process == os.getpid():
            sa.Engine.dispose(engine)


def share() -> None:
    """Let every engine from now on share with the first of its kind."""
    database.make_engine = _sharing


def _sharing(url: sa.URL, **given: Any) -> sa.Engine:
    engine = _make(url, **given)
    kind = engine.dialect.name
    if (keepers := _kept.get(url.database or "")) is not None:
        _keep_open(engine, keepers)
    if kind == "sqlite":
        sa.event.listen(engine, "connect", _unflushed)
    if kind in _first:
        engine.dialect = _first[kind].dialect
        engine.update_execution_options(**_first[kind].get_execution_options())
        return engine
    engine.update_execution_options(compiled_cache=LRUCache(MOST))
    # Only when it was connected a dialect knows its server's version.
    sa.event.listen(engine, "connect", lambda *_: _first.setdefault(kind, engine), once=True)
    return engine


def _keep_open(engine: sa.Engine, keepers: dict[tuple[int, str, int], sa.Engine]) -> None:
    """Give an engine the connections of the first like it, and have them outlive it."""
    assert isinstance(engine.pool, sa.pool.QueuePool)
    first = keepers.setdefault((os.getpid(), str(engine.url), engine.pool.size()), engine)
    engine.pool, engine.dialect = first.pool, first.dialect
    vars(engine)["dispose"] = _stays_open


def _stays_open(*_: bool) -> None:
    """Stand for an engine's `dispose`."""


def _unflushed(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")
    # Whoever asks for no order is given none to lean on: PostgreSQL gives another one day.
    connection.execute("PRAGMA reverse_unordered_selects=ON")
    if multiprocessing.parent_process() is None:
        connection.execute("PRAGMA journal_mode=MEMORY")
