"""Where the HTTP side is reached, and who may be let in there.

One listener as a rule. Where the Room's page comes under TLS or faces a network, what apps call of
the Room stays on a second listener, on loopback: our own app among them needs no certificate.
"""

import socket
import ssl

import structlog
from fastapi import APIRouter, FastAPI

from bot import __version__
from bot.config import Settings
from bot.errors import BadStart
from bot.web import tls
from bot.web.gate import is_loopback
from bot.web.server import HttpSide, bind

ANYWHERE = frozenset({"0.0.0.0", "::"})

log = structlog.get_logger(__name__)


def empty() -> FastAPI:
    """Return an application that answers nothing yet."""
    return FastAPI(title="Wardroom", version=__version__, docs_url=None, openapi_url=None,
                   redoc_url=None)  # fmt: skip


def lacking(settings: Settings, *, users: bool) -> list[str]:
    """Return what the Room needs before it may face a network, each with its cure."""
    return [
        *([] if users else ["users (`wardroom room users add <name>`)"]),
        *([] if settings.tls_cert else ["TLS (WARDROOM_TLS_CERT and WARDROOM_TLS_KEY)"]),
    ]


def check_exposure(settings: Settings, *, users: bool, insecure: bool) -> None:
    """Raise BadStart if the Room would stand open on a network; say it loudly where that is meant.

    *users* tells whether people must log in.
    """
    needed = lacking(settings, users=users)
    if is_loopback(settings.host) or not needed:
        return
    if not insecure:
        raise BadStart(
            f"WARDROOM_HOST: the Room would be open to everybody who reaches {settings.host}. "
            f"It lacks {' and '.join(needed)}.",
            next_step="Add that, or listen on 127.0.0.1; `--insecure` opens it all the same.",
        )
    danger = (
        "passcodes and everything said can be read and changed on the way"
        if users
        else "anybody there can read everything and act as anybody"
    )
    log.error("room.insecure", host=settings.host, danger=danger)
    print(  # noqa: T201 - for the person who typed --insecure.
        f"\n*** --insecure: the Room listens on {settings.host} without "
        f"{' and '.join(needed)}.\n*** On that network {danger}.\n",
        flush=True,
    )


class Site:
    """The listeners of one running bot, bound when it is made and served from `start` on."""

    def __init__(self, settings: Settings, *, with_room: bool) -> None:
        self._host, self._tls = settings.host, tls_context(settings)
        self._outer = bind(settings.host, settings.port)
        self.port: int = self._outer.getsockname()[1]
        self.faces_network = not is_loopback(settings.host)
        apart = with_room and (self.faces_network or self._tls is not None)
        self._inner = _bound_inside(self._outer) if apart else None
        self._sides: list[HttpSide] = []

    @property
    def is_secure(self) -> bool:
        """Whether it speaks TLS."""
        return self._tls is not None

    @property
    def url(self) -> str:
        """Where people and Slack reach it."""
        # Asking the network for a fuller name could hang on the very night it is needed.
        host = socket.gethostname() if self._host in ANYWHERE else self._host
        shown = f"[{host}]" if ":" in host else host
        return f"{'https' if self.is_secure else 'http'}://{shown}:{self.port}"

    @property
    def inner_url(self) -> str:
        """Where apps on this machine reach the Room's Web API."""
        if self._inner is None:
            return self.url
        return f"http://127.0.0.1:{self._inner.getsockname()[1]}"

    async def start(self, web: FastAPI, inner: APIRouter | None) -> None:
        """Serve; where there are two listeners, *inner* on this machine alone."""
        if inner is not None and self._inner is None:
            web.include_router(inner)
        await self._serve(web, self._outer, self._tls)
        if inner is not None and self._inner is not None:
            apart = empty()
            apart.include_router(inner)
            await self._serve(apart, self._inner, None)

    async def _serve(
        self, web: FastAPI, bound: socket.socket, context: ssl.SSLContext | None
    ) -> None:
        side = HttpSide(web, bound, context)
        await side.start()
        self._sides.append(side)

    async def stop(self) -> None:
        """Stop serving, those outside first."""
        for side in self._sides:
            await side.stop()

    def close(self) -> None:
        """Give the listeners back, also those that were never served."""
        self._outer.close()
        if self._inner is not None:
            self._inner.close()


def tls_context(settings: Settings) -> ssl.SSLContext | None:
    """Return what TLS is spoken with, None where there is none; raise BadStart with the cure."""
    cert, key = settings.tls_cert, settings.tls_key
    if cert is None and key is None:
        return None
    if cert is None or key is None:
        lacking, other = ("CERT", "key") if cert is None else ("KEY", "certificate")
        raise BadStart(
            f"WARDROOM_TLS_{lacking}: it is not set, and a {other} alone makes no TLS.",
            next_step="Set WARDROOM_TLS_CERT and WARDROOM_TLS_KEY, or neither.",
        )
    return tls.context(cert, key)


def _bound_inside(outer: socket.socket) -> socket.socket:
    try:
        return bind("127.0.0.1", 0)
    except BadStart:
        outer.close()
        raise
