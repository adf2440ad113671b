"""Questions about transfers of custody."""

from sqlmodel import Session, col, select

from bot.domain.custody import OPEN
from bot.domain.models import Exhibit, Transfer, TransferExhibit


def moved_by(session: Session, transfer: Transfer) -> list[tuple[Exhibit, TransferExhibit]]:
    """Return the exhibits of a transfer with what left with each, by number."""
    wanted = (
        select(Exhibit, TransferExhibit)
        .join(TransferExhibit, col(TransferExhibit.exhibit_id) == col(Exhibit.id))
        .where(TransferExhibit.transfer_id == transfer.id)
        .order_by(col(Exhibit.number))
    )
    return list(session.exec(wanted))


def open_of(session: Session, exhibit: Exhibit) -> Transfer | None:
    """Return the transfer under which an exhibit is changing hands now, or None."""
    wanted = (
        select(Transfer)
        .join(TransferExhibit, col(TransferExhibit.transfer_id) == col(Transfer.id))
        .where(TransferExhibit.exhibit_id == exhibit.id, col(Transfer.state).in_(OPEN))
    )
    return session.exec(wanted).first()


def of_exhibit(session: Session, exhibit: Exhibit) -> list[Transfer]:
    """Return every transfer of an exhibit, oldest first."""
    wanted = (
        select(Transfer)
        .join(TransferExhibit, col(TransferExhibit.transfer_id) == col(Transfer.id))
        .where(TransferExhibit.exhibit_id == exhibit.id)
        .order_by(col(Transfer.number))
    )
    return list(session.exec(wanted))


def seal_used_on(session: Session, incident_id: int, seal_no: str) -> Exhibit | None:
    """Return the exhibit that bears or bore a seal number, or None (rule 10)."""
    wanted = select(Exhibit).where(Exhibit.incident_id == incident_id, Exhibit.seal_no == seal_no)
    return session.exec(wanted).first()
