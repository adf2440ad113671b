import contextlib
import json
import re
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from bot.clock import SystemClock
from bot.room import accounts, passcodes, sessions, tries
from bot.room.errors import AccountError
from bot.room.models import RoomSession, RoomTry
from tests.clocks import StoppedClock
from tests.conftest import NIGHT
from tests.room.entering import PASSCODE, Browser, add_user, hurry
from tests.room.serving import Caller, Running, request, running
from tests.workspace import Workspace, eventually, log_in

SEND = json.dumps({"channel": "C0DESK", "text": "hello"}).encode()


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(NIGHT)


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch)


@pytest.fixture
def room(tmp_path: Path, clock: StoppedClock) -> Iterator[Running]:
    """A Room with one user, Asha, whose clock is moved by hand."""
    with running(tmp_path / "room.db", clock=clock) as found:
        add_user(found, "asha", real_name="Asha Rawat", title="Lab technician")
        yield found


@pytest.fixture
def asha(room: Running) -> Browser:
    browser = Browser(room.url)
    assert browser.log_in()[0] == 200
    return browser


def test_a_user_logs_in_and_acts_under_their_own_name(room: Running, asha: Browser) -> None:
    status, boot = asha.get("boot", X_Room_User=None)
    assert (status, boot["me"]) == (200, asha.me)
    assert asha.me.startswith("U0ROOM")
    people = {person["id"]: person for person in boot["people"]}
    assert people[asha.me]["real_name"] == "Asha Rawat"
    assert people["U0KABIR"]["gone"], "The demo's people are put away."
    assert boot["team"]["name"] == "The Room"
    status, sent = asha.post("send", SEND)
    assert status == 200
    message = room.room.hub.state.message("C0DESK", sent["ts"])
    assert message
    assert message.user_id == asha.me


def test_without_a_login_nothing_is_told_and_nothing_done(room: Running) -> None:
    nobody = Browser(room.url)
    assert log_in(room.url, "asha", "x" * 12)[0] == 401, "Now the users are known."
    for path in ("boot", "history?channel=C0DESK", "pins?channel=C0DESK", "shortcuts"):
        status, body = nobody.get(path, X_Room_User="U0KABIR")
        assert (status, body["error"]) == (401, "login_needed"), path
    assert nobody.post("send", SEND, X_Room_User="U0KABIR")[0] == 401
    assert request("GET", f"{room.url}/")[0] == 200, "The shell of the page holds no secret."


@pytest.mark.parametrize(
    ("name", "passcode"),
    [
        ("asha", "wrong passcode"), ("asha", PASSCODE.upper()), ("asha", ""), ("nobody", PASSCODE),
        ("", ""), ("asha", PASSCODE + "x" * 2_000), ("' OR 1=1 --", PASSCODE), ("asha\x00", PASSCODE),
    ],
)  # fmt: skip
def test_a_wrong_name_or_passcode_gets_one_and_the_same_answer(
    room: Running, name: str, passcode: str
) -> None:
    status, body, headers = log_in(room.url, name, passcode)
    assert (status, body["error"]) == (401, "wrong_passcode")
    assert "do not belong together" in body["message"]
    assert "set-cookie" not in headers


def test_small_differences_of_keyboards_do_not_matter(room: Running) -> None:
    wide = PASSCODE.replace("c", "ｃ", 1)
    assert log_in(room.url, " @Asha ", wide)[0] == 200


def test_an_unknown_name_takes_as_long_as_a_wrong_passcode(
    room: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    kept = passcodes.hashed(PASSCODE)
    room.database.write_now(lambda session: accounts.set_passcode(session, "asha", kept, now=NIGHT))
    log_in(room.url, "nobody", "wrong passcode")

    def quickest(name: str) -> float:
        seconds = []
        for _ in range(3):
            before = time.perf_counter()
            log_in(room.url, name, "wrong passcode")
            seconds.append(time.perf_counter() - before)
        return min(seconds)

    known, unknown = quickest("asha"), quickest("nobody")
    assert 0.4 < unknown / known < 2.5, (known, unknown)


def fail(room: Running, counter: tries.Counter, times: int, now: datetime = NIGHT) -> None:
    """Let tries fail that nobody has to wait for: each real one is slow on purpose."""
    for _ in range(times):
        room.database.write_now(lambda session: tries.count(session, counter, now=now))


def test_ten_wrong_tries_lock_a_name_for_a_quarter_of_an_hour(
    room: Running, clock: StoppedClock
) -> None:
    fail(room, tries.of_name("asha"), tries.FOR_NAME - 1)
    assert log_in(room.url, "asha", "wrong passcode")[0] == 401
    status, body, headers = log_in(room.url, "asha", PASSCODE)
    assert (status, body["error"]) == (429, "too_many_tries")
    assert "Wait 15 minutes" in body["message"]
    assert headers["retry-after"] == "900"
    clock.advance(seconds=14 * 60 + 59)
    assert log_in(room.url, "asha", PASSCODE)[0] == 429
    clock.advance(seconds=1)
    assert log_in(room.url, "asha", PASSCODE)[0] == 200


def test_a_lock_tells_nothing_of_who_is_a_user(room: Running) -> None:
    fail(room, tries.of_name("nobody"), tries.FOR_NAME - 1)
    assert log_in(room.url, "nobody", "wrong passcode")[0] == 401
    assert log_in(room.url, "nobody", "wrong passcode")[0] == 429
    assert log_in(room.url, "asha", PASSCODE)[0] == 200, "Others are not locked with it."


def test_an_address_has_thirty_tries_whatever_the_names(room: Running) -> None:
    fail(room, tries.of_address("127.0.0.1"), tries.FOR_ADDRESS - 1)
    # A success between the guesses gives back its own try and no more.
    assert log_in(room.url, "asha", PASSCODE)[0] == 200
    assert log_in(room.url, "guess", "wrong passcode")[0] == 401
    # What comes from a locked address no longer counts against the names that it tries.
    for _ in range(tries.FOR_NAME + 1):
        assert log_in(room.url, "asha", PASSCODE)[0] == 429
    assert room.database.read_now(lambda s: s.get(RoomTry, tries.of_name("asha").id)) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("10.0.0.1", "10.0.0.2", False), ("::ffff:10.0.0.1", "10.0.0.1", True),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True), ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
    ],
)  # fmt: skip
def test_addresses_that_one_person_can_have_are_counted_as_one(
    one: str, other: str, *, same: bool
) -> None:
    assert (tries.of_address(one) == tries.of_address(other)) is same


