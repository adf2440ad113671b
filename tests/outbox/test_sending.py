"""What is written is sent: once, in order, to its place, at the pace that Slack allows."""

import asyncio
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from bot.domain.words import PostState
from bot.storage import posts
from tests.outbox.conftest import Outbox, both_engines
from tests.outbox.fake_slack import FakeSlack
from tests.schedule.test_plans import listening

ASKED = re.compile(r"(SELECT|UPDATE) (\w+)")


@both_engines
async def test_messages_of_a_lane_arrive_in_the_order_of_writing(
    outbox: Outbox, fake: FakeSlack
) -> None:
    for key in ("one", "two", "three"):
        outbox.put(key)
    await outbox.drain()
    assert fake.texts("C0DESK") == ["one", "two", "three"]
    row = outbox.post("two")
    sent = fake.channels["C0DESK"].messages[1]
    assert (row.state, row.slack_ts, row.channel_id) == (PostState.SENT, sent["ts"], "C0DESK")
    assert sent["unfurl_links"] is sent["unfurl_media"] is False
    assert sent["metadata"]["event_type"] == "wardroom_post"
    assert "two" not in str(sent["metadata"])


@both_engines
async def test_an_alert_overtakes_what_waits(outbox: Outbox, fake: FakeSlack) -> None:
    outbox.put("status", priority=posts.STATUS)
    outbox.put("news")
    outbox.put("alarm", priority=posts.ALERT)
    await outbox.drain()
    assert fake.texts("C0DESK") == ["alarm", "news", "status"]


async def test_a_channel_gets_three_at_once_and_then_one_a_second(
    outbox: Outbox, fake: FakeSlack
) -> None:
    for number in range(6):
        outbox.put(f"m{number}")
        outbox.put(f"other{number}", "channel:C0MANAGERS")
    seen = []
    for _second in range(4):
        await outbox.drain()
        seen.append((len(fake.texts("C0DESK")), len(fake.texts("C0MANAGERS"))))
        outbox.clock.advance(seconds=1)
    assert seen == [(3, 3), (4, 4), (5, 5), (6, 6)]


async def test_what_is_for_later_waits_and_holds_up_nobody(outbox: Outbox, fake: FakeSlack) -> None:
    outbox.put("later", not_before=outbox.clock.now() + timedelta(minutes=5))
    outbox.put("now")
    await outbox.drain()
    assert fake.texts("C0DESK") == ["now"]
    await outbox.drain(minutes=5)
    assert fake.texts("C0DESK") == ["now", "later"]


async def test_a_person_is_written_to_in_a_conversation_that_is_opened_once(
    outbox: Outbox, fake: FakeSlack
) -> None:
    outbox.put("hello", "user:U0DOC")
    outbox.put("again", "user:U0DOC")
    await outbox.drain()
    assert fake.texts("DU0DOC") == ["hello", "again"]
    assert len(fake.of("conversations.open")) == 1
    assert outbox.post("hello").channel_id == "DU0DOC"


async def test_a_channel_may_be_given_by_its_name(outbox: Outbox, fake: FakeSlack) -> None:
    outbox.put("named", "channel:#c0managers")
    await outbox.drain()
    assert fake.texts("C0MANAGERS") == ["named"]


@both_engines
async def test_a_reply_waits_for_its_thread_and_goes_into_it(
    outbox: Outbox, fake: FakeSlack
) -> None:
    outbox.put("reply", thread_key="root", priority=posts.ALERT)
    outbox.put("root", not_before=outbox.clock.now() + timedelta(seconds=10))
    await outbox.drain()
    assert fake.texts("C0DESK") == []
    await outbox.drain(seconds=10)
    root, reply = fake.channels["C0DESK"].messages
    assert (root["text"], reply["text"], reply["thread_ts"]) == ("root", "reply", root["ts"])


async def test_a_reply_to_a_dead_message_stands_alone(outbox: Outbox, fake: FakeSlack) -> None:
    outbox.put("root", payload={"text": ""})
    outbox.put("reply", thread_key="root")
    outbox.put("pin", method="pins.add", after_key="root", lane="pins")
    await outbox.drain()
    assert outbox.states() == {"root": "dead", "reply": "sent", "pin": "dead"}
    assert "thread_ts" not in fake.channels["C0DESK"].messages[0]
    assert outbox.post("pin").error == "skipped: root could not be done"


