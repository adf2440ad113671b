"""What the aggregates cost: they start from open incidents and never walk all tasks."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, insert

from bot.domain.models import Incident, Task, TimelineEntry
from bot.domain.report import Counts, Mark, read, written
from bot.domain.words import Door, Kind, Stage, TaskStatus
from bot.operations import reports
from bot.storage import clocks, figures, news, recurrences, reminders, schedules, watch
from bot.storage.database import Database
from tests.limits import problems
from tests.schedule.conftest import Ward

OPEN, ENDED, TASKS = 16, 34, 24


def fill(session: Session, now: datetime) -> None:
    """Write open and ended incidents with tasks in every state and a timeline."""
    numbers = range(1, OPEN + ENDED + 1)
    session.execute(
        insert(Incident),
        [
            {
                "id": n, "ref": f"INC-2022-{n:03d}", "year": 2022, "number": n, "title": f"No. {n}",
                "kind": Kind.OUTAGE, "severity": 1 + n % 4, "private": n % 10 == 0, "drill": False,
                "stage": Stage.ACTIVE if n <= OPEN else Stage.CLOSED, "noticed_at": now,
                "declared_at": now, "declared_by": "U1", "head_seq": 5, "head_hash": "0" * 64,
            }
            for n in numbers
        ],
    )  # fmt: skip
    states = list(TaskStatus)
    session.execute(
        insert(Task),
        [
            {
                "incident_id": n, "number": t, "title": f"Task {t}", "status": states[t % 6],
                "role": "it-lead" if t % 2 else "dpo", "assignee": f"U{t % 7}" if t % 3 else None,
                "due_at": now + timedelta(hours=t % 11 - 5) if t % 4 else None, "section": "",
                "instruction": "", "critical": t % 5 == 0, "approve": "dpo+legal-lead",
                "created_at": now - timedelta(days=1), "created_by": "U1", "position": t,
                "proof_round": 1, "proof_required": "none", "checklist": "[]",
            }
            for n in numbers
            for t in range(1, TASKS + 1)
        ],
    )  # fmt: skip
    session.execute(
        insert(TimelineEntry),
        [
            {
                "incident_id": n, "seq": seq, "happened_at": now, "recorded_at": now,
                "actor": "U1", "role": "", "door": Door.SLACK, "action": "note", "subject": "",
                "text": f"entry {seq}", "prev_hash": "", "hash": "",
            }
            for n in numbers
            for seq in range(1, 6)
        ],
    )  # fmt: skip


@pytest.fixture
def full(ward: Ward) -> Ward:
    """A ward with many incidents, the smaller part of them open."""
    ward.database.write_now(lambda session: fill(session, ward.clock.now()))
    return ward


@contextmanager
def listening(*engines: sa.Engine) -> Iterator[list[tuple[str, Any]]]:
    """Yield what these engines are asked meanwhile, with the parameters."""
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters[0] if isinstance(parameters, list) else parameters))

    for engine in engines:
        sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        for engine in engines:
            sa.event.remove(engine, "before_cursor_execute", note)


def statements(database: Database, act: Any) -> list[tuple[str, Any]]:
    """Return what *act* asks a SQLite database, with the parameters."""
    with listening(database._reading) as asked:
        database.read_now(act)
    return [each for each in asked if each[0].startswith(("SELECT", "WITH"))]


def plan(database: Database, statement: str, parameters: Any) -> list[str]:
    """Return the engine's plan for a statement; PostgreSQL's says where there is no other way."""

    def explain(session: Session) -> list[str]:
        connection = session.connection()
        if database.is_sqlite:
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            return [row[-1] for row in rows]
        # So few rows are walked anyway: what is left then has no index that would do.
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        rows = connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
        return [row[0].strip(" ->") for row in rows]

    return database.read_now(explain)


def test_no_plan_scans_tasks_or_the_timeline(sqlite_ward: Ward) -> None:
    ward, now = sqlite_ward, sqlite_ward.clock.now()
    ward.database.write_now(lambda session: fill(session, now))
    ward.database.write_now(lambda session: session.connection().exec_driver_sql("ANALYZE"))
    acts: dict[str, Any] = {
        "digest": lambda session: reports.digest(session, ward.house, now=now, row=None),
        "summary": lambda session: reports.summary(session, ward.house, 1, now=now, row=None),
        "tick": lambda session: schedules.due_keys(session, now=now),
        "board_of_clocks": lambda session: (
            clocks.task_clocks(session, [1, 2], now=now),
            clocks.promise_clocks(session, now=now),
        ),
        "repeating": lambda session: recurrences.over(session, now=now),
        "telling": lambda session: (
            reminders.readers(session), reminders.waiting(session, "user:U1"),
            reminders.held(session, "user:U1"), reminders.front(session, "user:U1", most=9),
            reminders.part(session, "user:U1", after=0, most=9),
            reminders.late_since(session, "user:U1", urgent=True),
            reminders.heard(session, "user:U1", now=now), reminders.ahead(session, "U1", now=now),
        ),
        "around": lambda session: (
            watch.waiting(session, session.get_one(Incident, 1), [1, 2]),
            watch.waiters(session, session.get_one(Incident, 1), [1, 2]),
        ),
    }  # fmt: skip
    for what, act in acts.items():
        asked = statements(ward.database, act)
        assert asked, what
        check_plans(ward.database, asked)


GROWS = ("task", "timeline_entry", "occurrence", "reminder", "post", "deadline")
WALKED = re.compile(rf"(SCAN|Seq Scan on) ({'|'.join(GROWS)})\b")


def check_plans(database: Database, asked: Iterable[tuple[str, Any]]) -> None:
    """Nothing walks a table that grows with history."""
    for statement, parameters in asked:
        steps = plan(database, statement, parameters)
        assert [step for step in steps if WALKED.match(step)] == [], (statement, steps)


@pytest.mark.both_engines
def test_nothing_that_a_tick_asks_walks_what_grows(full: Ward) -> None:
    """Every pass, whatever there will be, with work to do: its looks, and what it changes."""
    full.start()
    full.clock.advance(minutes=25)
    with listening(
        *{full.database.engine, full.database._reading, full.database._browsing}
    ) as asked:
        assert full.tick() > 100
    assert all(post.payload for post in full.posts("reminder"))
    # What forgets (DELETE) runs once an hour, and may walk.
    kinds = ("SELECT", "WITH", "UPDATE")
    each_once = {each[0]: each for each in asked if each[0].startswith(kinds)}.values()
    check_plans(full.database, each_once)
    # And as the engine plans when it knows its tables.
    full.database.write_now(lambda session: session.connection().exec_driver_sql("ANALYZE"))
    check_plans(full.database, each_once)


def test_the_clocks_use_the_index_of_each_incident_s_open_tasks(sqlite_ward: Ward) -> None:
    ward, now = sqlite_ward, sqlite_ward.clock.now()
    ward.database.write_now(lambda session: fill(session, now))
    ((statement, parameters),) = statements(
        ward.database, lambda session: clocks.task_clocks(session, [1, 2], now=now)
    )
    steps = plan(ward.database, statement, parameters)
    assert any("ix_task_incident_id_status_due_at" in step for step in steps), steps


def test_a_digest_asks_a_fixed_number_of_questions(sqlite_ward: Ward) -> None:
    """As many for all open incidents as for nine: no query for each incident."""
    ward, now = sqlite_ward, sqlite_ward.clock.now()
    ward.database.write_now(lambda session: fill(session, now))

    def ask() -> int:
        return len(statements(ward.database, gather))

    def gather(session: Session) -> reports.Report:
        return reports.digest(session, ward.house, now=now, row=None)

    def end_most(session: Session) -> None:
        most = sa.update(Incident).where(col(Incident.id) > 10).values(stage=Stage.CLOSED)
        session.execute(most)

    before = ask()
    ward.database.write_now(end_most)
    assert ask() == before


def test_the_summaries_of_many_incidents_share_their_statements(sqlite_ward: Ward) -> None:
    """To build one costs as much as to run it, and a thousand summaries may be due at once."""
    ward, now = sqlite_ward, sqlite_ward.clock.now()
    ward.database.write_now(lambda session: fill(session, now))

    def gather(session: Session) -> None:
        for incident_id in range(1, 9):
            reports.summary(session, ward.house, incident_id, now=now, row=None)

    before = figures._counted.cache_info().misses
    ward.database.read_now(gather)
    assert figures._counted.cache_info().misses - before <= 1


@pytest.mark.both_engines
def test_the_numbers_are_right(full: Ward) -> None:
    """Counted again in Python, over every task of the open incidents."""
    now = full.clock.now()

    def count(session: Session) -> dict[int, tuple[int, ...]]:
        rows = session.execute(
            sa.select(col(Task.incident_id), col(Task.status), col(Task.due_at)).where(
                col(Task.incident_id).in_(news.open_ids())
            )
        )
        found: dict[int, list[int]] = {}
        for incident_id, status, due_at in rows:
            mine = found.setdefault(incident_id, [0] * 6)
            mine[0] += 1
            mine[1] += status is TaskStatus.DONE
            mine[2] += status is TaskStatus.SKIPPED
            mine[3] += status is TaskStatus.PROOF_REVIEW
            mine[4] += status is TaskStatus.BLOCKED
            over = status not in {TaskStatus.DONE, TaskStatus.SKIPPED}
            mine[5] += bool(over and due_at is not None and due_at < now)
        return {key: tuple(each) for key, each in found.items()}

    def asked(session: Session) -> dict[int, Counts]:
        among = news.open_ids()
        ids = [each for each, _, _ in news.heads(session, among)]
        return figures.counts(session, among, ids, now=now)

    got = full.database.read_now(asked)
    want = full.database.read_now(count)
    assert {
        key: (c.total, c.done, c.skipped, c.review, c.blocked, c.overdue) for key, c in got.items()
    } == want
    assert len(want) == OPEN - OPEN // 10


def test_a_full_digest(full: Ward) -> None:
    report = full.database.read_now(
        lambda session: reports.digest(session, full.house, now=full.clock.now(), row=None)
    )
    assert problems(report.message) == []
    assert f"*{OPEN - OPEN // 10} incidents are open.*" in str(report.message["blocks"])
    assert "INC-2022-010" not in str(report.message)  # private


def test_marks_are_kept_and_read() -> None:
    marks = {"INC-2022-001": Mark(412, 60, 34, 5, 2)}
    assert read(written(marks)) == marks
    assert read("nonsense") == {}
    assert read('{"INC-2022-001": 7}') == {}
