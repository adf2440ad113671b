"""A clock for tests: it stands still until it is moved."""

from datetime import datetime, timedelta


class StoppedClock:
    """Wall and monotonic time that move together, or the wall alone as when a clock is set."""

    def __init__(self, start: datetime) -> None:
        self._wall = start
        self._monotonic = 1000.0

    def now(self) -> datetime:
        """Return where the wall clock stands."""
        return self._wall

    def monotonic(self) -> float:
        """Return where the monotonic clock stands, in seconds."""
        return self._monotonic

    def advance(self, **span: float) -> datetime:
        """Let time pass; the keywords are timedelta's."""
        passed = timedelta(**span)
        self._wall += passed
        self._monotonic += passed.total_seconds()
        return self._wall

    def step_wall(self, **span: float) -> datetime:
        """Set the wall clock forward or back, as a time server does; no time passes."""
        self._wall += timedelta(**span)
        return self._wall
