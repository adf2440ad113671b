"""The composition root: builds every part of a running bot, starts them in order, stops them.

The order of starting: database, HTTP side, Slack (or the Room), sender, schedule. Stopping goes
the other way and takes less than five seconds; what is not finished is resumed at the next start.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import structlog
from pydantic import SecretStr
from sqlalchemy.exc import OperationalError
from sqlmodel import Session
from starlette.routing import Route

from bot import __version__
from bot.clock import Clock, SystemClock
from bot.config import Settings
from bot.domain.doorway import NAMES, Doorway
from bot.domain.words import Door
from bot.errors import BadStart
from bot.obligations.house import chosen
from bot.operations.rooms import bring_all_in
from bot.operations.turn import SYSTEM, Actor, House, Turn
from bot.outbox.mail import Mailer
from bot.playbook.library import Library, LibraryError
from bot.room.hospital import CHANNELS
from bot.runtime import Runtime, house_of
from bot.schedule.ticker import Ticker
from bot.slack.http_door import HttpDoor
from bot.slack.listeners.commands import COMMANDS
from bot.slack.listeners.demo import welcome
from bot.slack.manifest import manifest
from bot.storage import migrations, presence, suspensions
from bot.storage.database import Database
from bot.web import api, health, metrics, readiness
from bot.web.site import Site, check_exposure, empty
from bot.workspace import Access, Workspace, gateway

if TYPE_CHECKING:
    from bot.room.room import Room

# Where the Room announces incidents and shows the digest unless the settings say otherwise.
ROOM_CHANNELS = (CHANNELS[1][0], CHANNELS[2][0])
STOP_WITHIN_S = 4.5

log = structlog.get_logger(__name__)


def _library(settings: Settings) -> Library:
    try:
        return Library.load(settings.playbooks)
    except LibraryError as error:
        raise BadStart(f"WARDROOM_PLAYBOOKS: {error}") from error


class Bot:
    """One running Wardroom: in Slack, in the Room, or with both doors open on one database."""

    def __init__(
        self,
        settings: Settings,
        *,
        room: bool = False,
        with_room: bool = False,
        insecure: bool = False,
        clock: Clock | None = None,
    ) -> None:
        self.settings = settings
        self.clock = clock or SystemClock()
        if not room:
            settings.check_door()
        self._slack_open = not room and settings.door != "room"
        self._insecure = insecure
        in_room = with_room or not self._slack_open
        migrations.check_ready(settings.database_url)
        self._library = _library(settings)
        self._profile = chosen(settings.profile)
        self.site = Site(settings, with_room=in_room)
        self.database = Database(settings.database_url)
        self.room: Room | None = self._make_room() if in_room else None
        self._stack = contextlib.AsyncExitStack()
        self._sign: presence.Sign | None = None
        self._started = False

    @property
    def url(self) -> str:
        """Where the HTTP side is reached."""
        return self.site.url

    @property
    def port(self) -> int:
        """The port of the HTTP side."""
        return self.site.port

    def _make_room(self) -> "Room":
        # Imported only here: a bot in Slack alone keeps no Room in memory.
        from bot.room.gate import FrontDoor
        from bot.room.room import create_room

        site = self.site
        return create_room(
            self.database, clock=self.clock, base_url=site.inner_url, manifest=manifest(),
            zone=self.settings.timezone, locale=self.settings.language.locale,
            commands=COMMANDS.completion,
            door=FrontDoor(
                site.url, secure=site.is_secure, public=site.faces_network,
                barred=suspensions.is_suspended,
            ),
        )  # fmt: skip

    async def start(self) -> None:
        """Start every part; raise BadStart with one line if one cannot."""
        try:
            await self._start()
        except BaseException as error:
            await self.stop()
            # The Room's journal wraps what the database said.
            failed = error if isinstance(error, OperationalError) else error.__cause__
            if isinstance(failed, OperationalError):
                raise migrations.unreachable(self.settings.database_url, failed) from error
            raise

    async def _start(self) -> None:
        self._sign = await asyncio.to_thread(presence.put_up, self.settings.database_url)
        spaces = [self._workspace(access) for access in await self._accesses()]
        runtimes = [each.runtime for each in spaces]
        first = runtimes[0]

        def wake() -> None:
            for one in spaces:
                one.sender.wake()

        for each in spaces:
            each.runtime.beside = [other for other in runtimes if other is not each.runtime]
            each.runtime.wake = wake
            self._stack.push_async_callback(each.runtime.slack.close)
            self._stack.push_async_callback(each.app.settle)
            if each.door is Door.SLACK:
                # The Room made its own token, and does not answer before the HTTP side serves.
                await each.check_token()
        ticker = Ticker(
            self.database, lambda: first.house, self.clock, wake, period_s=self.settings.beat
        )
        await self._bring_in(first.house)
        await self._serve(first, spaces, ticker)
        for each in spaces:
            await each.open(self._stack)
        if self.room is not None and not self.room.needs_login:
            now, language = self.clock.now(), first.house.language
            await self.database.write(lambda session: welcome(session, now, language))
        ticker.start()
        self._stack.callback(ticker.stop)
        self._started = True
        log.info("wardroom.started", version=__version__, door=self._doors, url=self.url)

    @property
    def _doors(self) -> str:
        slack = [self.settings.door] if self._slack_open else []
        return "+".join([*(["room"] if self.room is not None else []), *slack])

    async def _accesses(self) -> list[Access]:
        """Return how to get into each workspace, the Room first: it is always there."""
        found = []
        if self.room is not None:
            await self.room.start()
            self._stack.push_async_callback(self.room.stop)
            check_exposure(self.settings, users=self.room.needs_login, insecure=self._insecure)
            found.append(Access(Door.ROOM, *self.room.tokens, self.room.api_url))
        if self._slack_open:
            settings = self.settings
            found.append(
                Access(
                    Door.SLACK, _said(settings.slack_bot_token), _said(settings.slack_app_token),
                    settings.slack_api_url, _said(settings.slack_signing_secret),
                )
            )  # fmt: skip
        return found

    def _workspace(self, access: Access) -> Workspace:
        runtime = Runtime(
            settings=self.settings, database=self.database, clock=self.clock,
            house=self._house(), slack=gateway(access), door=access.door,
        )  # fmt: skip
        mailer = Mailer(self.settings.postbox, self.clock)
        both = self._slack_open and self.room is not None
        return Workspace(access, runtime, mailer, others=both)

    def _house(self) -> House:
        return house_of(
            self.settings, self._library, announce="", managers="", profile=self._profile,
            doorways=self._doorways(),
        )  # fmt: skip

    def _doorways(self) -> tuple[Doorway, ...]:
        """Return the workspaces; in the Room the settings' channels count if it has them."""
        named = self.settings.announce_channel, self.settings.managers_channel
        found = []
        if self.room is not None:
            own = (
                given if self.room.has_channel(given) else otherwise
                for given, otherwise in zip(named, ROOM_CHANNELS, strict=True)
            )
            found.append(Doorway(Door.ROOM, *own))
        if self._slack_open:
            found.append(Doorway(Door.SLACK, *named))
        return tuple(found)

    async def _bring_in(self, house: House) -> None:
        """Let incidents that are under way go on in the Room, and with both doors in Slack too."""
        doorways = [each for each in house.doorways if self.room is not None]

        def bring(session: Session) -> int:
            turn = Turn(session, self.clock.now(), Actor(SYSTEM, Door.SYSTEM), house)
            return bring_all_in(turn, doorways)

        count = await self.database.write(bring)
        if count:
            log.info("wardroom.brought_in", count=count)

    async def _serve(self, first: Runtime, spaces: list[Workspace], ticker: Ticker) -> None:
        web = empty()
        entries = {NAMES[each.door]: each.entry for each in spaces}
        senders = {NAMES[each.door]: each.sender for each in spaces}
        checks = readiness.checks(self.database, entries, senders, ticker, self.clock)
        web.include_router(health.routes(checks))
        given = self.settings.intake_token
        token = given.get_secret_value() if given is not None else ""
        figures = metrics.registry(self.database, self.clock)
        served = metrics.served(figures, token, self.clock)
        web.router.routes.append(Route(metrics.PATH, served, methods=["GET"]))
        for each in spaces:
            if isinstance(each.entry, HttpDoor):
                web.include_router(each.entry.router)
        if token:
            web.mount(api.PATH, api.build(first, token))
        if self.room is not None:
            web.include_router(self.room.pages)
        self._stack.push_async_callback(self.site.stop)
        await self.site.start(web, self.room.slack if self.room is not None else None)

    async def stop(self) -> None:
        """Stop every part in reverse order; never longer than five seconds in all."""
        try:
            async with asyncio.timeout(STOP_WITHIN_S):
                await self._stack.aclose()
        except TimeoutError:
            log.warning("wardroom.stopped_late")
        self.site.close()
        self.database.close()
        if self._sign is not None:
            self._sign.take_down()
        if self._started:
            log.info("wardroom.stopped")


def _said(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret is not None else ""


@contextlib.asynccontextmanager
async def running(
    settings: Settings, *, room: bool = False, with_room: bool = False, clock: Clock | None = None
) -> AsyncIterator[Bot]:
    """Yield a started bot and stop it afterwards; for tests and measurements."""
    bot = Bot(settings, room=room, with_room=with_room, clock=clock)
    await bot.start()
    try:
        yield bot
    finally:
        await bot.stop()
