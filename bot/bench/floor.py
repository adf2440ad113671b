"""The floor: Slack's own framework and nothing else, in a process of its own.

`/ack` is only acknowledged. `/raw` first writes the rows that a command of ours writes, with bare
driver statements and one commit, on one thread (SQLite) or a pool (PostgreSQL).
"""

import argparse
import asyncio
import contextlib
import logging
from typing import Any

import uvicorn
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.bench.load import SECRET
from bot.bench.raw import RawRows
from bot.web.server import bind

READY = "ready "


async def _authorize(**_context: Any) -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=None, team_id="T0BENCH", bot_user_id="U0BOT", bot_id="B0BOT",
        bot_token="xoxb-floor",  # noqa: S106 - a name on this machine.
    )  # fmt: skip


def bare_app(rows: RawRows, api_url: str) -> AsyncApp:
    """Return the smallest app that answers the two commands."""
    app = AsyncApp(signing_secret=SECRET, authorize=_authorize, process_before_response=True)
    app.client.base_url = api_url

    async def only_ack(ack: AsyncAck) -> None:
        await ack(text="ok")

    async def write_first(ack: AsyncAck, body: dict[str, Any]) -> None:
        await asyncio.wrap_future(rows.write(body["trigger_id"], body["text"]))
        await ack(text="ok")

    app.command("/ack")(only_ack)
    app.command("/raw")(write_first)
    return app


async def _serve_http(app: AsyncApp) -> None:
    handler = AsyncSlackRequestHandler(app)

    async def receive(request: Request) -> Response:
        return await handler.handle(request)

    web = Starlette(routes=[Route("/slack/events", receive, methods=["POST"])])
    bound = bind("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(web, log_config=None, access_log=False))
    print(f"{READY}{bound.getsockname()[1]}", flush=True)  # noqa: T201 - said to who started us.
    await server.serve(sockets=[bound])


async def _serve_socket(app: AsyncApp, api_url: str) -> None:
    app.client.base_url = api_url
    handler = AsyncSocketModeHandler(app, "xapp-floor", web_client=app.client)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt's.
    print(f"{READY}0", flush=True)  # noqa: T201 - said to who started us.
    await asyncio.Event().wait()


def main() -> None:
    """Serve until SIGTERM."""
    wanted = argparse.ArgumentParser()
    wanted.add_argument("door", choices=["http", "socket"])
    wanted.add_argument("--database", required=True)
    wanted.add_argument("--api", required=True)
    given = wanted.parse_args()
    logging.disable(logging.WARNING)
    with contextlib.closing(RawRows(given.database)) as rows:
        app = bare_app(rows, given.api)
        serving = _serve_http(app) if given.door == "http" else _serve_socket(app, given.api)
        factory = uvicorn.Config("").get_loop_factory()
        with asyncio.Runner(loop_factory=factory) as runner:
            runner.run(serving)


if __name__ == "__main__":
    main()
