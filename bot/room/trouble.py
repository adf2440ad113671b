"""Trouble on demand, and the log of calls: what tests and drills ask of the Room.

Nothing happens unless somebody asked for it.
"""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any, Literal

SECRET = frozenset({"token", "client_secret"})
KEPT_CALLS = 5_000


@dataclass(frozen=True, slots=True)
class Misfortune:
    """What shall go wrong with one call; see `Trouble.next`."""

    ratelimited: int | None = None
    error: str | None = None
    after_commit: bool = False
    drop: Literal["before", "after"] | None = None
    delay: float = 0.0
    status: int | None = None

    @property
    def prevents(self) -> bool:
        """Tell whether the call fails before it does anything."""
        fails = self.error or self.status or self.ratelimited is not None
        return self.drop == "before" or bool(fails and not self.after_commit)


@dataclass(slots=True)
class Trouble:
    """Misfortunes in waiting, by method; `*` is every method."""

    _waiting: dict[str, deque[Misfortune]] = field(default_factory=lambda: defaultdict(deque))
    _always: dict[str, Misfortune] = field(default_factory=dict)

    def next(self, method: str, *, times: int = 1, **what: Any) -> None:
        """Let the next *times* calls of *method* go wrong: `ratelimited=2`, `error="…"`, ….

        Also `after_commit=True` (with `error`), `drop="before"|"after"`, `delay=…`, `status=503`.
        """
        self._waiting[method].extend([Misfortune(**what)] * times)

    def always(self, method: str, **what: Any) -> None:
        """Let every call of *method* (`*` for all) go wrong until `clear`."""
        self._always[method] = Misfortune(**what)

    def clear(self) -> None:
        """Let everything go well again."""
        self._waiting.clear()
        self._always.clear()

    def take(self, method: str) -> Misfortune | None:
        """Return what shall befall this call of *method*, or None."""
        for name in (method, "*"):
            if self._waiting.get(name):
                return self._waiting[name].popleft()
        return self._always.get(method) or self._always.get("*")


@dataclass(frozen=True, slots=True)
class Logged:
    """One call as it was answered; `at` is seconds of the monotonic clock."""

    method: str
    at: float
    args: dict[str, Any]
    app_id: str = ""
    error: str = ""


class CallLog:
    """The last calls, oldest first, without their secrets."""

    def __init__(self) -> None:
        self._calls: deque[Logged] = deque(maxlen=KEPT_CALLS)

    def add(self, call: Logged) -> None:
        """Remember *call*."""
        self._calls.append(call)

    def of(self, *methods: str) -> list[Logged]:
        """Return the calls of *methods*, or all."""
        return [call for call in self._calls if not methods or call.method in methods]

    def clear(self) -> None:
        """Forget all calls."""
        self._calls.clear()


def without_secrets(values: dict[str, Any]) -> dict[str, Any]:
    """Return *values* without what opens doors."""
    return {name: value for name, value in values.items() if name not in SECRET}
