"""Tasks and promises that fall due: who is told, where, once each; and what goes higher."""

import itertools
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from bot.domain.models import Incident, Task, TimelineEntry
from bot.domain.words import Kind
from bot.operations import incidents, tasks
from bot.operations.turn import Turn
from bot.schedule.beat import Pace
from bot.schedule.tick import tick
from bot.storage import timeline
from tests.schedule.conftest import ANA, BOSS, DEPUTY, NET, Ward

DM_ANA, DM_BOSS, DM_DEPUTY, DM_NET = (f"user:{each}" for each in (ANA, BOSS, DEPUTY, NET))


def told(ward: Ward) -> list[tuple[str, str]]:
    """Return who was told of a task or a promise, without the words; the channel is `all`."""
    return [
        ("all" if target.startswith("incident") else target, text.split(":")[0].split(" (")[0])
        for target, text in ward.said()
    ]


def add(ward: Ward, ref: str, title: str, *, minutes: float, owner: str | None = None,
        role: str | None = None) -> int:  # fmt: skip
    due_at = ward.clock.now() + timedelta(minutes=minutes)
    act = partial(tasks.add, title=title, assignee=owner, role=role, due_at=due_at)
    return ward.on(ref, act).number


def entries(ward: Ward, ref: str, action: str) -> list[TimelineEntry]:
    everything = ward.on(ref, lambda turn, it: timeline.after(turn.session, it.row, 0, limit=200))
    return [entry for entry in everything if entry.action == action]


def test_a_critical_task_goes_up_in_half_an_hour(ward: Ward) -> None:
    """The small playbook's first task is critical, for the commander, due after five minutes."""
    ref = ward.declare(kind=Kind.RANSOMWARE)
    ward.appoint(ref, "deputy-ic", DEPUTY)
    ward.on(ref, partial(tasks.assign, number=1, user_id=ANA))
    for number in (2, 3, 4):
        ward.on(ref, partial(tasks.skip, number=number, reason="exercise"))
    when = []
    for _ in range(20):
        ward.clock.advance(minutes=5)
        if ward.tick():
            when.append(ward.local(ward.clock.now())[-5:])
    assert when == ["07:12", "07:27", "07:42"]
    assert told(ward) == [
        (DM_ANA, "Due"),
        (DM_BOSS, "Overdue, and you stand in"),
        ("all", "Overdue"),
    ]


def test_the_board_shows_what_fell_due_though_nobody_did_anything(ward: Ward) -> None:
    ref = ward.declare(severity=4)
    add(ward, ref, "Cut the edge", minutes=60, owner=ANA)
    before = len(ward.posts("board"))
    ward.clock.advance(minutes=10)
    ward.tick()
    assert len(ward.posts("board")) == before
    ward.clock.advance(minutes=51)
    ward.tick()
    assert len(ward.posts("board")) == before + 1


@pytest.mark.parametrize("finish", [
    lambda turn, it: tasks.done(turn, it, 1),
    lambda turn, it: tasks.skip(turn, it, 1, "not needed"),
    lambda turn, it: incidents.stand_down(turn, it, reason="a cable"),
    lambda turn, it: tasks.set_due(turn, it, 1, turn.now + timedelta(days=2)),
])  # fmt: skip
def test_what_is_done_moved_or_over_is_not_nagged_about(sqlite_ward: Ward, finish: object) -> None:
    ref = sqlite_ward.declare(severity=4)
    add(sqlite_ward, ref, "Cut the edge", minutes=60, owner=BOSS)
    sqlite_ward.clock.advance(minutes=30)
    sqlite_ward.on(ref, finish)  # type: ignore[arg-type]  # one of the table above.
    sqlite_ward.ticks(every=30, times=8)
    assert told(sqlite_ward) == []


def test_a_new_due_time_begins_anew(sqlite_ward: Ward) -> None:
    ward = sqlite_ward
    ref = ward.declare(severity=4)
    add(ward, ref, "Cut the edge", minutes=10, owner=ANA)
    ward.ticks(every=10, times=1)
    later = ward.clock.now() + timedelta(minutes=70)
    ward.on(ref, partial(tasks.set_due, number=1, due_at=later))
    ward.ticks(every=5, times=14)
    assert told(ward) == [(DM_ANA, "Due"), (DM_ANA, "Soon due"), (DM_ANA, "Due")]


def test_ten_tasks_at_once_are_one_message(ward: Ward) -> None:
    ref = ward.declare(severity=4)
    for number in range(12):
        add(ward, ref, f"Task {number}", minutes=5, owner=ANA)
    ward.ticks(every=5, times=1)
    ((target, text),) = ward.said()
    assert target == DM_ANA
    assert text.startswith(f"12 tasks of {ref} need you:")
    assert text.count("Due: ") == 12
    assert len(ward.occurrences("task")) == 12


