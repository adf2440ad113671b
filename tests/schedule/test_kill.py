"""kill -9 at each named point of the clock's work: what was due happens once, as if nothing was."""

import os
import random
import re
import shutil
import signal
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

import bot
from bot.faults import POINTS, SCHEDULE_KINDS, SCHEDULE_POINTS
from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.conftest import NIGHT
from tests.forks import FORKS, ForkServerProcess
from tests.postgres import run, sibling
from tests.schedule.claimed import claimed_kinds
from tests.schedule.conftest import Ward
from tests.schedule.days import (
    MOMENTS,
    SITES,
    Life,
    Memory,
    done_in,
    fired_in,
    house_in,
    lay_down,
    live,
    lived,
    remembered,
)
from tests.turns import ENGINES

DIES_WITHIN_S = 40
# A longer run for those who look for rare faults: WARDROOM_KILLS=40.
KILLS = int(os.environ.get("WARDROOM_KILLS", "4"))
# Everybody's run dies where a point is first reached; the longer run dies there later too.
HITS = (1, 2) if KILLS > 4 else (1,)


@dataclass(frozen=True, slots=True)
class Days:
    """What was asked for, as a database to copy, and what an undisturbed life makes of it."""

    copy: Callable[[], str]
    folder: Path
    memories: tuple[Memory, ...]
    done: list[tuple[str, str]]
    fired: dict[str, set[int]]
    points: tuple[str, ...] = SCHEDULE_POINTS


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.close()


def _made(url: str, copy: Callable[[], str], folder: Path) -> Days:
    with _opened(url) as database:
        lay_down(Ward(database, house_in(folder), StoppedClock(NIGHT)))
    memories = []
    with _opened(copy()) as database:
        for moment in MOMENTS:
            live(database, house_in(folder), moment)
            memories.append(remembered(database))
        return Days(copy, folder, tuple(memories), done_in(database), fired_in(database))


@pytest.fixture(scope="module", params=ENGINES)
def days(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Days]:
    """The three days on each engine, lived once without a kill."""
    folder, made = tmp_path_factory.mktemp("days"), [f"wr_days_{uuid.uuid4().hex[:12]}"]
    if request.param == "sqlite":
        template = folder / "days.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), template)

        def copied() -> str:
            return f"sqlite:///{shutil.copy(template, folder / f'{uuid.uuid4().hex}.db')}"

        yield _made(f"sqlite:///{template}", copied, folder / "playbooks")
        return
    server = request.getfixturevalue("postgres_server")
    run(
        server, f"CREATE DATABASE {made[0]} TEMPLATE {request.getfixturevalue('postgres_template')}"
    )

    def cloned() -> str:
        made.append(f"wr_days_{uuid.uuid4().hex[:12]}")
        run(server, f"CREATE DATABASE {made[-1]} TEMPLATE {made[0]}")
        return sibling(server, made[-1])

    # What dies before its claim has written nothing, whatever the engine: SQLite shows that.
    points = tuple(each for each in SCHEDULE_POINTS if not each.endswith("before_claim"))
    yield replace(_made(sibling(server, made[0]), cloned, folder / "playbooks"), points=points)
    for name in reversed(made):
        run(server, f"DROP DATABASE {name} WITH (FORCE)")


def _begun(days: Days, url: str, life: Life, fault: str = "") -> ForkServerProcess:
    child = FORKS.Process(target=lived, args=(url, str(days.folder), fault, life))
    child.start()
    return child


def test_the_days_have_everything_that_the_clock_does(days: Days) -> None:
    """Waivers claim nothing: what happened to them is in the timeline, once for each incident."""
    assert {kind for kind, _key in days.done} == set(SCHEDULE_KINDS)
    timeline = days.memories[-1]["timeline_entry"]
    for action in ("waiver.unsigned", "waiver.expire"):
        assert sum(f"'{action}'" in entry for entry in timeline) == SITES, action


