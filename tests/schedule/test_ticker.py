"""The metronome itself: it goes on after errors, comes back from the dead, follows the clock."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from freezegun import freeze_time

from bot.clock import SystemClock
from bot.operations import schedules
from bot.operations.turn import House
from bot.schedule import ticker as module
from bot.schedule.tick import tick
from bot.schedule.ticker import Ticker
from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.factories import Desk, make_house
from tests.schedule.conftest import Ward

PERIOD = 0.05


def eventually(met: Callable[[], bool], within: float = 15.0) -> None:
    """Wait until it is so, or fail."""
    clock, pause = SystemClock(), threading.Event()
    deadline = clock.monotonic() + within
    while not met():
        assert clock.monotonic() < deadline, "it did not happen in time"
        pause.wait(0.01)


@pytest.fixture
def beats(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A tick that only counts, in place of the real one."""
    counted: list[int] = []

    def count(*_: object, beat: int, **__: object) -> int:
        counted.append(beat)
        return 1

    monkeypatch.setattr(module, "tick", count)
    return counted


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    opened = Database(sqlite_url)
    yield opened
    opened.close()


@pytest.fixture
def ticker(database: Database, house: House) -> Iterator[Ticker]:
    made = Ticker(database, lambda: house, SystemClock(), period_s=PERIOD)
    yield made
    made.stop()


def test_it_ticks_and_tells_who_sends(database: Database, house: House, beats: list[int]) -> None:
    woken = threading.Event()
    ticker = Ticker(database, lambda: house, SystemClock(), woken.set, period_s=PERIOD)
    assert ticker.health.detail == "the schedule does not run"
    ticker.start()
    eventually(lambda: len(beats) > 3)
    assert woken.is_set()
    assert ticker.health.ok
    ticker.stop()
    assert not ticker.health.ok
    counted = len(beats)
    threading.Event().wait(3 * PERIOD)
    assert len(beats) == counted


def test_the_real_tick_posts_what_is_due(sqlite_url: str, tmp_path: Path) -> None:
    """A summary set to every minute two minutes ago is written within a moment of the start."""
    database, clock = Database(sqlite_url), SystemClock()
    house = make_house(tmp_path / "playbooks")
    past = StoppedClock(clock.now() - timedelta(minutes=2))
    ward = Ward(database, house, past)
    ward.desk = Desk(database, house, past)
    ref = ward.declare()
    minute = timedelta(minutes=1)
    ward.on(ref, lambda turn, it: schedules.summary_every(turn, it, minute))
    ticker = Ticker(database, lambda: house, clock, period_s=PERIOD)
    ticker.start()
    eventually(lambda: len(ward.posts("summary")) == 1)
    ticker.stop()
    assert ward.next_due("digest:daily") is not None
    database.close()


def test_a_digest_that_cannot_be_planned_stops_no_other_clock(
    ticker: Ticker, monkeypatch: pytest.MonkeyPatch, beats: list[int]
) -> None:
    def fail(*_: object) -> str:
        raise ValueError

    monkeypatch.setattr(module, "ensure_digest", fail)
    ticker.start()
    eventually(lambda: len(beats) > module.FAILING)
    eventually(lambda: "ticks failed" in ticker.health.detail)


def test_a_tick_that_fails_a_hundred_times_goes_on(
    ticker: Ticker, monkeypatch: pytest.MonkeyPatch, beats: list[int]
) -> None:
    calls: list[int] = []

    def fail(*_: object, **__: object) -> int:
        calls.append(1)
        if len(calls) <= 100:
            raise RuntimeError("the database is away")
        return 0

    monkeypatch.setattr(module, "tick", fail)
    for _ in range(99):
        ticker.beat()
    ticker.start()
    eventually(lambda: len(calls) > 103)
    assert ticker.health.ok
    assert ticker.health.failures == 100


