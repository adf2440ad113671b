"""The door with a public address: `POST /slack/events`, guarded before Bolt reads a byte.

Bolt parses a body before it checks the signature, answers 500 to odd headers, and logs the body
of a bad request. So here everything is checked first, and nothing of a refused body is logged.
"""

import hashlib
import hmac
import json
import re
from typing import Any
from urllib.parse import parse_qsl

import structlog
from fastapi import APIRouter
from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from starlette.requests import Request
from starlette.responses import Response

from bot.clock import Clock

MOST_BYTES = 1_000_000
WINDOW_S = 300

_TIMESTAMP = re.compile(r"[0-9]{10}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")
# Parts of a payload that Bolt opens without looking, each with its texts besides `type`.
_READ_BY_BOLT: dict[str, tuple[str, ...]] = {"event": (), "view": ("callback_id",)}

log = structlog.get_logger(__name__)


class HttpDoor:
    """Serves `/slack/events`."""

    connected = True

    def __init__(self, app: AsyncApp, signing_secret: str, clock: Clock) -> None:
        self._app, self._clock = app, clock
        self._secret = signing_secret.encode()
        self.router = APIRouter()
        self.router.add_route("/slack/events", self._receive, methods=["POST"])

    async def _receive(self, request: Request) -> Response:
        body = await _read(request)
        if body is None:
            return _refused("too_large", 413)
        why = self._why_not(request, body)
        if why:
            return _refused(why, 401)
        if not sound(body, request.headers.get("content-type", "")):
            return _refused("unreadable", 400)
        try:
            read = AsyncBoltRequest(body=body.decode(), headers=dict(request.headers))
        except (ValueError, RecursionError, AttributeError, TypeError):
            return _refused("unreadable", 400)
        return to_starlette_response(await self._app.async_dispatch(read))

    def _why_not(self, request: Request, body: bytes) -> str:
        """Return why the request cannot come from Slack, or nothing."""
        stamp = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        if not _TIMESTAMP.fullmatch(stamp) or not _SIGNATURE.fullmatch(signature):
            return "unsigned"
        if abs(self._clock.now().timestamp() - int(stamp)) > WINDOW_S:
            return "stale"
        base = b"v0:" + stamp.encode() + b":" + body
        wanted = "v0=" + hmac.new(self._secret, base, hashlib.sha256).hexdigest()
        return "" if hmac.compare_digest(wanted, signature) else "wrong_signature"


async def _read(request: Request) -> bytes | None:
    """Return the body, or None as soon as it is longer than allowed."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MOST_BYTES:
            return None
        parts.append(part)
    return b"".join(parts)


def sound(body: bytes, content_type: str) -> bool:
    """Tell whether the body is what Slack sends: a JSON object, or a form (of a JSON payload)."""
    try:
        text = body.decode()
        if content_type.startswith("application/json"):
            return _is_object(text)
        form = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=100))
    except (UnicodeDecodeError, ValueError):
        return False
    return _is_object(form["payload"]) if "payload" in form else bool(form)


def _is_object(text: str) -> bool:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(read, dict) and _is_shaped(read)


def _is_shaped(payload: dict[str, Any]) -> bool:
    """Tell whether what Bolt reads before any listener has the shape that it takes for granted."""
    parts: list[tuple[dict[str, Any], tuple[str, ...]]] = [(payload, ("action_id", "callback_id"))]
    for name, texts in _READ_BY_BOLT.items():
        if name in payload:
            part = payload[name]
            if not isinstance(part, dict) or not isinstance(part.get("type"), str):
                return False
            parts.append((part, texts))
    return all(isinstance(part.get(name, ""), str) for part, texts in parts for name in texts)


def _refused(why: str, status: int) -> Response:
    log.warning("http.refused", why=why, status=status)
    return Response(status_code=status, headers={"x-slack-no-retry": "1"})
