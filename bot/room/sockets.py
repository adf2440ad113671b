"""Socket Mode: tickets, open sockets, and envelopes that wait three seconds for their ack.

Protocol: https://docs.slack.dev/apis/events-api/using-socket-mode. What is in an envelope is not
its business.
"""

import asyncio
import contextlib
import json
import secrets
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

ACK_WITHIN = 3.0
MOST_SOCKETS = 10
TICKETS_KEPT = 100
LIFETIME_SECONDS = 18_060  # What Slack tells clients to expect.


class NotDeliveredError(Exception):
    """Nobody acknowledged the envelope; `reason` is no_socket, timeout or connection_failed."""

    def __init__(self, reason: str, socket: "Socket | None" = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.socket = socket


@dataclass(frozen=True, slots=True)
class Envelope:
    """What one delivery carries; `accepts` says whether the ack may carry an answer."""

    kind: str
    payload: dict[str, Any]
    accepts: bool
    attempt: int = 0
    reason: str = ""

    def wire(self, envelope_id: str) -> str:
        """Return the frame."""
        frame: dict[str, Any] = {
            "envelope_id": envelope_id,
            "type": self.kind,
            "payload": self.payload,
            "accepts_response_payload": self.accepts,
        }
        if self.kind == "events_api":
            frame |= {"retry_attempt": self.attempt, "retry_reason": self.reason}
        return json.dumps(frame)


@dataclass(eq=False, slots=True)
class Socket:
    """One open connection of an app, and the envelopes on their way through it."""

    app_id: str
    connection: WebSocket
    pending: dict[str, asyncio.Future[Any]] = field(default_factory=dict)

    async def send(self, envelope: Envelope) -> Any:
        """Send *envelope* and return the payload of its ack, or None; raise NotDeliveredError."""
        envelope_id = secrets.token_hex(16)
        answer = asyncio.get_running_loop().create_future()
        self.pending[envelope_id] = answer
        try:
            await self.connection.send_text(envelope.wire(envelope_id))
            payload = await asyncio.wait_for(answer, ACK_WITHIN)
        except TimeoutError:
            raise NotDeliveredError("timeout", self) from None
        except (RuntimeError, WebSocketDisconnect, ConnectionError):
            raise NotDeliveredError("connection_failed", self) from None
        finally:
            self.pending.pop(envelope_id, None)
        return payload if envelope.accepts else None

    def acknowledge(self, text: str | bytes) -> None:
        """Settle the envelope that the frame *text* acknowledges; pass over what is no ack."""
        try:
            frame = json.loads(text)
        except (ValueError, RecursionError):
            return
        envelope_id = frame.get("envelope_id") if isinstance(frame, dict) else None
        found = self.pending.get(envelope_id) if isinstance(envelope_id, str) else None
        if found is not None and not found.done():
            found.set_result(frame.get("payload"))

    def fail(self) -> None:
        """Let every waiting envelope know that the connection is gone."""
        for waiting in self.pending.values():
            if not waiting.done():
                waiting.set_exception(ConnectionError("the socket closed"))


class Sockets:
    """The sockets of all apps; each envelope goes to one of them."""

    def __init__(self) -> None:
        self._tickets: dict[str, str] = {}
        self._open: dict[str, list[Socket]] = defaultdict(list)
        self._turn: dict[str, int] = defaultdict(int)
        self.on_change: Callable[[str, bool], None] = lambda _app_id, _online: None

    def ticket(self, app_id: str) -> str:
        """Return a secret that opens one socket."""
        while len(self._tickets) >= TICKETS_KEPT:
            del self._tickets[next(iter(self._tickets))]
        ticket = secrets.token_urlsafe(24)
        self._tickets[ticket] = app_id
        return ticket

    def count(self, app_id: str) -> int:
        """Return how many sockets of the app are open."""
        return len(self._open[app_id])

    async def serve(self, connection: WebSocket, ticket: str) -> None:
        """Hold one socket open until either side closes it."""
        app_id = self._tickets.pop(ticket, None)
        if app_id is None:
            await connection.close(1008)
            return
        await connection.accept()
        if self.count(app_id) >= MOST_SOCKETS:
            await self._bid_farewell(connection, "too_many_websockets")
            return
        socket = Socket(app_id, connection)
        await connection.send_text(json.dumps(self._hello(app_id)))
        self._open[app_id].append(socket)
        self.on_change(app_id, True)
        try:
            await self._listen(socket)
        finally:
            self._close(socket)

    @staticmethod
    async def _listen(socket: Socket) -> None:
        with contextlib.suppress(RuntimeError):
            while (frame := await socket.connection.receive())["type"] == "websocket.receive":
                # One of the two is there, the other missing or None, as the ASGI server likes.
                socket.acknowledge(frame.get("text") or frame.get("bytes") or b"")

    def _close(self, socket: Socket) -> None:
        if socket in self._open[socket.app_id]:
            self._open[socket.app_id].remove(socket)
        socket.fail()
        self.on_change(socket.app_id, bool(self.count(socket.app_id)))

    def _hello(self, app_id: str) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": self.count(app_id) + 1,
            "debug_info": {
                "host": "room",
                "build_number": 1,
                "approximate_connection_time": LIFETIME_SECONDS,
            },
            "connection_info": {"app_id": app_id},
        }

    async def deliver(self, app_id: str, envelope: Envelope, *, avoid: Socket | None = None) -> Any:
        """Send *envelope* through one socket of the app, not *avoid* if there is another."""
        sockets = self._open[app_id]
        others = [socket for socket in sockets if socket is not avoid] or sockets
        if not others:
            raise NotDeliveredError("no_socket")
        self._turn[app_id] += 1
        return await others[self._turn[app_id] % len(others)].send(envelope)

    async def disconnect(self, app_id: str, reason: str = "refresh_requested") -> None:
        """Ask the app's sockets to come back anew, as Slack does every few hours."""
        for socket in list(self._open[app_id]):
            self._close(socket)
            await self._bid_farewell(socket.connection, reason)

    async def close(self) -> None:
        """Close every socket."""
        for sockets in list(self._open.values()):
            for socket in list(sockets):
                self._close(socket)
                with contextlib.suppress(RuntimeError, WebSocketDisconnect, ConnectionError):
                    await socket.connection.close(1001)

    @staticmethod
    async def _bid_farewell(connection: WebSocket, reason: str) -> None:
        frame = {"type": "disconnect", "reason": reason, "debug_info": {"host": "room"}}
        with contextlib.suppress(RuntimeError, WebSocketDisconnect, ConnectionError):
            await connection.send_text(json.dumps(frame))
            await connection.close(1000)
