"""The HTTP side as a task of our own loop: bound before anything starts, stopped by us alone."""

import asyncio
import contextlib
import errno
import socket
import ssl
from collections.abc import Iterator

import uvicorn
from fastapi import FastAPI

from bot.errors import BadStart
from bot.web.headers import WithHeaders

GRACE_S = 1
POLL_S = 0.02


class _Server(uvicorn.Server):
    """A server that leaves the signals to the program that runs it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def bind(host: str, port: int) -> socket.socket:
    """Return a listening socket on *host* and *port* (0 = any free one), or raise BadStart."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with contextlib.ExitStack() as unless_bound:
        try:
            # With the protocol named, asyncio turns off the delay that holds answers for 40 ms.
            bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
            unless_bound.callback(bound.close)
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind((host, port))
            bound.listen(512)
        except OSError as error:
            raise _not_bound(host, port, error) from error
        unless_bound.pop_all()
    bound.setblocking(False)
    return bound


def _not_bound(host: str, port: int, error: OSError) -> BadStart:
    if error.errno in {errno.EADDRINUSE, errno.EACCES}:
        return BadStart(
            f"WARDROOM_PORT: {host}:{port} cannot be used ({error.strerror}).",
            next_step="Stop what listens there, or choose another with --port.",
        )
    return BadStart(
        f"WARDROOM_HOST: `{host}` is no address of this machine ({error.strerror}).",
        next_step="Use 127.0.0.1, or an address that `ip address` shows.",
    )


class HttpSide:
    """Serves one FastAPI application on a bound socket, under TLS if a context is given."""

    def __init__(
        self, app: FastAPI, bound: socket.socket, context: ssl.SSLContext | None = None
    ) -> None:
        self._socket = bound
        # No address is believed that a client merely claims: tries to log in are counted by it.
        config = uvicorn.Config(
            WithHeaders(app), log_config=None, access_log=False, server_header=False,
            lifespan="off", timeout_graceful_shutdown=GRACE_S, ws_max_size=1 << 20,
            proxy_headers=False,
        )  # fmt: skip
        config.load()
        config.ssl = context
        self._server = _Server(config)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Serve from now on."""
        self._task = asyncio.create_task(self._server.serve(sockets=[self._socket]))
        while not self._server.started:
            if self._task.done():
                await self._task
                raise BadStart("The HTTP side did not start.")
            await asyncio.sleep(POLL_S)

    async def stop(self) -> None:
        """Take no new request, finish those under way for a second, close."""
        self._server.should_exit = True
        if self._task is not None:
            await self._task
