"""Questions about endpoint batches: their history, their forecast."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.domain import endpoints
from bot.domain.endpoints import Forecast
from bot.domain.models import EndpointBatch, EndpointCount


def of(session: Session, incident_id: int, name: str) -> list[EndpointBatch]:
    """Return the batches that are called so, or belong to a department or segment of the name."""
    wanted = select(EndpointBatch).where(
        EndpointBatch.incident_id == incident_id,
        sa.or_(
            *(
                sa.func.lower(column) == name.lower()
                for column in (
                    col(EndpointBatch.name),
                    col(EndpointBatch.department),
                    col(EndpointBatch.segment),
                )
            )
        ),
    )
    return list(session.exec(wanted.order_by(col(EndpointBatch.number))))


def history(session: Session, row: EndpointBatch) -> list[EndpointCount]:
    """Return everything that was counted of a batch, oldest first."""
    wanted = select(EndpointCount).where(EndpointCount.batch_id == row.id)
    return list(session.exec(wanted.order_by(col(EndpointCount.at), col(EndpointCount.id))))


def forecast(session: Session, row: EndpointBatch, *, now: datetime) -> Forecast:
    """Return the rate of the last days and how long the rest takes at it."""
    return endpoints.forecast(row, history(session, row), now)
