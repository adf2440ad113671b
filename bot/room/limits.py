"""Slack's rate limits: buckets per app and method, and per channel for messages.

Numbers: https://docs.slack.dev/apis/web-api/rate-limits. How large a burst Slack allows is not
published; a bucket here holds one minute's worth, and three messages per channel.
"""

import math
from dataclasses import dataclass

from bot.clock import Clock
from bot.room.errors import RateLimitedError

PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}
SPECIAL = 600  # auth.test: "hundreds of requests per minute".
WORKSPACE_MESSAGES = 300  # chat.postMessage: "several hundred messages per minute".
CHANNEL_BURST = 3
CHANNEL_PER_SECOND = 1.0


@dataclass(slots=True)
class Bucket:
    """Tokens that refill with time."""

    size: float
    per_second: float
    level: float
    at: float

    def refill(self, now: float) -> None:
        """Let the time since the last look flow in."""
        self.level = min(self.size, self.level + (now - self.at) * self.per_second)
        self.at = now

    def wait(self) -> float:
        """Return the seconds until one token is there; 0 if it is."""
        return 0.0 if self.level >= 1 else (1 - self.level) / self.per_second


class Limiter:
    """Counts calls; does nothing when *enabled* is off."""

    def __init__(self, clock: Clock, *, enabled: bool) -> None:
        self._clock = clock
        self._buckets: dict[tuple[str, ...], Bucket] = {}
        self.enabled = enabled

    def call(self, app_id: str, method: str, tier: int) -> None:
        """Count one call of *method*; raise RateLimitedError for too many. Tier 0: special."""
        if self.enabled:
            a_minute = PER_MINUTE.get(tier, SPECIAL)
            self._take([self._bucket((app_id, method), a_minute, a_minute / 60)])

    def message(self, app_id: str, channel_id: str) -> None:
        """Count one message into the channel; raise RateLimitedError when there were too many."""
        if self.enabled:
            workspace = self._bucket(
                (app_id, "messages"), WORKSPACE_MESSAGES, WORKSPACE_MESSAGES / 60
            )
            channel = self._bucket(
                (app_id, "messages", channel_id), CHANNEL_BURST, CHANNEL_PER_SECOND
            )
            self._take([workspace, channel])

    def response(self, app_id: str, channel_id: str) -> None:
        """Count one answer by response_url; raise RateLimitedError when there were too many."""
        self._beside("responses", app_id, channel_id)

    def whisper(self, app_id: str, channel_id: str) -> None:
        """Count one message that one person sees; raise RateLimitedError for too many."""
        self._beside("whispers", app_id, channel_id)

    def _beside(self, what: str, app_id: str, channel_id: str) -> None:
        """Keep to the pace of messages: limits are per method, and no two are said to share one."""
        if self.enabled:
            key = (app_id, what, channel_id)
            self._take([self._bucket(key, CHANNEL_BURST, CHANNEL_PER_SECOND)])

    def _bucket(self, key: tuple[str, ...], size: float, per_second: float) -> Bucket:
        now = self._clock.monotonic()
        bucket = self._buckets.setdefault(key, Bucket(size, per_second, size, now))
        bucket.refill(now)
        return bucket

    @staticmethod
    def _take(buckets: list[Bucket]) -> None:
        wait = max(bucket.wait() for bucket in buckets)
        if wait > 0:
            raise RateLimitedError(max(1, math.ceil(wait)))
        for bucket in buckets:
            bucket.level -= 1
