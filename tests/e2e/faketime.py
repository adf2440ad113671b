"""A process whose clock shows what a test wants: libfaketime, loaded before everything else.

The wall clock alone is faked. What is waited for is waited for in real time.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.clock import SystemClock
from tests.requirements import require_or_skip

# Where Debian, Fedora, Arch and `make install` put it; one for programs with threads.
PLACES = ("lib/*/faketime", "lib*/faketime", "local/lib/faketime")
NAME = "libfaketimeMT.so.1"
# A process looks so often, in seconds, whether its clock was set.
LOOKS_EVERY_S = 1


def library() -> str:
    """Return where libfaketime is; the test is skipped where it is not installed."""
    found = [path for place in PLACES for path in sorted(Path("/usr").glob(f"{place}/{NAME}"))]
    if not found:
        require_or_skip("faketime", "libfaketime is not installed (Debian: apt install faketime)")
    return str(found[0])


class SetClock:
    """A clock that a process of this environment sees, and that can be set while it runs."""

    def __init__(self, folder: Path, shows: str) -> None:
        self._file = folder / "faketime"
        self._ahead = timedelta()
        self._library = library()
        self.set(shows)

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to see this clock."""
        return {
            "LD_PRELOAD": self._library,
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_CACHE_DURATION": str(LOOKS_EVERY_S),
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
            # With its fix for older C libraries, every wait of a thread would last seconds.
            "FAKETIME_FORCE_MONOTONIC_FIX": "0",
        }

    @property
    def now(self) -> datetime:
        """What it shows."""
        return SystemClock().now() + self._ahead

    @staticmethod
    def at(shows: str) -> datetime:
        """Return a moment that is written in UTC."""
        return datetime.fromisoformat(shows).replace(tzinfo=UTC)

    def set(self, shows: str) -> None:
        """Set it to a moment, in UTC; processes see it within a second or two."""
        self._ahead = self.at(shows) - SystemClock().now()
        new = self._file.with_suffix(".new")
        new.write_text(f"{self._ahead.total_seconds():+.3f}\n", encoding="ascii")
        # In one step, for who reads it meanwhile.
        new.replace(self._file)
