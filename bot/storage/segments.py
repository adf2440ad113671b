"""Questions about the parts of the network, and the next gate of a system that waits for one."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.domain.endpoints import is_ready
from bot.domain.models import EndpointBatch, Segment, Server, System
from bot.domain.restore_path import names
from bot.domain.restores import NEXT
from bot.domain.server_guards import BAD
from bot.domain.servers import SERVER
from bot.language.catalogue import say

CLEAN = ("verified", "reconnected", "retired")
WAITING = frozenset({"integrity_checked", "security_cleared", "uat_passed"})


def is_open(session: Session, incident_id: int, name: str) -> bool:
    """Tell whether a segment is open; one that nobody entered is not."""
    if not name:
        return False
    wanted = select(Segment.state).where(
        Segment.incident_id == incident_id, sa.func.lower(col(Segment.name)) == name.lower()
    )
    return session.exec(wanted).first() == "open"


def _in(
    table: type[EndpointBatch | Server], incident_id: int, name: str
) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions of a table's rows that stand in a segment."""
    return col(table.incident_id) == incident_id, sa.func.lower(col(table.segment)) == name.lower()


def unready(session: Session, incident_id: int, name: str) -> list[str]:
    """Say what in a segment is neither verified nor off: batches, and suspect servers on the net.

    What nobody entered is not known here.
    """
    batches = select(EndpointBatch).where(*_in(EndpointBatch, incident_id, name))
    found = [
        say(
            "{name} is {state}, {verified} of {total} endpoints verified",
            name=row.name, state=say(row.state), verified=row.verified, total=row.total,
        )
        for row in session.exec(batches.order_by(col(EndpointBatch.number)))
        if not is_ready(row)
    ]  # fmt: skip
    servers = select(Server).where(
        *_in(Server, incident_id, name),
        col(Server.verdict).in_(BAD),
        Server.network == "connected",
        col(Server.state).not_in(CLEAN),
    )
    return found + [
        say(
            "{name} is {verdict} and connected",
            name=SERVER.name(row), verdict=say(row.verdict),
        )
        for row in session.exec(servers.order_by(col(Server.number)))
    ]  # fmt: skip


def verified(session: Session, incident_id: int, name: str) -> tuple[int, int]:
    """Return how many endpoints of a segment are verified, and how many it has."""
    wanted = sa.select(
        sa.func.coalesce(sa.func.sum(col(EndpointBatch.verified)), 0),
        sa.func.coalesce(sa.func.sum(col(EndpointBatch.total)), 0),
    ).where(
        col(EndpointBatch.incident_id) == incident_id,
        sa.func.lower(col(EndpointBatch.segment)) == name.lower(),
    )
    done, total = session.execute(wanted).one()
    return int(done), int(total)


def next_gate(session: Session, row: System) -> str:
    """Return what must happen next, in words: the closed segment of a target before all else."""
    if row.stage in WAITING:
        for server in targets(session, row):
            if server.segment and not is_open(session, row.incident_id, server.segment):
                return say("{segment} VLAN verified", segment=server.segment)
    return NEXT[row.stage]


def targets(session: Session, row: System) -> list[Server]:
    """Return the servers on which a system comes back, by number; by name or by host."""
    wanted = {each.lower() for each in names(row.targets)}
    if not wanted:
        return []
    every = select(Server).where(Server.incident_id == row.incident_id)
    return [
        server
        for server in session.exec(every.order_by(col(Server.number)))
        if server.hostname.lower() in wanted or f"srv-{server.number:03d}" in wanted
    ]


def triaged(session: Session, incident_id: int, name: str) -> tuple[int, int]:
    """Return how many machines of a segment are known, and of how many a triage is recorded."""
    batches = select(
        sa.func.coalesce(sa.func.sum(EndpointBatch.total), 0),
        sa.func.coalesce(sa.func.sum(EndpointBatch.triaged), 0),
    ).where(*_in(EndpointBatch, incident_id, name))
    servers = select(sa.func.count(), sa.func.count(sa.func.nullif(Server.triage, ""))).where(
        *_in(Server, incident_id, name)
    )
    (endpoints, seen), (machines, looked) = session.exec(batches).one(), session.exec(servers).one()
    return int(endpoints) + int(machines), int(seen) + int(looked)
