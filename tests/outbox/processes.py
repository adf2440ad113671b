"""Starts sending processes and kills them; judges what they left behind."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from bot.outbox import stamp
from bot.storage.database import Database
from tests.forks import FORKS, ForkServerProcess
from tests.outbox import worker
from tests.outbox.conftest import Outbox
from tests.outbox.fake_slack import FakeSlack
from tests.outbox.waiting import until


@asynccontextmanager
async def sending(
    url: str, fake: FakeSlack, *, how: str = "real", fault: str = ""
) -> AsyncIterator[ForkServerProcess]:
    """A process that sends; killed at the end if it still lives."""
    process = FORKS.Process(target=worker.work, args=(url, fake.url, how, fault))
    process.start()
    try:
        yield process
    finally:
        process.kill()
        await ended(process)


async def ended(process: ForkServerProcess, within_s: float = 30.0) -> int | None:
    """Return how a process ended, None if it did not in that time."""
    await asyncio.to_thread(process.join, within_s)
    return process.exitcode


async def keep_killing(url: str, fake: FakeSlack, lives: list[float]) -> None:
    """Start a process again and again; each lives so many seconds after its first calls."""
    for seconds in lives:
        before = len(fake.calls)
        async with sending(url, fake) as process:
            with suppress(TimeoutError):
                await until(lambda before=before: len(fake.calls) > before)  # type: ignore[misc]  # default.
            await ended(process, seconds)


def address(database: Database) -> str:
    """Return the database's address for another process."""
    return database.url.render_as_string(hide_password=False)


def judge(outbox: Outbox, fake: FakeSlack) -> None:
    """Everything stands in Slack exactly once and in order, nothing is half done."""
    unfinished = {k: v for k, v in outbox.states().items() if v not in {"sent", "superseded"}}
    assert unfinished == {}
    secret = outbox.change(stamp.house_secret)
    expected = {
        stamp.mark(secret, key): key
        for key, state in outbox.states().items()
        if state == "sent" and outbox.post(key).method == "chat.postMessage"
    }
    found = Counter(expected.get(mark, "not ours") for mark in fake.marks())
    assert found == Counter(expected.values())
    for channel in fake.channels.values():
        said = [text for text in fake.texts(channel.id) if text.startswith("m")]
        assert said == sorted(said), channel.id
        assert len(channel.pins) == len(set(channel.pins))
        assert len(channel.bookmarks) <= 1
