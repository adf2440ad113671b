"""Questions about exhibits. What may become of them is `bot.domain.evidence`."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.domain.models import Exhibit


def of_server(session: Session, incident_id: int, server: str) -> list[Exhibit]:
    """Return the exhibits of an asset (`SRV-017`), by number."""
    wanted = select(Exhibit).where(Exhibit.incident_id == incident_id, Exhibit.server == server)
    return list(session.exec(wanted.order_by(col(Exhibit.number))))


def servers_of(
    session: Session, incident_id: int, exhibits: Collection[str], servers: Collection[str]
) -> dict[str, str]:
    """Return the server of each of these exhibits and of each exhibit of these servers, by name."""
    numbers = [int(each.rpartition("-")[2]) for each in exhibits]
    wanted = sa.select(col(Exhibit.number), col(Exhibit.server)).where(
        col(Exhibit.incident_id) == incident_id,
        sa.or_(col(Exhibit.number).in_(numbers), col(Exhibit.server).in_(servers)),
    )
    return {f"EXH-{number:03d}": server for number, server in session.execute(wanted) if server}


def kept_by(session: Session, incident_id: int, subject: str, user_id: str) -> list[str]:
    """Return which exhibits a person keeps that *subject*, an asset or an exhibit, is about."""
    wanted = select(Exhibit).where(Exhibit.incident_id == incident_id, Exhibit.custodian == user_id)
    about = subject.upper()
    return [
        f"EXH-{each.number:03d}"
        for each in session.exec(wanted.order_by(col(Exhibit.number)))
        if about in {each.server, f"EXH-{each.number:03d}", each.exhibit_no.upper()}
    ]


def numbers_by_server(session: Session, incident_id: int) -> dict[str, list[str]]:
    """Return the exhibits' numbers of every asset that has some, in order."""
    kept: dict[str, list[str]] = {}
    for server, number in session.execute(
        sa.select(col(Exhibit.server), col(Exhibit.number))
        .where(col(Exhibit.incident_id) == incident_id)
        .order_by(col(Exhibit.number))
    ):
        kept.setdefault(server, []).append(f"EXH-{number:03d}")
    return kept
