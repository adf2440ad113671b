"""Questions that every register answers alike. What may become of a row is the domain's."""

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.domain.register import Register


def _table(register: Register) -> Any:
    return register.table


@cache
def _every(table: Any) -> Any:
    """Return the query for a register's rows, built once for each."""
    every = select(table).where(table.incident_id == sa.bindparam("incident_id"))
    return every.order_by(col(table.number))


def _of(register: Register, incident_id: int) -> Any:
    table: Any = register.table
    return select(table).where(table.incident_id == incident_id)


def rows(session: Session, register: Register, incident_id: int) -> list[Any]:
    """Return every row of the incident, by number."""
    return list(session.exec(_every(_table(register)), params={"incident_id": incident_id}))


def in_states(
    session: Session, register: Register, incident_id: int, states: Collection[str]
) -> list[Any]:
    """Return the rows of the incident that stand in one of the states, by number."""
    state = col(getattr(register.table, register.column))
    wanted = _of(register, incident_id).where(state.in_(states))
    return list(session.exec(wanted.order_by(col(register.table.number))))


def named(session: Session, register: Register, incident_id: int, name: str) -> Any | None:
    """Return the row called like `SRV-017`, `17` or by its key, as it is now, or None."""
    table: Any = register.table
    wanted = name.strip()
    bare = wanted.upper().removeprefix(f"{register.prefix}-").removeprefix("#")
    which = (
        table.number == int(bare)
        if bare.isascii() and bare.isdecimal() and len(bare) <= 9  # noqa: PLR2004 - an int column.
        else sa.func.lower(getattr(table, register.key)) == wanted.lower()
    )
    found = _of(register, incident_id).where(which).execution_options(populate_existing=True)
    return session.exec(found).first()


def numbered(
    session: Session, register: Register, incident_id: int, wanted: Iterable[str]
) -> list[Any]:
    """Return the rows called like these: `SRV-017`, as they are now."""
    numbers = [int(name.rpartition("-")[2]) for name in wanted]
    which = _of(register, incident_id).where(col(register.table.number).in_(numbers))
    return list(session.exec(which.execution_options(populate_existing=True)))


def names(session: Session, register: Register, incident_id: int) -> list[tuple[int, str]]:
    """Return number and key of every row, by number."""
    table: Any = register.table
    wanted = (
        sa.select(table.number, getattr(table, register.key))
        .where(table.incident_id == incident_id)
        .order_by(table.number)
    )
    return [(number, key) for number, key in session.execute(wanted)]


def highest_number(session: Session, register: Register, incident_id: int) -> int:
    """Return the highest number that was ever given; numbers are never used again."""
    table: Any = register.table
    highest = select(sa.func.max(table.number)).where(table.incident_id == incident_id)
    return session.exec(highest).one() or 0


def by_state(session: Session, register: Register, incident_id: int) -> dict[str, int]:
    """Return how many rows stand in each state."""
    table: Any = register.table
    state = getattr(table, register.column)
    counted = (
        sa.select(state, sa.func.count()).where(table.incident_id == incident_id).group_by(state)
    )
    return {str(found): count for found, count in session.execute(counted)}
