"""The HTTP API on a database of either engine, asked as programs ask it, without a network."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from bot.config import Settings
from bot.domain.words import Door
from bot.runtime import Runtime
from bot.slack.outbound import Slack
from bot.storage.database import Database
from bot.web import api
from tests.clocks import StoppedClock
from tests.factories import Desk, make_house

TOKEN = "b7c1-a-token-that-nobody-guesses"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        """The body read as JSON."""
        return json.loads(self.content)


class Caller:
    """A program somewhere that speaks HTTP."""

    def __init__(self, runtime: Runtime) -> None:
        self._app = Starlette(routes=[Mount(api.PATH, api.build(runtime, TOKEN))])

    async def ask(
        self,
        method: str,
        path: str,
        content: bytes = b"",
        *,
        query: str = "",
        headers: dict[str, str] | None = None,
        peer: str = "203.0.113.9",
    ) -> Reply:
        """Send a request in pieces and return the reply."""
        given = {"authorization": f"Bearer {TOKEN}", "content-type": "application/json"}
        given |= headers or {}
        pieces = [content[at : at + 65_536] for at in range(0, len(content), 65_536)] or [b""]
        sent: list[Json] = []
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
            "scheme": "http", "path": f"/api{path}", "raw_path": f"/api{path}".encode(),
            "query_string": query.encode(), "root_path": "",
            "headers": [(name.encode(), each.encode("latin-1")) for name, each in given.items()],
            "client": (peer, 4711), "server": ("x", 80),
        }  # fmt: skip

        async def receive() -> Json:
            return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

        async def send(message: Any) -> None:
            sent.append(dict(message))

        await self._app(scope, receive, send)
        shown = {name.decode(): each.decode() for name, each in sent[0]["headers"]}
        body = b"".join(message.get("body", b"") for message in sent[1:])
        return Reply(sent[0]["status"], shown, body)

    async def post(self, body: Any, **how: Any) -> Reply:
        """Send a report."""
        return await self.ask("POST", "/incidents", json.dumps(body).encode(), **how)

    async def get(self, path: str, query: str = "", **how: Any) -> Reply:
        """Read something."""
        return await self.ask("GET", path, query=query, **how)


@pytest.fixture
def desk(database: Database, clock: StoppedClock, tmp_path: Path) -> Desk:
    """People at work in the same database."""
    return Desk(database, make_house(tmp_path / "playbooks", admins=frozenset({"U9BOSS"})), clock)


@pytest.fixture
async def caller(desk: Desk, clock: StoppedClock) -> AsyncIterator[Caller]:
    """A program that knows the token."""
    settings = Settings(_env_file=None)  # type: ignore[call-arg]  # pydantic's own.
    slack = Slack("xoxb-test", "http://127.0.0.1:9/api/")
    runtime = Runtime(settings, desk.database, clock, desk.house, slack, Door.ROOM)
    yield Caller(runtime)
    await slack.close()
