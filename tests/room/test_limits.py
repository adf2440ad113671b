from collections.abc import Iterator
from datetime import UTC, datetime
from http.client import IncompleteRead
from pathlib import Path

import pytest

from tests.clocks import StoppedClock
from tests.room.serving import Caller, Running, running


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(datetime(2022, 11, 23, 1, 37, tzinfo=UTC))


@pytest.fixture
def strict(tmp_path: Path, clock: StoppedClock) -> Iterator[Running]:
    with running(tmp_path / "room.db", rates="slack", clock=clock) as found:
        yield found


def post(app: Caller, channel: str = "C0DESK") -> tuple[int, str]:
    body = f"channel={channel}&text=x".encode()
    status, found, headers = app.raw("chat.postMessage", body, "application/x-www-form-urlencoded")
    return status, headers.get("retry-after") or str(found.get("error", ""))


def test_one_message_per_second_and_channel(strict: Running, clock: StoppedClock) -> None:
    app = strict.own
    assert [post(app) for _ in range(4)] == [(200, "")] * 3 + [(429, "1")]
    assert post(app, "C0GENERAL") == (200, "")
    clock.advance(seconds=1)
    assert [post(app) for _ in range(2)] == [(200, ""), (429, "1")]


def test_what_one_person_sees_keeps_the_same_pace_beside_it(
    strict: Running, clock: StoppedClock
) -> None:
    app = strict.own
    assert [post(app)[0] for _ in range(4)] == [200, 200, 200, 429]

    def whisper() -> str:
        words = {"channel": "C0DESK", "user": "U0ASHA", "text": "only you"}
        return str(app("chat.postEphemeral", **words).get("error", ""))

    assert [whisper() for _ in range(4)] == ["", "", "", "ratelimited"]
    clock.advance(seconds=1)
    assert whisper() == ""


def test_twenty_calls_a_minute_of_tier_two(strict: Running, clock: StoppedClock) -> None:
    app = strict.own
    answers = [app("pins.add", channel="C0DESK")["error"] for _ in range(21)]
    assert answers == ["no_item_specified"] * 20 + ["ratelimited"]
    clock.advance(seconds=3)
    assert app("pins.add", channel="C0DESK")["error"] == "no_item_specified"
    assert app("pins.list", channel="C0DESK")["ok"]


def test_trouble_on_demand(room: Running, app: Caller) -> None:
    """Each misfortune befalls one call; what went wrong afterwards was done all the same."""
    trouble = room.room.trouble
    trouble.next("chat.postMessage", ratelimited=2)
    trouble.next("chat.postMessage", error="internal_error")
    trouble.next("chat.postMessage", error="fatal_error", after_commit=True)
    trouble.next("chat.postMessage", status=503)
    assert [post(app) for _ in range(5)] == [
        (429, "2"),
        (200, "internal_error"),
        (200, "fatal_error"),
        (503, ""),
        (200, ""),
    ]
    assert len(messages(app)) == 2


@pytest.mark.parametrize(("drop", "left"), [("before", 0), ("after", 1)])
def test_a_dropped_connection(room: Running, app: Caller, drop: str, left: int) -> None:
    room.room.trouble.next("chat.postMessage", drop=drop)
    with pytest.raises(IncompleteRead):
        post(app)
    assert len(messages(app)) == left


def test_calls_are_logged_without_secrets(room: Running, app: Caller) -> None:
    form = f"token={app.bot_token}&channel=C0DESK&text=x".encode()
    app.raw("chat.postMessage", form, "application/x-www-form-urlencoded", token="")
    app("chat.postMessage", channel="C0NOWHERE", text="x")
    logged = room.room.calls.of("chat.postMessage")
    assert [(call.args["channel"], call.error) for call in logged] == [
        ("C0DESK", ""),
        ("C0NOWHERE", "channel_not_found"),
    ]
    assert app.bot_token not in repr(logged)


def messages(app: Caller) -> list[str]:
    app("conversations.join", channel="C0DESK")
    rows = app("conversations.history", channel="C0DESK")["messages"]
    return [row["text"] for row in rows if "subtype" not in row]
