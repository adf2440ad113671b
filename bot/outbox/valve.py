"""Whether anything may be sent: closed while the token is no good, and for good at a stop."""

from datetime import datetime

import structlog

from bot.clock import Clock
from bot.outbox.timing import Timing
from bot.slack import failures
from bot.slack.outbound import Slack

log = structlog.get_logger()


class Valve:
    """Open until Slack refuses our token; asks now and then whether it is good again."""

    def __init__(self, slack: Slack, clock: Clock, timing: Timing) -> None:
        self._slack, self._clock, self._timing = slack, clock, timing
        self._probe_at = 0.0
        self.paused = ""
        self.stopping = False
        self.last_ok: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether the next call may begin."""
        return not self.paused and not self.stopping

    def close(self, code: str) -> None:
        """Let nothing through: the token was refused."""
        if not self.paused:
            log.error("outbox.paused", reason=code)
        self.paused = code
        self._probe_at = self._clock.monotonic() + self._timing.probe_every_s

    def succeeded(self) -> None:
        """Note that Slack did what was asked."""
        self.last_ok = self._clock.now()

    async def reopened(self) -> bool:
        """Tell whether calls may begin, asking Slack about the token when it is time to."""
        if self.is_open:
            return True
        if self.stopping or self._clock.monotonic() < self._probe_at:
            return False
        self._probe_at = self._clock.monotonic() + self._timing.probe_every_s
        try:
            await self._slack.auth_test()
        except failures.SlackFailure as failure:
            log.warning("outbox.still_paused", reason=failure.code)
            return False
        self.paused = ""
        log.info("outbox.resumed")
        return True
