"""Another site cannot act with somebody's cookie, nor log anybody in."""

import json
import re
from datetime import timedelta

import pytest

from bot.room import sessions
from bot.room.models import RoomSession
from tests.room.entering import PASSCODE, SEND, Browser, add_user
from tests.room.serving import Running, request
from tests.workspace import log_in


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
    room: Running, browser: Browser, over: dict[str, str | None], error: str
) -> None:
    status, body = browser.post("send", SEND, **over)
    assert (status, body["error"]) == (403, error)
    assert browser.post("send", SEND)[0] == 200


def test_another_session_s_proof_is_none(room: Running, browser: Browser) -> None:
    add_user(room, "kabir")
    kabir = Browser(room.url)
    assert kabir.log_in("kabir")[0] == 200
    assert browser.post("send", SEND, X_Room_Proof=kabir.proof)[1]["error"] == "no_proof"


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


def test_one_tab_does_not_act_as_whom_another_tab_logged_in(
    room: Running, browser: Browser
) -> None:
    add_user(room, "kabir")
    kabir = Browser(room.url)
    assert kabir.log_in("kabir")[0] == 200
    browser.cookie, browser.proof = kabir.cookie, kabir.proof
    status, body = browser.post("send", SEND)
    assert (status, body["error"]) == (401, "login_needed")
    assert "Somebody else has logged in" in body["message"]
