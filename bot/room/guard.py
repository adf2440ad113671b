"""Who may talk to the page's side: same host, same origin, a known person; and the headers.

`acting_person` is the one place that decides who acts: who is logged in, or, while the Room has no
users, whom the caller names.
"""

import ipaddress
import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response

from bot.room import sessions
from bot.room.entities import Person
from bot.room.errors import PageError
from bot.room.gate import ASK_AGAIN
from bot.room.hub import Hub

Endpoint = Callable[[Request], Awaitable[Response]]
# What the page is made of, and nothing else; its live socket goes to its own host.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
PROOF = "x-room-proof"
FOREIGN = "This page was asked from another site. Open the Room at its own address."
ANOTHER = "Somebody else has logged in in this browser since. Log in to go on as yourself."


async def acting_person(hub: Hub, connection: HTTPConnection, *, default: bool = False) -> Person:
    """Return who acts; raise PageError when nobody does.

    With *default* a caller who names nobody is the first person of a workspace without users.
    """
    if hub.gate.is_shut:
        return await _logged_in(hub, connection, anew=default)
    user_id = connection.headers.get("x-room-user") or connection.query_params.get("as", "")
    person = hub.state.people.get(user_id)
    if default and not user_id:
        here = (one for one in hub.state.people.values() if not one.is_bot and not one.deleted)
        person = next(here, None)
    if person is None or person.is_bot or person.deleted:
        raise PageError("unknown_user", "Choose who you are, then try again.", status=401)
    return person


async def _logged_in(hub: Hub, connection: HTTPConnection, *, anew: bool) -> Person:
    """Return whose session it is; a page that begins *anew* does not know yet who it is."""
    token = session_token(hub, connection)
    person = hub.state.people.get(await hub.gate.holder(token))
    if person is None or person.deleted:
        raise PageError("login_needed", ASK_AGAIN, status=401)
    # Another tab of this browser may have logged in as somebody else meanwhile.
    named = connection.headers.get("x-room-user", person.id)
    if named != person.id and not anew:
        raise PageError("login_needed", ANOTHER, status=401)
    if connection.scope.get("method", "GET") != "GET":
        given = connection.headers.get(PROOF, "")
        if not secrets.compare_digest(given.encode(), sessions.proof_of(token).encode()):
            raise PageError("no_proof", FOREIGN, status=403)
    return person


def session_token(hub: Hub, connection: HTTPConnection) -> str:
    """Return what the caller's cookie holds; raise PageError when there is none."""
    token = connection.cookies.get(hub.gate.cookie, "")
    if not token:
        raise PageError("login_needed", ASK_AGAIN, status=401)
    return token


def check_origin(hub: Hub, connection: HTTPConnection) -> None:
    """Refuse a foreign host name (DNS rebinding) and a foreign origin; raise PageError.

    Who listens beyond this machine cannot know all names of it; there the cookie, which belongs to
    one name, does what the check of the host does here.
    """
    host = connection.headers.get("host", "")
    name = urlsplit(f"//{host}").hostname or ""
    known = _is_loopback(name) or name == urlsplit(hub.page_url).hostname
    if not known and not hub.gate.door.public:
        raise PageError("foreign_host", FOREIGN, status=403)
    origin = connection.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != host:
        raise PageError("foreign_origin", FOREIGN, status=403)
    if connection.headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
        raise PageError("foreign_origin", FOREIGN, status=403)


def _is_loopback(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def guarded(hub: Hub, endpoint: Endpoint, *, cached: bool = False) -> Endpoint:
    """Return *endpoint* behind the checks, with its refusals as JSON and the headers set."""

    async def answer(request: Request) -> Response:
        try:
            if request.method != "GET" or request.url.path.startswith("/room/api/"):
                check_origin(hub, request)
            response = await endpoint(request)
        except PageError as error:
            body = {"error": error.code, "message": error.message}
            response = JSONResponse(body, error.status)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("cache-control", "no-cache" if cached else "no-store")
        return response

    return answer
