"""kill -9 at any moment: nothing lost, nothing twice, the order kept, no channel orphaned."""

import asyncio
import contextlib
import os
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet
from sqlalchemy.exc import OperationalError

from bot.clock import SystemClock
from bot.faults import POINTS
from bot.outbox.worker import CONNECTION_LOST
from bot.slack.outbound import Slack
from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.forks import ForkServerProcess
from tests.outbox.conftest import Outbox, both_engines
from tests.outbox.declaring import NAME, declaring
from tests.outbox.fake_slack import FakeSlack
from tests.outbox.processes import address, ended, judge, keep_killing, sending
from tests.outbox.waiting import until
from tests.wire import Wire

# A longer run for those who look for rare faults: WARDROOM_KILLS=40.
KILLS = int(os.environ.get("WARDROOM_KILLS", "4"))
MESSAGES = 4 * KILLS
CHANNELS = [f"C0ROOM{number}" for number in range(6)]


async def recover(outbox: Outbox, rounds: int = 8) -> None:
    """Send on as the next start does, when every lease has ended."""
    behind = SystemClock().now() + timedelta(hours=1) - outbox.clock.now()
    outbox.clock.advance(seconds=behind.total_seconds())
    outbox.expire_leases()
    for _ in range(rounds):
        await outbox.drain(seconds=20)


def _cases() -> list[ParameterSet]:
    """Return each point on each engine, early on one and later on the other by turn.

    One is late on both, when calls are in flight.
    """
    hits = [(point, (1, 3) if at % 2 else (3, 1)) for at, point in enumerate(POINTS)]
    hits.append(("send.after", (6, 6)))
    marks = {"sqlite": [], "postgres": [pytest.mark.postgres]}
    return [
        pytest.param(engine, point, hit, marks=marks[engine], id=f"{engine} {point} {hit}")
        for point, both in hits
        for engine, hit in zip(("sqlite", "postgres"), both, strict=True)
    ]


@pytest.mark.parametrize(("database_url", "point", "hit"), _cases(), indirect=["database_url"])
async def test_a_kill_at_a_named_point(
    outbox: Outbox, fake: FakeSlack, tmp_path: Path, point: str, hit: int
) -> None:
    declaring(outbox, tmp_path / "house")()
    for number in range(3):
        outbox.put(f"m{number}")
        outbox.put(f"m{number} of the incident", "incident:1", incident_id=1)
    url = address(outbox.database)
    async with sending(url, fake, fault=f"{point}:{hit}") as process:
        assert await ended(process) == -signal.SIGKILL
    await recover(outbox)
    judge(outbox, fake)
    made = [channel.name for channel in fake.channels.values() if channel.name.startswith("inc-")]
    assert made == [NAME]
    assert outbox.incident().channel_id == fake.named(NAME).id


@pytest.mark.timeout(60 + 10 * KILLS)
@both_engines
async def test_two_processes_killed_at_random_under_a_faulty_slack(
    outbox: Outbox, fake: FakeSlack
) -> None:
    chance = random.Random(20221123)  # noqa: S311 - a dice, not a key.
    fake.chance = random.Random(77)  # noqa: S311 - as above.
    for channel in CHANNELS:
        fake.add(channel)
        for number in range(MESSAGES):
            outbox.put(f"m{number:03d} {channel}", f"channel:{channel}")
    url = address(outbox.database)
    lives = [[chance.uniform(0.02, 0.9) for _ in range(KILLS)] for _process in range(2)]
    await asyncio.gather(*(keep_killing(url, fake, each) for each in lives))
    assert fake.marks()
    fake.heal()
    await recover(outbox, rounds=4 + MESSAGES)
    judge(outbox, fake)
    assert len(fake.marks()) == MESSAGES * len(CHANNELS)


