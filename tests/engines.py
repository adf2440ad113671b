"""Lets all databases of one process share what SQLAlchemy compiled, and none wait for a disk.

A program opens its database once and compiles each statement once; tests open thousands of them,
and compiled everything anew for each: a fifth to two fifths of their work. What is shared are
texts of SQL, which depend on the kind of engine alone.

A process that is killed loses nothing that it wrote, flushed or not: only a loss of power does,
which no test causes. The tests' own process, which nothing kills, keeps its journal in memory; those
that it forks to kill keep it in a file. Programs that tests start flush as they do in a hospital.
"""

import multiprocessing
from typing import Any

import sqlalchemy as sa
from sqlalchemy.util import LRUCache

from bot.storage import database

MOST = 4000
_first: dict[str, sa.Engine] = {}
_make = database.make_engine


def share() -> None:
    """Let every engine from now on share with the first of its kind."""
    database.make_engine = _sharing


def _sharing(url: sa.URL, **given: Any) -> sa.Engine:
    engine = _make(url, **given)
    kind = engine.dialect.name
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


def _unflushed(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")
    if multiprocessing.parent_process() is None:
        connection.execute("PRAGMA journal_mode=MEMORY")
