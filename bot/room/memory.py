"""What may be lost with the process, as in Slack: ephemerals, response_urls, open uploads.

Keeps and finds only; what is done with them is in `responses`, `messages` and the methods.
"""

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Literal

from bot.clock import Clock
from bot.room.entities import Fields

KEPT_EPHEMERALS = 2_000
KEPT_URLS = 5_000
USES = 5
LIFE_SECONDS = 30 * 60.0

Origin = Literal["command", "message", "ephemeral", "shortcut"]


@dataclass(slots=True)
class Ephemeral:
    """A message that one person sees until the page reloads."""

    user_id: str
    channel_id: str
    app_id: str
    fields: Fields


class Ephemerals:
    """The ephemerals that somebody may still click on."""

    def __init__(self) -> None:
        self._found: OrderedDict[tuple[str, str, str], Ephemeral] = OrderedDict()

    def put(self, ephemeral: Ephemeral) -> None:
        """Remember, and forget the oldest."""
        key = (ephemeral.user_id, ephemeral.channel_id, ephemeral.fields["ts"])
        self._found[key] = ephemeral
        while len(self._found) > KEPT_EPHEMERALS:
            self._found.popitem(last=False)

    def get(self, user_id: str, channel_id: str, ts: str) -> Ephemeral | None:
        """Return the ephemeral that this person sees, or None."""
        return self._found.get((user_id, channel_id, ts))

    def drop(self, ephemeral: Ephemeral) -> None:
        """Forget it."""
        key = (ephemeral.user_id, ephemeral.channel_id, ephemeral.fields["ts"])
        self._found.pop(key, None)


@dataclass(slots=True)
class ResponseUrl:
    """A right to answer up to five times in half an hour."""

    app_id: str
    user_id: str
    channel_id: str
    origin: Origin
    born: float
    ts: str = ""
    thread_ts: str = ""
    uses: int = 0


class ResponseUrls:
    """The response_urls that were handed out."""

    def __init__(self, clock: Clock, base_url: str) -> None:
        self._clock = clock
        self._base_url = base_url
        self._found: OrderedDict[str, ResponseUrl] = OrderedDict()

    def mint(
        self,
        app_id: str,
        user_id: str,
        channel_id: str,
        origin: Origin,
        *,
        ts: str = "",
        thread_ts: str = "",
    ) -> str:
        """Return a new URL."""
        key = secrets.token_urlsafe(18)
        self._found[key] = ResponseUrl(
            app_id, user_id, channel_id, origin, self._clock.monotonic(), ts, thread_ts
        )
        while len(self._found) > KEPT_URLS:
            self._found.popitem(last=False)
        return f"{self._base_url}/slack/respond/{key}"

    def spend(self, key: str) -> ResponseUrl | str:
        """Count one use; return what the URL stands for, or why it is worth nothing any more."""
        found = self._found.get(key)
        if found is None or self._clock.monotonic() - found.born > LIFE_SECONDS:
            return "expired_url"
        if found.uses >= USES:
            return "used_url"
        found.uses += 1
        return found


@dataclass(slots=True)
class Upload:
    """A file on its way: announced, then filled, then completed."""

    file_id: str
    app_id: str
    filename: str
    length: int
    alt_text: str = ""
    data: bytes | None = None


@dataclass(slots=True)
class Uploads:
    """Uploads that were announced and not yet completed."""

    found: dict[str, Upload] = field(default_factory=dict)


class Choices:
    """What people chose in messages without any button pressed yet, for `state.values`."""

    def __init__(self) -> None:
        self._found: OrderedDict[tuple[str, str, str], dict[str, dict[str, Fields]]] = OrderedDict()

    def of(self, user_id: str, channel_id: str, ts: str) -> dict[str, dict[str, Fields]]:
        """Return the person's choices in one message, to read and to add to."""
        found = self._found.setdefault((user_id, channel_id, ts), {})
        while len(self._found) > KEPT_EPHEMERALS:
            self._found.popitem(last=False)
        return found