async def test_the_naive_way_fails_the_same_judge(outbox: Outbox, fake: FakeSlack) -> None:
    """The control: were there no duplicates here, the tests above would prove nothing."""
    fake.chance = random.Random(77)  # noqa: S311 - a dice, not a key.
    for number in range(30):
        outbox.put(f"m{number}")
    async with sending(address(outbox.database), fake, how="naive"):
        await until(lambda: set(outbox.states().values()) == {"sent"}, within_s=30)
    twice = [mark for mark, count in Counter(fake.marks()).items() if count > 1]
    assert twice
    with pytest.raises(AssertionError):
        judge(outbox, fake)


def _stop(process: ForkServerProcess, outbox: Outbox) -> None:
    """Stop a process until its leases have run out, at a moment at which it locks nothing."""
    while True:
        os.kill(process.pid or 0, signal.SIGSTOP)
        try:
            outbox.expire_leases()
        except OperationalError:
            # It was reading: nobody else could write a SQLite file before it goes on.
            os.kill(process.pid or 0, signal.SIGCONT)
        else:
            return


@both_engines
async def test_a_process_that_sleeps_past_its_lease_takes_its_copy_back(
    outbox: Outbox, fake: FakeSlack
) -> None:
    fake.next("chat.postMessage", delay=0.4)
    outbox.put("m1")
    async with sending(address(outbox.database), fake) as process:
        await until(lambda: fake.of("chat.postMessage"), within_s=20)
        _stop(process, outbox)
        await recover(outbox)
        os.kill(process.pid or 0, signal.SIGCONT)
        outbox.put("m2")
        await until(lambda: outbox.states()["m2"] == "sent", within_s=20)
        await until(lambda: len(fake.marks()) == 2, within_s=20)
    judge(outbox, fake)


@contextlib.asynccontextmanager
async def by_wire(wire: Wire, slack: Slack, clock: StoppedClock) -> AsyncIterator[Outbox]:
    """An outbox whose way to the database can be cut."""
    database = Database(wire.url)
    outbox = Outbox(database, slack, clock)
    yield outbox
    await outbox.sender.stop()
    database.close()


async def drained(outbox: Outbox) -> None:
    """Send as far as the database can be reached."""
    with contextlib.suppress(*CONNECTION_LOST):
        await outbox.drain(seconds=20)


@pytest.mark.postgres
async def test_a_server_that_drops_everybody_five_times(
    fake: FakeSlack, slack: Slack, clock: StoppedClock, postgres_url: str
) -> None:
    """As when it is stopped at once: the same process goes on, nothing is lost or twice."""
    fake.delay = 0.03
    with Wire(postgres_url) as wire:
        async with by_wire(wire, slack, clock) as outbox:
            for number in range(24):
                channel = CHANNELS[number % len(CHANNELS)]
                fake.add(channel)
                outbox.put(f"m{number:02d}", f"channel:{channel}")
            for _ in range(5):
                before = len(fake.calls)
                sending_on = asyncio.create_task(drained(outbox))
                await until(lambda: len(fake.calls) > before or sending_on.done())  # noqa: B023 - asked at once.
                wire.cut()
                await sending_on
                outbox.expire_leases()
            await recover(outbox)
            judge(outbox, fake)
    assert len(fake.marks()) == 24


@pytest.mark.postgres
@pytest.mark.parametrize("nth", [1, 2, 3])
async def test_a_commit_of_the_sender_s_whose_answer_is_lost(
    fake: FakeSlack, slack: Slack, clock: StoppedClock, postgres_url: str, nth: int
) -> None:
    """The server has kept it and the sender does not know: the intent, or that it was sent."""
    with Wire(postgres_url) as wire:
        async with by_wire(wire, slack, clock) as outbox:
            await outbox.drain()
            for number in range(3):
                outbox.put(f"m{number}")
            wire.lose_answer(b"COMMIT", nth)
            await drained(outbox)
            assert wire.lost.is_set()
            await recover(outbox)
            judge(outbox, fake)
    assert fake.texts("C0DESK") == ["m0", "m1", "m2"]
