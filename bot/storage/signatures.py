"""Questions about signatures and waivers. Who may sign is `bot.domain.signing`."""

from datetime import datetime

from sqlmodel import Session, col, select

from bot.domain.models import Signature, Waiver

GRANTED = ("granted", "half")


def under(session: Session, incident_id: int, matter: str) -> list[Signature]:
    """Return the signatures under a matter, in order."""
    wanted = select(Signature).where(
        Signature.incident_id == incident_id, Signature.matter == matter
    )
    return list(session.exec(wanted.order_by(col(Signature.id))))


def agreed(session: Session, incident_id: int, matter: str) -> list[Signature]:
    """Return the signatures under a matter that say yes, in order."""
    return [each for each in under(session, incident_id, matter) if each.agreed]


def begun(session: Session, incident_id: int) -> list[str]:
    """Return every matter of the incident that somebody has signed."""
    wanted = (
        select(Signature.matter)
        .where(Signature.incident_id == incident_id, col(Signature.agreed))
        .distinct()
    )
    return list(session.exec(wanted.order_by(col(Signature.matter))))


def waiver_in_force(
    session: Session, incident_id: int, rule: int, subject: str, *, now: datetime
) -> Waiver | None:
    """Return the waiver that lets *rule* be broken for *subject* now, or None.

    One for life safety is in force on its first signature (`half`) until the second is overdue.
    """
    wanted = select(Waiver).where(
        Waiver.incident_id == incident_id,
        Waiver.rule == str(rule),
        Waiver.subject == subject,
        col(Waiver.state).in_(GRANTED),
    )
    return next((each for each in session.exec(wanted) if _holds(each, now)), None)


def waived(session: Session, incident_id: int, subject: str, *, now: datetime) -> frozenset[int]:
    """Return the rules that waivers set aside for *subject* now."""
    wanted = select(Waiver).where(
        Waiver.incident_id == incident_id,
        Waiver.subject == subject,
        col(Waiver.state).in_(GRANTED),
    )
    return frozenset(int(each.rule) for each in session.exec(wanted) if _holds(each, now))


def _holds(waiver: Waiver, now: datetime) -> bool:
    if waiver.expires_at is not None and waiver.expires_at <= now:
        return False
    if waiver.state == "granted":
        return True
    on_one = waiver.ground == "life_safety" and waiver.second_due_at is not None
    return on_one and waiver.second_due_at is not None and now < waiver.second_due_at
