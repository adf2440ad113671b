"""Questions about endpoint batches: their history, their forecast."""

from datetime import datetime

from sqlmodel import Session, col, select

from bot.domain import endpoints
from bot.domain.endpoints import Forecast
from bot.domain.models import EndpointBatch, EndpointCount


def history(session: Session, row: EndpointBatch) -> list[EndpointCount]:
    """Return everything that was counted of a batch, oldest first."""
    wanted = select(EndpointCount).where(EndpointCount.batch_id == row.id)
    return list(session.exec(wanted.order_by(col(EndpointCount.at), col(EndpointCount.id))))


def forecast(session: Session, row: EndpointBatch, *, now: datetime) -> Forecast:
    """Return the rate of the last days and how long the rest takes at it."""
    return endpoints.forecast(row, history(session, row), now)
