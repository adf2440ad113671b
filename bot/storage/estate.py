"""Questions about an incident's servers and the lists that are being imported. No rules."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.domain.models import Server, ServerImport, ServerImportRow
from bot.storage.columns import seldom

# What an import waits for or does; everything else is over.
WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
_ROWS: Any = sa.inspect(ServerImportRow).local_table


def called(session: Session, incident_id: int, names: Iterable[str]) -> list[Server]:
    """Return the servers that have one of these host names, in any case, as they are now."""
    wanted = select(Server).where(
        Server.incident_id == incident_id,
        sa.func.lower(col(Server.hostname)).in_({name.lower() for name in names}),
    )
    return list(session.exec(wanted.execution_options(populate_existing=True)))


def next_import(session: Session, incident_id: int) -> int:
    """Return the number of the incident's next import."""
    highest = select(sa.func.max(ServerImport.number)).where(
        ServerImport.incident_id == incident_id
    )
    return (session.exec(highest).one() or 0) + 1


def import_of(session: Session, incident_id: int, number: int | None) -> ServerImport | None:
    """Return an import (or verb on many) of the incident by its number, or the newest."""
    wanted = select(ServerImport).where(
        ServerImport.incident_id == incident_id, ServerImport.playbook == ""
    )
    if number is not None:
        wanted = wanted.where(ServerImport.number == number)
    return session.exec(wanted.order_by(sa.desc(col(ServerImport.number))).limit(1)).first()


def import_by_id(session: Session, import_id: int) -> ServerImport | None:
    """Return an import as it is now."""
    return session.get(ServerImport, import_id, populate_existing=True)


def running_imports(session: Session) -> list[int]:
    """Return the ids of the imports that have rows to enter, the oldest first."""
    wanted = sa.select(col(ServerImport.id)).where(col(ServerImport.state) == RUNNING)
    return list(session.execute(wanted.order_by(col(ServerImport.id))).scalars())


# Asked at every change of a row, so it is built once.
_OPENINGS = (
    sa.select(col(ServerImport.id))
    .where(
        col(ServerImport.incident_id) == sa.bindparam("incident_id"),
        col(ServerImport.state) == RUNNING,
        col(ServerImport.playbook) != "",
    )
    .order_by(col(ServerImport.id))
)


def openings(session: Session, incident_id: int) -> list[ServerImport]:
    """Return the jobs that still open tasks of the incident's playbooks, the oldest first."""
    return seldom(session, ServerImport, _OPENINGS, {"incident_id": incident_id})


def pending_about(session: Session, import_id: int, names: Sequence[str]) -> list[ServerImportRow]:
    """Return the waiting rows of a job that are about these names, in its order."""
    wanted = select(ServerImportRow).where(
        ServerImportRow.import_id == import_id,
        ServerImportRow.outcome == "",
        col(ServerImportRow.host).in_(names),
    )
    return list(session.exec(wanted.order_by(col(ServerImportRow.id))))


def pending_refs(session: Session, incident_id: int) -> frozenset[str]:
    """Return the steps of which tasks are still to be opened: `playbook/reference`."""
    if not openings(session, incident_id):
        return frozenset()
    wanted = (
        sa.select(col(ServerImport.playbook), _ROWS.c.fields)
        .join(_ROWS, _ROWS.c.import_id == col(ServerImport.id))
        .where(
            col(ServerImport.incident_id) == incident_id,
            col(ServerImport.state) == RUNNING,
            col(ServerImport.playbook) != "",
            _ROWS.c.outcome == "",
        )
        .distinct()
    )
    return frozenset(f"{slug}/{ref}" for slug, ref in session.execute(wanted))


def lay_rows(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the rows of an import, many at once."""
    if rows:
        session.execute(sa.insert(_ROWS), list(rows))


def pending_rows(session: Session, import_id: int, most: int) -> list[ServerImportRow]:
    """Return the next rows that were not tried yet, in the order of the file."""
    wanted = select(ServerImportRow).where(
        ServerImportRow.import_id == import_id, ServerImportRow.outcome == ""
    )
    return list(session.exec(wanted.order_by(col(ServerImportRow.id)).limit(most)))


def outcomes(session: Session, import_id: int) -> dict[str, int]:
    """Return how many rows ended how; those to come are under the empty word."""
    counted = (
        sa.select(_ROWS.c.outcome, sa.func.count())
        .where(_ROWS.c.import_id == import_id)
        .group_by(_ROWS.c.outcome)
    )
    return {str(row[0]): int(row[1]) for row in session.execute(counted)}


def told_rows(
    session: Session, import_id: int, outcome: str = "", *, offset: int = 0, limit: int = 0
) -> list[ServerImportRow]:
    """Return rows of an import by line: of one outcome or all, a page of them or all."""
    wanted = select(ServerImportRow).where(ServerImportRow.import_id == import_id)
    if outcome:
        wanted = wanted.where(ServerImportRow.outcome == outcome)
    wanted = wanted.order_by(col(ServerImportRow.line), col(ServerImportRow.id)).offset(offset)
    return list(session.exec(wanted.limit(limit) if limit else wanted))
