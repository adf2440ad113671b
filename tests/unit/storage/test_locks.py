"""Two writers of one incident wait for one another in one direction only."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.domain.models import Incident, IncidentMember
from bot.operations import incidents as operations
from bot.storage import incidents
from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.factories import Desk, make_house


@pytest.mark.postgres
def test_joining_while_a_role_is_given_is_no_deadlock(
    postgres_url: str, clock: StoppedClock, tmp_path: Path
) -> None:
    """One holds the incident and adds a member; the other, not holding it, adds the same one."""
    database = Database(postgres_url)
    desk = Desk(database, make_house(tmp_path / "playbooks"), clock)
    incident = desk("U1", lambda turn: operations.declare(turn, title="x"))
    held, adding = threading.Event(), threading.Event()

    def joins(session: Session) -> None:
        assert held.wait(10)
        incidents.joined(session, incident, "U2", now=clock.now())
        adding.set()

    def gives_a_role(session: Session) -> None:
        found = session.exec(select(Incident)).one()
        incidents.lock(session, found)
        held.set()
        assert adding.wait(10), "Whoever holds an incident must not hold up who points to it."
        incidents.joined(session, found, "U2", now=clock.now())

    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(database.write_now, work) for work in (gives_a_role, joins)]
        for each in done:
            each.result(30)
    count = sa.select(sa.func.count()).where(col(IncidentMember.user_id) == "U2")
    assert database.read_now(lambda session: session.execute(count).scalar_one()) == 1
    database.close()
