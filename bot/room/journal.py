"""Write-through from memory to the tables: what changed is gathered, then committed in order.

Changes of callers who commit at the same moment share one transaction. What others may learn of
(events, the page) happens only after it, in the order of the changes.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from bot.storage.database import Database

Effect = Callable[[], None]
Rows = dict[tuple[type[SQLModel], str], str | None]


class NotKeptError(Exception):
    """The database refused the change; nothing of it was told to anybody."""


class Journal:
    """Gathers rows to keep and things to tell, and settles both on `commit`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rows: Rows = {}
        self._effects: list[Effect] = []
        self._lock = asyncio.Lock()
        self._noted = 0
        self._settled = 0
        self._lost: range = range(0)

    def keep(self, table: type[SQLModel], key: str, payload: dict[str, Any] | str) -> None:
        """Remember that *key* of *table* now has *payload* (data or JSON), as it is now."""
        if not isinstance(payload, str):
            payload = json.dumps(payload, separators=(",", ":"))
        self._note_row(table, key, payload)

    def forget(self, table: type[SQLModel], key: str) -> None:
        """Remember that *key* of *table* is gone."""
        self._note_row(table, key, None)

    def afterwards(self, effect: Effect) -> None:
        """Run *effect* once everything noted so far is durable."""
        self._noted += 1
        self._effects.append(effect)

    def _note_row(self, table: type[SQLModel], key: str, payload: str | None) -> None:
        self._noted += 1
        self._rows.pop((table, key), None)
        self._rows[table, key] = payload

    async def commit(self) -> None:
        """Return once everything noted so far is durable and told; raise NotKeptError otherwise."""
        ticket = self._noted
        if self._settled >= ticket:
            return
        async with self._lock:
            if self._settled < ticket:
                await self._settle()
        if ticket in self._lost:
            raise NotKeptError

    async def _settle(self) -> None:
        rows, effects, upto = self._rows, self._effects, self._noted
        self._rows, self._effects = {}, []
        if rows:
            await self._write(rows)
        self._settled = upto
        for effect in effects:
            effect()

    async def _write(self, rows: Rows) -> None:
        kept = False
        try:
            await self._database.write(lambda session: _write(session, rows))
            kept = True
        except sa.exc.SQLAlchemyError as error:
            raise NotKeptError from error
        finally:
            if not kept:
                # What was noted meanwhile may build on what was lost, so it is lost with it.
                self._rows, self._effects = {}, []
                self._lost = range(self._settled + 1, self._noted + 1)
                self._settled = self._noted


@dataclass(frozen=True, slots=True)
class _Statements:
    """What is said to one table, built once: building costs as much as running."""

    update: sa.Update
    insert: sa.Insert
    delete: sa.Delete


@cache
def _statements(model: type[SQLModel]) -> _Statements:
    table = model.__table__  # type: ignore[attr-defined]  # SQLModel hides it from types.
    mine = table.c.id == sa.bindparam("key")
    return _Statements(
        update=sa.update(table).where(mine).values(payload=sa.bindparam("text")),
        insert=sa.insert(table).values(id=sa.bindparam("key"), payload=sa.bindparam("text")),
        delete=sa.delete(table).where(mine),
    )


def _write(session: Session, rows: Rows) -> None:
    connection = session.connection()
    for (model, key), payload in rows.items():
        say, values = _statements(model), {"key": key, "text": payload}
        if payload is None:
            connection.execute(say.delete, {"key": key})
        elif not connection.execute(say.update, values).rowcount:
            connection.execute(say.insert, values)
