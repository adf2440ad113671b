"""Recurring tasks: the next one is opened, a missed one is marked and told, none comes twice."""

from datetime import timedelta
from functools import partial

import pytest

from bot.domain.models import Incident
from bot.operations import incidents, tasks
from bot.operations.turn import Turn
from tests.schedule.conftest import ANA, Ward
from tests.schedule.tables import Given, T, begin, said, table, task_now, tasks_now

RECURRING = {
    "finished in time: the next is due a span after, however early it was done": (
        T("Count oxygen", every="4h", held=ANA), "10:07",
        [(1, "done", "23 Nov 11:07"), (2, "todo", "23 Nov 15:07")],
    ),
    "finished late: the rhythm does not shift": (
        T("Count oxygen", every="4h", held=ANA), "12:37",
        [(1, "done", "23 Nov 11:07"), (2, "todo", "23 Nov 15:07")],
    ),
    "at times of the day": (
        T("Return the numbers", every="06:30,18:30", held=ANA), "18:22",
        [(1, "done", "23 Nov 18:30"), (2, "todo", "24 Nov 06:30")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("story", RECURRING)
def test_a_recurring_task_opens_its_next(ward: Ward, story: str) -> None:
    task, finished_at, then = RECURRING[story]
    ref = begin(ward, Given([task]))
    said(ward, until=finished_at, every=60)
    ward.on(ref, partial(tasks.done, number=1), by=ANA)

    assert tasks_now(ward) == then


def test_a_missed_one_is_marked_told_and_followed(ward: Ward) -> None:
    """Every hour, nobody does it: it is skipped as missed, the next is open, command hears it."""
    begin(ward, Given([T("Count oxygen", every="1h", held=ANA)]))
    lines = said(ward, until="10:07", every=15)
    assert tasks_now(ward) == [
        (1, "skipped", "23 Nov 08:07"),
        (2, "skipped", "23 Nov 09:07"),
        (3, "todo", "23 Nov 10:07"),
    ]
    assert lines == table(
        """
        07:52 Ana: Soon due #1
        08:07 Ana: Due #1
        09:07 Boss: Missed: nobody did Count oxygen at 08:07 IST. Now #2
        09:07 Ana: Due #2
        10:07 Boss: Missed: nobody did Count oxygen at 09:07 IST, 2 times in a row. Now #3
        10:07 Ana: Due #3
        """
    )
    assert task_now(ward, 1).reason == (
        "missed 23 Nov 2022 08:07 IST: nobody had begun when #2 fell due"
    )
    assert "Missed 2 times in a row before." in ward.said()[-1][1]


def test_one_whose_rhythm_cannot_be_read_holds_up_no_other_incident(sqlite_ward: Ward) -> None:
    begin(sqlite_ward, Given([T("Count oxygen", every="1h", held=ANA)]))
    sick = sqlite_ward.declare("Another")

    def add(turn: Turn, incident: Incident) -> None:
        due_at = turn.now + timedelta(hours=1)
        task = tasks.add(turn, incident, "Count beds", assignee=ANA, due_at=due_at)
        task.every = "25:61"

    sqlite_ward.on(sick, add)
    said(sqlite_ward, until="09:22", every=15)
    assert [task for task in tasks_now(sqlite_ward) if task[0] == 2] == [
        (2, "todo", "23 Nov 09:07"),
    ]  # fmt: skip


def test_three_days_down_is_one_missed_line(ward: Ward) -> None:

    begin(ward, Given([T("Count oxygen", every="4h", held=ANA)]))
    ward.clock.advance(days=3)
    said(ward, until="07:12", every=5)
    assert tasks_now(ward) == [(1, "skipped", "23 Nov 11:07"), (2, "todo", "26 Nov 07:07")]
    assert "16 more before the next" in (task_now(ward, 1).reason or "")
    assert task_now(ward, 2).missed == 17


def test_what_was_begun_is_not_called_missed(sqlite_ward: Ward) -> None:

    ward = sqlite_ward
    ref = begin(ward, Given([T("Count oxygen", every="1h", held=ANA)]))
    ward.on(ref, partial(tasks.start, number=1), by=ANA)
    said(ward, until="09:07", every=15)
    assert tasks_now(ward) == [(1, "in_progress", "23 Nov 08:07"), (2, "todo", "23 Nov 09:07")]


def test_what_waits_for_other_work_rests_until_then(sqlite_ward: Ward) -> None:

    ward = sqlite_ward
    ref = begin(ward, Given([T("Cut"), T("Count oxygen", every="1h", after=(1,), held=ANA)]))
    said(ward, until="09:07", every=30)
    assert tasks_now(ward) == [(1, "todo", None), (2, "todo", None)]
    ward.on(ref, partial(tasks.done, number=1))
    assert tasks_now(ward)[1] == (2, "todo", "23 Nov 10:07")


def test_an_ended_incident_recurs_no_more_and_a_reopened_one_counts_anew(
    sqlite_ward: Ward,
) -> None:

    ward = sqlite_ward
    ref = begin(ward, Given([T("Count oxygen", every="1h", held=ANA)]))
    ward.on(ref, partial(incidents.stand_down, reason="a cable"))
    assert said(ward, until="11:07", every=30) == []
    ward.on(ref, partial(incidents.reopen, reason="no cable"))
    assert tasks_now(ward) == [(1, "todo", "23 Nov 12:07")]
