"""Whatever Slack does: nothing lost, nothing twice, in order, nothing given up for an outage."""

import itertools
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.words import PostState
from bot.storage import posts
from tests.outbox.conftest import Outbox, both_engines
from tests.outbox.fake_slack import FakeSlack

COMMITTED = [
    pytest.param({"drop": True, "after": True}, id="the connection drops"),
    pytest.param({"error": "internal_error", "after": True}, id="internal_error"),
    pytest.param({"error": "fatal_error", "after": True}, id="fatal_error"),
    pytest.param({"status": 503, "html": True, "after": True}, id="a 503 page"),
    pytest.param({"error": "brand_new_code", "after": True}, id="an unknown code"),
]
NOT_COMMITTED = [
    pytest.param({"drop": True}, id="the connection drops"),
    pytest.param({"error": "internal_error"}, id="internal_error"),
    pytest.param({"status": 503, "html": True}, id="a 503 page"),
    pytest.param({"status": 302, "redirect": "http://127.0.0.1:9/steal"}, id="a redirect"),
]


@pytest.mark.parametrize("trouble", COMMITTED)
@pytest.mark.parametrize("in_thread", [False, True])
async def test_what_slack_kept_though_it_failed_is_found_and_not_sent_again(
    outbox: Outbox, fake: FakeSlack, trouble: dict[str, Any], *, in_thread: bool
) -> None:
    if in_thread:
        outbox.put("root")
        await outbox.drain()
    fake.next("chat.postMessage", **trouble)
    outbox.put("one", thread_key="root" if in_thread else None)
    outbox.put("two")
    await outbox.drain()
    assert outbox.states() | {"root": ""} == {"one": "unknown", "two": "pending", "root": ""}
    await outbox.drain(seconds=3)
    assert fake.texts("C0DESK")[in_thread:] == ["one", "two"]
    assert outbox.post("one").slack_ts == fake.channels["C0DESK"].messages[-2]["ts"]
    asked = fake.of("conversations.replies" if in_thread else "conversations.history")
    assert len(asked) == 1


@pytest.mark.parametrize("trouble", NOT_COMMITTED)
async def test_what_slack_did_not_keep_is_sent_again_in_its_place(
    outbox: Outbox, fake: FakeSlack, trouble: dict[str, Any]
) -> None:
    fake.next("chat.postMessage", **trouble)
    outbox.put("one")
    outbox.put("two")
    await outbox.drain()
    await outbox.drain(seconds=3)
    assert fake.texts("C0DESK") == ["one", "two"]
    assert outbox.post("one").attempts == 2


async def test_a_message_that_reaches_slack_later_than_anyone_waits_is_removed(
    outbox: Outbox, fake: FakeSlack
) -> None:
    fake.next("chat.postMessage", drop=True, after=True)
    outbox.put("one")
    await outbox.drain()
    late = fake.channels["C0DESK"].messages.pop()
    await outbox.drain(seconds=3)
    fake.channels["C0DESK"].messages.append(late)
    assert fake.texts("C0DESK") == ["one", "one"]
    await outbox.drain(seconds=31)
    assert fake.texts("C0DESK") == ["one"]
    assert fake.channels["C0DESK"].messages[0]["ts"] == outbox.post("one").slack_ts


async def test_the_search_reads_every_page_and_believes_only_ourselves(
    outbox: Outbox, fake: FakeSlack
) -> None:
    fake.page = 2
    fake.next("chat.postMessage", drop=True, after=True)
    outbox.put("one")
    await outbox.drain()
    ours = fake.channels["C0DESK"].messages.pop()
    forged = {**ours, "user": "U0EVIL", "bot_id": "B0EVIL"}
    chatter = [{"ts": ours["ts"], "text": "hm", "user": "U0DOC"} for _ in range(5)]
    fake.channels["C0DESK"].messages += [forged, *chatter]
    await outbox.drain(seconds=3)
    assert fake.texts("C0DESK")[-1] == "one"
    assert len(fake.of("conversations.history")) == 3
    assert outbox.post("one").slack_ts != ours["ts"]


