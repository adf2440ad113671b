"""Works through one lane: take a call, make it, mark it, until the lane rests or is empty.

Which lanes to work on is the sender's business.
"""

import asyncio
import dataclasses
from collections.abc import Callable

import sqlalchemy as sa
import structlog
from sqlmodel import Session

from bot.clock import Clock
from bot.faults import reach
from bot.language.catalogue import speaking
from bot.outbox import head, lanes, marks
from bot.outbox.deliver import Deliverer
from bot.outbox.job import SOUGHT, Desk, Doubt, Job, Later, Moment, Outcome, Rest, Sent
from bot.outbox.mail import MAIL
from bot.outbox.strays import Strays
from bot.outbox.valve import Valve
from bot.slack import failures
from bot.storage.database import Database

log = structlog.get_logger()

CROWDED_OUT_S = 0.2
TROUBLE_S = 1.0
CONNECTION_LOST = (sa.exc.OperationalError, sa.exc.InterfaceError)


class Worker:
    """Takes lanes in this process's name; safe to work on many at once."""

    def __init__(  # noqa: PLR0913 - the sender names each part.
        self,
        database: Database,
        clock: Clock,
        desk: Desk,
        *,
        owner: str,
        jitter: Callable[[], float],
        deliverer: Deliverer,
        valve: Valve,
        strays: Strays,
    ) -> None:
        self._database, self._clock, self._desk = database, clock, desk
        self._owner, self._jitter = owner, jitter
        self._deliverer, self._valve, self._strays = deliverer, valve, strays

    async def work(self, lane: str) -> float:
        """Do what the lane has; return how long it should rest, in seconds."""
        try:
            return await self._through(lane)
        except marks.Lost:
            log.warning("outbox.lane_lost", lane=lane)
            return 0.0
        except CONNECTION_LOST as error:
            log.warning("outbox.database_unreachable", error=type(error).__name__)
        except Exception:  # One lane's trouble must not stop the others; it is tried again.
            log.exception("outbox.lane_failed", lane=lane)
        return TROUBLE_S

    async def _through(self, lane: str) -> float:
        step = await self._database.write(lambda session: self._begin(session, lane), patient=True)
        while isinstance(step, Job):
            reach("intent.after_commit")
            outcome = await self._carry_out(step)
            reach("send.after")
            step = await self._mark(step, outcome)
            reach("mark.after_commit")
        return step.seconds if isinstance(step, Rest) else 0.0

    def _moment(self) -> Moment:
        return Moment(self._clock.now(), self._clock.monotonic(), self._jitter())

    def _begin(self, session: Session, lane: str) -> Job | Rest | None:
        at = self._moment()
        row = lanes.free(session, lane, self._desk.timing, at)
        if row is None:
            return Rest(CROWDED_OUT_S)
        held = lanes.claim(row, self._owner, self._desk.timing, at)
        with speaking(self._desk.language):
            return head.take(session, row, held, self._desk, at)

    async def _carry_out(self, job: Job) -> Outcome:
        try:
            outcome = await self._deliverer.carry_out(job)
        except failures.AuthLost as failure:
            self._valve.close(failure.code)
            if job.in_doubt and job.method in SOUGHT:
                return Doubt(failure.code)
            return Later(failure.code, wait_s=0.0, counted=False)
        if isinstance(outcome, Sent):
            if job.method != MAIL:
                self._valve.succeeded()
            self._strays.resent(job)
        else:
            kind = type(outcome).__name__
            log.info("outbox.not_sent", post_id=job.post_id, method=job.method, outcome=kind)
        return outcome

    async def _mark(self, job: Job, outcome: Outcome) -> Job | Rest | None:
        """Mark the call, through short losses of the database; else it will be looked for."""
        desk = self._desk
        while True:
            try:
                return await self._write_mark(job, outcome, desk)
            except marks.Lost:
                self._strays.lost(job, outcome)
                raise
            except CONNECTION_LOST:
                if self._clock.monotonic() > job.claim.until:
                    raise
                await asyncio.sleep(CROWDED_OUT_S)
            except Exception:
                if not desk.effects:
                    raise
                # It was sent, and that is what must be kept.
                log.exception("outbox.effect_failed", post_id=job.post_id, kind=job.kind)
                desk = dataclasses.replace(desk, effects={})

    async def _write_mark(self, job: Job, outcome: Outcome, desk: Desk) -> Job | Rest | None:
        mail = job.method == MAIL and not self._valve.stopping
        go_on, at = mail or self._valve.is_open, self._moment()

        def finished(session: Session) -> Job | Rest | None:
            with speaking(desk.language):
                return marks.finish(session, job, outcome, desk, at, go_on=go_on)

        return await self._database.write(finished, patient=True)
