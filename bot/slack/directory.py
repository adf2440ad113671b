"""Who is who: keeps what Slack says of members and user groups, so that no answer waits for it.

Refreshed at the start, every hour, and when Slack tells of a change. A failure keeps what is known.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection, Mapping
from functools import partial
from typing import Any

import structlog
from sqlmodel import Session

from bot.clock import Clock
from bot.domain.models import Setting
from bot.domain.words import Door
from bot.operations.people import group_key
from bot.slack.failures import Missing, SlackFailure
from bot.slack.happenings import person
from bot.slack.outbound import Slack
from bot.storage.database import Database
from bot.storage.people import keep
from bot.storage.places import people_were_read

REFRESH_S = 3600.0
RETRY_S = 60.0
BATCH = 200

log = structlog.get_logger(__name__)


class Directory:
    """Reads people and groups from Slack into the database."""

    def __init__(
        self,
        database: Database,
        slack: Slack,
        clock: Clock,
        *,
        listed: Collection[str],
        door: Door = Door.SLACK,
    ) -> None:
        self._database, self._slack, self._clock, self._door = database, slack, clock, door
        self._groups = sorted(each for each in listed if each.startswith("S"))

    async def refresh(self) -> bool:
        """Read everybody and every group once; tell whether it need not be tried again soon."""
        read = [partial(self._read_people), *(partial(self._read_group, each) for each in
                                              self._groups)]  # fmt: skip
        return all([await self._settled(each) for each in read])

    async def _settled(self, read: Callable[[], Awaitable[None]]) -> bool:
        """Read one part; what fails keeps what is known and leaves the other parts alone."""
        try:
            await read()
        except Missing as failure:
            # The scope or the method is not there, and will not be there in a minute.
            log.warning("directory.reduced", reason=failure.code)
        except SlackFailure as failure:
            log.warning("directory.not_refreshed", reason=type(failure).__name__)
            return False
        return True

    async def _read_people(self) -> None:
        batch: list[Mapping[str, Any]] = []
        async for payload in self._slack.people():
            batch.append(payload)
            if len(batch) >= BATCH:
                await self._keep(batch)
                batch = []
        await self._keep(batch)
        now, door = self._clock.now(), self._door
        await self._database.write(partial(people_were_read, door=door, now=now))

    async def _read_group(self, group_id: str) -> None:
        members = await self._slack.group_members(group_id)
        await self._database.write(partial(_keep_group, group_id=group_id, members=members))

    async def _keep(self, batch: Collection[Mapping[str, Any]]) -> None:
        rows = [person(payload, self._clock.now()) for payload in batch if payload.get("id")]

        def write(session: Session) -> None:
            for row in rows:
                keep(session, row, self._door)

        if rows:
            await self._database.write(write)

    async def changed(self, payload: Mapping[str, Any]) -> None:
        """Keep what an event says of one member."""
        await self._keep([payload])

    async def run(self) -> None:
        """Refresh now and every hour, until cancelled."""
        while True:
            pause = REFRESH_S if await self.refresh() else RETRY_S
            await asyncio.sleep(pause)


def _keep_group(session: Session, *, group_id: str, members: list[str]) -> None:
    session.merge(Setting(key=group_key(group_id), value=json.dumps(members)))
