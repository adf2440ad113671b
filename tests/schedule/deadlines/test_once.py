"""Each warning exactly once: restarts, standstills, clocks that are set, races."""

import threading
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.domain.words import Kind
from bot.operations import incidents
from bot.schedule.tick import tick
from bot.storage.database import Database
from tests.factories import make_house
from tests.forks import FORKS
from tests.law import KABIR, LEGAL, item, profile
from tests.schedule.deadlines.court import CHANNEL, Court, Hall


def test_three_days_down_is_one_warning_marked_late(hall: Hall) -> None:
    court = hall(item("a.one") + item("a.two", within="PT12H"))
    court.declare(Kind.OTHER, severity=4)
    court.until("26 Nov 2022 07:07")
    assert court.tick() == 2
    assert court.told().count(CHANNEL) == 1
    (text,) = court.heard()
    assert "Late: this should have been said 23 Nov 2022 10:07 IST." in text
    # Six hours: 4 warnings, the end and 131 half hours; twelve: 4, the end and 119.
    assert f"It also stands for {136 + 124} warnings that fell due while Wardroom was not" in text
    found = sorted((each.late, each.missed) for each in court.ward.occurrences("deadline"))
    assert found == [(True, 124), (True, 136)]
    assert court.tick() == 0
    court.clock.advance(minutes=29)
    assert court.tick() == 0
    court.clock.advance(minutes=1)
    assert court.tick() == 2
    assert "Late" not in court.heard()[-1]
    assert len(court.entries("deadline.overdue")) == 2


def test_a_restart_says_nothing_twice(hall: Hall, database_url: str) -> None:
    court = hall(item("a.one"))
    court.declare(Kind.OTHER, severity=4)
    court.until("23 Nov 2022 10:07")
    assert court.tick() == 1
    again = Database(database_url)
    reborn = Court(again, court.desk.house, court.clock, item("a.one"))
    reborn.ref = court.ref
    assert reborn.tick() == 0
    reborn.until("23 Nov 2022 11:37")
    assert reborn.tick() == 1
    again.close()


@pytest.mark.parametrize("hours", [1, 48])
def test_a_clock_that_ran_ahead_and_was_set_back_says_the_rest_in_time(
    sqlite_hall: Hall, hours: int
) -> None:
    """Nothing is said twice, and nothing that still comes is lost."""
    court = sqlite_hall(item("a.one"))
    court.declare(Kind.OTHER, severity=4)
    court.until("23 Nov 2022 09:28")
    court.clock.step_wall(hours=hours)
    court.tick()
    court.clock.step_wall(hours=-hours)
    court.tick()
    before = len(court.ward.occurrences("deadline"))
    expected = ["10:07", "11:37", "12:31", "12:37", "13:07", "13:37", "14:07"]
    when = court.watched(until="14:28", every=20, near=expected)
    # An hour ahead, 10:07 was said at what it took for 10:28.
    assert when == (expected if hours == 48 else expected[1:])
    assert before == 1


def test_a_clock_that_was_set_back_repeats_nothing(sqlite_hall: Hall) -> None:
    court = sqlite_hall(item("a.one"))
    court.declare(Kind.OTHER, severity=4)
    court.until("23 Nov 2022 10:07")
    assert court.tick() == 1
    court.clock.step_wall(hours=-1)
    for _ in range(9):
        court.clock.advance(minutes=9)
        assert court.tick() == 0


