"""Where bots stumble in Slack, they stumble in the Room: rules that no single argument shows."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.room import marks, methods_marks, scheduled, sockets
from tests.clocks import StoppedClock
from tests.room.serving import Caller, Running, Wire, request, running
from tests.workspace import Person, RefusalError, Workspace, eventually

Json = dict[str, Any]
BUTTON = {"type": "button", "text": {"type": "plain_text", "text": "Go"}, "action_id": "go"}
ACTIONS = {"type": "actions", "block_id": "b", "elements": [BUTTON]}


@pytest.fixture(scope="module")
def clock() -> StoppedClock:
    return StoppedClock(datetime(2022, 11, 23, 1, 37, tzinfo=UTC))


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory, clock: StoppedClock) -> Iterator[Running]:
    """One Room for all of these: each test has an app of its own."""
    path = tmp_path_factory.mktemp("traps") / "room.db"
    with running(path, clock=clock, retry_after=(0.0, 0.0, 0.0)) as found:
        yield found


@pytest.fixture
def echo_command() -> str:
    return "/go"


def entry(action_id: str = "text") -> Json:
    return {
        "type": "input", "block_id": "why", "label": {"type": "plain_text", "text": "Why"},
        "element": {"type": "plain_text_input", "action_id": action_id},
    }  # fmt: skip


def modal(*blocks: Json) -> Json:
    words = {name: {"type": "plain_text", "text": "Send"} for name in ("title", "submit")}
    return {"type": "modal", **words, "blocks": list(blocks)}


def command(wire: Wire, asha: Person, ack: Any = None) -> Json:
    """Let Asha type `/go`; return what the app got."""
    with ThreadPoolExecutor() as pool:
        typing = pool.submit(asha.types, "/go")
        frame = wire.next("slash_commands")
        wire.ack(frame, ack)
        typing.result(5)
    payload: Json = frame["payload"]
    return payload


def respond(url: str, **body: Any) -> tuple[int, str, str]:
    """Post to a response_url; return status, error and Retry-After."""
    sent = json.dumps(body).encode()
    status, found, headers = request("POST", url, sent, {"Content-Type": "application/json"})
    return status, str(found.get("error", "")), headers.get("retry-after", "")


@pytest.mark.parametrize(
    ("method", "args", "code"),
    [
        ("conversations.info", {"channel": "C0DESK"}, "invalid_arguments"),
        ("users.info", {"user": "U0ASHA"}, "user_not_found"),
        ("files.getUploadURLExternal", {"filename": "a", "length": 5}, "invalid_arguments"),
    ],
)
def test_reads_and_uploads_know_no_json(echo: Caller, method: str, args: Json, code: str) -> None:
    """What an older method gets as JSON it passes over, and misses; in a form it takes it."""
    sent = echo.raw(method, json.dumps(args).encode(), "application/json")[1]
    assert (sent["ok"], sent.get("error")) == (False, code)
    assert echo(method, **args)["ok"]


def test_an_ephemeral_is_no_message(echo: Caller) -> None:
    """Its timestamp can neither be updated, deleted, pinned nor reacted to."""
    told = echo("chat.postEphemeral", channel="C0DESK", user="U0ASHA", text="only you")
    at = {"channel": "C0DESK", "ts": told["message_ts"], "timestamp": told["message_ts"]}
    codes = {
        echo(method, **at, text="x", name="eyes")["error"]
        for method in ("chat.update", "chat.delete", "pins.add", "reactions.add")
    }
    assert codes == {"message_not_found"}


def test_metadata_is_no_secret(echo: Caller, room: Running) -> None:
    """Any app in the channel reads it."""
    metadata = {"event_type": "key", "event_payload": {"k": "v"}}
    ts = echo("chat.postMessage", channel="C0DESK", text="x", metadata=metadata)["ts"]
    at = {"channel": "C0DESK", "oldest": ts, "inclusive": True, "include_all_metadata": True}
    assert room.own("conversations.history", **at)["messages"][0]["metadata"] == metadata


def test_a_shut_messages_tab_takes_no_direct_message(room: Running) -> None:
    app = room.install(name="Mute")
    found = room.room.hub.state.app_with_token(app.bot_token)
    assert found
    found[0].manifest["features"]["app_home"]["messages_tab_enabled"] = False
    assert app("chat.postMessage", channel="U0ASHA", text="x")["error"] == "messages_tab_disabled"
    direct = app("conversations.open", users="U0ASHA")["channel"]["id"]
    assert app("chat.postMessage", channel=direct, text="x")["error"] == "messages_tab_disabled"


def test_a_direct_message_is_no_channel(echo: Caller) -> None:
    direct = echo("conversations.open", users="U0ASHA")["channel"]["id"]
    for method, args in (
        ("conversations.invite", {"users": "U0RAVI"}),
        ("conversations.setTopic", {"topic": "x"}),
        ("conversations.join", {}),
        ("conversations.archive", {}),
        ("conversations.kick", {"user": "U0ASHA"}),
    ):
        found = echo(method, channel=direct, **args)
        assert found["error"] == "method_not_supported_for_channel_type", method


def test_heaps_end_somewhere(echo: Caller, room: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pins, bookmarks, reactions, scheduled messages and people invited at once are limited."""
    channel = echo("conversations.create", name="heaps")["channel"]["id"]
    monkeypatch.setattr(marks, "MOST_PINS", 1)
    monkeypatch.setattr(marks, "MOST_REACTIONS", 1)
    monkeypatch.setattr(methods_marks, "MOST_BOOKMARKS", 1)
    monkeypatch.setattr(scheduled, "MOST_IN_WINDOW", 1)
    one, two = (echo("chat.postMessage", channel=channel, text="x")["ts"] for _ in range(2))
    soon = room.room.hub.state.now() + 60
    link = {"channel_id": channel, "title": "t", "type": "link", "link": "https://x.example"}
    for method, first, second, code in (
        ("pins.add", {"timestamp": one}, {"timestamp": two}, "too_many_pins"),
        ("reactions.add", {"timestamp": one, "name": "a"}, {"timestamp": one, "name": "b"},
         "too_many_reactions"),
        ("bookmarks.add", link, link, "too_many_bookmarks"),
        ("chat.scheduleMessage", {"text": "x", "post_at": soon},
         {"text": "x", "post_at": soon + 9}, "restricted_too_many"),
    ):  # fmt: skip
        assert echo(method, channel=channel, **first)["ok"], method
        assert echo(method, channel=channel, **second)["error"] == code
    crowd = ",".join(f"U0{number}" for number in range(101))
    assert not echo("conversations.invite", channel=channel, users=crowd)["ok"]


