"""Due times that count back from another task's, and tasks that come a few times and no more."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.domain.models import Incident, Task
from bot.domain.words import FINISHED, Kind, TaskStatus
from bot.operations import departments, due_back, incidents, playbooks, tasks
from bot.operations.recurring import move_on
from bot.operations.turn import Turn
from bot.storage import tasks as task_queries
from bot.storage import timeline
from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.factories import Desk, fresh, make_house

ANA = "U1ANA"
GO = """---
slug: go
title: Go live
when: {kind: [other]}
---
- [ ] Pack {#pack due=-1h@dry-run}
- [ ] Dry run {#dry-run due=-24h@go-live}
- [ ] Go live {#go-live}
- [ ] Watch {#watch due=+0h,+4h,+24h@go-live after=go-live}
- [ ] Next block {#next after=watch}
- [ ] Stable {#stable due=+14d@watch}
- [ ] Try it in {{department.name}} {#try each=department due=-2h@open}
- [ ] Open {{department.name}} {#open each=department}
"""
HOUR = timedelta(hours=1)


LATER = """---
slug: later
title: Later
---
- [ ] Report {#report after=go/watch}
- [ ] Count {#count due=+1h@go/watch}
- [ ] Rest {#rest due=-3h@go/go-live}
"""


@pytest.fixture
def desk(database: Database, clock: StoppedClock, tmp_path: Path) -> Desk:
    return Desk(database, make_house(tmp_path / "playbooks", GO), clock)


@pytest.fixture
def incident(desk: Desk) -> Incident:
    return desk(
        ANA, lambda turn: incidents.declare(turn, title="Paper", severity=3, kind=Kind.OTHER)
    )


def on(desk: Desk, incident: Incident, act: Callable[[Turn, Incident], object]) -> None:
    desk(ANA, lambda turn: act(turn, fresh(turn, incident)))


def every(desk: Desk, incident: Incident, ref: str) -> list[Task]:
    """Return the tasks of one step, by number."""
    found = desk(ANA, lambda turn: task_queries.every_task(turn.session, incident.row))
    return [each for each in found if each.ref == ref]


def waited(desk: Desk, task: Task) -> list[Task]:
    return desk(ANA, lambda turn: task_queries.waits_for(turn.session, task))


def its_time_came(turn: Turn, incident: Incident, number: int) -> None:
    move_on(turn, incident, tasks.found(turn, incident, number))


def due(desk: Desk, incident: Incident, ref: str) -> datetime | None:
    return every(desk, incident, ref)[-1].due_at


def set_due(desk: Desk, incident: Incident, ref: str, at: datetime) -> None:
    number = every(desk, incident, ref)[-1].number
    on(desk, incident, lambda turn, it: tasks.set_due(turn, it, number, at))


def test_it_is_due_once_the_other_is_and_moves_with_it(desk: Desk, incident: Incident) -> None:
    go = desk.clock.now() + timedelta(days=3)
    assert (due(desk, incident, "dry-run"), due(desk, incident, "pack")) == (None, None)
    numbers = [every(desk, incident, ref)[0].number for ref in ("dry-run", "go-live")]
    told = desk(
        ANA,
        lambda turn: due_back.counting(
            turn, fresh(turn, incident), tasks.found(turn, fresh(turn, incident), numbers[1])
        ),
    )
    assert told == (numbers[0],)
    for at in (go, go + 5 * HOUR):
        set_due(desk, incident, "go-live", at)
        assert due(desk, incident, "dry-run") == at - 24 * HOUR
        assert due(desk, incident, "pack") == at - 25 * HOUR


def test_each_move_stands_in_the_timeline(desk: Desk, incident: Incident) -> None:
    go = desk.clock.now() + timedelta(days=3)
    set_due(desk, incident, "go-live", go)
    told = desk(ANA, lambda turn: timeline.after(turn.session, incident.row, 0, limit=200))
    numbers = {ref: every(desk, incident, ref)[0].number for ref in ("go-live", "dry-run", "pack")}
    assert [(each.subject, each.after, each.reason) for each in told if each.action == "task.due"] == [
        (f"#{numbers['go-live']}", go.isoformat(), None),
        (f"#{numbers['dry-run']}", (go - 24 * HOUR).isoformat(),
         f"counts back from #{numbers['go-live']}"),
        (f"#{numbers['pack']}", (go - 25 * HOUR).isoformat(),
         f"counts back from #{numbers['dry-run']}"),
    ]  # fmt: skip


def test_what_somebody_set_by_hand_stays(desk: Desk, incident: Incident) -> None:
    go = desk.clock.now() + timedelta(days=3)
    set_due(desk, incident, "go-live", go)
    set_due(desk, incident, "dry-run", go - 30 * HOUR)
    assert due(desk, incident, "pack") == go - 31 * HOUR
    set_due(desk, incident, "go-live", go + HOUR)
    assert due(desk, incident, "dry-run") == go - 30 * HOUR
    assert due(desk, incident, "pack") == go - 31 * HOUR


def test_that_the_other_is_done_says_nothing(desk: Desk, incident: Incident) -> None:
    """Done without a time of its own, it leaves those before it without one."""
    number = every(desk, incident, "go-live")[0].number
    on(desk, incident, lambda turn, it: tasks.done(turn, it, number))
    assert due(desk, incident, "dry-run") is None


def test_each_row_counts_back_from_its_own(desk: Desk, incident: Incident) -> None:
    for slug in ("lab", "icu"):
        on(desk, incident, partial(departments.add, slug=slug, name=slug.upper()))
    lab = next(each for each in every(desk, incident, "open") if each.subject_id == "DEP-001")
    at = desk.clock.now() + 9 * HOUR
    on(desk, incident, lambda turn, it: tasks.set_due(turn, it, lab.number, at))
    assert {each.subject_id: each.due_at for each in every(desk, incident, "try")} == {
        "DEP-001": at - 2 * HOUR, "DEP-002": None,
    }  # fmt: skip


def test_it_comes_at_each_hour_and_what_follows_waits_for_the_last(
    desk: Desk, incident: Incident
) -> None:
    go, clock = every(desk, incident, "go-live")[0], desk.clock
    on(desk, incident, lambda turn, it: tasks.done(turn, it, go.number))
    went = clock.now()
    for count, (hour, left) in enumerate([(0, ">4h,20h"), (4, ">20h"), (24, None)], start=1):
        watch = every(desk, incident, "watch")[-1]
        assert (len(every(desk, incident, "watch")), watch.due_at) == (count, went + hour * HOUR)
        assert watch.every == left
        following = every(desk, incident, "next")[0]
        waits = waited(desk, following)
        assert [each.number for each in waits] == [watch.number]
        assert due(desk, incident, "stable") is None
        clock.advance(hours=0.5)
        on(desk, incident, partial(tasks.done, number=watch.number))
    assert len(every(desk, incident, "watch")) == 3
    assert due(desk, incident, "stable") == clock.now() + timedelta(days=14)
    following = every(desk, incident, "next")[0]
    assert waited(desk, following) == []


def test_an_hour_that_nobody_looked_at_is_missed_and_the_last_stays_open(
    desk: Desk, incident: Incident
) -> None:
    go = every(desk, incident, "go-live")[0]
    on(desk, incident, lambda turn, it: tasks.done(turn, it, go.number))
    for hours in (5, 20, 50):
        desk.clock.advance(hours=hours)
        number = every(desk, incident, "watch")[-1].number
        on(desk, incident, partial(its_time_came, number=number))
    watch = every(desk, incident, "watch")
    assert [each.status for each in watch] == [
        TaskStatus.SKIPPED, TaskStatus.SKIPPED, TaskStatus.TODO,
    ]  # fmt: skip
    assert [each.missed for each in watch] == [0, 1, 2]
    following = every(desk, incident, "next")[0]
    waits = waited(desk, following)
    assert [each.number for each in waits if each.status not in FINISHED] == [watch[-1].number]


def test_a_playbook_that_starts_later_waits_for_the_last_and_counts_back_at_once(
    desk: Desk, incident: Incident, tmp_path: Path
) -> None:
    (tmp_path / "playbooks" / "later.md").write_text(LATER, encoding="utf-8")
    desk.house = make_house(tmp_path / "playbooks", GO)
    at = desk.clock.now() + 50 * HOUR
    set_due(desk, incident, "go-live", at)
    go = every(desk, incident, "go-live")[0]
    on(desk, incident, lambda turn, it: playbooks.run(turn, it, "later"))
    assert due(desk, incident, "rest") == at - 3 * HOUR
    on(desk, incident, partial(tasks.done, number=go.number))
    on(desk, incident, partial(tasks.done, number=every(desk, incident, "watch")[0].number))
    watch = every(desk, incident, "watch")[-1]
    report = every(desk, incident, "report")[0]
    assert [each.number for each in waited(desk, report)] == [watch.number]
    assert due(desk, incident, "count") is None


def test_started_between_two_of_its_times_it_waits_for_the_last(
    desk: Desk, incident: Incident, tmp_path: Path
) -> None:
    (tmp_path / "playbooks" / "later.md").write_text(LATER, encoding="utf-8")
    desk.house = make_house(tmp_path / "playbooks", GO)
    on(desk, incident, partial(tasks.done, number=every(desk, incident, "go-live")[0].number))
    on(desk, incident, partial(tasks.done, number=every(desk, incident, "watch")[0].number))
    on(desk, incident, lambda turn, it: playbooks.run(turn, it, "later"))
    watch = every(desk, incident, "watch")[-1]
    report = every(desk, incident, "report")[0]
    assert [each.number for each in waited(desk, report)] == [watch.number]