async def test_a_channel_is_joined_to_be_able_to_look(outbox: Outbox, fake: FakeSlack) -> None:
    fake.channels["C0DESK"].outside = True
    fake.next("chat.postMessage", drop=True, after=True)
    outbox.put("one")
    await outbox.drain()
    await outbox.drain(seconds=3)
    assert (fake.texts("C0DESK"), outbox.states()) == (["one"], {"one": "sent"})


async def test_a_message_behind_many_pages_is_found(outbox: Outbox, fake: FakeSlack) -> None:
    fake.page = 2
    fake.next("chat.postMessage", drop=True, after=True)
    outbox.put("one")
    await outbox.drain()
    stamp = fake.channels["C0DESK"].messages[0]["ts"]
    fake.channels["C0DESK"].messages += [
        {"ts": stamp, "text": "hm", "user": "U0DOC"} for _ in range(7)
    ]
    await outbox.drain(seconds=3)
    assert fake.texts("C0DESK").count("one") == 1
    assert outbox.post("one").slack_ts == stamp


@pytest.mark.parametrize(
    ("header", "wait"), [("30", 30), (None, 30), ("abc", 30), ("99999", 600), ("-1", 30)]
)
async def test_slack_names_the_wait_and_only_that_lane_waits(
    outbox: Outbox, fake: FakeSlack, header: str | None, wait: int
) -> None:
    fake.next("chat.postMessage", status=429, retry_after=header)
    outbox.put("one")
    await outbox.drain()
    outbox.put("other", "channel:C0MANAGERS")
    await outbox.drain(seconds=wait - 1)
    assert (fake.texts("C0DESK"), fake.texts("C0MANAGERS")) == ([], ["other"])
    assert len(fake.of("chat.postMessage")) == 2
    await outbox.drain(seconds=2)
    assert fake.texts("C0DESK") == ["one"]
    assert outbox.post("one").attempts == 1


async def test_a_limited_method_waits_in_every_lane_and_messages_go_on(
    outbox: Outbox, fake: FakeSlack
) -> None:
    fake.next("conversations.setTopic", status=429, retry_after="30")
    topic: dict[str, Any] = {"method": "conversations.setTopic", "payload": {"topic": "t"}}
    outbox.put("topic1", lane="a", **topic)
    await outbox.drain()
    outbox.put("topic2", "channel:C0MANAGERS", lane="b", **topic)
    outbox.put("word")
    await outbox.drain(seconds=29)
    assert len(fake.of("conversations.setTopic")) == 1
    assert fake.texts("C0DESK") == ["word"]
    await outbox.drain(seconds=2)
    assert outbox.states() == {"topic1": "sent", "topic2": "sent", "word": "sent"}


@both_engines
async def test_two_hours_without_slack_lose_nothing_and_alarms_come_first(
    outbox: Outbox, fake: FakeSlack
) -> None:
    fake.always("*", status=503, html=True)
    for number in range(4):
        outbox.put(f"m{number}")
        outbox.put(f"d{number}", "channel:C0MANAGERS")
    for minute in range(24):
        await outbox.drain(minutes=5)
        if minute == 12:
            outbox.put("alarm", priority=posts.ALERT)
    assert set(outbox.states().values()) <= {"pending", "unknown"}
    health = await outbox.sender.health()
    assert (health.dead, health.unknown_heads, health.lag_seconds) == (0, 2, 7200)
    fake.heal()
    for _ in range(20):
        await outbox.drain(seconds=10)
    assert fake.texts("C0DESK") == ["alarm", "m0", "m1", "m2", "m3"]
    assert fake.texts("C0MANAGERS") == ["d0", "d1", "d2", "d3"]
    assert set(outbox.states().values()) == {"sent"}


async def test_an_unreachable_server_is_not_a_doubt(outbox: Outbox, fake: FakeSlack) -> None:
    await fake.stop()
    outbox.put("one")
    await outbox.drain()
    row = outbox.post("one")
    assert (row.state, row.error) == (PostState.PENDING, "ClientConnectorError")