def test_a_click_that_nobody_acknowledges_is_said(
    echo: Caller, asha: Person, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "ACK_WITHIN", 0.05)
    echo("chat.postMessage", channel="C0DESK", text="silent", blocks=[ACTIONS])
    card = workspace.channel("#incident-desk", seen_by="U0ASHA").messages[-1]
    with echo.socket(), pytest.raises(RefusalError) as refused:
        asha.clicks("Go", on=card)
    assert (refused.value.status, refused.value.code) == (503, "timeout")


def test_errors_are_for_inputs_alone(echo: Caller, asha: Person) -> None:
    with echo.socket() as wire:
        trigger = command(wire, asha)["trigger_id"]
        echo("views.open", trigger_id=trigger, view=modal(ACTIONS, entry()))
        with ThreadPoolExecutor() as pool:
            sent = pool.submit(asha.submits, asha.form(), {"Why": "x"})
            wire.ack(
                wire.next("interactive"), {"response_action": "errors", "errors": {"b": "no input"}}
            )
            with pytest.raises(RefusalError) as refused:
                sent.result(5)
    assert refused.value.code == "invalid_response"


def test_a_view_is_pushed_only_from_an_open_one(echo: Caller, asha: Person) -> None:
    with echo.socket() as wire:
        trigger = command(wire, asha)["trigger_id"]
    assert echo("views.push", trigger_id=trigger, view=modal(entry()))["error"] == "not_found"


def test_what_was_filled_in_stays_where_both_ids_stay(echo: Caller, asha: Person) -> None:
    with echo.socket() as wire:
        trigger = command(wire, asha)["trigger_id"]
        made = echo("views.open", trigger_id=trigger, view=modal(entry("text"), ACTIONS))
        form = asha.form()
        values = {"why": {"text": {"type": "plain_text_input", "value": "so"}}}
        with ThreadPoolExecutor() as pool:
            body = {"block_id": "b", "action_id": "go", "type": "button", "values": values}
            click = pool.submit(asha.post, "action", view_id=form.id, **body)
            frame = wire.next("interactive")
            wire.ack(frame)
            click.result(5)
    assert frame["payload"]["view"]["state"]["values"]["why"]["text"]["value"] == "so"
    same = echo("views.update", view_id=made["view"]["id"], view=modal(entry("text"), ACTIONS))
    other = echo("views.update", view_id=made["view"]["id"], view=modal(entry("new"), ACTIONS))
    assert same["view"]["state"]["values"]["why"]["text"]["value"] == "so"
    assert "why" not in other["view"]["state"]["values"]


def test_a_response_url_cannot_touch_what_was_typed(
    echo: Caller, asha: Person, workspace: Workspace
) -> None:
    """Of a slash command there is no original: replacing adds, deleting is refused."""
    with echo.socket() as wire:
        url = command(wire, asha)["response_url"]
    assert respond(url, text="instead", replace_original=True)[0] == 200
    assert eventually(lambda: asha.whispers[-1]).text == "instead"
    assert respond(url, delete_original=True)[:2] == (400, "cant_delete_message")
    assert workspace.channel("#incident-desk", seen_by="U0RAVI").messages[-1].text != "instead"


def test_a_response_url_lives_half_an_hour(echo: Caller, asha: Person, clock: StoppedClock) -> None:
    with echo.socket() as wire:
        url = command(wire, asha)["response_url"]
    clock.advance(seconds=1_799)
    assert respond(url, text="in time")[0] == 200
    clock.advance(seconds=2)
    assert respond(url, text="late")[:2] == (404, "expired_url")


def test_a_response_url_has_a_pace(
    echo: Caller, asha: Person, room: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    with echo.socket() as wire:
        url = command(wire, asha)["response_url"]
    monkeypatch.setattr(room.room.hub.limiter, "enabled", True)
    assert [respond(url, text="x")[0] for _ in range(3)] == [200] * 3
    assert respond(url, text="x") == (429, "ratelimited", "1")
    assert echo("chat.postMessage", channel="C0DESK", text="x")["ok"], "Messages have their own."
