"""Other bots come in from the command line, beside a Room that runs."""

from pathlib import Path
from typing import Any

import pytest

from bot.room import apps
from bot.room.errors import SlackError
from bot.room.install import install
from tests.room.serving import Caller, Running, manifest, running
from tests.workspace import Workspace, eventually

Json = dict[str, Any]


@pytest.fixture
def quick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("bot.room.room.TICK_SECONDS", 0.02)
    with running(tmp_path / "room.db") as found:
        yield found


def installed(room: Running, **over: Any) -> Caller:
    """Install as another process does: by a row alone."""
    made = room.database.write_now(lambda s: apps.add(s, manifest(**over)))
    return Caller(room.url, made.bot_token, made.app_token)


def test_a_running_room_finds_a_new_app_and_its_new_manifest(quick: Running) -> None:
    app = installed(quick, name="Guest bot", commands={"/one": False})
    me = app("auth.test")["user_id"]
    assert app("chat.postMessage", channel="C0DESK", text="hello")["ok"]
    assert app("conversations.history", channel="C0DESK")["error"] == "not_in_channel"
    again = installed(quick, name="Guest bot", commands={"/two": False})
    assert (again.bot_token, again.app_token) == (app.bot_token, app.app_token)
    workspace = Workspace(quick.url)
    asha = workspace.person("U0ASHA")
    assert asha.types("/invite @guest-bot, @ravi").ok
    assert app("conversations.history", channel="C0DESK")["ok"]
    assert "nobody is called @guest" in asha.types("/invite @guest").reply().text
    assert "say whom" in asha.types("/invite").reply().text
    eventually(lambda: "not connected" in asha.types("/two").reply().text)
    assert "not a valid command" in asha.types("/one").reply().text
    assert app("users.info", user=me)["user"]["real_name"] == "Guest bot"
    workspace.close()


def test_it_is_there_after_a_restart_too(tmp_path: Path) -> None:
    with running(tmp_path / "room.db") as room:
        app = installed(room, name="Guest bot")
    with running(tmp_path / "room.db") as room:
        app = Caller(room.url, app.bot_token, app.app_token)
        assert app("auth.test")["user"] == "guest-bot"


def shortcut(kind: str, number: int) -> Json:
    return {"name": "x", "type": kind, "callback_id": f"c{number}", "description": "x"}


@pytest.mark.parametrize(
    ("over", "pointer"),
    [
        ({"name": "x" * 36}, "/display_information/name"),
        ({"commands": {"/" + "x" * 32: True}}, "/features/slash_commands/0/command"),
        ({"commands": {"no-slash": True}}, "/features/slash_commands/0/command"),
        ({"commands": {f"/c{n}": True for n in range(51)}}, "/features/slash_commands"),
        ({"shortcuts": [shortcut("global", n) for n in range(6)]}, "/features/shortcuts"),
        ({"shortcuts": [shortcut("local", 1)]}, "/features/shortcuts/0/type"),
        ({"events": [f"e{n}" for n in range(101)]}, "/settings/event_subscriptions/bot_events"),
    ],
)
def test_a_manifest_that_slack_refuses(room: Running, over: Json, pointer: str) -> None:
    with pytest.raises(SlackError) as refused:
        install(room.room.hub, manifest(**over))
    assert refused.value.code == "invalid_manifest"
    assert f"[json-pointer:{pointer}]" in refused.value.messages[0]


@pytest.mark.parametrize("junk", [None, [], "x", {}, {"display_information": {"name": 1}}])
def test_what_is_no_manifest_at_all(room: Running, junk: Any) -> None:
    with pytest.raises(SlackError, match="invalid_manifest"):
        room.database.write_now(lambda s: apps.add(s, junk))
