"""What summaries and digests say of the registers, as plain values. Worded by views."""

from collections import Counter
from dataclasses import dataclass, field

from bot.domain.endpoints import Forecast
from bot.domain.models import (
    Department,
    DepartmentReturn,
    EndpointBatch,
    Eta,
    Fact,
    System,
    Transfer,
    Waiver,
)


@dataclass(frozen=True, slots=True)
class FactLine:
    """A figure that is in dispute or changed, with what was said before."""

    row: Fact
    before: Fact | None

    @property
    def people(self) -> tuple[str, ...]:
        """Nobody: a figure has a source."""
        return ()


@dataclass(frozen=True, slots=True)
class EtaLine:
    """What was promised of one thing, oldest first."""

    what: str
    said: tuple[Eta, ...]

    @property
    def people(self) -> tuple[str, ...]:
        """Whoever promised."""
        return tuple(dict.fromkeys(each.said_by for each in self.said))


@dataclass(frozen=True, slots=True)
class WaiverLine:
    """A waiver that is in force or asked for."""

    row: Waiver

    @property
    def people(self) -> tuple[str, ...]:
        """Whoever asked for it."""
        return (self.row.requester,)


@dataclass(frozen=True, slots=True)
class DepartmentLine:
    """A department that does not work as usual, and its newest return, if it is not old."""

    row: Department
    last: DepartmentReturn | None = None

    @property
    def people(self) -> tuple[str, ...]:
        """Its head."""
        return (self.row.head,) if self.row.head else ()


@dataclass(slots=True)
class ServersLine:
    """How many servers of an incident stand where, by verdict, by state and by kind.

    New hardware in the place of others is no part of what was attacked: it is `fresh`, by verdict.
    """

    verdicts: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    fresh: Counter[str] = field(default_factory=Counter)

    def add(self, verdict: str, state: str, kind: str, count: int, *, fresh: bool) -> None:
        """Count some more."""
        self.states[state] += count
        if fresh:
            self.fresh[verdict] += count
            return
        self.verdicts[verdict] += count
        self.kinds[kind] += count

    @property
    def people(self) -> tuple[str, ...]:
        """Nobody."""
        return ()


@dataclass(frozen=True, slots=True)
class BatchLine:
    """A batch of endpoints with its rate and forecast."""

    row: EndpointBatch
    forecast: Forecast

    @property
    def people(self) -> tuple[str, ...]:
        """Nobody."""
        return ()


@dataclass(frozen=True, slots=True)
class SystemLine:
    """A system on the ladder, and what must happen next."""

    row: System
    next_gate: str

    @property
    def people(self) -> tuple[str, ...]:
        """Its clinical owner."""
        return (self.row.owner,) if self.row.owner else ()


@dataclass(slots=True)
class EvidenceLine:
    """How many exhibits of an incident stand where, with whom, and how many are broken."""

    states: Counter[str] = field(default_factory=Counter)
    members: Counter[str] = field(default_factory=Counter)
    outside: Counter[str] = field(default_factory=Counter)
    broken: int = 0

    def add(self, state: str, custodian: str, count: int, *, external: bool, broken: bool) -> None:
        """Count some more."""
        self.states[state] += count
        (self.outside if external else self.members)[custodian] += count
        self.broken += count if broken else 0

    @property
    def people(self) -> tuple[str, ...]:
        """The custodians who are members."""
        return tuple(self.members)


@dataclass(frozen=True, slots=True)
class TransferLine:
    """A hand-over that is not done."""

    row: Transfer
    name: str

    @property
    def people(self) -> tuple[str, ...]:
        """Who hands over, and who receives."""
        return tuple(filter(None, (self.row.from_user, self.row.to_user)))