@both_engines
async def test_a_board_is_drawn_when_it_goes_out_and_only_if_it_changed(
    outbox: Outbox, fake: FakeSlack
) -> None:
    outbox.put("board:1", kind="board", render="board", payload={})
    await outbox.drain()

    def ask(number: int) -> None:
        outbox.put(
            f"edit{number}", kind="board", method="chat.update", render="board", payload={},
            lane="board", after_key="board:1", coalesce_key="board:1",
        )  # fmt: skip

    ask(1)
    await outbox.drain()
    assert (fake.of("chat.update"), outbox.states()["edit1"]) == ([], "superseded")
    outbox.drawn = "changed"
    ask(2)
    ask(3)
    outbox.drawn = "changed again"
    await outbox.drain()
    assert [call["text"] for call in fake.of("chat.update")] == ["changed again"]
    assert fake.texts("C0DESK") == ["changed again"]
    assert "edit3" not in outbox.states()


async def test_a_picture_that_cannot_be_drawn_is_dead_and_the_next_goes_on(
    outbox: Outbox, fake: FakeSlack
) -> None:
    outbox.drawn = "broken"
    outbox.put("bad", render="board", payload={})
    outbox.put("unknown", render="no such", payload={})
    outbox.put("good")
    await outbox.drain()
    assert outbox.states() == {"bad": "dead", "unknown": "dead", "good": "sent"}
    assert outbox.post("bad").error == "it could not be drawn (KeyError)"


async def test_what_cannot_be_repeated_safely_is_refused(outbox: Outbox, fake: FakeSlack) -> None:
    outbox.put("whisper", method="chat.postEphemeral")
    await outbox.drain()
    assert outbox.states() == {"whisper": "dead"}
    assert fake.calls == []


@both_engines
async def test_two_senders_share_the_lanes_and_send_each_once(
    outbox: Outbox, fake: FakeSlack
) -> None:
    other = outbox.another()
    for number in range(12):
        outbox.put(f"m{number}", f"user:U{number}")
    await asyncio.gather(outbox.sender.drain(), other.drain())
    assert sorted(fake.marks()) == sorted(set(fake.marks()))
    assert len(fake.marks()) == 12
    await other.stop()


@both_engines
async def test_status_lines_beyond_500_are_folded_and_that_is_said(
    outbox: Outbox, fake: FakeSlack
) -> None:
    def many(session: Session) -> None:
        for number in range(520):
            call = posts.Call(
                key=f"s{number}", kind="status", target="channel:C0DESK",
                priority=posts.STATUS, payload={"text": f"s{number}"},
            )  # fmt: skip
            posts.enqueue(session, call, now=outbox.clock.now())

    outbox.change(many)
    outbox.put("alarm", priority=posts.ALERT)
    await outbox.drain()
    first = fake.texts("C0DESK")
    assert first[0] == "alarm"
    assert first[1].startswith("20 status lines that waited here were left out")
    assert first[2] == "s20"
    states = list(outbox.states().values())
    assert (states.count("superseded"), states.count("pending")) == (20, 499)


async def test_what_a_lane_leaves_while_others_are_looked_for_goes_out_too(
    outbox: Outbox, fake: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look saw the database as it was before the lane's end; draining looks once more."""
    told = {"text": "the desk hears of it", "targets": ["channel:C0DESK"]}
    outbox.put(
        "topic", "channel:C0MANAGERS", method="conversations.setTopic", payload={"topic": "x"}
    )
    outbox.put("lost", "channel:C0GONE", payload={"text": "lost", "otherwise": told})
    fake.next("chat.postMessage", delay=0.2)
    read = outbox.database.read

    async def slow_read(work: Callable[[Session], Any]) -> Any:
        found = await read(work)
        if outbox.sender._tasks:
            await asyncio.wait(outbox.sender._tasks.values())
        return found

    monkeypatch.setattr(outbox.database, "read", slow_read)
    await outbox.drain()
    assert ["the desk hears of it" in text for text in fake.texts("C0DESK")] == [True]


async def test_a_message_asks_no_more_of_the_writer_than_it_did(outbox: Outbox) -> None:
    """Its lane, itself and what is next in the lane, each read once before the call and after."""
    outbox.put("first")
    await outbox.drain()
    outbox.put("second")
    with listening(outbox.database.engine) as asked:
        await outbox.drain()
    assert outbox.states()["second"] == "sent"
    found = [f"{each[1]} {each[2]}" for text, _ in asked if (each := ASKED.match(text))]
    assert found == [
        "SELECT lane", "SELECT post", "UPDATE lane", "UPDATE post",
        "SELECT lane", "SELECT post", "UPDATE post", "SELECT post", "UPDATE lane",
    ]  # fmt: skip
