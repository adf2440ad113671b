"""The Room: a local workspace that speaks Slack's Web API and Socket Mode, with a page for people.

Made by `create_room`, mounted by its router, started and stopped by the host.
"""

import asyncio
import contextlib
import itertools
from typing import Any, Literal

import sqlalchemy as sa
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket

from bot.clock import Clock
from bot.room import apps, assets, files, page, page_login, people, responses, scheduled, uploads
from bot.room.entities import Fields, Person
from bot.room.events import Events
from bot.room.gate import FrontDoor, Gate
from bot.room.guard import guarded
from bot.room.hospital import TEAM
from bot.room.hub import Commands, Hub
from bot.room.install import OWN, Tokens, install
from bot.room.journal import Journal, NotKeptError
from bot.room.limits import Limiter
from bot.room.live import Live
from bot.room.memory import Choices, Ephemerals, ResponseUrls, Uploads
from bot.room.seed import seed, welcome_demo
from bot.room.sends import Sends
from bot.room.sockets import Sockets
from bot.room.state import State
from bot.room.triggers import Triggers
from bot.room.trouble import CallLog, Trouble
from bot.room.viewbook import ViewBook
from bot.room.web_api import WebApi
from bot.storage.database import Database

TICK_SECONDS = 0.5
LOOK_TICKS, SWEEP_TICKS = 4, 1_200

FILE = "/slack/files/{file_id}/{name}"

Rates = Literal["slack", "off"]


