"""Two replicas on one database: every due moment is acted on once, whoever comes first."""

import threading
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from bot.domain.models import Occurrence
from bot.operations import tasks
from bot.schedule.beat import Beat
from bot.schedule.tick import tick
from bot.storage import schedules
from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.factories import make_house
from tests.forks import FORKS
from tests.schedule.conftest import ANA, Ward

pytestmark = pytest.mark.both_engines


def prepare(ward: Ward) -> None:
    """Let summaries, the digest, tasks and a promise fall due at one moment."""
    ward.start()
    for number in range(4):
        ref = ward.declare(f"Incident {number}")
        due_at = ward.clock.now() + timedelta(hours=1)
        for each in range(3):
            ward.on(ref, partial(tasks.add, title=f"Task {each}", assignee=ANA, due_at=due_at))
    ward.clock.advance(hours=2)


def check_once(ward: Ward, done: int) -> None:
    """Everything was acted on once: as many occurrences as steps, one post for each key."""
    occurrences = [
        each for kind in ("summary", "digest", "task") for each in ward.occurrences(kind)
    ]
    assert len(occurrences) == 4 + 1 + 4 * 3
    assert done == len(occurrences) + 1
    assert len(ward.posts("summary")) == 4
    assert len(ward.posts("digest")) == 1
    assert len(ward.posts("reminder")) == 1  # one message about all that its reader owns


def test_eight_threads_on_two_connections(ward: Ward, database_url: str) -> None:
    prepare(ward)
    other = Database(database_url)
    now = ward.clock.now()
    done: list[int] = []
    barrier = threading.Barrier(8)

    def beat(database: Database) -> None:
        barrier.wait()
        done.append(tick(database, ward.house, now))

    threads = [
        threading.Thread(target=beat, args=(database,)) for database in [ward.database, other] * 4
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    other.close()
    check_once(ward, sum(done))


def replica(url: str, folder: str, moment: str, begin: Any, answers: Any) -> None:
    """Tick in a process of its own, as a second replica does."""
    database = Database(url)
    house = make_house(Path(folder))
    begin.wait()
    done = sum(tick(database, house, datetime.fromisoformat(moment)) for _ in range(3))
    answers.put(done)
    database.close()


def test_two_processes(ward: Ward, database_url: str, tmp_path: Path) -> None:
    prepare(ward)
    begin, answers = FORKS.Barrier(2), FORKS.Queue()
    arguments = (
        database_url, str(tmp_path / "playbooks"), ward.clock.now().isoformat(), begin, answers,
    )  # fmt: skip
    processes = [FORKS.Process(target=replica, args=arguments) for _ in range(2)]
    for process in processes:
        process.start()
    done = [answers.get(timeout=30) for _ in processes]
    for process in processes:
        process.join(30)
    assert [process.exitcode for process in processes] == [0, 0]
    check_once(ward, sum(done))


def test_a_command_and_a_tick_at_one_moment(ward: Ward) -> None:
    """A manual update that comes first takes the summary's place; the tick sees it and rests."""
    from bot.operations import incidents

    ref = ward.declare()
    ward.clock.advance(hours=2)
    barrier = threading.Barrier(2)

    def update() -> None:
        barrier.wait()
        ward.on(ref, partial(incidents.update, text="40 of 100"))

    thread = threading.Thread(target=update)
    thread.start()
    barrier.wait()
    done = ward.tick()
    thread.join(30)
    assert done == len(ward.posts("summary"))
    assert ward.next_summary(ref) == "23 Nov 11:07"


@pytest.mark.parametrize("behind", [0.4, 90])
def test_a_replica_whose_clock_is_behind_leaves_the_plan_alone(ward: Ward, behind: float) -> None:
    """For it the moment is still to come, and the next one looks as if planned too far ahead."""
    ward.start()
    ref = ward.declare()
    ward.clock.advance(hours=2)
    assert ward.tick() == 2
    keys = (schedules.summary_key(ref), schedules.DAILY_DIGEST)
    plans = [ward.next_due(key) for key in keys]
    ward.clock.step_wall(seconds=-behind)
    assert ward.tick() == 0
    assert [ward.next_due(key) for key in keys] == plans


def test_a_claim_is_given_once(ward: Ward, clock: StoppedClock) -> None:
    def claim(session: Session) -> bool:
        return schedules.claim(
            session, Occurrence(key="x", kind="test", due_at=clock.now(), fired_at=clock.now())
        )

    assert [ward.database.write_now(claim) for _ in range(3)] == [True, False, False]


@pytest.mark.parametrize("point", ["posting_of", "rhythm_of"])
def test_a_crash_in_the_middle_loses_and_repeats_nothing(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    """What fails before the commit is as if it had not begun."""
    from bot.schedule import reporting as module

    ref = ward.declare()
    ward.clock.advance(hours=2)

    def crash(*_: object) -> None:
        raise SystemExit(9)

    with monkeypatch.context() as patch:
        patch.setattr(module, point, crash)
        with pytest.raises(SystemExit):
            ward.tick(beat=1)
    assert ward.occurrences("summary") == []
    assert ward.tick() == 1
    assert ward.tick() == 0
    assert len(ward.posts("summary")) == 1
    assert ward.next_summary(ref) == "23 Nov 11:07"


def test_a_replica_that_looked_early_posts_nothing_early(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between seeing that something is due and gathering it, another replica answered it."""
    ref = ward.declare()
    ward.clock.advance(hours=2)
    seen = [(schedules.summary_key(ref), schedules.SUMMARY)]
    assert ward.tick(beat=1) == 1
    monkeypatch.setattr(schedules, "due_keys", lambda *_, **__: seen)
    assert ward.tick(beat=1) == 0
    assert len(ward.posts("summary")) == 1


def test_an_incident_that_ended_meanwhile_is_left_alone(ward: Ward) -> None:
    """Between gathering a summary and writing it, the incident was stood down."""
    from bot.operations import incidents
    from bot.schedule import reporting as module

    ref = ward.declare()
    ward.clock.advance(hours=2)
    key = schedules.summary_key(ref)
    beat = Beat(ward.database, ward.house, ward.clock.now(), ward.quarantine, lambda: False)
    planned = ward.database.read_now(lambda session: module._plan_summary(session, beat, key))
    assert planned is not None
    ward.on(ref, partial(incidents.stand_down, reason="a cable"))
    post = partial(module._post_summary, beat=beat, key=key, planned=planned)
    assert ward.database.write_now(post) == 0
    assert ward.posts("summary") == []
