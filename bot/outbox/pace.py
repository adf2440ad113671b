"""Keeps below Slack's limits before Slack has to say so: token buckets in memory.

What a 429 asks for is kept in the lane's row; here are only the limits known beforehand.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass

POST = "chat.postMessage"


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, then so many a second."""

    burst: float
    per_second: float


# https://docs.slack.dev/apis/web-api/rate-limits: one message a second in a channel, short bursts
# allowed; the tiers are per method and minute.
MESSAGES = Rate(3, 1.0)
TIER_2, TIER_3, TIER_4 = Rate(10, 20 / 60), Rate(25, 50 / 60), Rate(50, 100 / 60)
METHODS = {
    "conversations.create": TIER_2,
    "conversations.setTopic": TIER_2,
    "conversations.archive": TIER_2,
    "pins.add": TIER_2,
    "bookmarks.add": TIER_2,
    "conversations.invite": TIER_3,
    "conversations.kick": TIER_3,
    "chat.update": TIER_3,
    "conversations.history": TIER_3,
    "chat.delete": TIER_3,
    "files.getUploadURLExternal": TIER_4,
    "files.completeUploadExternal": TIER_4,
    "views.publish": TIER_4,
}


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Pace:
    """Grants calls one by one; safe to ask from several threads."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._buckets: dict[str, _Bucket] = {}
        self._closed_until: dict[str, float] = {}
        self._lock = threading.Lock()

    def reserve(self, method: str, place: str) -> float:
        """Return 0 and count the call if it may be made now, else the seconds to wait."""
        with self._lock:
            now = self._monotonic()
            closed = self._closed_until.get(method, 0.0) - now
            if closed > 0:
                return closed
            if method == POST:
                return self._take(f"{method} {place}", MESSAGES, now)
            rate = METHODS.get(method)
            return self._take(method, rate, now) if rate else 0.0

    def close(self, method: str, seconds: float) -> None:
        """Let no call of *method* through for so long: Slack said so."""
        with self._lock:
            until = self._monotonic() + seconds
            self._closed_until[method] = max(until, self._closed_until.get(method, 0.0))

    def _take(self, name: str, rate: Rate, now: float) -> float:
        bucket = self._buckets.setdefault(name, _Bucket(rate.burst, now))
        bucket.left = min(rate.burst, bucket.left + (now - bucket.at) * rate.per_second)
        bucket.at = now
        # A whole token within rounding; otherwise a wait of nothing could repeat for ever.
        if bucket.left >= 1 - 1e-6:
            bucket.left -= 1
            self._forget_full(now)
            return 0.0
        return (1 - bucket.left) / rate.per_second

    def _forget_full(self, now: float) -> None:
        """Drop what idled for a minute once there are many, so that memory stays flat."""
        if len(self._buckets) > 1000:  # noqa: PLR2004 - any large number does.
            self._buckets = {n: b for n, b in self._buckets.items() if now - b.at < 60}  # noqa: PLR2004 - every bucket is full after a minute.
