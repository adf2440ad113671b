"""The gate of the HTTP API: a token, a pace and a size, before anything of a request is read.

Every refusal is JSON with the same three keys. What the API then does is `api`.
"""

import asyncio
import base64
import binascii
import hmac
import ipaddress
import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.clock import Clock

MOST_BYTES, READ_WITHIN_S = 512 * 1024, 10.0
TOO_LARGE = (
    f"The body is larger than {MOST_BYTES // 1024} KiB.",
    "Send fewer alerts at once, or shorter texts.",
)
# A storm of alerts is grouped by whoever sends it; so many at once and then so many a minute.
BURST, PER_MINUTE = 60, 120
# Who guesses tokens is told to wait; so many wrong ones from one address, for so long.
WRONG_TOKENS, WRONG_FOR_S, ADDRESSES = 10, 60.0, 1_000
REALM = "Wardroom API"

log = structlog.get_logger(__name__)


class Bucket:
    """Lets `burst` through at once and `per_minute` after that."""

    def __init__(self, burst: int, per_minute: int) -> None:
        self._size, self._rate, self._left = float(burst), per_minute / 60, float(burst)
        self._at: float | None = None

    def wait_s(self, now: float) -> float:
        """Take one and return 0, or return after how many seconds there will be one."""
        passed = now - self._at if self._at is not None else 0.0
        self._left = min(self._size, self._left + max(passed, 0.0) * self._rate)
        self._at = now
        if self._left < 1:
            return (1 - self._left) / self._rate
        self._left -= 1
        return 0.0


class Guesses:
    """Counts wrong tokens by address, of a bounded number of addresses."""

    def __init__(self) -> None:
        self._wrong: dict[str, deque[float]] = {}

    def refusal(self, address: str, now: float) -> "Refusal | None":
        """Count one; return what to answer when there were too many."""
        if address not in self._wrong and len(self._wrong) >= ADDRESSES:
            del self._wrong[next(iter(self._wrong))]
        tries = self._wrong.setdefault(address, deque(maxlen=WRONG_TOKENS))
        since = now - tries[0] if len(tries) == WRONG_TOKENS else WRONG_FOR_S
        if since < WRONG_FOR_S:
            left = WRONG_FOR_S - since
            return _slow("too_many_tries", "Too many wrong tokens came from this address.", left)
        tries.append(now)
        return None


class Gate:
    """Wraps the API; also lets a browser read the pages in *browsed*, by HTTP's own password box.

    Whoever asks may be slow or hostile: nothing of a body is read before the token is right, and
    then no more than `MOST_BYTES` of it, for no longer than `READ_WITHIN_S`.
    """

    def __init__(
        self, app: ASGIApp, token: str, clock: Clock, *, browsed: frozenset[str] = frozenset()
    ) -> None:
        self._app, self._token, self._clock = app, token.encode(), clock
        self._browsed = browsed
        self._bucket, self._guesses = Bucket(BURST, PER_MINUTE), Guesses()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through or answer it here."""
        if scope["type"] != "http":
            return
        refused = self._why_not(scope)
        body = b""
        if refused is None:
            try:
                body = await _read(receive)
            except TooLarge:
                refused = Refusal(413, "too_large", *TOO_LARGE)
            except TimeoutError:
                refused = Refusal(408, "too_slow", "The body did not come in time.", "Send again.")
        if refused is not None:
            log.warning("api.refused", why=refused.error)
            await refused.send(send)
            return
        await self._app(scope, _replayed(body), send)

    def _why_not(self, scope: Scope) -> "Refusal | None":
        headers = {name.lower(): value for name, value in scope["headers"]}
        now = self._clock.monotonic()
        browsed = _path(scope) in self._browsed
        # Who has the token is never kept waiting by somebody who guesses it.
        if not self._is_right(headers.get(b"authorization", b""), browsed=browsed):
            address = str((scope.get("client") or ("",))[0])
            return self._guesses.refusal(address, now) or _unknown(browsed=browsed)
        wait = self._bucket.wait_s(now)
        if wait > 0:
            return _slow("too_fast", "Requests come faster than they can be taken.", wait)
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length[:12]) > MOST_BYTES:
            return Refusal(413, "too_large", *TOO_LARGE)
        return None

    def _is_right(self, given: bytes, *, browsed: bool) -> bool:
        scheme, _, words = given.partition(b" ")
        token = words.strip() if scheme.lower() == b"bearer" else b""
        if browsed and scheme.lower() == b"basic":
            try:
                token = base64.b64decode(words.strip(), validate=True).partition(b":")[2]
            except (binascii.Error, ValueError):
                token = b""
        return hmac.compare_digest(token, self._token)


class OffNetwork:
    """Lets who asks from this machine through, and everybody else as far as the gate."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self._app, self._gate = app, gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through or hand it to the gate."""
        peer = str((scope.get("client") or ("",))[0])
        await (self._app if is_loopback(peer) else self._gate)(scope, receive, send)


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches *host*."""
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    # A socket that speaks both versions of IP writes the older one's addresses so.
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def _path(scope: Scope) -> str:
    return str(scope["path"]).removeprefix(str(scope.get("root_path", "")))


class TooLarge(Exception):
    """More came than may be sent."""


async def _read(receive: Receive) -> bytes:
    """Return the body; raise TooLarge or TimeoutError."""
    parts, size, more = list[bytes](), 0, True
    async with asyncio.timeout(READ_WITHIN_S):
        while more:
            message = await receive()
            part, more = message.get("body", b""), bool(message.get("more_body"))
            size += len(part)
            if size > MOST_BYTES:
                raise TooLarge
            parts.append(part)
    return b"".join(parts)


def _replayed(body: bytes) -> Receive:
    left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return left.pop() if left else {"type": "http.disconnect"}

    return receive


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that is not carried out: a code for programs, sentences for people."""

    status: int
    error: str
    message: str
    next_step: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def body(self) -> dict[str, str]:
        """The answer's body."""
        return {"error": self.error, "message": self.message, "next_step": self.next_step}

    async def send(self, send: Send) -> None:
        """Send it as the answer."""
        content = json.dumps(self.body).encode()
        named = {"content-type": "application/json", "content-length": str(len(content))}
        headers = [
            (name.lower().encode(), value.encode())
            for name, value in {**named, **self.headers}.items()
        ]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": content})


def _unknown(*, browsed: bool) -> Refusal:
    scheme = f'{"Basic" if browsed else "Bearer"} realm="{REALM}"'
    return Refusal(
        401, "wrong_token", "The token is missing or wrong.",
        "Send `Authorization: Bearer <WARDROOM_INTAKE_TOKEN>`.", {"WWW-Authenticate": scheme},
    )  # fmt: skip


def _slow(error: str, message: str, wait: float) -> Refusal:
    seconds = str(int(wait) + 1)
    return Refusal(429, error, message, f"Wait {seconds} s, then send it again.",
                   {"Retry-After": seconds})  # fmt: skip
