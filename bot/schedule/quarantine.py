"""Keeps a row that failed away from the tick for a while, so that the others go on.

It forgets at a restart: then everything is tried again.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=1)


@dataclass(slots=True)
class Quarantine:
    """What failed, how often, and until when it rests. One tick at a time uses it."""

    _resting: dict[str, tuple[datetime, int]] = field(default_factory=dict)

    def rests(self, name: str, now: datetime) -> bool:
        """Tell whether *name* is left alone now; a clock set back frees it early."""
        until, _ = self._resting.get(name, (now, 0))
        return now < until <= now + LONGEST

    def put(self, name: str, now: datetime) -> int:
        """Let *name* rest, twice as long each time; return how often it failed."""
        failures = self._resting.get(name, (now, 0))[1] + 1
        pause = min(FIRST * 2 ** min(failures - 1, 10), LONGEST)
        self._resting[name] = (now + pause, failures)
        return failures

    def release(self, name: str) -> None:
        """Forget that *name* ever failed."""
        self._resting.pop(name, None)

    def __len__(self) -> int:
        return len(self._resting)
