"""The guard in front of Bolt: nothing unsigned, stale, huge or unreadable gets past it."""

import hashlib
import hmac
import json
import logging
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette

from bot.clock import SystemClock
from bot.slack import telling
from bot.slack.http_door import MOST_BYTES, HttpDoor
from tests.slack.counter import SECRET, Counter


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status_code: int
    content: bytes

    def json(self) -> Any:
        """Return the body read as JSON."""
        return json.loads(self.content)


class Caller:
    """Somebody on the internet, without the internet: speaks ASGI to the door's route."""

    def __init__(self, door: HttpDoor) -> None:
        self._app = Starlette(routes=door.router.routes)

    async def post(self, path: str, *, content: bytes, headers: dict[str, str]) -> Reply:
        """Send a request in pieces and return the reply."""
        pieces = [content[at : at + 65_536] for at in range(0, len(content), 65_536)] or [b""]
        sent: list[dict[str, Any]] = []
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST",
            "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": b"",
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers.items()],
            "client": ("203.0.113.9", 4711), "server": ("x", 80), "root_path": "",
        }  # fmt: skip

        async def receive() -> dict[str, Any]:
            body = pieces.pop(0)
            return {"type": "http.request", "body": body, "more_body": bool(pieces)}

        async def send(message: Any) -> None:
            sent.append(dict(message))

        await self._app(scope, receive, send)
        body = b"".join(message.get("body", b"") for message in sent[1:])
        return Reply(sent[0]["status"], body)


@pytest.fixture
def client(counter: Counter) -> Caller:
    """Somebody on the internet."""
    # Bolt checks the stamp against the machine's clock, so here the door does too.
    return Caller(HttpDoor(counter.app, SECRET, SystemClock()))


def signed(body: bytes, *, ago: float = 0, secret: str = SECRET) -> dict[str, str]:
    """Return the headers that Slack would send."""
    stamp = str(int(SystemClock().now().timestamp() - ago))
    base = b"v0:" + stamp.encode() + b":" + body
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {
        "x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={digest}",
        "content-type": "application/x-www-form-urlencoded",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("how", "status"),
    [({"ago": 301}, 401), ({"ago": -360}, 401), ({"secret": "wrong"}, 401)],
)
async def test_stale_or_forged_requests_are_refused(
    counter: Counter, client: Caller, how: dict[str, object], status: int
) -> None:
    body = urlencode(counter.command("/incident declare x")).encode()
    headers = signed(body, **how)  # type: ignore[arg-type]  # By name.
    answer = await client.post("/slack/events", content=body, headers=headers)
    assert answer.status_code == status
    assert counter.inbox() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x-slack-request-timestamp", "abc"), ("x-slack-request-timestamp", ""),
        ("x-slack-request-timestamp", "9" * 5000), ("x-slack-request-timestamp", "-1669167420"),
        ("x-slack-signature", "v0="), ("x-slack-signature", "v1=" + "0" * 64),
        ("x-slack-signature", "v0=" + "0" * 63 + "g"), ("x-slack-signature", ""),
    ],
)  # fmt: skip
async def test_odd_headers_are_unsigned(
    counter: Counter, client: Caller, name: str, value: str
) -> None:
    body = b"command=%2Fincident"
    headers = {**signed(body), name: value}
    answer = await client.post("/slack/events", content=body, headers=headers)
    assert (answer.status_code, answer.content) == (401, b"")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"payload=null", "form"), (b"payload=[]", "form"), (b"payload=7", "form"),
        (b"payload=" + b"[" * 100_000, "form"), (b"payload={", "form"), (b"", "form"),
        (b"[" * 100_000, "json"), (b"null", "json"), (b"[]", "json"), (b"\xff\xfe", "json"),
        (b"{}{}", "json"), (b"payload=%FF%FE", "form"),
    ],
)  # fmt: skip
async def test_signed_nonsense_is_refused_and_not_logged(
    counter: Counter,
    client: Caller,
    caplog: pytest.LogCaptureFixture,
    body: bytes,
    kind: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    headers = signed(body)
    if kind == "json":
        headers["content-type"] = "application/json"
    answer = await client.post("/slack/events", content=body, headers=headers)
    assert answer.status_code == 400
    assert not any("[[[" in record.getMessage() for record in caplog.records)


async def test_a_body_that_is_too_large_is_not_read_to_its_end(
    counter: Counter, client: Caller
) -> None:
    body = b"x" * (MOST_BYTES + 1)
    answer = await client.post("/slack/events", content=body, headers=signed(body))
    assert answer.status_code == 413


async def test_a_signed_command_is_answered_and_a_replay_acts_once(
    counter: Counter, client: Caller
) -> None:
    body = urlencode(counter.command("/incident declare sev2 printers down")).encode()
    headers = signed(body)
    one = await client.post("/slack/events", content=body, headers=headers)
    two = await client.post("/slack/events", content=body, headers=headers)
    assert one.status_code == two.status_code == 200
    assert "INC-2022-001" in one.json()["text"]
    assert one.json() == two.json()


async def test_a_repeated_delivery_may_be_the_first_that_arrives(
    counter: Counter, client: Caller
) -> None:
    """Slack's own counting says nothing of what we have heard, so nobody looks at it."""
    body = urlencode(counter.command("/incident declare sev2 printers down")).encode()
    headers = {**signed(body), "x-slack-retry-num": "2", "x-slack-retry-reason": "http_timeout"}
    told = await client.post("/slack/events", content=body, headers=headers)
    assert "INC-2022-001" in told.json()["text"]


async def test_slack_s_own_check_of_the_address_is_answered(
    counter: Counter, client: Caller
) -> None:
    body = json.dumps({"type": "url_verification", "token": "x", "challenge": "c0ffee"}).encode()
    headers = {**signed(body), "content-type": "application/json"}
    answer = await client.post("/slack/events", content=body, headers=headers)
    assert (answer.status_code, answer.json()) == (200, {"challenge": "c0ffee"})


@pytest.mark.parametrize(
    ("url", "base", "fine"),
    [
        ("https://hooks.slack.com/commands/T1/2/abc", "https://slack.com/api/", True),
        ("https://hooks.slack-gov.com/actions/T1/2/abc", "https://slack.com/api/", True),
        ("https://hooks.slack.com/commands/T1/2/abc\n", "https://slack.com/api/", False),
        ("https://hooks.slack.com.evil.example/commands/x", "https://slack.com/api/", False),
        ("http://hooks.slack.com/commands/x", "https://slack.com/api/", False),
        ("https://slack.com/api/chat.delete", "https://slack.com/api/", False),
        ("http://127.0.0.1:8420/slack/respond/x", "http://127.0.0.1:8420/api/", True),
        ("http://127.0.0.1:5432/slack/respond/x", "http://127.0.0.1:8420/api/", False),
        ("http://u:p@127.0.0.1:8420/slack/respond/x", "http://127.0.0.1:8420/api/", False),
        ("http://[::1", "http://127.0.0.1:8420/api/", False),
        ("http://127.0.0.1:x/", "http://127.0.0.1:8420/api/", False),
        ("", "http://127.0.0.1:8420/api/", False),
    ],
)
def test_only_slack_and_our_own_room_get_answers(url: str, base: str, *, fine: bool) -> None:
    assert telling.allowed(url, base) is fine