def test_a_new_passcode_unlocks_and_puts_out_who_is_in(room: Running, asha: Browser) -> None:
    fail(room, tries.of_name("asha"), tries.FOR_NAME + 1)
    assert log_in(room.url, "asha", PASSCODE)[0] == 429
    kept = passcodes.hashed("another one for asha")
    now = SystemClock().now()
    room.database.write_now(lambda s: accounts.set_passcode(s, "asha", kept, now=now))
    assert asha.get("boot")[1]["error"] == "login_needed"
    assert log_in(room.url, "asha", PASSCODE)[0] == 401
    assert log_in(room.url, "asha", "another one for asha")[0] == 200


def test_a_session_ends_after_a_shift(room: Running, asha: Browser, clock: StoppedClock) -> None:
    clock.advance(seconds=sessions.LIFE.total_seconds() - 1)
    assert asha.get("boot")[0] == 200
    clock.advance(seconds=1)
    status, body = asha.post("send", SEND)
    assert (status, body["error"]) == (401, "login_needed")
    assert "What you were writing stays" in body["message"]
    room.run(room.room.hub.gate.sweep)
    assert room.database.read_now(lambda s: sessions.counts(s, now=NIGHT)) == {}


def test_logging_out_ends_the_session_and_takes_the_cookie(room: Running, asha: Browser) -> None:
    status, _, headers = request("POST", f"{room.url}/room/api/logout", b"{}", asha.headers())
    assert status == 200
    assert "Max-Age=0" in headers["set-cookie"]
    assert asha.get("boot")[0] == 401


def test_a_removed_user_is_out_at_once_and_their_page_with_them(
    room: Running, asha: Browser, clock: StoppedClock
) -> None:
    add_user(room, "kabir")
    address = f"ws://127.0.0.1:{room.port}/room/live"
    with connect(address, proxy=None, additional_headers={"Cookie": asha.cookie}) as socket:
        socket.recv(5)
        room.database.write_now(lambda s: accounts.remove(s, "asha"))
        assert asha.get("boot")[0] == 401
        with contextlib.suppress(ConnectionClosed):
            while socket.recv(5):
                pass
    assert socket.close_code == 4401
    person = eventually(lambda: room.room.hub.state.people[asha.me])
    eventually(lambda: person.deleted)
    assert all(asha.me not in one.members for one in room.room.hub.state.channels.values())


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
        eventually(lambda: room.room.needs_login, within=10)
        status, body, _ = request(
            "GET", f"{room.url}/room/api/boot", headers={"X-Room-User": "U0KABIR"}
        )
        assert (status, body["error"]) == (401, "login_needed")
        kabir._reader.join(5)
        assert not kabir._reader.is_alive(), "Kabir's page was let go."
        room.database.write_now(lambda s: accounts.remove(s, "asha"))
        eventually(lambda: room.room.hub.gate._seen[0] == 0, within=10)
        assert room.room.needs_login, "It opens again only by a start without users."
        workspace.close()
    with running(tmp_path / "room.db") as room:
        assert not room.room.needs_login
        assert Workspace(room.url).person("U0KABIR").types("back again").ok


def test_the_cookie_is_for_this_host_and_no_script(room: Running) -> None:
    _, _, headers = log_in(room.url, "asha", PASSCODE)
    cookie = headers["set-cookie"]
    assert re.fullmatch(r"room=[\w-]{43}; HttpOnly; Max-Age=43200; Path=/; SameSite=strict", cookie)
    token = cookie.partition("=")[2].partition(";")[0]
    kept = room.database.read_now(lambda s: s.get(RoomSession, sessions.key_of(token)))
    assert kept
    assert kept.ends_at - kept.born_at == timedelta(hours=12)
    assert token not in repr(kept), "The database cannot be used to log in."


