"""The sender: finds the lanes that have work and keeps a number of them at work, for ever.

What to send and what a failure means is decided elsewhere; here is only the running.
"""

import asyncio
import contextlib
import os
import random
import secrets
import socket
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog
from sqlmodel import Session

from bot.clock import Clock
from bot.domain.words import PostState
from bot.language.catalogue import ENGLISH, speaking
from bot.outbox import fold, lanes, stamp
from bot.outbox.deliver import Deliverer
from bot.outbox.health import Health
from bot.outbox.job import Desk, Effect, Renderer
from bot.outbox.mail import LANE, Mailer
from bot.outbox.pace import Pace
from bot.outbox.strays import Strays
from bot.outbox.timing import Timing
from bot.outbox.valve import Valve
from bot.outbox.worker import CONNECTION_LOST, Worker
from bot.slack.outbound import Slack
from bot.storage import outbox
from bot.storage.database import Database

log = structlog.get_logger()

LANES_AT_ONCE = 32
LONGEST_TIMER_S = 3600.0
# A task beside those of the lanes; no lane is called so.
STRAYS = "(strays)"


def process_name() -> str:
    """Return a name that no other process has, for the rows that it holds."""
    return f"{socket.gethostname()[:24]}:{os.getpid()}:{secrets.token_hex(4)}"


