"""The live feed of the page: one websocket per open tab, each with its own bounded queue.

Decides who may see an event by channel membership; what the event says is the caller's.
"""

import asyncio
import contextlib
import json
from collections.abc import Callable
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.room.entities import Channel, Person

WAITING = 1_000
# Codes of closing: the server goes; the page must ask its reader to log in (our own, from 4000 on).
GONE, LOGIN_NEEDED = 1001, 4401


class Tab:
    """One open page of one person."""

    def __init__(self, person: Person, connection: WebSocket, session: str = "") -> None:
        self.person = person
        self.connection = connection
        self.session = session
        self.farewell = GONE
        self.queue: asyncio.Queue[str | None] = asyncio.Queue(WAITING)

    def put(self, text: str | None) -> None:
        """Queue a frame; a tab that does not read is let go, and boots again."""
        try:
            self.queue.put_nowait(text)
        except asyncio.QueueFull:
            self.let_go(GONE)

    def let_go(self, farewell: int) -> None:
        """Close the page with this code, before anything that still waits for it."""
        self.farewell = farewell
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(None)


class Live:
    """Every open page."""

    def __init__(self) -> None:
        self._tabs: set[Tab] = set()
        self._seq = 0

    def is_present(self, user_id: str) -> bool:
        """Tell whether the person has a page open."""
        return any(tab.person.id == user_id for tab in self._tabs)

    def to_channel(self, channel: Channel, event: dict[str, Any]) -> None:
        """Tell everybody who may read *channel*."""
        self._send(event, lambda tab: channel.may_read(tab.person))

    def to_user(self, user_id: str, event: dict[str, Any]) -> None:
        """Tell one person."""
        self._send(event, lambda tab: tab.person.id == user_id)

    def to_all(self, event: dict[str, Any]) -> None:
        """Tell every open page."""
        self._send(event, lambda _tab: True)

    def _tell_presence(self, user_id: str) -> None:
        self.to_all({"type": "presence", "user": user_id, "active": self.is_present(user_id)})

    def people(self) -> set[str]:
        """Return who has a page open."""
        return {tab.person.id for tab in self._tabs}

    def _send(self, event: dict[str, Any], wanted: Callable[[Tab], bool]) -> None:
        self._seq += 1
        tabs = [tab for tab in self._tabs if wanted(tab)]
        if tabs:
            text = json.dumps({"seq": self._seq, **event})
            for tab in tabs:
                tab.put(text)

    def sessions(self) -> set[str]:
        """Return the sessions whose pages are open."""
        return {tab.session for tab in self._tabs if tab.session}

    def close_sessions(self, ended: set[str]) -> None:
        """Let the pages of ended sessions go, and tell them why."""
        for tab in [tab for tab in self._tabs if tab.session in ended]:
            tab.let_go(LOGIN_NEEDED)

    def close_strangers(self) -> None:
        """Let the pages go that were opened before anybody had to log in."""
        self.close_sessions({""})

    async def serve(self, connection: WebSocket, person: Person, session: str = "") -> None:
        """Feed one page until it goes, or until its *session* has ended."""
        tab = Tab(person, connection, session)
        # Before the handshake ends: who sees the page open must not miss what comes next.
        self._tabs.add(tab)
        self._tell_presence(person.id)
        await connection.accept()
        listening = asyncio.ensure_future(self._listen(tab))
        try:
            await self._feed(tab)
        finally:
            self._tabs.discard(tab)
            self._tell_presence(person.id)
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)

    @staticmethod
    async def _listen(tab: Tab) -> None:
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            while True:
                await tab.connection.receive_text()
        tab.put(None)

    @staticmethod
    async def _feed(tab: Tab) -> None:
        with contextlib.suppress(WebSocketDisconnect, RuntimeError, ConnectionError):
            while (text := await tab.queue.get()) is not None:
                await tab.connection.send_text(text)
            await tab.connection.close(tab.farewell)

    async def close(self) -> None:
        """Let every page go."""
        for tab in list(self._tabs):
            tab.put(None)
