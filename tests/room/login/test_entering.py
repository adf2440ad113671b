"""Logging in: who gets in, under which name, and what a wrong passcode hears."""

import re
import time

import pytest

from bot.room import accounts, passcodes
from bot.room.errors import AccountError
from tests.conftest import NIGHT
from tests.room.entering import PASSCODE, SEND, Browser, add_user
from tests.room.serving import Running, request
from tests.workspace import log_in


def test_a_user_logs_in_and_acts_under_their_own_name(room: Running, browser: Browser) -> None:
    status, boot = browser.get("boot", X_Room_User=None)
    assert (status, boot["me"]) == (200, browser.me)
    assert browser.me.startswith("U0ROOM")
    people = {person["id"]: person for person in boot["people"]}
    assert people[browser.me]["real_name"] == "Asha Rawat"
    assert people["U0KABIR"]["gone"], "The demo's people are put away."
    assert boot["team"]["name"] == "The Room"
    status, sent = browser.post("send", SEND)
    assert status == 200
    message = room.room.hub.state.message("C0DESK", sent["ts"])
    assert message
    assert message.user_id == browser.me


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
