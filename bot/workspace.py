"""One workspace in which we stand, Slack or the Room: its gateway, its app, its door, its sender.

What two of them share, and the order in which everything starts, is `bot.main`'s.
"""

import asyncio
import contextlib
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

import structlog
from sqlmodel import Session

from bot.clock import Clock
from bot.domain.words import Door
from bot.errors import BadStart
from bot.export import document
from bot.outbox.mail import Mailer
from bot.outbox.saga import EFFECTS
from bot.outbox.sender import Sender
from bot.runtime import Runtime
from bot.slack.app import SlackApp, build_app
from bot.slack.directory import Directory
from bot.slack.failures import AuthLost, SlackFailure
from bot.slack.http_door import HttpDoor
from bot.slack.outbound import Slack
from bot.slack.renderers import renderers
from bot.slack.socket_door import START_WITHIN_S, SocketDoor
from bot.storage import tables

SENDER_WITHIN_S = 2.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Access:
    """How we get into a workspace; without an app token it comes to us, signed."""

    door: Door
    token: str
    app_token: str
    api_url: str
    signing_secret: str = ""


class Workspace:
    """One workspace; with *others* beside it, its own troubles stop nobody."""

    def __init__(self, access: Access, runtime: Runtime, mailer: Mailer, *, others: bool) -> None:
        self.runtime, self._others = runtime, others
        self.app: SlackApp = build_app(runtime)
        self.entry = _entry(access, self.app, runtime.clock)
        self.sender = Sender(
            runtime.database, runtime.slack, runtime.clock,
            renderers=renderers(
                lambda: self.runtime.house, runtime.clock, document.whole, self._takes_tables
            ),
            effects=EFFECTS,
            mailer=mailer, door=access.door, catches_up=others,
            rest=not others or access.door is Door.ROOM, language=runtime.house.language,
        )  # fmt: skip
        settings = runtime.settings
        people = settings.responders | settings.managers | settings.admins
        # Slack's user groups are Slack's to tell of, where there is Slack.
        asked = frozenset() if others and access.door is Door.ROOM else people
        self.directory = Directory(
            runtime.database, runtime.slack, runtime.clock, listed=asked, door=access.door
        )

    @property
    def door(self) -> Door:
        """Which workspace it is."""
        return self.runtime.door

    def _takes_tables(self, session: Session) -> bool:
        return self.runtime.settings.tables and not tables.refusal(session, self.door)

    async def check_token(self) -> None:
        """Raise BadStart if Slack says that the bot token is no good; a Slack that is away may be.

        Where people have another workspace to work in, it is only said.
        """
        try:
            async with asyncio.timeout(START_WITHIN_S):
                await self.runtime.slack.identity()
        except AuthLost as error:
            log.warning("slack.token_refused", reason=error.code)
            if not self._others:
                raise BadStart(
                    f"SLACK_BOT_TOKEN: Slack does not accept it ({error.code}).",
                    next_step="Copy it anew: OAuth & Permissions, Bot User OAuth Token (xoxb-…).",
                ) from error
        except (SlackFailure, TimeoutError) as error:
            log.warning("slack.not_reached", reason=type(error).__name__)

    async def open(self, stack: contextlib.AsyncExitStack) -> None:
        """Let people in and send what waits; *stack* undoes it."""
        if isinstance(self.entry, SocketDoor):
            stack.push_async_callback(self.entry.stop)
            try:
                await self.entry.start()
            except BadStart:
                log.warning("slack.app_token_refused")
                if not self._others:
                    raise
        if self.runtime.settings.tables:
            await self.runtime.database.write(lambda session: tables.forget(session, self.door))
        work(stack, f"sender {self.door}", self.sender.run())
        stack.push_async_callback(self.sender.stop, SENDER_WITHIN_S)
        work(stack, f"directory {self.door}", self.directory.run())


def _entry(access: Access, app: SlackApp, clock: Clock) -> SocketDoor | HttpDoor:
    if access.app_token:
        return SocketDoor(app, access.app_token, access.api_url)
    return HttpDoor(app, access.signing_secret, clock)


def gateway(access: Access) -> Slack:
    """Return the way out to the workspace."""
    return Slack(access.token, access.api_url)


def work(stack: contextlib.AsyncExitStack, name: str, doing: Coroutine[Any, Any, None]) -> None:
    """Do it until the stop; the stack keeps the reference that asyncio does not."""
    task = asyncio.create_task(doing, name=name)

    async def end() -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    stack.push_async_callback(end)
