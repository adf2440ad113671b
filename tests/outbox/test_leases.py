"""Who may send: one process at a time, and what a dead or sleeping one leaves behind."""

import asyncio

import pytest

from bot.domain.words import PostState
from bot.outbox.timing import Timing
from tests.outbox.conftest import Outbox, both_engines
from tests.outbox.fake_slack import FakeSlack
from tests.outbox.waiting import until


@both_engines
async def test_what_a_dead_process_left_is_looked_for_after_its_lease(
    outbox: Outbox, fake: FakeSlack
) -> None:
    outbox.put("told")
    outbox.put("untold", "channel:C0MANAGERS")
    await outbox.drain()
    fake.channels["C0MANAGERS"].messages.clear()
    for key in ("told", "untold"):
        outbox.as_after_a_crash(key)
    await outbox.drain(seconds=10)
    assert fake.texts("C0DESK") == ["told"]
    assert fake.texts("C0MANAGERS") == ["untold"]
    assert outbox.states() == {"told": "sent", "untold": "sent"}


@both_engines
async def test_a_lane_that_another_process_holds_is_left_alone_until_the_lease_ends(
    outbox: Outbox, fake: FakeSlack
) -> None:
    other = outbox.another(owner="other")
    fake.next("chat.postMessage", delay=0.4)
    outbox.put("one")
    first = asyncio.create_task(other.drain())
    await until(lambda: outbox.post("one").state is PostState.SENDING)
    await outbox.drain()
    await first
    assert fake.texts("C0DESK") == ["one"]
    assert len(fake.of("chat.postMessage")) == 1


@both_engines
async def test_who_lost_the_lane_writes_nothing_and_takes_its_message_back(
    outbox: Outbox, fake: FakeSlack
) -> None:
    sleeper = outbox.another(owner="sleeper")
    fake.next("chat.postMessage", delay=0.6)
    outbox.put("one")
    asleep = asyncio.create_task(sleeper.drain())
    await until(lambda: len(fake.of("chat.postMessage")) == 1)
    outbox.expire_leases()
    await outbox.drain()
    assert fake.texts("C0DESK") == ["one"]
    ours = outbox.post("one").slack_ts
    await asleep
    await sleeper.drain()
    assert [each["ts"] for each in fake.channels["C0DESK"].messages] == [ours]
    assert len(fake.of("chat.delete")) == 1
    assert outbox.post("one").slack_ts == ours
    await sleeper.stop()


async def test_a_call_begins_only_while_the_lease_covers_its_timeout(
    outbox: Outbox, fake: FakeSlack
) -> None:
    with pytest.raises(ValueError, match="three timeouts"):
        Timing(timeout_s=10, lease_s=20)
    fake.next("conversations.open", delay=0.3)
    outbox.put("one", "user:U0DOC")
    outbox.put("two", "user:U0DOC")
    sending = asyncio.create_task(outbox.drain())
    await until(lambda: fake.of("conversations.open"))
    outbox.clock.advance(seconds=30)
    await sending
    assert fake.of("chat.postMessage") == []
    assert outbox.states() == {"one": "pending", "two": "pending"}
    await outbox.drain(seconds=1)
    assert fake.texts("DU0DOC") == ["one", "two"]


@both_engines
async def test_a_stop_finishes_the_call_in_flight_and_gives_the_lanes_back(
    outbox: Outbox, fake: FakeSlack
) -> None:
    fake.delay = 0.2
    for number in range(3):
        outbox.put(f"m{number}")
    running = asyncio.create_task(outbox.sender.run())
    await until(lambda: fake.calls)
    await outbox.sender.stop()
    await running
    assert outbox.states() == {"m0": "sent", "m1": "pending", "m2": "pending"}
    other = outbox.another()
    await other.drain()
    assert fake.texts("C0DESK") == ["m0", "m1", "m2"]
    await other.stop()


@both_engines
async def test_a_wake_from_another_thread_sends_at_once(outbox: Outbox, fake: FakeSlack) -> None:
    running = asyncio.create_task(outbox.sender.run())
    await asyncio.to_thread(outbox.put, "one")
    await asyncio.to_thread(outbox.sender.wake)
    await until(lambda: fake.texts("C0DESK") == ["one"])
    await outbox.sender.stop()
    await running


@both_engines
async def test_an_effect_that_fails_does_not_undo_that_it_was_sent(
    outbox: Outbox, fake: FakeSlack
) -> None:
    def broken(*_args: object) -> None:
        raise KeyError("channel")

    sender = outbox.another(effects={"event": broken})
    outbox.put("one")
    await sender.drain()
    assert (fake.texts("C0DESK"), outbox.states()) == (["one"], {"one": "sent"})
    await sender.stop()