class Sender:
    """Sends what the outbox holds for one workspace, *door*; several processes may run one each.

    With *catches_up* what waited too long becomes one message per channel. One of them does the
    *rest* as well, which belongs to no workspace. *language* is the house's.
    """

    def __init__(  # noqa: PLR0913 - the composition root names each part.
        self,
        database: Database,
        slack: Slack,
        clock: Clock,
        *,
        renderers: Mapping[str, Renderer],
        effects: Mapping[str, Effect],
        mailer: Mailer | None = None,
        door: str = "",
        catches_up: bool = False,
        rest: bool = True,
        language: str = ENGLISH,
        owner: str = "",
        timing: Timing | None = None,
        lanes_at_once: int = LANES_AT_ONCE,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._database, self._slack, self._clock = database, slack, clock
        self._timing = timing or Timing()
        pace = Pace(clock.monotonic)
        self._desk = Desk(
            renderers, effects, pace, self._timing, door, catches_up=catches_up, rest=rest,
            language=language,
        )  # fmt: skip
        self._owner, self._jitter = owner or process_name(), jitter
        self._lanes_at_once = lanes_at_once
        self._valve = Valve(slack, clock, self._timing)
        self._strays = Strays(database, clock)
        self._mailer = mailer or Mailer(None, clock)
        self._deliverer: Deliverer | None = None
        self._worker: Worker | None = None
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._resting: dict[str, float] = {}
        self._woken = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def paused(self) -> str:
        """Why nothing is sent now; "" while all is well."""
        return self._valve.paused

    def wake(self) -> None:
        """Look at once: something was committed. From any thread, at any time."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._woken.set)

    async def run(self) -> None:
        """Send until `stop`; survives every failure of Slack and of the database."""
        self._loop = asyncio.get_running_loop()
        while not self._valve.stopping:
            self._woken.clear()
            try:
                await self._start_work()
            except CONNECTION_LOST as error:
                log.warning("outbox.database_unreachable", error=type(error).__name__)
            looked = self._clock.monotonic()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), self._timing.poll_s)
            # The first post of a quiet hour goes at once; those of a busy one share a look.
            await asyncio.sleep(looked + self._timing.look_every_s - self._clock.monotonic())

    async def drain(self) -> None:
        """Send everything that may be sent at this moment, then return. For tests and tools."""
        self._loop = asyncio.get_running_loop()
        self._woken.set()
        # A lane that ends while we look for work may have left some that the look did not see.
        while self._woken.is_set() or self._tasks:
            self._woken.clear()
            await self._start_work()
            if self._tasks and not self._woken.is_set():
                await asyncio.wait(self._tasks.values(), return_when=asyncio.FIRST_COMPLETED)

    async def stop(self, within_s: float = 4.0) -> None:
        """Begin nothing new, let calls in flight finish and be marked, give the lanes back.

        A call that takes longer than *within_s* stays in doubt: the next start looks for it.
        """
        self._valve.stopping = True
        self._woken.set()
        tasks = list(self._tasks.values())
        if tasks:
            _done, late = await asyncio.wait(tasks, timeout=within_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def health(self) -> Health:
        """Return how the outbox fares now."""
        now = self._clock.now()
        long_ago, door = now - timedelta(seconds=self._timing.alarm_after_s), self._desk.door

        def ask(session: Session) -> tuple[int, int, datetime | None]:
            dead = outbox.counts_by_state(session, door=door)[PostState.DEAD]
            oldest = outbox.oldest_pending_at(session, now=now, door=door)
            return outbox.stuck_since(session, long_ago, door=door), dead, oldest

        stuck, dead, oldest = await self._database.read(ask)
        lag = max(0.0, (now - oldest).total_seconds()) if oldest else 0.0
        return Health(self.paused, stuck, dead, lag, self._valve.last_ok)

    async def _start_work(self) -> int:
        """Start on lanes as far as there is room; return how many were started."""
        # Mail goes its own way: it is there for the night on which Slack does not know us.
        open_now = await self._valve.reopened()
        if self._valve.stopping:
            return 0
        if open_now:
            self._look_after_strays()
        room = self._lanes_at_once - len(self._tasks)
        if room <= 0:
            return 0
        now, timing = self._clock.now(), self._timing
        door, rest = self._desk.door, self._desk.rest
        free = await self._database.read(
            lambda session: lanes.free_lanes(session, timing, now=now, door=door, rest=rest)
        )
        free = free if open_now else [each for each in free if each.lane.startswith(LANE)]
        chosen = [each for each in free if self._may_start(each.lane)][:room]
        for each in chosen:
            if each.ready > fold.MOST_STATUSES:
                await self._fold(each.lane)
            worker = await self._ready_worker()
            task = asyncio.create_task(self._work(worker, each.lane), name=f"outbox {each.lane}")
            self._tasks[each.lane] = task
        return len(chosen)

    def _look_after_strays(self) -> None:
        if self._deliverer is not None and STRAYS not in self._tasks and self._strays.are_due():
            clearing = self._clear_strays(self._deliverer)
            self._tasks[STRAYS] = asyncio.create_task(clearing, name=STRAYS)

    async def _clear_strays(self, deliverer: Deliverer) -> None:
        try:
            await self._strays.clear(deliverer)
        except CONNECTION_LOST as error:
            log.warning("outbox.database_unreachable", error=type(error).__name__)
        finally:
            del self._tasks[STRAYS]

    def _may_start(self, lane: str) -> bool:
        if lane in self._tasks or self._clock.monotonic() < self._resting.get(lane, 0.0):
            return False
        self._resting.pop(lane, None)
        return True

    async def _fold(self, lane: str) -> None:
        now = self._clock.now()

        def folded(session: Session) -> int:
            with speaking(self._desk.language):
                return fold.fold_statuses(session, lane, now=now)

        await self._database.write(folded, patient=True)

    async def _work(self, worker: Worker, lane: str) -> None:
        rest = 0.0
        try:
            rest = await worker.work(lane)
        finally:
            del self._tasks[lane]
            if rest > 0:
                self._resting[lane] = self._clock.monotonic() + rest
            # What waited for this lane may go now, and the lane itself after its rest.
            self._woken.set()
            if rest > 0:
                loop = asyncio.get_running_loop()
                loop.call_later(min(rest, LONGEST_TIMER_S), self._woken.set)

    async def _ready_worker(self) -> Worker:
        if self._worker is None:
            secret = await self._database.write(stamp.house_secret)
            desk, clock = self._desk, self._clock
            self._deliverer = Deliverer(
                self._slack, clock, desk.pace, self._timing, secret, mailer=self._mailer
            )
            self._worker = Worker(
                self._database, clock, desk, owner=self._owner, jitter=self._jitter,
                deliverer=self._deliverer, valve=self._valve, strays=self._strays,
            )  # fmt: skip
        return self._worker
