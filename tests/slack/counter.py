"""Slack's side of the counter: sends payloads into the Bolt app and keeps what came back.

A small server on this machine stands for the Web API and for response_url; it keeps every call.
"""

import asyncio
import itertools
import json
from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from aiohttp import web
from pydantic import SecretStr
from slack_bolt.async_app import AsyncBoltRequest
from sqlmodel import Session, col, select

from bot.config import Settings
from bot.domain.models import Inbox, Post
from bot.domain.words import Door
from bot.operations.turn import House
from bot.runtime import Runtime
from bot.slack.app import build_app
from bot.slack.outbound import Slack
from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.limits import problems

T = TypeVar("T")
Test = TypeVar("Test", bound=Callable[..., object])
Json = dict[str, Any]

TEAM, BOT = "T0TEAM", "U0BOT"
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
# A story of the counter meets the engine whose turn it is (tests/turns.py).
on_either_engine = pytest.mark.usefixtures("database_engine")
ASHA, RAVI, MEERA = "U1ASHA", "U2RAVI", "U3MEERA"


def on_both_engines(test: Test) -> Test:
    """Run what races, is delivered twice or counts statements on each kind of database."""
    marked: Test = pytest.mark.both_engines(on_either_engine(test))
    return marked


def chosen(body: Json, value: str) -> Json:
    """Return a press as the choice of *value* from a menu, as Slack sends it."""
    menu = {"type": "static_select", "selected_option": {"value": value}}
    return {**body, "actions": [{**body["actions"][0], **menu}]}


