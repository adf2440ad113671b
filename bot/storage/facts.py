"""Questions about facts, ETAs and statements. What may be said is `bot.domain.facts`."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from bot.domain.models import Eta, Fact, Statement
from bot.storage.columns import IDS


def history(session: Session, incident_id: int, key: str | None = None) -> list[Fact]:
    """Return every value of every key (or of one), in order of recording."""
    wanted = select(Fact).where(Fact.incident_id == incident_id)
    if key is not None:
        wanted = wanted.where(Fact.key == key)
    return list(session.exec(wanted.order_by(col(Fact.id))))


def newest(session: Session, incident_id: int, key: str) -> Fact | None:
    """Return the last value of a key, or None."""
    wanted = select(Fact).where(Fact.incident_id == incident_id, Fact.key == key)
    return session.exec(wanted.order_by(col(Fact.id).desc()).limit(1)).first()


# Built once, as every report asks it.
_PROMISED = select(Eta).where(col(Eta.incident_id).in_(IDS)).order_by(col(Eta.id))


def etas(session: Session, incident_ids: Sequence[int], what: str | None = None) -> list[Eta]:
    """Return every promise, in order of being made."""
    wanted = _PROMISED if what is None else _PROMISED.where(Eta.what == what)
    return list(session.exec(wanted, params={"ids": incident_ids}))


def published(session: Session, incident_id: int) -> list[Statement]:
    """Return the published statements, oldest first."""
    wanted = select(Statement).where(
        Statement.incident_id == incident_id, Statement.state == "published"
    )
    return list(session.exec(wanted.order_by(col(Statement.published_at), col(Statement.id))))
