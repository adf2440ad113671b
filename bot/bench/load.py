"""Sends commands as Slack does, so many at once, and takes the time of each. Knows no Bolt."""

import asyncio
import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

from bot.bench.fake_slack import FakeSlack
from bot.clock import SystemClock

SECRET = "5" * 32
TEAM, PERSON = "T0BENCH", "U0BENCH"

Form = dict[str, str]
Caller = Callable[[Form], Awaitable[str]]

_numbers = itertools.count(1)


class WrongAnswerError(Exception):
    """The answer is not what the command should get: its time means nothing."""


def form(line: str, channel: str) -> Form:
    """Return the payload of a slash command, with a trigger that was never used before."""
    command, _, text = line.partition(" ")
    number = next(_numbers)
    return {
        "token": "x", "team_id": TEAM, "team_domain": "bench", "channel_id": channel,
        "channel_name": "bench", "user_id": PERSON, "user_name": "bench", "command": command,
        "text": text, "api_app_id": "A0BENCH", "is_enterprise_install": "false",
        "response_url": "http://127.0.0.1:9/none", "trigger_id": f"{number}.{id(_numbers)}.b",
    }  # fmt: skip


class HttpCaller:
    """One kept-alive connection that posts signed commands."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def __aenter__(self) -> Self:
        """Connect."""
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:  # fmt: skip
        """Hang up."""
        self._writer.close()
        await self._writer.wait_closed()

    async def __call__(self, form: Form) -> str:
        """Post a command; return the body of the acknowledgement."""
        body = urlencode(form).encode()
        stamp = str(int(SystemClock().now().timestamp())).encode()
        base = b"v0:" + stamp + b":" + body
        signature = hmac.new(SECRET.encode(), base, hashlib.sha256).hexdigest().encode()
        self._writer.write(
            b"POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n"
            b"X-Slack-Request-Timestamp: " + stamp + b"\r\n"
            b"X-Slack-Signature: v0=" + signature + b"\r\n"
            b"Content-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body
        )
        head = await self._reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise WrongAnswerError(head.decode()[:200])
        length = head.lower().split(b"content-length:", 1)[1].split(b"\r\n", 1)[0]
        return (await self._reader.readexactly(int(length))).decode()


def socket_caller(slack: FakeSlack, app_token: str) -> Caller:
    """Return what sends commands through the app's open websocket."""

    async def call(form: Form) -> str:
        return json.dumps(await slack.deliver(app_token, form), ensure_ascii=False)

    return call


async def volley(
    callers: Sequence[Caller], forms: Iterable[Form], expect: str = "", *, within_s: float = 60.0
) -> list[float]:
    """Send every form, one at a time by each caller; return the seconds that each took.

    After *within_s* no further one is begun.
    """
    left = iter(forms)
    times: list[float] = []
    end = time.perf_counter() + within_s

    async def work(caller: Caller) -> None:
        for each in left:
            if times and time.perf_counter() > end:
                return
            began = time.perf_counter()
            answer = await caller(each)
            times.append(time.perf_counter() - began)
            if expect not in answer:
                raise WrongAnswerError(f"{each['command']} {each['text']}: {answer[:300]}")

    async with asyncio.TaskGroup() as group:
        for caller in callers:
            group.create_task(work(caller))
    return times
