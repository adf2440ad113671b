"""The page over HTTP: its API routes, and the live feed.

Its files are in `assets`. What a route does is in `page_read`, `page_act`, `page_apps`, `finding`
and `uploads`.
"""

import inspect
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.websockets import WebSocket

from bot.room import finding, page_act, page_apps, page_read, sessions, uploads
from bot.room.arguments import load_json
from bot.room.errors import PageError, SlackError
from bot.room.guard import Endpoint, acting_person, check_origin, session_token
from bot.room.hub import Hub
from bot.room.journal import NotKeptError
from bot.room.live import LOGIN_NEEDED
from bot.room.visit import Route, Visit

ROUTES: tuple[Route, ...] = (
    *page_read.ROUTES, *page_act.ROUTES, *page_apps.ROUTES, *finding.ROUTES,
)  # fmt: skip
MOST_BODY = 1 << 20


async def _data(request: Request) -> dict[str, Any]:
    if request.method == "GET":
        return dict(request.query_params)
    body = await request.body()
    if len(body) > MOST_BODY:
        raise PageError("too_large", "This is too large to send.", status=413)
    try:
        found = load_json(body or b"{}")
    except ValueError:
        raise PageError("invalid_json", "The page sent something unreadable.") from None
    if not isinstance(found, dict):
        raise PageError("invalid_json", "The page sent something unreadable.")
    return found


def endpoint(hub: Hub, route: Route) -> Endpoint:
    """Return the endpoint of *route*: who acts, what they sent, the answer after the commit."""

    async def answer(request: Request) -> Response:
        person = await acting_person(hub, request, default=route.path == "boot")
        token = session_token(hub, request) if hub.gate.is_shut else ""
        visit = Visit(hub, person, await _data(request), token)
        try:
            body = route.answer(visit)
            if inspect.isawaitable(body):
                body = await body
        except SlackError as error:
            raise page_act.explained(error) from error
        finally:
            await settle(hub)
        return JSONResponse(body)

    return answer


def upload(hub: Hub) -> Endpoint:
    """Return the endpoint that takes a file from a person."""

    async def answer(request: Request) -> Response:
        try:
            return await uploads.from_page(hub, request)
        finally:
            await settle(hub)

    return answer


async def settle(hub: Hub) -> None:
    """Commit what was changed; raise PageError when the database refuses."""
    try:
        await hub.journal.commit()
    except NotKeptError:
        await hub.reload()
        raise PageError(
            "not_kept", "This could not be stored, so it did not happen. Try again.", status=503
        ) from None


async def permalink(request: Request) -> Response:
    """Lead a message's permalink to the page, which opens it for whoever may see it."""
    stamp = request.path_params["stamp"]
    ts = f"{stamp[1:-6]}.{stamp[-6:]}"
    query = {"channel": request.path_params["channel"], "ts": ts}
    if "thread_ts" in request.query_params:
        query["thread_ts"] = request.query_params["thread_ts"]
    return RedirectResponse(f"/?{urlencode(query)}", 302)


async def live(hub: Hub, connection: WebSocket) -> None:
    """Feed one open page."""
    try:
        check_origin(hub, connection)
        person = await acting_person(hub, connection)
    except PageError as error:
        if error.code == "login_needed":
            # Only after the handshake can the page be told why.
            await connection.accept()
            await connection.close(LOGIN_NEEDED)
        else:
            await connection.close(1008)
        return
    key = sessions.key_of(session_token(hub, connection)) if hub.gate.is_shut else ""
    await hub.live.serve(connection, person, key)
