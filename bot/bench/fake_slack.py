"""Slack's side of a measurement: a Web API that takes its time, and Socket Mode.

It remembers when each call came and nothing else; every answer is "ok".
"""

import asyncio
import itertools
import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Self

from aiohttp import WSMsgType, web

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One call: which, about what, and when it came and was answered, in perf_counter's seconds."""

    method: str
    args: Json
    came: float
    answered: float


class FakeSlack:
    """Listens on a free port of this machine. `delay_s` is how long each call takes."""

    def __init__(self) -> None:
        self.delay_s = 0.0
        self.calls: list[Call] = []
        self.url = ""
        self._runner: web.AppRunner | None = None
        self._sockets: dict[str, web.WebSocketResponse] = {}
        self._opened: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._waiting: dict[str, asyncio.Future[Any]] = {}
        self._changed = asyncio.Event()
        self._numbers = itertools.count(1)

    @property
    def api_url(self) -> str:
        """The base of the Web API."""
        return f"{self.url}/api/"

    async def __aenter__(self) -> Self:
        """Listen."""
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._answer)
        app.router.add_get("/socket/{token}", self._socket)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Listen no more."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        came, method = perf_counter(), request.match_info["method"]
        args: Json = dict(request.query)
        if request.can_read_body:
            is_json = request.content_type == "application/json"
            args |= await request.json() if is_json else dict(await request.post())
        if method == "apps.connections.open":
            return web.json_response({"ok": True, "url": self._ticket(request)})
        if self.delay_s:
            await asyncio.sleep(self.delay_s)
        self.calls.append(Call(method, args, came, perf_counter()))
        self._changed.set()
        return web.json_response(self._body(method, args))

    def _ticket(self, request: web.Request) -> str:
        token = request.headers["Authorization"].removeprefix("Bearer ")
        return f"{self.url.replace('http', 'ws', 1)}/socket/{token}"

    def _body(self, method: str, args: Json) -> Json:
        number = next(self._numbers)
        body: Json = {"ok": True, "ts": f"1700000000.{number:06d}"}
        if method == "auth.test":
            body |= {"team_id": "T0BENCH", "user_id": "U0BOT", "bot_id": "B0BOT"}
        elif method in {"conversations.create", "conversations.open"}:
            name = args.get("name", "direct")
            body["channel"] = {"id": f"C9{number:08d}", "name": name, "creator": "U0BOT"}
        elif method == "chat.getPermalink":
            body["permalink"] = f"{self.url}/p{number}"
        else:
            body |= {"channel": args.get("channel", ""), "messages": [], "members": []}
        return body

    async def until(self, done: Callable[[], bool], *, within_s: float) -> None:
        """Wait until *done*, asked again at every call; raise TimeoutError after *within_s*."""
        async with asyncio.timeout(within_s):
            while not done():
                self._changed.clear()
                await self._changed.wait()

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        token, socket = request.match_info["token"], web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json(
            {"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A0BENCH"}}
        )
        self._sockets[token] = socket
        self._opened[token].set()
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                self._acknowledged(json.loads(message.data))
        return socket

    def _acknowledged(self, frame: Json) -> None:
        waiting = self._waiting.pop(frame.get("envelope_id", ""), None)
        if waiting is not None and not waiting.done():
            waiting.set_result(frame.get("payload") or {})

    async def connected(self, token: str) -> None:
        """Wait until the app of that token has opened its websocket."""
        await self._opened[token].wait()

    async def deliver(self, token: str, payload: Json) -> Any:
        """Send a slash command through the app's websocket; return the payload of its ack."""
        envelope_id = f"e{next(self._numbers)}"
        answer = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = answer
        await self._sockets[token].send_json(
            {
                "type": "slash_commands", "envelope_id": envelope_id, "payload": payload,
                "accepts_response_payload": True,
            }
        )  # fmt: skip
        return await answer
