"""What went badly wrong while a system was piloted."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.domain.models import Incident
from bot.domain.models import TimelineEntry as Entry
from bot.domain.words import ENDED, Stage
from bot.language.catalogue import say


def severe(session: Session, incident: Incident, since: datetime) -> list[str]:
    """Say which incidents of severity 1 are open, or arose since then; drills among themselves.

    A private incident is not told of here: it counts for nobody.
    """
    others = select(Incident.ref).where(
        Incident.id != incident.id,
        Incident.severity == 1,
        Incident.drill == incident.drill,
        sa.not_(col(Incident.private)),
        sa.or_(
            col(Incident.stage).not_in(ENDED),
            sa.and_(col(Incident.stage) == Stage.CLOSED, col(Incident.declared_at) >= since),
        ),
    )
    found = [
        say("{ref} has severity 1", ref=ref)
        for ref in session.exec(others.order_by(col(Incident.id)))
    ]
    rose = select(Entry.seq).where(
        Entry.incident_id == incident.id, Entry.action == "incident.severity", Entry.after == "1",
        col(Entry.recorded_at) >= since,
    )  # fmt: skip
    if session.exec(rose).first() is not None:
        found.append(say("{ref} rose to severity 1", ref=incident.ref))
    return found
