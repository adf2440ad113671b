"""What the board shows of an incident, as values; counting is `bot.storage.board`'s."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.models import Deadline, Incident, Task


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one playbook is, or the incident's own tasks, which have no title."""

    slug: str
    title: str
    done: int
    total: int
    overdue: int
    blocked: int


@dataclass(frozen=True, slots=True)
class Named:
    """A task as the board names it: the worst first, and how many there are in all."""

    tasks: tuple[Task, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Clocks:
    """The legal deadlines that end next, and how many there are in all."""

    rows: tuple[Deadline, ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True)
class Registers:
    """How many rows the registers have, and how many of them matter most."""

    servers: int = 0
    hit: int = 0
    off: int = 0
    departments: int = 0
    on_paper: int = 0
    exhibits: int = 0
    broken: int = 0
    systems: int = 0
    back: int = 0
    stuck: int = 0


@dataclass(frozen=True, slots=True)
class BoardData:
    """Everything that the board shows."""

    incident: Incident
    progress: tuple[Progress, ...]
    offered: tuple[tuple[str, str], ...]
    held: tuple[tuple[str, int], ...]
    free: int
    overdue: Named
    blocked: Named
    review: Named
    roles: dict[str, tuple[str, ...]]
    vacant: tuple[str, ...]
    next_summary_at: datetime | None
    now: datetime
    deadlines: Clocks = Clocks()
    registers: Registers = Registers()
