"""The door without an inbound port: Socket Mode over a websocket that we opened ourselves.

Also the way to the Room, whose address is then `api_url`.
"""

import asyncio
import contextlib
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import BadStart
from bot.slack.failures import AUTH
from bot.slack.outbound import LOOPBACK

PING_S = 10.0
# How long the start waits for the websocket; a Slack that is away must not hold up the rest.
START_WITHIN_S = 2.0
RETRY_S = 5.0
DRAIN_S = 2.0
# The last two come from the SDK itself when a body is not what its type says.
UNSURE = (aiohttp.ClientError, OSError, SlackClientError, AttributeError, ValueError)

log = structlog.get_logger(__name__)


class _Handler(AsyncSocketModeHandler):
    """Bolt's handler, which can be told to take nothing more and to finish what it took."""

    def __init__(self, app: AsyncApp, app_token: str, **options: Any) -> None:
        super().__init__(app, app_token, **options)
        self._working = 0
        self._closing = False
        self._idle = asyncio.Event()
        self._idle.set()

    async def handle(self, client: Any, req: Any) -> None:
        """Answer a request; one that comes while we stop is delivered to the next of us."""
        if self._closing:
            return
        self._working += 1
        self._idle.clear()
        try:
            await super().handle(client, req)
        finally:
            self._working -= 1
            if not self._working:
                self._idle.set()

    async def drain(self) -> None:
        """Wait until everything that was taken is answered, but not for long."""
        self._closing = True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_S):
                await self._idle.wait()


class SocketDoor:
    """Keeps one websocket open and lets Bolt answer what comes through it."""

    def __init__(self, app: AsyncApp, app_token: str, api_url: str) -> None:
        # Slack answers a failed apps.connections.open itself; our own retry would only hide it.
        self._client = AsyncWebClient(token=app_token, base_url=api_url, retry_handlers=[])
        if urlsplit(api_url).hostname in LOOPBACK:
            self._client.proxy = None
        self._app, self._app_token = app, app_token
        self._handler: _Handler | None = None
        self._opening: asyncio.Task[None] | None = None
        self._refused = asyncio.Event()

    @property
    def connected(self) -> bool:
        """Whether the websocket is open now."""
        if self._handler is None:
            return False
        session = self._handler.client.current_session
        return session is not None and not session.closed

    async def start(self) -> None:
        """Connect, in the background while Slack is away; raise BadStart if it refuses us."""
        self._handler = _Handler(
            self._app, self._app_token, web_client=self._client, ping_interval=PING_S
        )
        refused = asyncio.create_task(self._refused.wait())
        self._opening = asyncio.create_task(self._open(self._handler))
        await asyncio.wait(
            {self._opening, refused}, timeout=START_WITHIN_S, return_when=asyncio.FIRST_COMPLETED
        )
        refused.cancel()
        if self._refused.is_set():
            raise BadStart(
                "SLACK_APP_TOKEN: Slack does not accept it.",
                next_step="Copy it anew: Basic Information, App-Level Tokens (xapp-…), "
                "with the scope connections:write.",
            )

    async def _open(self, handler: "_Handler") -> None:
        while True:
            address = await self._address()
            if address is not None:
                break
            await asyncio.sleep(RETRY_S)
        handler.client.wss_uri = address
        await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt's.
        log.info("socket.connected")

    async def _address(self) -> str | None:
        """Return where the websocket is to be opened, or None while Slack does not say."""
        try:
            answer = await self._client.apps_connections_open(app_token=self._app_token)
            return str(answer["url"])
        except SlackApiError as error:
            # After an answer that is no JSON the response is aiohttp's, without a code.
            data = getattr(error.response, "data", None)
            code = str(data.get("error", "")) if isinstance(data, dict) else ""
        except UNSURE as error:
            code = type(error).__name__
        log.warning("socket.not_opened", reason=code)
        if code in AUTH:
            self._refused.set()
        return None

    async def stop(self) -> None:
        """Close the websocket; what is not acknowledged is delivered to the next of us."""
        if self._opening is not None:
            self._opening.cancel()
            await asyncio.gather(self._opening, return_exceptions=True)
            self._opening = None
        if self._handler is not None:
            await self._handler.drain()
            await self._handler.close_async()  # type: ignore[no-untyped-call]  # Bolt's.
            self._handler = None
