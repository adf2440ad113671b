"""The database itself keeps the register of exhibits from losing a row (rule 8)."""

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.domain.models import Exhibit, Incident
from bot.domain.words import Kind, Stage
from bot.storage.database import Database
from tests.clocks import StoppedClock


def test_an_exhibit_is_never_deleted(database: Database, clock: StoppedClock) -> None:
    now = clock.now()

    def write(session: Session) -> None:
        incident = Incident(
            ref="INC-2022-001", year=2022, number=1, title="x", kind=Kind.OTHER, severity=3,
            stage=Stage.ACTIVE, noticed_at=now, declared_at=now, declared_by="U1",
        )  # fmt: skip
        session.add(incident)
        session.flush()
        session.add(
            Exhibit(
                incident_id=incident.row, number=1, since=now, created_at=now, created_by="U1",
                exhibit_no="WR-1", type="disk", custodian="U1",
            )
        )  # fmt: skip

    database.write_now(write)
    with pytest.raises(sa.exc.DBAPIError, match="an exhibit is never deleted"):
        database.write_now(lambda session: session.execute(sa.delete(Exhibit)))
    with pytest.raises(sa.exc.IntegrityError, match="has_custodian"):
        database.write_now(
            lambda session: session.execute(
                sa.update(Exhibit).where(col(Exhibit.number) == 1).values(custodian="")
            )
        )
    kept = database.read_now(lambda session: session.exec(select(Exhibit.custodian)).one())
    assert kept == "U1"