def test_failing_is_red(ticker: Ticker, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> int:
        raise RuntimeError("away")

    monkeypatch.setattr(module, "tick", fail)
    ticker.start()
    eventually(lambda: ticker.health.detail.endswith("ticks failed"))


def test_a_dead_scheduler_is_replaced(
    ticker: Ticker, beats: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error inside APScheduler kills its thread while it still says that it runs."""
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    ticker.start()
    eventually(lambda: len(beats) > 1)

    def die(*_: object) -> None:
        raise SystemExit

    dead = ticker._scheduler
    dead._jobstores["default"].update_job = die
    eventually(lambda: not dead._thread or not dead._thread.is_alive())
    eventually(lambda: ticker._scheduler is not dead and ticker.health.ok)
    counted = len(beats)
    eventually(lambda: len(beats) > counted + 2)
    assert ticker.health.rebuilt >= 1


def test_silence_is_red_and_is_mended(database: Database, house: House, beats: list[int]) -> None:
    """Without waiting: the clock is moved, the watchdog is asked once."""
    clock = StoppedClock(SystemClock().now() + timedelta(days=1))
    ticker = Ticker(database, lambda: house, clock, period_s=2.0)
    # The job's first run lies a day ahead: this scheduler is as silent as a dead one.
    ticker._scheduler = ticker._metronome()
    clock.advance(seconds=5)
    assert ticker.health.ok
    clock.advance(seconds=2)
    assert ticker.health.detail == "no tick for 7 s"
    ticker.watch_once()
    assert ticker.health.ok
    assert ticker.health.rebuilt == 1
    ticker.stop()


def test_a_slow_tick_is_not_doubled_and_nobody_is_warned_of_it(
    ticker: Ticker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    entered, go_on = threading.Event(), threading.Event()
    at_once: list[int] = []

    def slow(*_: object, **__: object) -> int:
        at_once.append(1)
        entered.set()
        go_on.wait(20)
        return 0

    monkeypatch.setattr(module, "tick", slow)
    ticker.start()
    assert entered.wait(10)
    threading.Event().wait(10 * PERIOD)
    ticker.beat()
    assert len(at_once) == 1
    assert ticker.health.ok
    assert ticker.health.rebuilt == 0
    assert [each.message for each in caplog.records if each.levelname == "WARNING"] == []
    go_on.set()


def test_a_tick_that_hangs_is_red(
    database: Database, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = StoppedClock(SystemClock().now())
    ticker = Ticker(database, lambda: house, clock)
    ticker._scheduler = object()
    seen: list[str] = []

    def hang(*_: object, **__: object) -> int:
        clock.advance(seconds=61)
        seen.append(ticker.health.detail)
        return 0

    monkeypatch.setattr(module, "tick", hang)
    ticker.beat()
    assert seen == ["a tick has been at work for 61 s"]


@pytest.mark.parametrize("hours", [-1, 1, 48])
def test_a_clock_that_was_set_is_followed(
    database: Database, house: House, beats: list[int], hours: int
) -> None:
    """APScheduler alone would stay silent for an hour after the clock was set back by one."""
    clock = StoppedClock(SystemClock().now())
    ticker = Ticker(database, lambda: house, clock, period_s=60.0)
    ticker.start()
    eventually(lambda: len(beats) == 1)
    clock.step_wall(hours=hours)
    ticker.watch_once()
    job = ticker._scheduler.get_job(module.JOB)
    assert job is None or job.next_run_time <= max(clock.now(), SystemClock().now())
    if hours < 0:
        eventually(lambda: len(beats) == 2)
        assert beats == [0, 0]  # every pass is made again
    ticker.stop()


def test_the_systems_clock_decides_the_morning(
    sqlite_ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Frozen at the edge, where the real clock is read: one digest for each morning."""
    ticker = Ticker(sqlite_ward.database, lambda: sqlite_ward.house, SystemClock())
    # The pool waits on a clock of its own, which must not stand still.
    with freeze_time("2022-11-23 01:59:58", ignore=["sqlalchemy.util.queue"]) as frozen:
        for _ in range(3):
            ticker.beat()
            assert sqlite_ward.posts("digest") == []
            frozen.tick(0.5)
        frozen.tick(timedelta(seconds=2))
        ticker.beat()
        ticker.beat()
        frozen.tick(timedelta(days=1))
        ticker.beat()
    assert [post.key for post in sqlite_ward.posts("digest")] == [
        "digest:daily:2022-11-23T07:30", "digest:daily:2022-11-24T07:30",
    ]  # fmt: skip


def test_stopping_in_the_middle_loses_nothing(sqlite_ward: Ward) -> None:
    """What was not begun before the stop is due at the next start."""
    ward = sqlite_ward
    for number in range(5):
        ward.declare(f"Incident {number}", severity=4)
    ward.clock.advance(days=1)
    left = [True, True, False, False]

    def stopping() -> bool:
        return not (left.pop(0) if left else False)

    first = tick(ward.database, ward.house, ward.clock.now(), beat=1, stopping=stopping)
    assert first < 5
    assert len(ward.posts("summary")) < 5
    ward.tick()
    assert len(ward.posts("summary")) == 5
