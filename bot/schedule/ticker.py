"""Keeps the schedule beating. The one module that imports APScheduler, and only as a metronome.

What is due is in the tables (`tick`); a scheduler that dies, sleeps or loses its clock is replaced.
"""

import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from bot.clock import Clock
from bot.faults import reach
from bot.operations.digests import ensure_digest
from bot.operations.turn import House
from bot.schedule.beat import Pace
from bot.schedule.quarantine import Quarantine
from bot.schedule.tick import tick
from bot.storage.database import Database

log = structlog.get_logger(__name__)

PERIOD_S = 2.0
# A wall clock that moved by more than this against the monotonic one was set.
STEP_S = 1.0
# Three missed beats are a silence, unless they are so short that a busy machine misses them; a beat
# that works this long is stuck.
PATIENCE, SILENT_S, STUCK_S = 3, 6.0, 60.0
# So many failures in a row are no hiccup any more.
FAILING = 3
STOP_WITHIN_S = 3.0
JOB = "tick"
# Two beats never work at once: `beat` sees to it, and one that comes meanwhile ends at once. Left
# to the scheduler (1), every slow tick would be warned of, though nothing is lost by it; there is
# room for those whose threads a busy machine starts late.
MOST_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Health:
    """How the schedule fares. `detail` is empty when all is well, else says what is not."""

    ok: bool
    detail: str
    seconds_since_tick: float
    failures: int
    rebuilt: int
    resting: int


