"""What people sent from the page, by the id that the page gave it: what comes twice is done once.

A message carries its id into the database. What became of a command is remembered here, and an app
that keeps the trigger ids it was given knows the command again, even after a restart.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Literal

KEPT = 2_000

Fate = Literal["taken", "refused", "unknown"]
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of something typed; `restore` goes back into the composer on failure."""

    kind: str
    ts: str = ""
    restore: str | None = None
    reply_ts: str = ""


class Sends:
    """The commands of late and what became of them, by person and id."""

    def __init__(self) -> None:
        self._found: OrderedDict[Key, asyncio.Task[Sent]] = OrderedDict()

    async def once(self, key: Key, work: Callable[[], Coroutine[Any, Any, Sent]]) -> Sent:
        """Do *work*, or return what became of it when it came before under *key*."""
        if key not in self._found or _broke(self._found[key]):
            self._found[key] = asyncio.create_task(work())
            while len(self._found) > KEPT:
                self._found.popitem(last=False)
        # Whoever asks may go; what was sent is carried out all the same.
        return await asyncio.shield(self._found[key])

    async def fate(self, key: Key) -> Fate:
        """Return what became of a command, after it is done when it is under way."""
        found = self._found.get(key)
        if found is None:
            return "unknown"
        await asyncio.wait([found])
        if _broke(found):
            return "unknown"
        return "taken" if found.result().restore is None else "refused"


def _broke(task: asyncio.Task[Sent]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)
