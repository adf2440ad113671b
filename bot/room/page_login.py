"""Logging in and out on the page: the cookie, and what the page is told.

Who gets in is decided in `gate`.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.room import sessions
from bot.room.arguments import load_json
from bot.room.errors import PageError
from bot.room.gate import TooManyTriesError
from bot.room.guard import Endpoint
from bot.room.hub import Hub
from bot.room.people import look_for_users

MOST_BODY = 4_096


async def _body(request: Request) -> bytes:
    """Return what was sent; of more than anybody's name and passcode, nothing."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BODY:
            raise PageError("too_large", "This is too large to send.", status=413)
    return body


async def _entered(request: Request) -> tuple[str, str]:
    # A form of another site cannot send JSON without asking first.
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    body = await _body(request) if kind == "application/json" else b""
    try:
        found: Any = load_json(body)
    except ValueError:
        found = None
    name = found.get("name") if isinstance(found, dict) else None
    passcode = found.get("passcode") if isinstance(found, dict) else None
    if not isinstance(name, str) or not isinstance(passcode, str):
        raise PageError("invalid_json", "The page sent something unreadable.")
    return name, passcode


def log_in(hub: Hub) -> Endpoint:
    """Return the endpoint that lets a person in."""

    async def answer(request: Request) -> Response:
        name, passcode = await _entered(request)
        await look_for_users(hub)
        if not hub.gate.is_shut:
            raise PageError("no_users", "This Room has no users: choose who you are.", status=409)
        address = request.client.host if request.client else ""
        try:
            admitted = await hub.gate.log_in(name, passcode, address)
        except TooManyTriesError as error:
            headers = {"retry-after": str(error.seconds)}
            body = {"error": error.code, "message": error.message}
            return JSONResponse(body, error.status, headers)
        login = {"proof": sessions.proof_of(admitted.token)}
        response = JSONResponse({"me": admitted.user_id, "login": login})
        _set(hub, response, admitted.token, int(sessions.LIFE.total_seconds()))
        return response

    return answer


def log_out(hub: Hub) -> Endpoint:
    """Return the endpoint that ends the session, if there is one."""

    async def answer(request: Request) -> Response:
        token = request.cookies.get(hub.gate.cookie, "")
        if token:
            await hub.gate.log_out(token)
            hub.live.close_sessions({sessions.key_of(token)})
        response = JSONResponse({"ok": True})
        _set(hub, response, "", 0)
        return response

    return answer


def _set(hub: Hub, response: Response, token: str, seconds: int) -> None:
    response.set_cookie(
        hub.gate.cookie, token, max_age=seconds, path="/", secure=hub.gate.door.secure,
        httponly=True, samesite="strict",
    )  # fmt: skip
