"""The Room with users: made on the command line, let in by passcode, under TLS, never open by slip."""

import asyncio
import json
import re
from functools import partial
from http.client import HTTPSConnection
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect

from tests.certificates import Certificate, make
from tests.e2e.conftest import Start
from tests.e2e.product import environment, fetch, wardroom
from tests.e2e.records import rows
from tests.workspace import Workspace, log_in

Json = dict[str, Any]
NAMES = ("asha", "eve")


@pytest.fixture
def certificate(tmp_path: Path) -> Certificate:
    """A certificate for 127.0.0.1 that signed itself, and its key."""
    return make(tmp_path)


def add(env: dict[str, str], folder: Path, name: str, *words: str) -> str:
    """Let a user in; return the passcode that the command line shows."""
    ran = wardroom("room", "users", "add", name, *words, env=env, folder=folder)
    assert ran.code == 0, ran.err
    return next(line for line in ran.out.splitlines() if line.startswith("Passcode: ")).split()[1]


def test_who_logs_in_works_under_their_own_name(
    start: Start, sqlite_url: str, tmp_path: Path
) -> None:
    env = environment(sqlite_url)
    passcode = add(env, tmp_path, "leela", "--slack", "U07LEELA", "--real-name", "Leela Das")
    product = start(env, "--room")
    status, _ = fetch(f"{product.url}/room/api/boot?as=U0KABIR")
    assert status == 401, "There is no switcher any more."
    assert log_in(product.url, "leela", "wrong-wrong-wrong")[0] == 401
    workspace = Workspace(product.url)
    leela = workspace.log_in("leela", passcode)
    leela.types("/incident declare sev1 e-Hospital servers encrypted").reply()
    declared = rows(sqlite_url, "SELECT declared_by, ref FROM incident")
    assert [row[0] for row in declared] == ["U07LEELA"]
    # Everything works beside a running Room: who is removed is out at once.
    assert wardroom("room", "users", "remove", "leela", env=env, folder=tmp_path).code == 0
    with pytest.raises(AssertionError, match="login_needed"):
        leela.get("boot")
    workspace.close()
    assert not [line for line in product.raw_log.splitlines() if passcode in line]


def test_a_written_order_logs_out_and_keeps_out_until_it_is_lifted(
    start: Start, sqlite_url: str, tmp_path: Path
) -> None:
    env = environment(sqlite_url)
    codes = {name: add(env, tmp_path, name, "--slack", f"U07{name.upper()}") for name in NAMES}
    product = start(env, "--room")
    workspace = Workspace(product.url)
    asha, eve = (workspace.log_in(name, codes[name]) for name in NAMES)
    # Logged in on a second machine, too.
    workspace.log_in("eve", codes["eve"])
    asha.types("/incident declare sev1 e-Hospital servers encrypted").reply()
    served = asha.types('/incident suspend @eve order=HR/7 authority="MS"')
    assert "is taken" in served.reply().text
    assert rows(sqlite_url, "SELECT user_id FROM room_session") == [("U07ASHA",)]
    with pytest.raises(AssertionError, match="login_needed"):
        eve.get("boot")
    status, body, headers = log_in(product.url, "eve", codes["eve"])
    assert (status, body["error"], "set-cookie" in headers) == (403, "barred", False)
    assert "taken by written order" in body["message"]
    # Only who has the passcode hears of the order.
    assert log_in(product.url, "eve", "wrong-wrong-wrong")[1]["error"] == "wrong_passcode"
    [(reason,)] = rows(
        sqlite_url, "SELECT reason FROM timeline_entry WHERE action = 'suspension.served'"
    )
    assert reason == "no roles, no tasks, no exhibits, no private channels, 2 logins"
    # A new passcode does not go round it.
    made = wardroom("room", "users", "passcode", "eve", env=env, folder=tmp_path)
    new = next(line for line in made.out.splitlines() if line.startswith("Passcode: ")).split()[1]
    assert log_in(product.url, "eve", new)[0] == 403
    asha.types("/incident unsuspend @eve order=HR/8").reply()
    assert workspace.log_in("eve", new).get("boot")["me"] == "U07EVE"
    workspace.close()


