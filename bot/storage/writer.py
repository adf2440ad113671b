"""The one writer of a SQLite file: a thread that commits together what arrived together.

A commit waits for the disk, so what is queued meanwhile shares the next one. Each piece of work
stands in its own savepoint: one that fails is undone alone and touches no neighbour. Work that
nobody waits for is patient: it lets people's work go first, though not for ever.
"""

import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlmodel import Session

MOST_AT_ONCE = 32
# Whoever got an answer may ask the next thing at once: so long patient work leaves the writer to
# them, and so long it waits at most.
LULL_S, PATIENCE_S = 0.005, 0.1


class _AllUndone(Exception):
    """The engine gave up the whole transaction, as SQLite does when the disk is full."""


@dataclass(slots=True)
class _Job:
    """A piece of work, where its outcome goes, and the outcome until the commit is through."""

    work: Callable[[Session], Any]
    future: Future[Any]
    patient: bool = False
    since: float = 0.0
    result: Any = None
    error: BaseException | None = None

    def settle(self) -> None:
        """Tell whoever waits; only now is it durable."""
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class GroupWriter:
    """Runs pieces of work, one after the other, in as few commits as their arrival allows."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._queue: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closed = False
        # Of the writing thread alone: what waits for a lull, and when people's work was last done.
        self._patient: deque[_Job] = deque()
        self._busy_until = 0.0
        self._thread = threading.Thread(target=self._run, name="db-write", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[Session], Any], *, patient: bool = False) -> Future[Any]:
        """Queue a piece of work; its future resolves after the commit.

        *patient* work lets the work of others go first, for a while.
        """
        if self._closed:
            raise RuntimeError("the database is closed")
        job = _Job(work, Future(), patient, time.monotonic())
        self._queue.put(job)
        return job.future

    def close(self) -> None:
        """Finish what is queued and end the thread."""
        self._closed = True
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        ended = False
        while not ended:
            batch, ended = self._gathered()
            self._commit([job for job in batch if job.future.set_running_or_notify_cancel()])
            if not all(job.patient for job in batch):
                self._busy_until = time.monotonic() + LULL_S

    def _gathered(self) -> tuple[list[_Job], bool]:
        """Wait for work; return what shall share a commit, and whether it is the last."""
        batch: list[_Job] = []
        while len(batch) < MOST_AT_ONCE:
            try:
                job = self._queue.get(timeout=0 if batch else self._rest_s())
            except queue.Empty:
                break
            if job is None:
                return [*batch, *self._patient], True
            (self._patient if job.patient else batch).append(job)
        if not batch or self._rest_s() == 0:
            # Its turn has come: in a lull by itself, else in the commit of what people did.
            batch += [self._patient.popleft() for _ in range(min(len(self._patient), MOST_AT_ONCE))]
        return batch, False

    def _rest_s(self) -> float | None:
        """Return how long patient work has yet to wait; None when there is none."""
        if not self._patient:
            return None
        lull, latest = self._busy_until, self._patient[0].since + PATIENCE_S
        return max(0.0, min(lull, latest) - time.monotonic())

    def _commit(self, batch: list[_Job]) -> None:
        if len(batch) > 1 and self._together(batch):
            for job in batch:
                job.settle()
            return
        for job in batch:
            self._alone(job)
            job.settle()

    def _together(self, batch: list[_Job]) -> bool:
        """Run the batch in one transaction; return False when it could not be committed."""
        try:
            with self._engine.begin() as connection:
                for job in batch:
                    _in_savepoint(connection, job)
        except (sa.exc.DBAPIError, _AllUndone):
            # Nothing of the batch was kept, so each may have its own try.
            return False
        return True

    def _alone(self, job: _Job) -> None:
        job.result, job.error = None, None
        try:
            with Session(self._engine, expire_on_commit=False) as session, session.begin():
                job.result = job.work(session)
        except BaseException as error:  # noqa: BLE001 - it belongs to whoever waits for the work.
            job.error = error


def _in_savepoint(connection: sa.Connection, job: _Job) -> None:
    """Run one piece of work so that its failure undoes itself alone."""
    job.result, job.error = None, None
    try:
        with (
            Session(
                connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
            ) as session,
            session.begin(),
        ):
            job.result = job.work(session)
    except BaseException as error:  # noqa: BLE001 - it belongs to whoever waits for the work.
        job.error = error
    driver = connection.connection.driver_connection
    if driver is None or not driver.in_transaction:
        raise _AllUndone