@pytest.mark.parametrize("code", ["internal_error", "missing_scope", "not_in_channel"])
async def test_without_a_look_at_the_history_nothing_is_sent(
    outbox: Outbox, fake: FakeSlack, code: str
) -> None:
    fake.next("chat.postMessage", drop=True)
    fake.always("conversations.history", error=code)
    fake.always("conversations.join", error="missing_scope")
    outbox.put("one")
    for _ in range(30):
        await outbox.drain(minutes=1)
    assert len(fake.of("chat.postMessage")) == 1
    assert outbox.states() == {"one": "unknown"}
    assert (await outbox.sender.health()).unknown_heads == 1
    fake.heal()
    await outbox.drain(minutes=1)
    assert fake.texts("C0DESK") == ["one"]


@pytest.mark.parametrize("code", ["invalid_blocks", "restricted_action_read_only_channel"])
async def test_a_poisoned_message_dies_at_once_and_the_next_goes_out(
    outbox: Outbox, fake: FakeSlack, code: str
) -> None:
    fake.next("chat.postMessage", error=code)
    outbox.put("poison")
    outbox.put("good")
    await outbox.drain()
    assert fake.texts("C0DESK") == ["good"]
    row = outbox.post("poison")
    assert (row.state, row.error, row.attempts) == (PostState.DEAD, code, 1)


async def test_an_answer_that_nobody_knows_blocks_its_lane_for_a_while_only(
    outbox: Outbox, fake: FakeSlack
) -> None:
    outbox.put("odd")
    outbox.put("good")
    fake.next("chat.postMessage", times=100, error="brand_new_code")
    for tries in itertools.count():
        await outbox.drain(minutes=1)
        if outbox.states()["odd"] == "dead":
            break
        assert tries < 40
    fake.heal()
    for _ in range(3):
        await outbox.drain(minutes=1)
    assert fake.texts("C0DESK") == ["good"]
    row = outbox.post("odd")
    assert row.attempts >= 5
    assert row.first_try_at is not None
    assert outbox.clock.now() - row.first_try_at >= timedelta(minutes=10)


async def test_a_revoked_token_stops_everything_until_it_is_good_again(
    outbox: Outbox, fake: FakeSlack
) -> None:
    fake.tokens = set()
    for number in range(3):
        outbox.put(f"m{number}")
    outbox.put("other", "channel:C0MANAGERS")
    await outbox.drain()
    assert outbox.sender.paused == "invalid_auth"
    calls = len(fake.calls)
    await outbox.drain(seconds=20)
    assert len(fake.calls) == calls
    health = await outbox.sender.health()
    assert (health.paused, health.dead) == ("invalid_auth", 0)
    assert outbox.post("m0").attempts == 0
    outbox.slack.use_token("xoxb-new")
    fake.tokens = {"xoxb-new"}
    await outbox.drain(seconds=31)
    await outbox.drain(seconds=31)
    assert outbox.sender.paused == ""
    assert set(outbox.states().values()) == {"sent"}
    assert fake.texts("C0DESK") == ["m0", "m1", "m2"]


async def test_a_missing_scope_for_messages_is_no_reason_to_bury_them(
    outbox: Outbox, fake: FakeSlack
) -> None:
    fake.next("chat.postMessage", error="missing_scope")
    outbox.put("one")
    await outbox.drain()
    assert (outbox.sender.paused, outbox.states()) == ("missing_scope", {"one": "pending"})


@pytest.mark.parametrize("step", [timedelta(hours=-1), timedelta(hours=1), timedelta(days=2)])
@both_engines
async def test_a_clock_that_is_set_neither_silences_nor_repeats(
    outbox: Outbox, fake: FakeSlack, step: timedelta
) -> None:
    fake.next("chat.postMessage", status=429, retry_after="20")
    outbox.put("one")
    await outbox.drain()
    outbox.clock.step_wall(seconds=step.total_seconds())
    outbox.put("two")
    await outbox.drain(seconds=21)
    await outbox.drain(seconds=1)
    assert fake.texts("C0DESK") == ["one", "two"]