@pytest.mark.parametrize(
    ("over", "error"),
    [
        ({"X_Room_Proof": None}, "no_proof"),
        ({"X_Room_Proof": "0" * 64}, "no_proof"),
        ({"X_Room_Proof": "é"}, "no_proof"),
        ({"Origin": "http://evil.example"}, "foreign_origin"),
        ({"Sec_Fetch_Site": "cross-site"}, "foreign_origin"),
        ({"Origin": "null"}, "foreign_origin"),
    ],
)
def test_another_site_cannot_act_with_the_cookie(
    room: Running, asha: Browser, over: dict[str, str | None], error: str
) -> None:
    status, body = asha.post("send", SEND, **over)
    assert (status, body["error"]) == (403, error)
    assert asha.post("send", SEND)[0] == 200


def test_another_session_s_proof_is_none(room: Running, asha: Browser) -> None:
    add_user(room, "kabir")
    kabir = Browser(room.url)
    assert kabir.log_in("kabir")[0] == 200
    assert asha.post("send", SEND, X_Room_Proof=kabir.proof)[1]["error"] == "no_proof"


def test_a_form_of_another_site_cannot_log_anybody_in(room: Running) -> None:
    url, form = f"{room.url}/room/api/login", b'{"name": "asha", "passcode": "' + PASSCODE.encode()
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        status, body, headers = request("POST", url, form + b'"}', {"Content-Type": kind})
        assert (status, "set-cookie" in headers) == (400, False), body
    foreign = {"Content-Type": "application/json", "Origin": "http://evil.example"}
    assert request("POST", url, form + b'"}', foreign)[0] == 403


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'{"name": 1}', b"\xff", b"{" * 100])
def test_misshapen_logins_are_refused(room: Running, body: bytes) -> None:
    status, _, _ = request(
        "POST", f"{room.url}/room/api/login", body, {"Content-Type": "application/json"}
    )
    assert status == 400


def test_a_huge_login_is_not_read_to_its_end(room: Running) -> None:
    body = json.dumps({"name": "asha", "passcode": "x" * 100_000}).encode()
    status, found, _ = request(
        "POST", f"{room.url}/room/api/login", body, {"Content-Type": "application/json"}
    )
    assert (status, found["error"]) == (413, "too_large")


def test_one_tab_does_not_act_as_whom_another_tab_logged_in(room: Running, asha: Browser) -> None:
    add_user(room, "kabir")
    kabir = Browser(room.url)
    assert kabir.log_in("kabir")[0] == 200
    asha.cookie, asha.proof = kabir.cookie, kabir.proof
    status, body = asha.post("send", SEND)
    assert (status, body["error"]) == (401, "login_needed")
    assert "Somebody else has logged in" in body["message"]


def test_files_open_for_whoever_is_logged_in_and_may_see_them(
    room: Running, asha: Browser, app: Caller
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
    assert opens(asha.headers()) == 404, "Asha is not in the channel."
    app("conversations.invite", channel=private, users=asha.me)
    assert opens(asha.headers()) == 200
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


def test_a_renamed_user_is_renamed_for_apps_and_pages(room: Running, asha: Browser) -> None:
    workspace = Workspace(room.url)
    page = workspace.log_in("asha", PASSCODE)
    now = SystemClock().now()
    room.database.write_now(
        lambda s: accounts.change(s, "asha", real_name="Asha R. Rawat", now=now)
    )
    changed = eventually(lambda: [e for e in page.events if e["type"] == "person"], within=10)
    assert changed[-1]["person"]["real_name"] == "Asha R. Rawat"
    workspace.close()


@pytest.mark.parametrize("name", ["", "Asha Rawat", "-asha", "a" * 33, "here", "wardroom", "é"])
def test_names_that_nobody_may_have(room: Running, name: str) -> None:
    with pytest.raises(AccountError):
        add_user(room, name)


def test_nobody_is_two_users_and_no_name_is_two_people(room: Running) -> None:
    add_user(room, "kabir", user_id="U07KABIR")
    with pytest.raises(AccountError, match="already"):
        add_user(room, "kabir")
    with pytest.raises(AccountError, match="already"):
        add_user(room, "menon", user_id="U07KABIR")
    with pytest.raises(AccountError, match="no user"):
        room.database.write_now(lambda s: accounts.remove(s, "nobody"))


def test_drawn_passcodes_differ_and_can_be_read_aloud() -> None:
    found = {passcodes.drawn() for _ in range(100)}
    assert len(found) == 100
    assert all(
        re.fullmatch(r"[a-hj-km-np-z2-9]{4}(-[a-hj-km-np-z2-9]{4}){3}", one) for one in found
    )


def test_a_hash_that_is_none_opens_nothing() -> None:
    assert not passcodes.fits("", "")
    assert not passcodes.fits("x", "not a hash")
    assert not passcodes.fits("x", None)
    weak = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$0WeyPZZhQPQ"
    assert passcodes.is_outdated(weak)
