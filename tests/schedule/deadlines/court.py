"""An incident with legal clocks under a schedule that ticks."""

from collections.abc import Callable, Sequence

from bot.operations.turn import House
from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.law import Law, profile
from tests.schedule.conftest import Ward

CERTIN = "in.certin.initial"


CHANNEL = "incident:1"


Hall = Callable[..., "Court"]


class Court(Law):
    """A hospital with legal clocks whose schedule ticks."""

    def __init__(self, database: Database, house: House, clock: StoppedClock, law: str) -> None:
        super().__init__(database, house, clock, profile(law))
        self.ward = Ward(database, self.desk.house, clock)

    def tick(self, beat: int = 0) -> int:
        """Let the schedule beat once, now; return how many deadlines were said."""
        before = len(self.ward.occurrences("deadline"))
        self.ward.tick(beat)
        return len(self.ward.occurrences("deadline")) - before

    def until(self, clock: str) -> None:
        """Let time pass up to a moment of the hospital's clocks."""
        passed = self.at(clock) - self.clock.now()
        self.clock.advance(seconds=passed.total_seconds())

    def watched(self, *, until: str, every: int, near: Sequence[str]) -> list[str]:
        """Let time pass in steps of minutes, and look near these hours; return when one was said."""
        end, *close = (self.at(f"23 Nov 2022 {each}") for each in (until, *near))
        passing = self.ward.passing(end, every=every, near=close)
        return [self.shown(now)[-5:] for now in passing if self.tick()]

    def course(self, name: str, count: int) -> list[str]:
        """Go from one planned moment of a deadline to the next; return when it was said."""
        said = []
        for _ in range(count):
            planned = self.row(name).alarm_at
            assert planned is not None
            self.clock.advance(seconds=(planned - self.clock.now()).total_seconds())
            assert self.tick() >= 1
            said.append(self.shown(planned))
        return said

    def said(self) -> list[tuple[str, str]]:
        """Return where deadlines were said, and what, without what was said at their opening."""
        return [each for each in self.ward.said("deadline") if "legal deadline" not in each[1]]

    def heard(self) -> list[str]:
        """Return what the incident's channel was told, in order."""
        return [text for target, text in self.said() if target == CHANNEL]

    def told(self) -> list[str]:
        """Return who was told, in order."""
        return [target for target, _ in self.said()]
