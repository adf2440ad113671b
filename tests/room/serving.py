"""A Room on a real server in its own thread, and the manifests of bots that are not ours."""

import asyncio
import contextlib
import json
import socket
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import uvicorn
from fastapi import FastAPI
from sqlmodel import SQLModel
from websockets.sync.client import ClientConnection, connect

import bot.room.models  # noqa: F401 - its tables belong to the metadata.
from bot.clock import SystemClock
from bot.room.methods import METHODS
from bot.room.room import Room, create_room
from bot.storage.database import Database

T = TypeVar("T")
Json = dict[str, Any]
BOT_SCOPES = [
    "app_mentions:read",
    "bookmarks:read",
    "bookmarks:write",
    "channels:history",
    "channels:join",
    "channels:manage",
    "channels:read",
    "chat:write",
    "chat:write.public",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "groups:write",
    "im:history",
    "im:read",
    "im:write",
    "pins:read",
    "pins:write",
    "reactions:read",
    "reactions:write",
    "team:read",
    "usergroups:read",
    "users:read",
    "users:read.email",
]
BOT_EVENTS = [
    "app_home_opened",
    "app_mention",
    "channel_created",
    "member_joined_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "pin_added",
    "reaction_added",
    "reaction_removed",
]


def manifest(name: str = "Echo", **over: Any) -> Json:
    """Return the manifest of a bot; *over* replaces scopes, events, commands, shortcuts."""
    return {
        "display_information": {"name": name},
        "features": {
            "bot_user": {"display_name": name, "always_online": True},
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
            "slash_commands": [
                {"command": command, "description": "-", "should_escape": escaped}
                for command, escaped in over.get("commands", {"/echo": True}).items()
            ],
            "shortcuts": over.get("shortcuts", []),
        },
        "oauth_config": {"scopes": {"bot": over.get("scopes", BOT_SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": over.get("events", BOT_EVENTS)},
            "interactivity": {"is_enabled": True},
            "socket_mode_enabled": True,
        },
    }


class _Prompt(uvicorn.Server):
    """A server that stops when it is told, not at its next look a tenth of a second later."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.told_to_stop = asyncio.Event()

    async def main_loop(self) -> None:
        """Serve until told to stop; each second the answers' Date moves on."""
        while not self.told_to_stop.is_set():
            await self.on_tick(0)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.told_to_stop.wait(), 1)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more connections, finish what is under way, stop the app."""
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        for _ in range(500):
            if not self.server_state.connections and not self.server_state.tasks:
                break
            await asyncio.sleep(0.002)
        await self.lifespan.shutdown()
        for one in sockets or []:
            one.close()


@cache
def _laid_out() -> bytes:
    """Return a database with the tables that a Room needs, which take longer to make than it."""
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/blank.db")
        SQLModel.metadata.create_all(database.engine)
        database.close()
        return Path(folder, "blank.db").read_bytes()


class Running:
    """A Room that listens on a free port until `stop`."""

    def __init__(self, path: Path, **options: Any) -> None:
        self._options = options
        self._listener = socket.create_server(("127.0.0.1", options.pop("port", 0)))
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        if not path.exists():
            path.write_bytes(_laid_out())
        self.database = Database(f"sqlite:///{path}")
        self.room: Room
        self._loop: asyncio.AbstractEventLoop
        self._server: _Prompt
        self._ready = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="room-server")
        self._thread.start()
        self._ready.wait(10)
        if self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits.
            self._failure = error
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        options = {"rates": "off", "manifest": manifest("Wardroom", commands={}), **self._options}
        clock = options.pop("clock", SystemClock())
        retry_after = options.pop("retry_after", None)
        self.room = create_room(self.database, clock=clock, base_url=self.url, **options)
        if retry_after is not None:
            self.room.hub.events.retry_after = retry_after

        @contextlib.asynccontextmanager
        async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
            await self.room.start()
            # The listener took connections before the server did, so nobody is turned away.
            self._ready.set()
            yield
            await self.room.stop()

        app = FastAPI(lifespan=lifespan)
        app.include_router(self.room.router)
        config = uvicorn.Config(app, log_level="critical")
        self._server = _Prompt(config)
        await self._server.serve([self._listener])

    def run(self, work: Callable[[], Awaitable[T]]) -> T:
        """Run *work* on the server's loop and return its result."""

        async def inside() -> T:
            return await work()

        return asyncio.run_coroutine_threadsafe(inside(), self._loop).result(10)

    def install(self, **what: Any) -> "Caller":
        """Install a bot and return a caller with its tokens."""
        tokens = self.run(lambda: self.room.install(manifest(**what)))
        return Caller(self.url, tokens.bot, tokens.app)

    @property
    def own(self) -> "Caller":
        """Return a caller with the tokens of the Room's own app."""
        return Caller(self.url, *self.room.tokens)

    def stop(self) -> None:
        """Stop, as SIGTERM would."""
        self._loop.call_soon_threadsafe(self._server.told_to_stop.set)
        self._thread.join(10)
        self.database.close()


class Caller:
    """An app that calls the Web API without any library."""

    def __init__(self, url: str, bot_token: str, app_token: str) -> None:
        self.url = url
        self.api_url = f"{url}/slack/api/"
        self.bot_token = bot_token
        self.app_token = app_token

    def __call__(self, method: str, *, token: str | None = None, **args: Any) -> Json:
        """Call *method* and return the body, whatever the status; in a form where JSON is none."""
        if method not in METHODS or METHODS[method].json:
            return self.raw(method, json.dumps(args).encode(), "application/json", token=token)[1]
        flat = {
            name: value if isinstance(value, str) else json.dumps(value)
            for name, value in args.items()
        }
        form = urllib.parse.urlencode(flat).encode()
        return self.raw(method, form, "application/x-www-form-urlencoded", token=token)[1]

    @contextlib.contextmanager
    def socket(self) -> Iterator["Wire"]:
        """Yield an open Socket Mode connection that acknowledges nothing by itself."""
        url = self("apps.connections.open", token=self.app_token)["url"]
        with connect(url, proxy=None) as connection:
            wire = Wire(connection)
            wire.hello = wire.next()
            yield wire

    def raw(
        self, method: str, body: bytes, kind: str, *, token: str | None = None
    ) -> tuple[int, Json, dict[str, str]]:
        """POST *body* and return status, body and headers."""
        token = self.bot_token if token is None else token
        headers = {"Content-Type": kind} | ({"Authorization": f"Bearer {token}"} if token else {})
        return request("POST", self.api_url + method, body, headers)


class Wire:
    """One Socket Mode connection, frame by frame."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.hello: Json = {}

    def next(self, kind: str = "", *, within: float = 20.0) -> Json:
        """Return the next frame, or the next one of *kind* (an envelope type or an event's)."""
        while True:
            frame: Json = json.loads(self.connection.recv(within))
            event = frame.get("payload", {}).get("event", {})
            if kind in {"", frame["type"], event.get("type")}:
                return frame

    def quiet(self, seconds: float = 0.2) -> bool:
        """Tell whether nothing arrives for some time."""
        try:
            self.connection.recv(seconds)
        except TimeoutError:
            return True
        return False

    def ack(self, frame: Json, payload: Any = None) -> None:
        """Acknowledge an envelope."""
        answer = {"envelope_id": frame["envelope_id"]}
        if payload is not None:
            answer["payload"] = payload
        self.connection.send(json.dumps(answer))


def request(
    verb: str, url: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, Json, dict[str, str]]:
    """Make one HTTP request; return status, JSON (or `{"text": …}`) and lower-case headers."""
    asked = urllib.request.Request(url, body, headers or {}, method=verb)  # noqa: S310 - loopback.
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310 - loopback.
            status, raw, found = answer.status, answer.read(), answer.headers
    except urllib.error.HTTPError as error:
        with error:
            status, raw, found = error.code, error.read(), error.headers
    lowered = {name.lower(): value for name, value in found.items()}
    try:
        return status, json.loads(raw), lowered
    except ValueError:
        return status, {"text": raw.decode(errors="replace")}, lowered


@contextlib.contextmanager
def running(path: Path, **options: Any) -> Iterator[Running]:
    """Yield a running Room on the database file *path*."""
    room = Running(path, **options)
    try:
        yield room
    finally:
        room.stop()
