"""What `/readyz` asks of a running bot: database, door, outbox, schedule. What it writes is gone.

The parts are known here by what they tell of themselves only.
"""

from collections.abc import Mapping
from typing import Protocol

import sqlalchemy as sa

from bot.clock import Clock
from bot.storage import probe
from bot.storage.database import Database
from bot.web import health

# Anybody may ask, so no more often than this something is written for it.
WRITES_EVERY_S = 5.0
# Back-off takes a minute at most: what waits for longer, waits because nothing gets through.
LAG_ALLOWED_S = 600.0


class Door(Protocol):
    """A way in, that is open or not."""

    @property
    def connected(self) -> bool:
        """Whether people reach us through it now."""


class Backlog(Protocol):
    """How the outbox does."""

    @property
    def paused(self) -> str:
        """Why nothing is sent, or nothing."""

    @property
    def unknown_heads(self) -> int:
        """How many calls are in doubt and hold up others."""

    @property
    def dead(self) -> int:
        """How many calls Slack refused for good."""

    @property
    def lag_seconds(self) -> float:
        """How old the oldest call is that was not sent."""


class Outbox(Protocol):
    """What sends."""

    async def health(self) -> Backlog:
        """Return how it does."""


class Pulse(Protocol):
    """How the schedule does."""

    @property
    def ok(self) -> bool:
        """Whether it beats."""

    @property
    def detail(self) -> str:
        """Why not, in a few words."""


class Schedule(Protocol):
    """What acts on what is due."""

    @property
    def health(self) -> Pulse:
        """How it does."""


def checks(
    database: Database,
    doors: Mapping[str, Door],
    outboxes: Mapping[str, Outbox],
    schedule: Schedule,
    clock: Clock,
) -> dict[str, health.Check]:
    """Return the checks by the names under which `/readyz` shows them.

    With two workspaces one that works is enough: people have where to go. The other is named.
    """

    async def ask_door() -> health.Finding:
        shut = [name for name, door in doors.items() if not door.connected]
        where = f" to {' and '.join(shut)}" if len(doors) > 1 else ""
        detail = f"not connected{where}" if shut else ""
        return health.Finding(ok=len(shut) < len(doors), detail=detail)

    async def ask_outbox() -> health.Finding:
        found = {name: await _well(outbox) for name, outbox in outboxes.items()}
        if len(found) == 1:
            return next(iter(found.values()))
        words = [f"{name}: {finding.detail}" for name, finding in found.items()]
        return health.Finding(ok=any(each.ok for each in found.values()), detail="; ".join(words))

    async def ask_schedule() -> health.Finding:
        found = schedule.health
        return health.Finding(ok=found.ok, detail=found.detail)

    return {
        "database": _Writing(database, clock).ask,
        "door": ask_door,
        "outbox": ask_outbox,
        "schedule": ask_schedule,
    }


class _Writing:
    """Whether the database takes what people write, tried now and then."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._well_until = clock.monotonic()

    async def ask(self) -> health.Finding:
        """Try, or believe the last try for a moment if it went well."""
        if self._clock.monotonic() < self._well_until:
            await self._database.read(
                lambda session: session.connection().exec_driver_sql("SELECT 1")
            )
            return health.Finding(ok=True)
        try:
            await self._database.write(probe.write, patient=True)
        except sa.exc.DBAPIError as error:
            return health.Finding(ok=False, detail=f"takes no writes: {probe.why(error)}")
        self._well_until = self._clock.monotonic() + WRITES_EVERY_S
        return health.Finding(ok=True)


async def _well(outbox: Outbox) -> health.Finding:
    """Return how one workspace's outbox does."""
    found = await outbox.health()
    words = [
        f"paused: {found.paused}" if found.paused else "",
        f"{found.unknown_heads} calls in doubt" if found.unknown_heads else "",
        f"{found.dead} dead letters" if found.dead else "",
        f"lag {found.lag_seconds:.0f} s",
    ]
    late = found.lag_seconds > LAG_ALLOWED_S
    well = not found.paused and not found.unknown_heads and not late
    return health.Finding(ok=well, detail=", ".join(word for word in words if word))