def secure_call(
    url: str,
    certificate: Certificate,
    verb: str,
    path: str,
    body: Json | None = None,
    **headers: str,
) -> tuple[int, Json, dict[str, str]]:
    """Make one call under TLS, trusting this certificate alone."""
    connection = HTTPSConnection(
        url.removeprefix("https://"), context=certificate.trusting, timeout=30
    )
    sent = {"Content-Type": "application/json", **headers}
    try:
        connection.request(verb, path, json.dumps(body) if body is not None else None, sent)
        answer = connection.getresponse()
        text = answer.read().decode()
        found = {key.lower(): value for key, value in answer.getheaders()}
    finally:
        connection.close()
    return answer.status, json.loads(text) if text.startswith("{") else {"text": text}, found


def test_the_room_under_tls_from_login_to_a_command(
    start: Start, sqlite_url: str, tmp_path: Path, certificate: Certificate
) -> None:
    env = environment(sqlite_url, **certificate.environment)
    passcode = add(env, tmp_path, "asha")
    product = start(env, "--room")
    url = product.url
    assert url.startswith("https://127.0.0.1:")
    status, body, headers = secure_call(
        url, certificate, "POST", "/room/api/login", {"name": "asha", "passcode": passcode}
    )
    assert status == 200, body
    assert re.fullmatch(
        r"__Host-room=[\w-]{43}; HttpOnly; Max-Age=43200; Path=/; SameSite=strict; Secure",
        headers["set-cookie"],
    )
    cookie = headers["set-cookie"].partition(";")[0]
    mine = {"Cookie": cookie, "X-Room-Proof": body["login"]["proof"]}
    boot = secure_call(url, certificate, "GET", "/room/api/boot", **mine)[1]
    assert boot["bot"]["online"], "Our own app reached the Room without a certificate."
    assert "incident" in answer_to("/incident list", url, certificate, mine)
    # What apps call is not to be found where people come in.
    assert secure_call(url, certificate, "POST", "/slack/api/auth.test")[0] == 404
    policy = secure_call(url, certificate, "GET", "/healthz")[2]["content-security-policy"]
    assert policy.startswith("default-src 'none'")


def answer_to(line: str, url: str, certificate: Certificate, headers: dict[str, str]) -> str:
    """Type a command under TLS and return the answer that only its asker sees."""
    # Websockets' own threads would share one TLS object between reading and writing.
    return asyncio.run(_answer_to(line, url, certificate, headers))


async def _answer_to(line: str, url: str, certificate: Certificate, headers: dict[str, str]) -> str:
    live = f"{url.replace('https', 'wss')}/room/live"
    sent = {"channel": "C0DESK", "text": line}
    trusting = certificate.trusting
    async with connect(live, proxy=None, additional_headers=headers, ssl=trusting) as socket:
        call = partial(secure_call, url, certificate, "POST", "/room/api/send", sent, **headers)
        assert (await asyncio.to_thread(call))[0] == 200
        async with asyncio.timeout(20):
            while (event := json.loads(await socket.recv()))["type"] != "ephemeral":
                pass
    return str(event["message"]["text"])


def refused(env: dict[str, str], folder: Path, *words: str) -> str:
    """Start what must not start; return the one line that says why."""
    ran = wardroom("run", "--port", "0", *words, env=env, folder=folder)
    assert ran.code == 1, ran
    told = [line for line in ran.lines if not line.startswith("{")]
    assert len(told) == 1, ran.err
    return told[0]


def test_beyond_this_machine_it_opens_with_users_and_tls_or_on_purpose(
    start: Start, sqlite_url: str, tmp_path: Path, certificate: Certificate
) -> None:
    plain = environment(sqlite_url, WARDROOM_HOST="0.0.0.0")
    why = refused(plain, tmp_path)
    assert why.startswith("wardroom: WARDROOM_HOST: the Room would be open to everybody")
    assert "It lacks users (`wardroom room users add <name>`) and TLS" in why
    add(plain, tmp_path, "asha")
    assert "It lacks TLS" in refused(plain, tmp_path, "--room")
    opened = start({**plain, **certificate.environment}, "--room")
    here = f"https://127.0.0.1:{opened.url.rpartition(':')[2]}"
    assert secure_call(here, certificate, "GET", "/room/api/boot")[0] == 401
    opened.stop()
    loud = start(plain, "--room", "--insecure")
    port = loud.url.rpartition(":")[2]
    assert fetch(f"http://127.0.0.1:{port}/room/api/boot")[0] == 401
    assert "*** --insecure: the Room listens on 0.0.0.0 without TLS" in loud.said
    marked = next(line for line in loud.log if line["event"] == "room.insecure")
    assert marked["level"] == "error"