class Ticker:
    """Calls `tick` every *period_s* seconds and watches over itself. Times are seconds."""

    def __init__(
        self,
        database: Database,
        house: Callable[[], House],
        clock: Clock,
        on_work: Callable[[], None] = lambda: None,
        *,
        period_s: float = PERIOD_S,
    ) -> None:
        self._database, self._house, self._clock = database, house, clock
        # It is called from the scheduler's thread whenever a tick wrote something down.
        self._on_work = on_work
        self._period = period_s
        self._quarantine = Quarantine()
        self._pace = Pace(clock.monotonic)
        self._stopping = threading.Event()
        self._idle = threading.Event()
        self._idle.set()
        self._one_at_a_time = threading.Lock()
        self._scheduler: Any = None
        self._planned = False
        self._watchdog: threading.Thread | None = None
        self._beat = self._failures = self._in_a_row = self._rebuilt = 0
        self._last_tick = self._began = clock.monotonic()
        self._offset = self._wall_offset()

    def start(self) -> None:
        """Begin to tick: at once, then every period."""
        self._stopping.clear()
        self._last_tick = self._clock.monotonic()
        self._offset = self._wall_offset()
        self._scheduler = self._metronome()
        self._watchdog = threading.Thread(
            target=self._keep_watch, name="schedule-watchdog", daemon=True
        )
        self._watchdog.start()

    def stop(self) -> None:
        """Let the step at work commit and stop; what is left undone is still due next time."""
        self._stopping.set()
        if self._watchdog is not None:
            self._watchdog.join(STOP_WITHIN_S)
        if self._scheduler is not None:
            self._retire(self._scheduler)
        self._idle.wait(STOP_WITHIN_S)

    @property
    def health(self) -> Health:
        """How the schedule fares now."""
        since = self._clock.monotonic() - self._last_tick
        detail = self._trouble(since)
        return Health(
            not detail, detail, since, self._failures, self._rebuilt, len(self._quarantine)
        )

    def _trouble(self, since: float) -> str:
        if self._stopping.is_set() or self._scheduler is None:
            return "the schedule does not run"
        if not self._idle.is_set():
            working = self._clock.monotonic() - self._began
            return f"a tick has been at work for {working:.0f} s" if working > STUCK_S else ""
        if self._is_silence(since):
            return f"no tick for {since:.0f} s"
        if self._in_a_row >= FAILING:
            return f"the last {self._in_a_row} ticks failed"
        return ""

    def beat(self) -> None:
        """Tick once. Whatever goes wrong is logged and counted; the next beat comes."""
        if not self._one_at_a_time.acquire(blocking=False):
            return
        try:
            self._began = self._clock.monotonic()
            self._idle.clear()
            self._tick()
        finally:
            self._last_tick = self._clock.monotonic()
            self._idle.set()
            self._one_at_a_time.release()

    def _tick(self) -> None:
        try:
            house = self._house()
            try:
                self._plan_digest(house)
            finally:
                # Legal clocks do not wait for a digest that cannot be planned.
                self._work(house)
            self._in_a_row = 0
        except Exception as error:  # noqa: BLE001 - it is logged, and the next beat must come.
            self._failed(error)

    def _work(self, house: House) -> None:
        done = tick(
            self._database,
            house,
            self._clock.now(),
            beat=self._beat,
            quarantine=self._quarantine,
            stopping=self._stopping.is_set,
            pace=self._pace,
        )
        self._beat += 1
        if done:
            reach("tick.before_wake")
            self._on_work()

    def _plan_digest(self, house: House) -> None:
        """Lay down the daily digest, once after each start, as the settings or people want it."""
        if self._planned:
            return
        now = self._clock.now()
        plan = self._database.write_now(lambda session: ensure_digest(session, house, now))
        log.info("schedule.digest", plan=plan)
        self._planned = True

    def _failed(self, error: Exception) -> None:
        self._failures += 1
        self._in_a_row += 1
        log.error(
            "schedule.tick_failed",
            error=type(error).__name__,
            in_a_row=self._in_a_row,
            reference=uuid.uuid4().hex[:8],
            # A database that stays away gets one traceback, then a line each.
            exc_info=error if self._in_a_row == 1 else None,
        )

    def watch_once(self) -> None:
        """Look after the metronome: follow a clock that was set, replace a dead scheduler."""
        offset = self._wall_offset()
        if abs(offset - self._offset) > STEP_S:
            log.warning("schedule.clock_set", by_s=round(offset - self._offset))
            self._offset = offset
            # Every pass is made at the next beat; the job's own plan was laid by the old clock.
            self._beat = 0
            self._nudge()
        if self._needs_rebuilding():
            self._rebuilt += 1
            log.error("schedule.rebuilt", times=self._rebuilt)
            self._retire(self._scheduler)
            self._last_tick = self._clock.monotonic()
            self._scheduler = self._metronome()

    def _needs_rebuilding(self) -> bool:
        thread = getattr(self._scheduler, "_thread", None)
        if thread is None or not thread.is_alive():
            return True
        silent = self._is_silence(self._clock.monotonic() - self._last_tick)
        # A tick that is at work, however slowly, is not helped by a second one.
        return silent and self._idle.is_set()

    def _is_silence(self, since: float) -> bool:
        return since > max(PATIENCE * self._period, SILENT_S)

    def _keep_watch(self) -> None:
        while not self._stopping.wait(self._period):
            try:
                self.watch_once()
            except Exception as error:
                log.exception("schedule.watchdog_failed", error=type(error).__name__)

    def _wall_offset(self) -> float:
        return self._clock.now().timestamp() - self._clock.monotonic()

    def _metronome(self) -> Any:
        scheduler = BackgroundScheduler(timezone=UTC)
        scheduler.add_job(
            self.beat,
            "interval",
            id=JOB,
            seconds=self._period,
            next_run_time=self._clock.now(),
            coalesce=True,
            max_instances=MOST_AT_ONCE,
            misfire_grace_time=None,
        )
        scheduler.start()
        return scheduler

    def _nudge(self) -> None:
        job = self._scheduler.get_job(JOB)
        if job is not None:
            job.modify(next_run_time=self._clock.now())

    @staticmethod
    def _retire(scheduler: Any) -> None:
        try:
            scheduler.shutdown(wait=False)
        except Exception as error:  # noqa: BLE001 - a broken scheduler is thrown away whole.
            log.warning("schedule.shutdown_failed", error=type(error).__name__)