def test_a_beat_ends_in_time_and_the_next_goes_on(sqlite_ward: Ward) -> None:
    """Two hundred tasks at once: what fell due meanwhile does not wait; nothing is lost or twice."""
    ward = sqlite_ward
    ref = ward.declare(severity=4)
    due_at = ward.clock.now() + timedelta(minutes=5)

    def write(turn: Turn, incident: Incident) -> None:
        for number in range(1, 201):
            turn.session.add(
                Task(
                    incident_id=incident.row, number=number, title=f"Task {number}",
                    assignee=ANA if number > 1 else NET, critical=number == 1, due_at=due_at,
                    created_at=turn.now, created_by=BOSS,
                )
            )  # fmt: skip

    ward.on(ref, write)
    ward.clock.advance(minutes=5)
    # Each look at the clock finds that 0.4 s have passed: there is time for 150 of them.
    pace = Pace(partial(next, itertools.count(0, 0.4)))

    def beat(count: int) -> None:
        tick(ward.database, ward.house, ward.clock.now(), beat=count, pace=pace)

    beat(0)
    assert len(ward.occurrences("task")) == 150
    assert [target for target, _ in ward.said()] == [DM_NET], "what is urgent does not wait"
    beat(1)
    assert len(ward.occurrences("task")) == 200
    assert pace.left == set()
    assert [target for target, _ in ward.said()] == [DM_NET, DM_ANA]
    assert ward.said()[1][1].startswith(f"199 tasks of {ref} need you:")
    beat(2)
    assert len(ward.said()) == 2


def test_three_days_down_is_no_burst(ward: Ward) -> None:
    """Whoever owns five overdue tasks gets one message; it goes higher an hour later."""
    ref = ward.declare(severity=4)
    for number in range(5):
        add(ward, ref, f"Task {number}", minutes=10 + number, owner=ANA)
    ward.clock.advance(days=3)
    ward.tick()
    assert len(ward.occurrences("task")) == 5
    assert [target for target, _ in ward.said()] == [DM_ANA]
    assert "Late: this should have been said 23 Nov 2022 07:17 IST." in ward.said()[0][1]
    assert all(each.late for each in ward.occurrences("task"))
    assert ward.ticks(every=1, times=10) == 0
    ward.clock.advance(minutes=50)
    ward.tick()
    assert [target for target, _ in ward.said()][1:] == ["incident:1", DM_BOSS]


def test_clock_steps(sqlite_ward: Ward) -> None:
    """An hour ahead reminds early but does not escalate early; set back, nothing repeats."""
    ward = sqlite_ward
    ref = ward.declare(severity=4)
    add(ward, ref, "Cut the edge", minutes=30, owner=ANA)
    ward.clock.step_wall(days=2)
    ward.tick()
    ward.clock.step_wall(days=-2)
    assert told(ward) == [(DM_ANA, "Due")]
    ward.ticks(every=10, times=8)  # until 50 minutes after the due moment
    assert told(ward) == [(DM_ANA, "Due")]
    ward.ticks(every=10, times=1)
    assert told(ward)[1:] == [("all", "Overdue"), (DM_BOSS, "Overdue, escalated to you")]


def test_a_proof_that_waits_is_its_approvers_matter(sqlite_ward: Ward) -> None:
    ward = sqlite_ward
    ref = ward.declare(kind=Kind.RANSOMWARE)
    ward.on(ref, partial(tasks.done, number=1, proof="log opened"))
    ward.on(ref, partial(tasks.claim, number=2), by=ANA)
    ward.on(ref, partial(tasks.done, number=2, proof="24"), by=ANA)
    ward.ticks(every=20, times=1)
    assert (DM_BOSS, "Your approval is due") in told(ward)
    assert DM_ANA not in {target for target, _ in told(ward)}


def test_what_it_waits_for_is_said(sqlite_ward: Ward) -> None:
    ward = sqlite_ward
    ref = ward.declare(severity=4)
    add(ward, ref, "First", minutes=600)
    due_at = ward.clock.now() + timedelta(minutes=5)
    ward.on(ref, partial(tasks.add, title="Then", assignee=ANA, due_at=due_at, after=[1]))
    ward.ticks(every=5, times=1)
    assert "It waits for #1." in ward.said()[0][1]


def test_one_bad_row_rests_and_the_others_go_on(
    sqlite_ward: Ward, capsys: pytest.CaptureFixture[str]
) -> None:
    ward = sqlite_ward
    ref = ward.declare(severity=4)
    add(ward, ref, "Secret plan", minutes=5, owner=ANA)
    add(ward, ref, "Other", minutes=5, owner=NET)

    def spoil(value: str) -> None:
        statement = sa.text(f"UPDATE task SET started_at = {value} WHERE number = 1")  # noqa: S608 - ours.
        ward.database.write_now(lambda session: session.execute(statement))

    spoil("'not a time'")
    ward.ticks(every=5, times=1)
    assert [target for target, _ in told(ward)] == [DM_NET]
    assert len(ward.quarantine) == 2  # the row, and serving the incident's clocks together
    logged = capsys.readouterr().out
    assert "schedule.row_failed" in logged
    assert "Secret plan" not in logged
    spoil("NULL")
    ward.clock.advance(seconds=30)
    assert ward.tick() == 0  # it rests for a minute
    ward.clock.advance(seconds=31)
    assert ward.tick() == 2  # the step, and its message
    assert [target for target, _ in told(ward)] == [DM_NET, DM_ANA]
    assert len(ward.quarantine) == 0
