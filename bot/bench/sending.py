"""The outbox: how soon a changed board leaves, and how fast a backlog does at Slack's limits.

The backlog is sent at the real pace, by the real clock: nothing is scaled.
"""

import asyncio
from contextlib import AsyncExitStack, closing
from itertools import pairwise
from time import perf_counter

import sqlalchemy as sa
from sqlmodel import Session

from bot.bench import seed
from bot.bench.bench import Bench, callers
from bot.bench.commands import seeded
from bot.bench.fake_slack import FakeSlack
from bot.bench.figures import Bar, Figure, Row
from bot.bench.load import Caller, form, volley
from bot.clock import SystemClock
from bot.domain.models import Post
from bot.domain.words import PostState
from bot.outbox.pace import MESSAGES
from bot.outbox.sender import Sender
from bot.slack.outbound import Slack
from bot.storage.database import Database

BOARD_EVERY_S = 3.0
# What the clock of the fake and the sender's own may differ by.
SLACK_S = 0.05


async def boards(bench: Bench) -> list[Row]:
    """Measure from a change to the board's edit leaving, and how often edits leave."""
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(FakeSlack())
        ours = await stack.enter_async_context(bench.wardroom(seeded(bench, 1), slack, "socket"))
        made = await stack.enter_async_context(callers(1, ours, slack, "socket"))
        soon = []
        for number in range(1, bench.size.changes + 1):
            bench.say("a changed board")
            soon.append(await _edited(slack, made[0], number))
            if number < bench.size.changes:
                # The next one shall find an idle board.
                await asyncio.sleep(BOARD_EVERY_S + 0.2)
        bench.say("a board that changes all the time")
        await _hurried(slack, made[0], bench.size.changes)
        gaps = [later - sooner for sooner, later in pairwise(_edits(slack))]
    return [
        Row("board", "board: from the answer to chat.update, idle", Figure.of(soon),
            bar=Bar(1000, "p50")),
        Row("board", "board: shortest time between two edits", Figure(min(gaps)), unit="s",
            note="never less than 3 s" if min(gaps) >= BOARD_EVERY_S - SLACK_S else "too often"),
    ]  # fmt: skip


def _edits(slack: FakeSlack) -> list[float]:
    return [call.came for call in slack.calls if call.method == "chat.update"]


async def _edited(slack: FakeSlack, caller: Caller, number: int) -> float:
    before = len(_edits(slack))
    await volley([caller], [form(f"/task claim #{number}", seed.channel(1))], "You hold")
    answered = perf_counter()
    await slack.until(lambda: len(_edits(slack)) > before, within_s=10.0)
    return max(0.0, _edits(slack)[before] - answered)


async def _hurried(slack: FakeSlack, caller: Caller, count: int) -> None:
    """Change the board ten times a second for a while, until it was edited for that."""
    before = len(_edits(slack))
    for number in range(count + 1, 11 * count + 1):
        await volley([caller], [form(f"/task claim #{number}", seed.channel(1))], "You hold")
        await asyncio.sleep(0.1)
    await slack.until(lambda: len(_edits(slack)) > before, within_s=15.0)


async def drain(bench: Bench) -> list[Row]:
    """Measure how long a backlog takes, against what Slack's limits allow."""
    size, clock = bench.size, SystemClock()
    url = bench.ground.database()
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(FakeSlack())
        database = stack.enter_context(closing(Database(url)))
        gateway = Slack("xoxb-ours", slack.api_url)
        stack.push_async_callback(gateway.close)
        await database.write(lambda session: _backlog(session, size.channels, size.posts_each))
        sender = Sender(database, gateway, clock, renderers={}, effects={})
        bench.say(f"sending {size.channels * size.posts_each} posts to {size.channels} channels")
        began = perf_counter()
        work = asyncio.create_task(sender.run())
        wanted = size.channels * size.posts_each
        await slack.until(lambda: len(slack.calls) >= wanted, within_s=120.0)
        taken = max(call.answered for call in slack.calls) - began
        await sender.stop()
        await work
    allowed = max(0.001, (size.posts_each - MESSAGES.burst) / MESSAGES.per_second)
    what = f"outbox: {wanted:,} posts to {size.channels} channels, at Slack's pace"
    return [
        Row("drain", what, Figure(taken), Figure(allowed), Bar(1 / 0.95), unit="s",
            note=f"floor: the limits allow no less; {allowed / taken:.0%} of the allowed rate")
    ]  # fmt: skip


def _backlog(session: Session, channels: int, each: int) -> None:
    rows = [_post(place, count) for count in range(each) for place in range(1, channels + 1)]
    session.execute(sa.insert(Post), rows)


def _post(place: int, count: int) -> dict[str, object]:
    lane = f"channel:{seed.channel(place)}"
    return {
        "key": f"bench:{place}:{count}", "kind": "event", "method": "chat.postMessage",
        "lane": lane, "target": lane, "payload": '{"text": "Task #7 is done."}',
        "state": PostState.PENDING, "created_at": SystemClock().now(),
    }  # fmt: skip