class Room:
    """One workspace and its doors."""

    def __init__(self, hub: Hub, manifest: Fields) -> None:
        self.hub = hub
        # What apps speak to and what people look at; a host may serve them on two ports.
        self.slack = APIRouter(include_in_schema=False)
        self.pages = APIRouter(include_in_schema=False)
        self._manifest = manifest
        self._own: Tokens | None = None
        self._ticking: asyncio.Task[None] | None = None
        self._add_slack()
        self._add_page()

    @property
    def router(self) -> APIRouter:
        """Return everything on one router."""
        both = APIRouter()
        both.include_router(self.slack)
        both.include_router(self.pages)
        return both

    def has_channel(self, channel_id: str) -> bool:
        """Tell whether there is a channel of that id; the Room must have been started."""
        return channel_id in self.hub.state.channels

    @property
    def needs_login(self) -> bool:
        """Tell whether people must log in; the Room must have been started."""
        return self.hub.gate.is_shut

    @property
    def trouble(self) -> Trouble:
        """Return where tests and drills ask for trouble."""
        return self.hub.trouble

    @property
    def calls(self) -> CallLog:
        """Return the log of Web API calls."""
        return self.hub.calls

    @property
    def tokens(self) -> tuple[str, str]:
        """Return our own app's bot token and app token; the Room must have been started."""
        if self._own is None:
            raise RuntimeError("the Room has not been started")
        return self._own.bot, self._own.app

    @property
    def api_url(self) -> str:
        """Return the base URL for Slack clients, ending in a slash."""
        return f"{self.hub.base_url}/slack/api/"

    async def start(self) -> None:
        """Load the workspace, seed it on first start, and install our own app."""
        await self.hub.reload()
        users = await self.hub.gate.any_users()
        if "team" not in self.hub.state.settings:
            self.hub.state.save_setting("team", {**TEAM, "app": OWN[0]})
            seed(self.hub, OWN[2])
        if not users:
            people.let_go_of_users(self.hub)
            if not people.anybody(self.hub):
                welcome_demo(self.hub)
        app = install(self.hub, self._manifest, OWN)
        await self.hub.journal.commit()
        await people.look_for_users(self.hub)
        await apps.look_for_apps(self.hub)
        self._own = Tokens(app.bot_token, app.app_token)
        self.hub.sockets.on_change = self._on_socket
        self._ticking = asyncio.create_task(self._tick())

    async def stop(self) -> None:
        """Let pages and apps go; what was acknowledged is kept."""
        if self._ticking is not None:
            self._ticking.cancel()
            await asyncio.gather(self._ticking, return_exceptions=True)
        await self.hub.events.close()
        await self.hub.sockets.close()
        await self.hub.live.close()
        await self.hub.journal.commit()

    async def install(self, manifest: Fields) -> Tokens:
        """Install another app and return its tokens."""
        app = install(self.hub, manifest)
        await self.hub.journal.commit()
        return Tokens(app.bot_token, app.app_token)

    async def _tick(self) -> None:
        for tick in itertools.count(1):
            await asyncio.sleep(TICK_SECONDS)
            await scheduled.post_due(self.hub)
            # A database that is away for a moment is asked again at the next tick.
            with contextlib.suppress(sa.exc.SQLAlchemyError, NotKeptError):
                if tick % LOOK_TICKS == 0:
                    await self._look_at_the_gate()
                    await apps.look_for_apps(self.hub)
                if tick % SWEEP_TICKS == 0:
                    await self.hub.gate.sweep()

    async def _look_at_the_gate(self) -> None:
        """Follow what the command line did: new users come in, ended sessions go out."""
        await people.look_for_users(self.hub)
        there = self.hub.live.sessions()
        if there:
            self.hub.live.close_sessions(await self.hub.gate.ended(there))

    async def add_person(self, user_id: str, name: str, real_name: str, **facts: Any) -> None:
        """Let a new member in; *facts* are fields of Person, such as `guest=True`."""
        people.add_person(self.hub, Person(user_id, name, real_name, **facts))
        await self.hub.journal.commit()

    async def set_group(self, group_id: str, handle: str, users: list[str]) -> None:
        """Make or change a user group that people mention as `@handle`."""
        people.set_group(self.hub, group_id, handle, users)
        await self.hub.journal.commit()

    def _on_socket(self, app_id: str, online: bool) -> None:  # noqa: FBT001 - a callback's shape.
        if app_id == OWN[0]:
            self.hub.live.to_all({"type": "bot", "online": online})
        elif app_id in self.hub.state.apps:
            user = self.hub.state.apps[app_id].bot_user
            self.hub.live.to_all({"type": "presence", "user": user, "active": online})

    def _add_slack(self) -> None:
        add = self.slack.add_route
        add("/slack/api/{method}", WebApi(self.hub).__call__, ["GET", "POST"])

        async def respond(request: Request) -> Response:
            return await responses.endpoint(self.hub, request)

        async def upload(request: Request) -> Response:
            return await uploads.receive(self.hub, request)

        add("/slack/respond/{key}", respond, ["POST"])
        add("/slack/upload/{key}", upload, ["POST"])
        add(FILE, guarded(self.hub, self._fetch), ["GET"])

        async def socket(connection: WebSocket) -> None:
            await self.hub.sockets.serve(connection, connection.path_params["ticket"])

        self.slack.add_websocket_route("/slack/socket/{ticket}", socket)

    def _add_page(self) -> None:
        hub, add = self.hub, self.pages.add_route
        add("/", guarded(hub, assets.index, cached=True), ["GET"])
        add("/archives/{channel}/{stamp}", guarded(hub, page.permalink), ["GET"])
        add(f"{assets.ADDRESS}{{path:path}}", guarded(hub, assets.static, cached=True), ["GET"])
        for route in page.ROUTES:
            answer = guarded(hub, page.endpoint(hub, route))
            add(f"/room/api/{route.path}", answer, [route.method])
        add("/room/api/upload", guarded(hub, page.upload(hub)), ["POST"])
        add("/room/api/login", guarded(hub, page_login.log_in(hub)), ["POST"])
        add("/room/api/logout", guarded(hub, page_login.log_out(hub)), ["POST"])
        add(FILE, guarded(hub, self._fetch), ["GET"])

        async def live(connection: WebSocket) -> None:
            await page.live(hub, connection)

        self.pages.add_websocket_route("/room/live", live)

    async def _fetch(self, request: Request) -> Response:
        return await files.fetch(self.hub, request)


def create_room(  # noqa: PLR0913 - what a Room is made of, each by name.
    database: Database,
    *,
    clock: Clock,
    base_url: str,
    manifest: dict[str, Any],
    zone: str = "Asia/Kolkata",
    locale: str = "en-US",
    rates: Rates = "slack",
    commands: Commands = list,
    door: FrontDoor | None = None,
) -> Room:
    """Return a Room on *database* that apps reach at *base_url*, and people there or by *door*."""
    base_url = base_url.rstrip("/")
    state, sockets = State(Journal(database), clock), Sockets()
    hub = Hub(
        database=database,
        clock=clock,
        journal=state.journal,
        state=state,
        sockets=sockets,
        events=Events(state, sockets),
        live=Live(),
        triggers=Triggers(clock),
        views=ViewBook(state),
        ephemerals=Ephemerals(),
        responses=ResponseUrls(clock, base_url),
        uploads=Uploads(),
        choices=Choices(),
        sends=Sends(),
        limiter=Limiter(clock, enabled=rates == "slack"),
        trouble=Trouble(),
        calls=CallLog(),
        commands=commands,
        gate=Gate(database, clock, door or FrontDoor(base_url)),
        base_url=base_url,
        zone=zone,
        locale=locale,
    )
    return Room(hub, manifest)
