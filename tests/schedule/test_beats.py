"""What a beat takes from everybody else: nothing that is held for long, nothing for nothing."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlmodel import Session, select

from bot.domain.models import Department, Incident
from bot.operations import tasks
from bot.operations.turn import Turn
from bot.schedule.beat import Pace
from bot.schedule.tick import tick
from tests.schedule.conftest import ANA, BOSS, Ward


@contextmanager
def heard(engine: Engine) -> Iterator[list[list[str]]]:
    """Yield the statements of each transaction of an engine, as they come."""
    found: list[list[str]] = []

    def asks(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("BEGIN"):
            found.append([])
        else:
            found[-1].append(" ".join(statement.split())[:60])

    sa.event.listen(engine, "before_cursor_execute", asks)
    try:
        yield found
    finally:
        sa.event.remove(engine, "before_cursor_execute", asks)


def on_paper(session: Session) -> None:
    """Let each incident have a department that works on paper and does not report."""
    for incident in session.exec(select(Incident)).all():
        row = Department(
            incident_id=incident.row, number=1, slug="lab", name="Laboratory", mode="manual",
            since=incident.declared_at, created_at=incident.declared_at, created_by=BOSS,
        )  # fmt: skip
        session.add(row)


def add(turn: Turn, incident: Incident) -> None:
    """Add a task of somebody's that falls due soon."""
    due_at = turn.now + timedelta(minutes=30)
    tasks.add(turn, incident, "Count the beds", assignee=ANA, due_at=due_at)


@pytest.fixture
def busy(sqlite_ward: Ward) -> Ward:
    """A ward in which after half a day everything that recurs has something to say."""
    sqlite_ward.start()
    for number in range(5):
        ref = sqlite_ward.declare(f"Incident {number}")
        sqlite_ward.on(ref, add)
    sqlite_ward.database.write_now(on_paper)
    sqlite_ward.clock.advance(hours=12, minutes=5)
    return sqlite_ward


def test_no_reader_s_transaction_holds_up_a_commit_for_more_than_a_statement(busy: Ward) -> None:
    """Without a write-ahead log every commit waits until a reading transaction has ended."""
    with heard(busy.database._reading) as asked:
        assert busy.tick() > 0
    assert asked
    assert {len(statements) for statements in asked} == {1}


def test_a_beat_that_has_nothing_to_say_writes_nothing(busy: Ward) -> None:
    while busy.tick():
        pass
    assert len(busy.posts("reminder")) > 5
    assert len(busy.posts("alert")) >= 5
    with heard(busy.database.engine) as asked:
        assert busy.tick() == 0
    assert asked == [["DELETE FROM reminder WHERE reminder.told_at < ?"]]


@pytest.mark.parametrize(("name", "kind", "key"), [
    ("command", "alert", "shift:"), ("returns", "reminder", "return:"),
])  # fmt: skip
def test_warnings_and_questions_give_way_after_a_while(
    busy: Ward, name: str, kind: str, key: str
) -> None:
    # Each look at the clock finds that 0.4 s have passed: there is time for three of them.
    pace = Pace(partial(next, itertools.count(0, 0.4)))

    def beat(count: int) -> int:
        tick(busy.database, busy.house, busy.clock.now(), beat=count, pace=pace)
        mine = [post for post in busy.posts(kind) if post.key.startswith(key)]
        return len({post.incident_id for post in mine})

    assert beat(0) == 3
    assert name in pace.left
    assert beat(1) == 5
    assert name not in pace.left