@pytest.mark.both_engines
def test_eight_threads_on_two_connections_say_it_once(hall: Hall, database_url: str) -> None:
    court = hall(item("a.one") + item("a.two"))
    for _ in range(3):
        court.declare(Kind.OTHER, severity=4)
    court.until("23 Nov 2022 10:07")
    other = Database(database_url)
    barrier = threading.Barrier(8)

    def beat(database: Database) -> None:
        barrier.wait()
        tick(database, court.desk.house, court.clock.now())

    threads = [
        threading.Thread(target=beat, args=(database,)) for database in [court.database, other] * 4
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    other.close()
    assert len(court.ward.occurrences("deadline")) == 6
    assert sorted(court.told()) == sorted(
        [f"incident:{n}" for n in (1, 2, 3)] + [f"user:{LEGAL}"] * 3
    )


def replica(url: str, folder: str, moment: str, begin: object) -> None:
    """Tick in a process of its own, as a second replica does."""
    database = Database(url)
    house = make_house(Path(folder), profile=profile(item("a.one")))
    begin.wait()  # type: ignore[attr-defined]  # a barrier of multiprocessing.
    for _ in range(3):
        tick(database, house, datetime.fromisoformat(moment))
    database.close()


@pytest.mark.both_engines
def test_two_replicas_say_it_once(hall: Hall, database_url: str, tmp_path: Path) -> None:
    court = hall(item("a.one"))
    court.declare(Kind.OTHER, severity=4)
    court.until("23 Nov 2022 13:07")
    begin = FORKS.Barrier(2)
    arguments = (
        database_url, str(tmp_path / "playbooks"), court.clock.now().isoformat(), begin,
    )  # fmt: skip
    processes = [FORKS.Process(target=replica, args=arguments) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0]
    assert len(court.ward.occurrences("deadline")) == 1
    assert court.told() == [CHANNEL, f"user:{LEGAL}", f"user:{KABIR}"]
    assert len(court.entries("deadline.overdue")) == 1


@pytest.mark.both_engines
def test_met_and_the_warning_at_one_moment(hall: Hall) -> None:
    """Whichever comes first, the channel never hears of a report that it knows to be sent."""
    court = hall(item("a.one"))
    court.declare(Kind.OTHER, severity=4)
    court.until("23 Nov 2022 10:07")
    barrier = threading.Barrier(2)

    def send() -> None:
        barrier.wait()
        court.met("a.one")

    thread = threading.Thread(target=send)
    thread.start()
    barrier.wait()
    said = court.tick()
    thread.join(30)
    assert said in {0, 1}
    assert court.row("a.one").alarm_at is None
    assert len(court.told()) == 2 * said
    court.clock.advance(hours=10)
    assert court.tick() == 0


@pytest.mark.both_engines
def test_a_crash_before_the_commit_loses_and_repeats_nothing(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.schedule import alarming as module

    court = hall(item("a.one"))
    court.declare(Kind.OTHER, severity=4)
    court.until("23 Nov 2022 13:07")

    def crash(*_: object) -> None:
        raise SystemExit(9)

    with monkeypatch.context() as patch:
        patch.setattr(module, "_note_overdue", crash)
        with pytest.raises(SystemExit):
            court.ward.tick()
    assert court.ward.occurrences("deadline") == []
    assert court.said() == []
    assert court.tick() == 1
    assert court.tick() == 0


def test_one_sick_incident_does_not_silence_the_others(
    sqlite_hall: Hall, capsys: pytest.CaptureFixture[str]
) -> None:
    court = sqlite_hall(item("a.one"))
    court.declare(Kind.OTHER, severity=4)
    court.declare(Kind.OTHER, severity=4)
    spoil = sa.text("UPDATE deadline SET opened_at = 'not a time' WHERE incident_id = 1")
    court.database.write_now(lambda session: session.execute(spoil))
    court.until("23 Nov 2022 10:07")
    court.ward.tick()
    assert court.told() == ["incident:2", f"user:{LEGAL}"]
    assert "schedule.row_failed" in capsys.readouterr().out


def test_after_a_reopening_it_goes_on(sqlite_hall: Hall) -> None:
    court = sqlite_hall(item("a.one"))
    court.declare(Kind.OTHER, severity=4)
    court.on(incidents.stand_down, reason="a cable")
    court.until("23 Nov 2022 11:00")
    assert court.tick() == 0
    court.on(incidents.reopen, reason="no cable")
    assert court.tick() == 1
