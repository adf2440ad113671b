"""The sender against the Room, a strict Slack that knows nothing of the outbox."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.slack.manifest import manifest
from bot.slack.outbound import Slack
from tests.clocks import StoppedClock
from tests.outbox.conftest import Outbox
from tests.outbox.declaring import NAME, declaring
from tests.room.serving import Running, running


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Running]:
    """A running Room with our own app installed."""
    with running(tmp_path / "room.db", rates="slack", manifest=manifest()) as found:
        yield found


@pytest.fixture
async def slack(room: Running) -> AsyncIterator[Slack]:
    """Our door to the Room."""
    opened = Slack(room.own.bot_token, room.own.api_url, timeout_s=5.0)
    yield opened
    await opened.close()


async def _messages(slack: Slack, channel: str | None) -> list[dict[str, Any]]:
    found = [each async for each in slack.messages(channel or "", oldest="0")]
    return [each for each in found if not each.get("subtype")][::-1]


async def test_a_declared_incident_gets_its_room(
    outbox: Outbox, slack: Slack, tmp_path: Path
) -> None:
    declaring(outbox, tmp_path / "house")(declared_by="U0KABIR")
    await outbox.drain()
    incident = outbox.incident()
    assert set(outbox.states().values()) == {"sent"}
    found = await slack.find_channel(NAME)
    assert found is not None
    assert (found["id"], found["topic"]["value"][:4]) == (incident.channel_id, "SEV1")
    (board,) = await _messages(slack, incident.channel_id)
    assert (board["text"], board["ts"]) == ("board", incident.board_ts)
    assert board["pinned_to"] == [incident.channel_id]
    (bookmark,) = await slack.bookmarks(incident.channel_id or "")
    assert bookmark["link"] == await slack.permalink(incident.channel_id or "", board["ts"])
    members = await slack.call("conversations.members", channel=incident.channel_id)
    assert "U0KABIR" in members["members"]


@pytest.mark.parametrize(
    "trouble",
    [{"drop": "after"}, {"error": "internal_error", "after_commit": True}, {"drop": "before"},
     {"status": 503}],
)  # fmt: skip
async def test_trouble_in_the_room_neither_loses_nor_repeats(
    outbox: Outbox, slack: Slack, room: Running, tmp_path: Path, trouble: Any
) -> None:
    """Of each kind at each step: the channel is made, messages are posted, the bookmark is set."""
    for method in ("chat.postMessage", "conversations.create", "bookmarks.add"):
        room.room.trouble.next(method, **trouble)
    declaring(outbox, tmp_path / "house")(declared_by="U0KABIR")
    outbox.put("said", "incident:1", incident_id=1, thread_key="board:INC-2022-001")
    await outbox.drain()
    for _ in range(4):
        await outbox.drain(seconds=60)
    incident = outbox.incident()
    assert set(outbox.states().values()) == {"sent"}
    assert incident.channel_name == NAME
    (board,) = await _messages(slack, incident.channel_id)
    assert board["reply_count"] == 1
    assert len(await slack.bookmarks(incident.channel_id or "")) == 1
    announced = [m["text"] for m in await _messages(slack, "C0DESK")]
    assert announced.count("new: announce:INC-2022-001") == 1


async def test_a_name_that_the_room_has_is_numbered(
    outbox: Outbox, slack: Slack, room: Running, tmp_path: Path, clock: StoppedClock
) -> None:
    other = room.install(name="Other")
    assert other("conversations.create", name=NAME)["ok"]
    declaring(outbox, tmp_path / "house")(declared_by="U0KABIR")
    await outbox.drain()
    assert outbox.incident().channel_name == f"{NAME}-2"
