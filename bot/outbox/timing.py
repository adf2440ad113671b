"""How long the sender waits for what; the relations between them are what keeps it safe."""

from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST_BACK_OFF_S = 60.0
CLOCK_STEP_MARGIN_S = 5.0


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds. A lease outlives every call made under it, and what a dead process left settles."""

    timeout_s: float = 10.0
    lease_s: float = 35.0
    settle_s: float = 3.0
    poll_s: float = 1.0
    # Each look reads, and on SQLite who reads holds up who commits.
    look_every_s: float = 0.05
    board_every_s: float = 3.0
    probe_every_s: float = 30.0
    alarm_after_s: float = 600.0
    # A machine's clock may differ from Slack's by minutes on a bad night: search further back.
    search_back_s: float = 600.0

    def __post_init__(self) -> None:
        if self.lease_s < 3 * self.timeout_s or self.lease_s < self.timeout_s + self.settle_s:
            raise ValueError("a lease must last three timeouts, and a timeout and the settling")

    @property
    def latest_start_s(self) -> float:
        """How far into a lease a call may still begin."""
        return self.lease_s - self.timeout_s * 1.2


def back_off_s(attempts: int, jitter: float) -> float:
    """Return the wait after the given number of failed attempts; *jitter* is within [0, 1)."""
    return float(min(LONGEST_BACK_OFF_S, 2.0 ** min(attempts, 6)) * (0.5 + jitter / 2))


def settling_s(timing: Timing, first_try_at: datetime | None, now: datetime) -> float:
    """Return the wait before looking (again) for a message in doubt: longer, the older it is."""
    age = (now - first_try_at).total_seconds() if first_try_at else 0.0
    return min(max(timing.settle_s, age / 4), LONGEST_BACK_OFF_S)


def is_ahead(at: datetime | None, now: datetime, longest_s: float) -> bool:
    """Tell whether *at* is still to come; a moment further than *longest_s* is a stepped clock."""
    return at is not None and now < at <= now + timedelta(seconds=longest_s + CLOCK_STEP_MARGIN_S)
