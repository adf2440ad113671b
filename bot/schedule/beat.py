"""One tick at work, and the guard that keeps one failing row from the others.

What is done in a tick is not here.
"""

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import sqlalchemy as sa
import structlog

from bot.faults import reach
from bot.operations.turn import House
from bot.schedule.quarantine import Quarantine
from bot.storage import schedules
from bot.storage.database import Database
from bot.storage.schedules import PAGE

log = structlog.get_logger(__name__)


T = TypeVar("T")

# What a row that cannot be read raises: a span that is none, a zone that is no more, a year 20000.
# While looking for work it counts as work, so that it fails, and rests, by itself.
UNREADABLE = (ArithmeticError, LookupError, ValueError)


@dataclass(frozen=True, slots=True)
class Pace:
    """How long what can wait takes in one beat, by a clock that nobody sets.

    `left` are the passes that had more to do: they go on in the next beat, after the legal clocks.
    """

    seconds: Callable[[], float] = lambda: 0.0
    left: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Beat:
    """One tick at work: with what, when, what rests, and how long it may take."""

    database: Database
    house: House
    now: datetime
    quarantine: Quarantine
    stopping: Callable[[], bool]
    pace: Pace = field(default_factory=Pace)

    def in_time(self, name: str, things: Iterable[T], limit_s: float) -> Iterator[T]:
        """Yield what the pass *name* has to do, at least one, until its time in this beat is up."""
        began = self.pace.seconds()
        for count, each in enumerate(things):
            if count and self.pace.seconds() - began >= limit_s:
                self.pace.left.add(name)
                return
            yield each

    def paged(
        self, read: Callable[..., Sequence[T]], place: Callable[[T], Any], first: Any
    ) -> Iterator[T]:
        """Yield what *read* finds after a place, from *first* on, a page at a time.

        Nobody's writing shall wait for what looks at everything: between two pages it goes on.
        """
        after = first
        while not self.stopping():
            page = self.database.browse_now(partial(read, after=after))
            yield from page
            if len(page) < PAGE:
                return
            after = place(page[-1])

    def unclaimed(self, keys: Sequence[str]) -> set[str]:
        """Return which of *keys* nobody has acted on yet, looking without a lock."""
        found = set(keys)
        for at in range(0, len(keys), PAGE):
            look = partial(schedules.taken, keys=keys[at : at + PAGE])
            found -= self.database.browse_now(look).keys()
        return found

    def guarded(self, name: str, act: Callable[[], int]) -> int:
        """Do one thing; if it fails it rests, and everything else goes on."""
        if self.stopping() or self.quarantine.rests(name, self.now):
            return 0
        try:
            done = act()
        except Exception as error:
            if isinstance(error, sa.exc.SQLAlchemyError):
                self._ask_database()
            failures = self.quarantine.put(name, self.now)
            log.exception(
                "schedule.row_failed",
                row=name,
                failures=failures,
                reference=uuid.uuid4().hex[:8],
                error=type(error).__name__,
            )
            return 0
        self.quarantine.release(name)
        if done:
            reach("schedule.after_commit")
        return done

    def _ask_database(self) -> None:
        """Raise if the database is away: then no row is to blame, and the whole tick waits."""
        self.database.read_now(lambda session: session.execute(sa.select(sa.literal(1))))