def test_every_kind_that_is_claimed_in_the_code_is_listed() -> None:
    assert claimed_kinds() == set(SCHEDULE_KINDS)


def test_every_point_in_the_code_is_listed() -> None:
    code = "".join(path.read_text("utf-8") for path in Path(bot.__file__).parent.rglob("*.py"))
    named = set(re.findall(r'reach\("([^"]+)"\)', code))
    assert named == {each for each in (*POINTS, *SCHEDULE_POINTS) if not each.endswith("_claim")}


@pytest.mark.long
@pytest.mark.timeout(240)
@pytest.mark.parametrize("hit", HITS)
def test_a_kill_at_each_named_point_leaves_no_trace(days: Days, hit: int) -> None:
    """Killed and started again at the same moment, it has done the same, to the last row."""
    left = list(days.points)
    while left:
        before, left = left, _one_life(days, left, hit)
        assert left != before, f"one of {left} is reached on none of these days"


def _one_life(days: Days, points: list[str], hit: int) -> list[str]:
    """Live the days, dying at one point after the other; return those that were not reached."""
    url, life, left = days.copy(), Life(FORKS.Value("i", 0)), list(points)
    with _opened(url) as database:
        while left:
            point = min(left, key=lambda each: _comes(days, each, life.reached.value))
            child = _begun(days, url, life, f"{point}:{hit}")
            child.join(DIES_WITHIN_S)
            if child.exitcode == 0:
                break
            assert child.exitcode == -signal.SIGKILL, point
            died_at = life.reached.value
            live(database, house_in(days.folder), MOMENTS[died_at])
            assert remembered(database) == days.memories[died_at], point
            life.reached.value = died_at + 1
            left.remove(point)
    return left


def _comes(days: Days, point: str, moment: int) -> tuple[int, int]:
    """Return when a point is reached next, as far as is known, and how often from then on.

    Whoever dies as often as possible on the same days needs to live them less often.
    """
    kind = point.partition(".")[0]
    # What is not a kind's own is reached wherever something is done.
    comes = [each for each in days.fired.get(kind, range(len(MOMENTS))) if each >= moment]
    return min(comes, default=len(MOMENTS)), len(comes)


def _killed_and_started_again(days: Days, url: str, life: Life, lives: list[float]) -> None:
    """Let a replica live the days; each of its lives but the last ends after so many seconds."""
    for seconds in [*lives, DIES_WITHIN_S]:
        child = _begun(days, url, life)
        child.join(seconds)
        child.kill()
        child.join()


@pytest.mark.long
@pytest.mark.timeout(60 + 10 * KILLS)
@pytest.mark.parametrize("ahead", [timedelta(), timedelta(seconds=45)])
def test_two_replicas_killed_at_random_do_each_thing_once(days: Days, ahead: timedelta) -> None:
    """Both at one moment, or the second a little ahead of the first; they die where they are."""
    seed = random.SystemRandom().randrange(1_000_000)
    chance = random.Random(seed)  # noqa: S311 - a dice, not a key.
    url, far = days.copy(), [FORKS.Value("i", 0) for _ in range(2)]
    replicas = []
    for life in (Life(far[0], others=(far[1],)), Life(far[1], ahead, others=(far[0],))):
        lives = [chance.uniform(0.05, 0.8) for _ in range(KILLS)]
        replicas.append(
            threading.Thread(target=_killed_and_started_again, args=(days, url, life, lives))
        )
    for each in replicas:
        each.start()
    for each in replicas:
        each.join()
    assert [each.value for each in far] == [len(MOMENTS)] * 2
    with _opened(url) as database:
        assert done_in(database) == days.done, f"seed {seed}"
        if not ahead:
            # Clocks that differ may tell a reader in two messages what is told in one otherwise.
            left, meant = remembered(database), days.memories[-1]
            assert _counts(left) == _counts(meant), f"seed {seed}"


def _counts(memory: Memory) -> dict[str, int]:
    return {table: len(rows) for table, rows in memory.items()}