class SlackSide:
    """Answers the calls that listeners make, and takes late answers."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Json]] = []
        self.responses: list[Json] = []
        self.failing: dict[str, str] = {}
        self.takes_files = True
        self.hook_status, self.hook_headers = 200, dict[str, str]()
        self.messages: list[Json] = []
        self.answers: dict[str, Json] = {}
        self.url = ""
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen on a free port of this machine."""
        app = web.Application()
        app.router.add_post("/api/{method}", self._method)
        app.router.add_get("/api/{method}", self._method)
        app.router.add_post("/hook/{key}", self._hook)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}"

    async def stop(self) -> None:
        """Stop listening."""
        assert self._runner is not None
        await self._runner.cleanup()

    def of(self, method: str) -> list[Json]:
        """Return the arguments of the calls of *method*."""
        return [args for name, args in self.calls if name == method]

    async def _method(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        body = await request.text()
        is_json = request.content_type == "application/json"
        args = json.loads(body) if is_json and body else {**request.query, **await request.post()}
        self.calls.append((method, args))
        if method in self.failing:
            return web.json_response({"ok": False, "error": self.failing[method]})
        if not self.takes_files and "file_input" in body:
            return web.json_response({"ok": False, "error": "missing_scope"})
        answer: Json = {"ok": True, "channel": {"id": "D0DM"}}
        if method == "auth.test":
            answer |= {"team_id": TEAM, "user_id": BOT, "bot_id": "B0BOT"}
        answer |= self.answers.get(method, {})
        if method in {"conversations.history", "conversations.replies"}:
            answer |= {"messages": self.messages}
        return web.json_response(answer)

    async def _hook(self, request: web.Request) -> web.Response:
        self.responses.append(await request.json())
        return web.Response(status=self.hook_status, headers=self.hook_headers)


class Counter:
    """One running app, without doors: what people do goes in, what they are shown comes out."""

    def __init__(
        self, database: Database, house: House, clock: StoppedClock, slack_side: SlackSide
    ) -> None:
        self.database, self.clock, self.slack_side = database, clock, slack_side
        settings = Settings(
            _env_file=None,  # type: ignore[call-arg]  # pydantic's own.
            slack_signing_secret=SecretStr(SECRET),
        )
        self.slack = Slack("xoxb-test", f"{slack_side.url}/api/")
        self.woken = 0
        self.runtime = Runtime(
            settings=settings, database=database, clock=clock, house=house, slack=self.slack,
            door=Door.ROOM, wake=self._woken,
        )  # fmt: skip
        # A busy machine must not turn an answer into a promise where promises are not the matter.
        self.app = build_app(self.runtime, patience_s=60)
        self._count = itertools.count(1)

    def _woken(self) -> None:
        self.woken += 1

    async def send(self, body: Json) -> tuple[int, Json]:
        """Deliver a payload; return the status and the body of the acknowledgement."""
        request = AsyncBoltRequest(mode="socket_mode", body=body)
        answer = await self.app.async_dispatch(request)
        shown = json.loads(answer.body) if answer.body else {}
        if shown.get("text"):
            assert problems({k: v for k, v in shown.items() if k in {"text", "blocks"}}) == []
        return answer.status, shown

    def command(self, line: str, *, by: str = ASHA, channel: str = "C0DESK", **more: Any) -> Json:
        """Return the payload of a slash command as Slack sends it."""
        name, _, text = line.partition(" ")
        number = next(self._count)
        return {
            "command": name, "text": text, "user_id": by, "team_id": TEAM, "channel_id": channel,
            "trigger_id": f"{number}.1.abc", "response_url": f"{self.slack_side.url}/hook/{number}",
            "token": "x", "api_app_id": "A1", "user_name": "n", "team_domain": "d", **more,
        }  # fmt: skip

    async def types(self, line: str, **how: Any) -> Json:
        """Type a slash command and return the message that answers it."""
        status, shown = await self.send(self.command(line, **how))
        assert status == 200
        assert shown.get("response_type", "ephemeral") == "ephemeral"
        return shown

    def click(
        self, action_id: str, value: str, *, by: str = ASHA, ephemeral: bool = True, **more: Any
    ) -> Json:
        """Return the payload of a pressed button."""
        number = next(self._count)
        return {
            "type": "block_actions", "user": {"id": by, "team_id": TEAM}, "team": {"id": TEAM},
            "channel": {"id": "C0DESK", "name": "desk"}, "trigger_id": f"{number}.2.abc",
            "container": {
                "type": "message", "message_ts": "1669167420.000100", "channel_id": "C0DESK",
                "is_ephemeral": ephemeral,
            },
            "response_url": f"{self.slack_side.url}/hook/{number}", "api_app_id": "A1",
            "actions": [
                {
                    "type": "button", "action_id": action_id, "block_id": "b", "value": value,
                    "action_ts": f"1669167421.{number:06d}",
                }
            ],
            **more,
        }  # fmt: skip

    async def presses(self, action_id: str, value: str, **how: Any) -> Json:
        """Press a button and return what is shown by response_url, or the window it opened."""
        before = len(self.slack_side.responses), len(self.slack_side.of("views.open"))
        status, shown = await self.send(self.click(action_id, value, **how))
        assert (status, shown) == (200, {})
        side = self.slack_side
        await until(lambda: (len(side.responses), len(side.of("views.open"))) != before)
        if len(side.of("views.open")) > before[1]:
            view: Json = side.of("views.open")[-1]["view"]
            assert problems(view) == []
            return view
        return side.responses[-1]

    async def submits(
        self, view: Json, values: dict[str, Any], *, by: str = ASHA, view_id: str = ""
    ) -> Json:
        """Send a window with values by block id and return the acknowledgement."""
        elements = {
            block["block_id"]: block["element"]
            for block in view["blocks"] if block["type"] == "input"
        }  # fmt: skip
        state = {
            name: {element["action_id"]: entered(element, values.get(name))}
            for name, element in elements.items()
        }
        number = next(self._count)
        body = {
            "type": "view_submission", "user": {"id": by, "team_id": TEAM}, "team": {"id": TEAM},
            "trigger_id": f"{number}.3.abc", "api_app_id": "A1",
            "view": {
                **view, "id": view_id or f"V{number}", "hash": "1.h", "state": {"values": state},
            },
        }  # fmt: skip
        status, shown = await self.send(body)
        assert status == 200
        return shown

    def event(self, event: Json, *, event_id: str = "") -> Json:
        """Return the payload of an event."""
        number = next(self._count)
        return {
            "type": "event_callback", "team_id": TEAM, "api_app_id": "A1",
            "event_id": event_id or f"Ev{number}", "event_time": 1669167420, "event": event,
            "authorizations": [{"team_id": TEAM, "user_id": BOT, "is_bot": True}],
        }  # fmt: skip

    def query(self, work: Callable[[Session], T]) -> T:
        """Ask the database."""
        return self.database.read_now(work)

    def posts(self, kind: str = "event") -> list[Json]:
        """Return the payloads of the outbox's rows of a kind, in order."""
        wanted = select(Post).where(Post.kind == kind).order_by(col(Post.id))
        return [json.loads(post.payload) for post in self.query(lambda s: list(s.exec(wanted)))]

    def inbox(self) -> list[Inbox]:
        """Return what was kept of deliveries."""
        return self.query(lambda session: list(session.exec(select(Inbox))))


def entered(element: Json, value: Any) -> Json:
    """Return an element's state as Slack sends it."""
    kind = element["type"]
    if kind == "static_select":
        return {"type": kind, "selected_option": {"value": value} if value else None}
    if kind == "radio_buttons":
        return {"type": kind, "selected_option": {"value": value} if value else None}
    if kind in {"checkboxes", "multi_static_select"}:
        return {"type": kind, "selected_options": [{"value": each} for each in value or ()]}
    if kind == "users_select":
        return {"type": kind, "selected_user": value}
    if kind == "file_input":
        given = ((each.partition(" ")[0], each.partition(" ")[2]) for each in value or ())
        return {
            "type": kind,
            "files": [{"id": id_, "name": name or "a.csv"} for id_, name in given],
        }
    return {"type": kind, "value": value}


async def until(check: Callable[[], object], *, within: float = 20.0) -> None:
    """Wait until *check* is true; fail when it is not true *within* seconds."""
    async with asyncio.timeout(within):
        while not check():  # noqa: ASYNC110 - the check may look anywhere, so nobody can set an event.
            await asyncio.sleep(0.005)
