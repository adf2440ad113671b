"""Whatever is sent, the Room answers with a refusal, never with a crash."""

import json
import urllib.parse
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.room.methods import METHODS
from bot.room.page import ROUTES
from tests.room.serving import Caller, Running, Wire, request, running

NAMES = [
    "channel", "channel_id", "users", "user", "user_id", "text", "blocks", "attachments",
    "metadata", "ts", "thread_ts", "timestamp", "name", "types", "limit", "cursor", "oldest",
    "latest", "view", "view_id", "trigger_id", "files", "file", "filename", "length", "post_at",
    "title", "type", "link", "bookmark_id", "topic", "purpose", "external_id", "hash", "force",
    "message_ts", "block_id", "action_id", "selected", "values", "callback_id", "before", "add",
    "ephemeral", "email", "usergroup", "bot", "scheduled_message_id", "markdown_text", "is_private",
]  # fmt: skip
KNOWN = ["C0DESK", "U0ASHA", "general", "private_channel", "1669190400.000100", "0", "-1", "link"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
    | st.sampled_from(KNOWN),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from([*NAMES, "type", "id", "elements", "text"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
FIELD = {
    "type": "input", "block_id": "i", "label": {"type": "plain_text", "text": "L"},
    "element": {"type": "plain_text_input", "action_id": "x"},
}  # fmt: skip
VIEW = {
    "type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": [FIELD],
    "submit": {"type": "plain_text", "text": "S"},
}  # fmt: skip
FINE: dict[str, Any] = {
    "channel": "C0DESK", "channel_id": "C0DESK", "text": "hi", "user": "U0ASHA", "limit": 5,
    "user_id": "U0ASHA", "users": "U0ASHA", "name": "eyes", "title": "T", "type": "link",
    "link": "https://x.example", "view": VIEW, "files": [{"id": "F0"}], "filename": "x",
    "length": 3, "blocks": [FIELD], "metadata": {"event_type": "a", "event_payload": {}},
    "block_id": "i", "action_id": "x", "values": {"i": {"x": {"value": "v"}}},
    "selected": {"value": "v"},
}  # fmt: skip
WRONG = st.dictionaries(st.sampled_from(NAMES), JSON, max_size=2)
ARGS = st.builds(
    lambda wrong, kept: {name: FINE[name] for name in kept} | wrong,
    WRONG,
    st.sets(st.sampled_from(sorted(FINE)), min_size=len(FINE) - 4),
)
UNHURRIED = settings(max_examples=100, deadline=None)


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("hostile") / "room.db") as found:
        yield found


@pytest.fixture(scope="module")
def target(hall: Running) -> Caller:
    app = hall.install(name="Echo")
    app("conversations.join", channel="C0DESK")
    return app


@given(method=st.sampled_from(sorted(METHODS)), args=ARGS)
@UNHURRIED
def test_any_arguments_in_json(target: Caller, method: str, args: dict[str, Any]) -> None:
    status, found, _ = target.raw(method, json.dumps(args).encode(), "application/json")
    assert status == 200, found
    assert found["ok"] in (True, False)


@given(method=st.sampled_from(sorted(METHODS)), args=ARGS)
@UNHURRIED
def test_any_arguments_in_a_form(target: Caller, method: str, args: dict[str, Any]) -> None:
    flat = {
        name: value if isinstance(value, str) else json.dumps(value) for name, value in args.items()
    }
    form = urllib.parse.urlencode(flat, errors="surrogatepass").encode()
    status, found, _ = target.raw(method, form, "application/x-www-form-urlencoded")
    assert status == 200, found


@given(route=st.sampled_from([route for route in ROUTES if route.method == "POST"]), body=ARGS)
@UNHURRIED
def test_any_call_of_the_page(hall: Running, route: Any, body: dict[str, Any]) -> None:
    headers = {"X-Room-User": "U0ASHA", "Content-Type": "application/json"}
    url = f"{hall.url}/room/api/{route.path}"
    status, found, _ = request("POST", url, json.dumps(body).encode(), headers)
    assert status < 500 or found["error"] == "no_socket", found


@given(route=st.sampled_from([route for route in ROUTES if route.method == "GET"]), query=ARGS)
@UNHURRIED
def test_any_question_of_the_page(hall: Running, route: Any, query: dict[str, Any]) -> None:
    asked = urllib.parse.urlencode(query, errors="surrogatepass")
    url = f"{hall.url}/room/api/{route.path}?{asked}"
    assert request("GET", url, headers={"X-Room-User": "U0ASHA"})[0] < 500


FRAMES = (
    st.text(max_size=50)
    | st.binary(max_size=50)
    | JSON.map(json.dumps)
    | st.builds(lambda one, two: json.dumps({"envelope_id": one, "payload": two}), JSON, JSON)
    | st.sampled_from(["[" * 50_000, '{"envelope_id":' * 50_000, "9" * 5_000])
)


@pytest.fixture(scope="module")
def nonsense(hall: Running) -> Iterator[tuple[Caller, str, Wire]]:
    """An app alone in a channel that no other test turns upside down, and its one socket."""
    app = hall.install(name="Nonsense")
    channel = app("conversations.create", name="nonsense")["channel"]["id"]
    with app.socket() as wire:
        yield app, channel, wire


@given(frame=FRAMES, number=st.integers(0, 9_999))
@settings(max_examples=60)
def test_any_frame_on_a_socket(
    nonsense: tuple[Caller, str, Wire], frame: str | bytes, number: int
) -> None:
    """A socket that talks nonsense stays open and goes on receiving."""
    app, channel, wire = nonsense
    wire.connection.send(
        frame if isinstance(frame, bytes) else frame.encode("utf-8", "replace").decode()
    )
    said = app("chat.postMessage", channel=channel, text=f"still here {number}")
    heard = wire.next("message")
    wire.ack(heard)
    assert heard["payload"]["event"]["ts"] == said["ts"]


@given(body=st.binary(max_size=60))
@settings(max_examples=20, deadline=None)
def test_any_bytes_to_a_response_url(hall: Running, body: bytes) -> None:
    hub = hall.room.hub
    url = hub.responses.mint("A0WARDROOM", "U0ASHA", "C0DESK", "command")
    status = request("POST", url, body, {"Content-Type": "application/json"})[0]
    assert status in {200, 400}
