"""The Web API over HTTP: read the call, check it in Slack's order, answer after the commit.

The methods are in `methods`; this file knows none of them.
"""

import asyncio
import inspect
import secrets
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from bot.room.apps import look_for_apps
from bot.room.arguments import Arguments, read_arguments
from bot.room.call import Call, Method
from bot.room.entities import App, Fields
from bot.room.errors import RateLimitedError, SlackError
from bot.room.hub import Hub
from bot.room.journal import NotKeptError
from bot.room.methods import METHODS
from bot.room.trouble import Logged, Misfortune, without_secrets

OURS = ("xoxb-room-", "xapp-room-")


class Dropped(Response):
    """A connection that breaks before the answer is whole."""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Begin an answer and break off."""
        headers = [(b"content-length", b"2"), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        raise ConnectionAbortedError("dropped on demand")


class WebApi:
    """The endpoint `/slack/api/<method>`."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def __call__(self, request: Request) -> Response:
        """Answer one call."""
        name = request.path_params["method"]
        misfortune = self._hub.trouble.take(name)
        if misfortune is not None and misfortune.delay:
            await asyncio.sleep(misfortune.delay)
        values, app, body, error = {}, None, {}, None
        try:
            values = await read_arguments(request, json=name not in METHODS or METHODS[name].json)
            if misfortune is not None and misfortune.prevents:
                self._log(name, values, None, misfortune.error or "trouble")
                return _fate(misfortune)
            app, method = await self._admit(request, name, values)
            body = await self._run(Call(self._hub, app, Arguments(values), method))
        except SlackError as refusal:
            error = refusal
        self._log(name, values, app, error.code if error else "")
        if misfortune is not None and (misfortune.after_commit or misfortune.drop):
            return _fate(misfortune)
        return self._answer(name, app, body, error)

    async def _admit(self, request: Request, name: str, values: Fields) -> tuple[App, Method]:
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        if method.caller == "anybody":
            return next(iter(self._hub.state.apps.values())), method
        app = await self._authenticate(request, values, method)
        if method.caller == "bot":
            needed, granted = method.scopes.of(None), app.scopes
            if needed and not set(needed) & set(granted):
                raise SlackError(
                    "missing_scope", needed=",".join(needed), provided=",".join(granted)
                )
        self._hub.limiter.call(app.id, name, method.tier)
        return app, method

    async def _authenticate(self, request: Request, values: Fields, method: Method) -> App:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            token = str(values.get("token") or "")
        if not token:
            raise SlackError("not_authed")
        token = token.strip()
        found = self._hub.state.app_with_token(token)
        if found is None and token.startswith(OURS):
            # The command line may have installed its app this very moment.
            await look_for_apps(self._hub)
            found = self._hub.state.app_with_token(token)
        if found is None:
            raise SlackError("invalid_auth")
        app, kind = found
        if kind != method.caller:
            raise SlackError("not_allowed_token_type")
        return app

    async def _run(self, call: Call) -> Fields:
        try:
            body = call.method.handler(call)
            if inspect.isawaitable(body):
                body = await body
        finally:
            await self._commit()
        return body

    async def _commit(self) -> None:
        try:
            await self._hub.journal.commit()
        except NotKeptError:
            await self._hub.reload()
            raise SlackError("internal_error") from None

    def _answer(
        self, name: str, app: App | None, body: Fields, error: SlackError | None
    ) -> Response:
        headers = {"x-slack-req-id": secrets.token_hex(16)}
        method = METHODS.get(name)
        if app is not None and method is not None:
            headers["x-oauth-scopes"] = ",".join(app.scopes)
            headers["x-accepted-oauth-scopes"] = ",".join(method.scopes.of(None))
        if isinstance(error, RateLimitedError):
            headers["retry-after"] = str(error.seconds)
            return JSONResponse(error.answer(), 429, headers)
        content: dict[str, Any] = error.answer() if error else {"ok": True, **body}
        return JSONResponse(content, 200, headers)

    def _log(self, name: str, values: Fields, app: App | None, error: str) -> None:
        at = self._hub.clock.monotonic()
        app_id = app.id if app else ""
        self._hub.calls.add(Logged(name, at, without_secrets(values), app_id, error))


def _fate(misfortune: Misfortune) -> Response:
    if misfortune.drop:
        return Dropped()
    if misfortune.ratelimited is not None:
        headers = {"retry-after": str(misfortune.ratelimited)}
        return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers)
    if misfortune.status is not None:
        return PlainTextResponse("<html>upstream is unwell</html>", misfortune.status)
    return JSONResponse({"ok": False, "error": misfortune.error})
