"""Reads which playbooks an incident runs or was offered, and the texts that they keep."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.domain.models import Incident, PlaybookRun
from bot.domain.words import RunState
from bot.storage.columns import fetched

_NAMES = (
    sa.select(col(PlaybookRun.slug), col(PlaybookRun.title), col(PlaybookRun.state))
    .where(col(PlaybookRun.incident_id) == sa.bindparam("incident_id"))
    .order_by(col(PlaybookRun.id))
)


def every(session: Session, incident_id: int) -> list[PlaybookRun]:
    """Return the playbooks of the incident, offered or running, in order."""
    wanted = select(PlaybookRun).where(PlaybookRun.incident_id == incident_id)
    return list(session.exec(wanted.order_by(col(PlaybookRun.id))))


def names(session: Session, incident_id: int) -> list[tuple[str, str, RunState]]:
    """Return slug, title and state of the incident's playbooks, in order, without their texts."""
    rows = fetched(session, _NAMES, {"incident_id": incident_id})
    return [(slug, title, state) for slug, title, state in rows]


def of(session: Session, incident: Incident, slug: str) -> PlaybookRun | None:
    """Return the incident's run (or offer) of a playbook, or None."""
    wanted = select(PlaybookRun).where(
        PlaybookRun.incident_id == incident.id, PlaybookRun.slug == slug
    )
    return session.exec(wanted).first()


def source(session: Session, incident: Incident, slug: str) -> str:
    """Return the text that the incident's run of a playbook keeps; an offer keeps none."""
    run = of(session, incident, slug)
    return run.source if run is not None else ""
