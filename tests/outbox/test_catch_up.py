import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.clock import Clock
from bot.domain.models import Post
from bot.outbox.sender import Sender
from bot.slack.renderers import renderers
from bot.slack.views.doors import LINE, MOST, Missed, caught_up
from bot.storage.posts import ALERT, DIGEST
from tests.conftest import NIGHT
from tests.factories import DELHI, make_house
from tests.limits import problems
from tests.outbox.conftest import Outbox, both_engines
from tests.outbox.fake_slack import FakeSlack


@pytest.fixture
def catching(outbox: Outbox, tmp_path: Any) -> Sender:
    """A sender that catches up, and draws as the product does."""
    house = make_house(tmp_path / "house")
    clock: Clock = outbox.clock
    outbox.sender = outbox.another(
        renderers={**renderers(lambda: house, clock), "still": lambda _s, p: {"text": p.key}},
        door="slack",
        catches_up=True,
    )
    return outbox.sender


def put(outbox: Outbox, *keys: str, minutes: float = 0, **over: Any) -> None:
    """Write messages down, and let so many minutes pass after each."""
    for key in keys:
        outbox.put(key, door="slack", **over)
        outbox.clock.advance(minutes=minutes)


@both_engines
async def test_what_waited_long_becomes_one_message_with_its_times(
    outbox: Outbox, fake: FakeSlack, catching: Sender
) -> None:
    put(outbox, "one", "two", "three", minutes=7)
    await outbox.drain()
    (text,) = fake.texts("C0DESK")
    assert text.startswith("*Caught up: 3 messages that Slack missed.*")
    for minutes, word in ((0, "one"), (7, "two"), (14, "three")):
        unix = int((NIGHT + timedelta(minutes=minutes)).timestamp())
        assert f"<!date^{unix}^" in text.split(word)[0].splitlines()[-1]
    assert set(outbox.states().values()) == {"superseded", "sent"}
    put(outbox, "four")
    await outbox.drain(seconds=5)
    assert fake.texts("C0DESK")[1:] == ["four"]


async def test_what_is_a_few_minutes_late_comes_as_it_is(
    outbox: Outbox, fake: FakeSlack, catching: Sender
) -> None:
    put(outbox, "one", "two", minutes=4)
    await outbox.drain()
    assert fake.texts("C0DESK") == ["one", "two"]


async def test_one_late_message_says_so_too(
    outbox: Outbox, fake: FakeSlack, catching: Sender
) -> None:
    put(outbox, "one", minutes=11)
    await outbox.drain()
    assert fake.texts("C0DESK")[0].startswith("*Caught up: 1 message that Slack missed.*")


async def test_a_longer_absence_grows_the_same_message(
    outbox: Outbox, fake: FakeSlack, catching: Sender
) -> None:
    fake.always("chat.postMessage", status=503)
    put(outbox, "one", "two", minutes=6)
    await outbox.drain()
    put(outbox, "three", "four", minutes=6)
    await outbox.drain(minutes=2)
    fake.heal()
    await outbox.drain(minutes=2)
    (text,) = fake.texts("C0DESK")
    assert "Caught up: 4 messages" in text
    assert [text.index(word) for word in ("one", "two", "three", "four")] == sorted(
        text.index(word) for word in ("one", "two", "three", "four")
    )


async def test_boards_answers_and_the_newest_report_come_whole(
    outbox: Outbox, fake: FakeSlack, catching: Sender
) -> None:
    put(outbox, "the board", kind="board", priority=ALERT, render="still")
    put(outbox, "to a question", kind="answer")
    put(outbox, "old digest", "new digest", kind="digest", priority=DIGEST, minutes=1)
    put(outbox, "said", minutes=11)
    await outbox.drain()
    await outbox.drain(seconds=5)
    found = fake.texts("C0DESK")
    assert [text for text in found if not text.startswith("*Caught up")] == [
        "the board", "to a question", "new digest",
    ]  # fmt: skip
    (caught,) = (text for text in found if text.startswith("*Caught up"))
    assert "old digest" in caught
    assert "said" in caught


async def test_lanes_and_workspaces_are_caught_up_each_by_itself(
    outbox: Outbox, fake: FakeSlack, catching: Sender
) -> None:
    put(outbox, "one", "two")
    put(outbox, "three", target="channel:C0MANAGERS")
    outbox.put("elsewhere", door="room", lane="room:channel:C0DESK")
    await outbox.drain(minutes=11)
    assert len(fake.texts("C0DESK")) == 1
    assert "Caught up: 1 message" in fake.texts("C0MANAGERS")[0]
    assert outbox.states()["elsewhere"] == "pending"


async def test_without_another_workspace_late_messages_come_one_by_one(
    outbox: Outbox, fake: FakeSlack
) -> None:
    put(outbox, "one", "two", minutes=30)
    await outbox.drain()
    assert fake.texts("C0DESK") == ["one", "two"]


async def test_what_may_have_arrived_is_looked_for_before_anything_is_folded(
    outbox: Outbox, fake: FakeSlack, catching: Sender
) -> None:
    put(outbox, "in doubt", "later")
    outbox.as_after_a_crash("in doubt")
    outbox.expire_leases()
    await outbox.drain(minutes=30)
    await outbox.drain(minutes=1)
    caught = [text for text in fake.texts("C0DESK") if text.startswith("*Caught up")]
    assert len(caught) == 1
    assert sum("in doubt" in text for text in fake.texts("C0DESK")) == 1


def test_the_message_fits_whatever_was_missed() -> None:
    at = datetime(2022, 11, 23, 1, 37, tzinfo=UTC)
    hostile = "&lt;!channel&gt; <@U0ASHA> " + "x" * 5_000
    missed = [Missed(at + timedelta(minutes=number), hostile) for number in range(400)]
    for ref in ("", "INC-2022-001"):
        said = caught_up(missed, DELHI, where="Slack", ref=ref)
        assert problems(said.message) == []
        assert f"{400 - MOST} older ones are in the timeline" in said.text
    assert len(json.dumps(said.message)) < 60_000
    assert LINE < 300


def test_an_empty_text_is_still_a_line() -> None:
    said = caught_up([Missed(NIGHT, "")], DELHI, where="the Room")
    assert problems(said.message) == []
    assert Post.__tablename__ == "post"


@pytest.mark.parametrize("error", ["is_archived", "channel_not_found", "not_in_channel"])
async def test_a_place_that_closed_meanwhile_keeps_no_other_from_being_caught_up(
    outbox: Outbox, fake: FakeSlack, catching: Sender, error: str
) -> None:
    """Archived, made private or left by the bot: the gathered message is dead, the rest comes."""
    fake.channels["C0DESK"].refuses = error
    put(outbox, "one", "two", minutes=7)
    put(outbox, "three", "four", target="channel:C0ORIGIN", minutes=7)
    await outbox.drain()
    assert fake.texts("C0DESK") == []
    assert fake.texts("C0ORIGIN")[0].startswith("*Caught up: 2 messages that Slack missed.*")
    assert sorted(outbox.states().values()).count("dead") == 1
    fake.channels["C0DESK"].refuses = ""
    put(outbox, "five")
    await outbox.drain(seconds=5)
    assert fake.texts("C0DESK") == ["five"]
