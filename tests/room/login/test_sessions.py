"""Who is logged in stays so for a shift, and sees what they may see."""

import contextlib
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from bot.clock import SystemClock
from bot.room import accounts, sessions
from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.conftest import NIGHT
from tests.room.entering import PASSCODE, SEND, Browser, add_user
from tests.room.serving import Caller, Running, request, running
from tests.workspace import Workspace, eventually, log_in


def test_a_session_ends_after_a_shift(room: Running, browser: Browser, clock: StoppedClock) -> None:
    clock.advance(seconds=sessions.LIFE.total_seconds() - 1)
    assert browser.get("boot")[0] == 200
    clock.advance(seconds=1)
    status, body = browser.post("send", SEND)
    assert (status, body["error"]) == (401, "login_needed")
    assert "What you were writing stays" in body["message"]
    room.run(room.room.hub.gate.sweep)
    assert room.database.read_now(lambda s: sessions.counts(s, now=NIGHT)) == {}


def test_logging_out_ends_the_session_and_takes_the_cookie(room: Running, browser: Browser) -> None:
    status, _, headers = request("POST", f"{room.url}/room/api/logout", b"{}", browser.headers())
    assert status == 200
    assert "Max-Age=0" in headers["set-cookie"]
    assert browser.get("boot")[0] == 401


def test_a_removed_user_is_out_at_once_and_their_page_with_them(
    room: Running, browser: Browser, clock: StoppedClock
) -> None:
    add_user(room, "kabir")
    address = f"ws://127.0.0.1:{room.port}/room/live"
    with connect(address, proxy=None, additional_headers={"Cookie": browser.cookie}) as socket:
        socket.recv(5)
        room.database.write_now(lambda s: accounts.remove(s, "asha"))
        assert browser.get("boot")[0] == 401
        with contextlib.suppress(ConnectionClosed):
            while socket.recv(5):
                pass
    assert socket.close_code == 4401
    person = eventually(lambda: room.room.hub.state.people[browser.me])
    eventually(lambda: person.deleted)
    assert all(browser.me not in one.members for one in room.room.hub.state.channels.values())


def test_a_page_without_a_session_is_told_to_log_in(room: Running) -> None:
    log_in(room.url, "asha", PASSCODE)
    with (
        connect(f"ws://127.0.0.1:{room.port}/room/live?as=U0KABIR", proxy=None) as socket,
        pytest.raises(ConnectionClosed) as closed,
    ):
        socket.recv(5)
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 4401


def test_the_first_user_shuts_the_switcher_while_the_room_runs(tmp_path: Path) -> None:
    with running(tmp_path / "room.db") as room:
        workspace = Workspace(room.url)
        kabir = workspace.person("U0KABIR")
        kabir.types("hello")
        add_user(room, "asha")
        eventually(lambda: room.room.needs_login, within=20)
        status, body, _ = request(
            "GET", f"{room.url}/room/api/boot", headers={"X-Room-User": "U0KABIR"}
        )
        assert (status, body["error"]) == (401, "login_needed")
        kabir._reader.join(5)
        assert not kabir._reader.is_alive(), "Kabir's page was let go."
        room.database.write_now(lambda s: accounts.remove(s, "asha"))
        eventually(lambda: room.room.hub.gate._seen[0] == 0, within=20)
        assert room.room.needs_login, "It opens again only by a start without users."
        workspace.close()
    with running(tmp_path / "room.db") as room:
        assert not room.room.needs_login
        assert Workspace(room.url).person("U0KABIR").types("back again").ok


def test_users_who_were_removed_while_no_room_looked_leave_it_to_the_demo(tmp_path: Path) -> None:
    with running(tmp_path / "room.db") as room:
        add_user(room, "asha")
        eventually(lambda: room.room.needs_login, within=20)
        url = room.database.url
    database = Database(url.render_as_string())
    database.write_now(lambda s: accounts.remove(s, "asha"))
    database.close()
    for _start in range(2):
        with running(tmp_path / "room.db") as room:
            assert Workspace(room.url).person("U0KABIR").types("back again").ok
            assert room.room.hub.state.people["U0KABIR"].deleted is False


def test_files_open_for_whoever_is_logged_in_and_may_see_them(
    room: Running, browser: Browser, app: Caller
) -> None:
    private = app("conversations.create", name="secret", is_private=True)["channel"]["id"]
    announced = app("files.getUploadURLExternal", filename="note.txt", length=5)
    request("POST", announced["upload_url"], b"words")
    app("files.completeUploadExternal", files=[{"id": announced["file_id"]}], channel_id=private)
    facts = room.room.hub.state.files[announced["file_id"]]
    url = f"{room.url}/slack/files/{facts['id']}/note.txt"

    def opens(headers: dict[str, str], key: str = f"?key={facts['key']}") -> int:
        return request("GET", url + key, headers=headers)[0]

    assert opens({}) == 401, "The address alone opens nothing."
    assert opens(browser.headers()) == 404, "Asha is not in the channel."
    app("conversations.invite", channel=private, users=browser.me)
    assert opens(browser.headers()) == 200
    assert opens({"Authorization": f"Bearer {app.bot_token}"}, key="") == 200


def test_a_guest_sees_only_what_they_were_invited_to(room: Running, app: Caller) -> None:
    add_user(room, "officer", guest=True)
    officer = Browser(room.url)
    assert officer.log_in("officer")[0] == 200
    workspace = Workspace(room.url)
    page = workspace.log_in("officer", PASSCODE)
    assert page.get("boot")["channels"] == []
    assert officer.get("history?channel=C0GENERAL")[1]["error"] == "channel_not_found"
    app("chat.postMessage", channel="C0GENERAL", text="not for guests")
    made = app("conversations.create", name="for-the-officer")["channel"]["id"]
    app("conversations.invite", channel=made, users=officer.me)
    app("chat.postMessage", channel=made, text="for the guest")
    eventually(lambda: [e for e in page.events if e["type"] == "message"])
    texts = [e["message"]["text"] for e in page.events if e["type"] == "message"]
    assert "not for guests" not in texts
    assert [row["id"] for row in page.get("boot")["channels"]] == [made]
    workspace.close()


def test_a_renamed_user_is_renamed_for_apps_and_pages(room: Running, browser: Browser) -> None:
    workspace = Workspace(room.url)
    page = workspace.log_in("asha", PASSCODE)
    now = SystemClock().now()
    room.database.write_now(
        lambda s: accounts.change(s, "asha", real_name="Asha R. Rawat", now=now)
    )
    changed = eventually(lambda: [e for e in page.events if e["type"] == "person"], within=20)
    assert changed[-1]["person"]["real_name"] == "Asha R. Rawat"
    workspace.close()
