"""Removes the second copy of a message, where one may have come about after all.

A process can sleep between its last look at the lease and the call; a call can reach Slack later
than anyone waited for it. The copy that the row knows stays, every other one goes.
"""

from dataclasses import dataclass

import structlog

from bot.clock import Clock
from bot.domain.models import Post
from bot.domain.words import PostState
from bot.outbox.deliver import Deliverer
from bot.outbox.job import MESSAGE, Doubt, Job, Outcome, Sent
from bot.slack import failures
from bot.storage.database import Database
from bot.storage.outbox import UNFINISHED

log = structlog.get_logger()

LOOKS, SOON_S, EVERY_S = 20, 1.0, 30.0


@dataclass(slots=True)
class _Watch:
    job: Job
    at: float
    ts: str | None = None
    looks: int = 0


class Strays:
    """Messages of ours that may stand twice. Kept in memory: a restart forgets them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._watched: list[_Watch] = []

    def lost(self, job: Job, outcome: Outcome) -> None:
        """Remember a message that was or may have been sent after its lane was lost."""
        if job.method == MESSAGE and isinstance(outcome, Sent | Doubt):
            ts = outcome.ts if isinstance(outcome, Sent) else None
            self._watched.append(_Watch(job, self._clock.monotonic(), ts))

    def resent(self, job: Job) -> None:
        """Remember a message that was sent again because it was not found; look once more later."""
        if job.method == MESSAGE and job.again:
            self._watched.append(_Watch(job, self._clock.monotonic() + EVERY_S, looks=LOOKS))

    def are_due(self) -> bool:
        """Tell whether it is time to look after one."""
        now = self._clock.monotonic()
        return any(watch.at <= now for watch in self._watched)

    async def clear(self, deliverer: Deliverer) -> None:
        """Look after those whose time has come; keep what is still undecided."""
        now = self._clock.monotonic()
        due = [watch for watch in self._watched if watch.at <= now]
        for watch in due:
            self._watched.remove(watch)
            if not await self._settled(watch, deliverer) and watch.looks < LOOKS:
                watch.looks += 1
                watch.at = now + (SOON_S if watch.looks < LOOKS // 2 else EVERY_S)
                self._watched.append(watch)

    async def _settled(self, watch: _Watch, deliverer: Deliverer) -> bool:
        post = await self._database.read(lambda session: session.get(Post, watch.job.post_id))
        if post is None or post.state in UNFINISHED:
            return False
        if post.state is not PostState.SENT or post.slack_ts is None:
            return True
        if watch.ts == post.slack_ts:
            return True
        try:
            removed = await deliverer.remove_copies(watch.job, kept=post.slack_ts, known=watch.ts)
        except failures.SlackFailure as failure:
            log.info("outbox.copies_unknown", post_id=watch.job.post_id, reason=failure.code)
            return False
        if removed:
            log.warning("outbox.copies_removed", post_id=watch.job.post_id, count=removed)
        return True
