"""Tries to log in, counted in the database before each is checked, by name and by address.

Names that nobody has are counted like the others: a lock tells nothing. What is kept are hashes.
"""

import hashlib
import ipaddress
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from bot.room.models import RoomTry

WINDOW = timedelta(minutes=15)
FOR_NAME, FOR_ADDRESS = 10, 30
# Whoever has one IPv6 address has the whole of its /64.
HOST_BITS = 64

_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True, slots=True)
class Counter:
    """What is counted, and how many tries it has within a quarter of an hour."""

    id: str
    most: int


def _counter(kind: str, value: str, most: int) -> Counter:
    text = f"{kind}:{value}".encode("utf-8", "replace")
    return Counter(hashlib.sha256(text).hexdigest(), most)


def of_name(name: str) -> Counter:
    """Return the counter of a user's name, whether there is such a user or not."""
    return _counter("name", name.strip().removeprefix("@").lower()[:64], FOR_NAME)


def of_address(address: str) -> Counter:
    """Return the counter of a network address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return _counter("address", address[:64], FOR_ADDRESS)
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        else:
            return _counter("address", str(int(found) >> HOST_BITS), FOR_ADDRESS)
    return _counter("address", str(found), FOR_ADDRESS)


def count(session: Session, counter: Counter, *, now: datetime) -> int:
    """Count one try; return 0 if it may be made, else the seconds until the next may."""
    table: Any = sa.inspect(RoomTry).local_table
    old = table.c.began_at <= now - WINDOW
    row = _INSERT[session.get_bind().dialect.name](table).values(
        id=counter.id, tries=1, began_at=now
    )
    counted = row.on_conflict_do_update(
        index_elements=[table.c.id],
        set_={
            "tries": sa.case((old, 1), else_=table.c.tries + 1),
            "began_at": sa.case((old, now), else_=table.c.began_at),
        },
    ).returning(table.c.tries, table.c.began_at)
    tries, began_at = session.execute(counted).one()
    return _left(began_at, now) if tries > counter.most else 0


def wait(session: Session, counter: Counter, *, now: datetime) -> int:
    """Return the seconds until a try may be made again, counting none."""
    row = session.get(RoomTry, counter.id)
    return _left(row.began_at, now) if row is not None and row.tries > counter.most else 0


def _left(began_at: datetime, now: datetime) -> int:
    return max(0, math.ceil((began_at + WINDOW - now).total_seconds()))


def forget(session: Session, counter: Counter) -> None:
    """Begin anew: the right passcode was given, or a new one was made."""
    session.execute(sa.delete(RoomTry).where(col(RoomTry.id) == counter.id))


def forgive(session: Session, counter: Counter) -> None:
    """Take one try back. Not all of them: a valid login must not clear the way for guesses."""
    mine = sa.update(RoomTry).where(col(RoomTry.id) == counter.id, col(RoomTry.tries) > 0)
    session.execute(mine.values(tries=RoomTry.tries - 1))


def sweep(session: Session, *, now: datetime) -> None:
    """Forget what is too old to count."""
    session.execute(sa.delete(RoomTry).where(col(RoomTry.began_at) <= now - WINDOW))
