"""What a panel of a digest's picture is, and the panels of the registers.

Which panels a picture has is the table in `pictures`; drawing is the outbox's.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.domain.report import Subject
from bot.domain.restore_guards import LADDER
from bot.domain.restores import steps_done
from bot.domain.words import DigestCut
from bot.pictures.model import Bar, Bars, Lines
from bot.storage import register_pictures as registers

# So many bars fit on a phone.
BARS: Final = 8
EVERYBODY: Final = frozenset(DigestCut)
INSIDE: Final = EVERYBODY - {DigestCut.MINISTRY}

# What a reader who is no engineer needs to tell apart: the first is what is finished.
BACK, HELD, UNKNOWN, CLEANING, CUT_OFF = range(5)
SERVERS: Final = ("back or cleared", "held as evidence", "not assessed", "being cleaned", "cut off")
_GROUPS: Final = MappingProxyType(
    {
        "isolated": CUT_OFF, "held": HELD, "acquired": HELD, "in_custody": HELD,
        "released": CLEANING, "rebuilding": CLEANING, "rebuilt": CLEANING, "failed": CLEANING,
        "sanitising": CLEANING, "sanitised": CLEANING, "verified": BACK, "reconnected": BACK,
    }
)  # fmt: skip
RETIRED: Final = "retired"
# The farthest from normal first.
MODES: Final = ("suspended", "manual", "degraded", "hybrid", "back_entry", "normal")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the picture is about: these incidents of so many, as of now, for these readers."""

    subjects: Sequence[Subject]
    of: int
    now: datetime
    zone: ZoneInfo
    cut: DigestCut

    @property
    def ids(self) -> list[int]:
        """The ids of the incidents."""
        return [subject.id for subject in self.subjects]


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel: how its numbers are gathered, None when there are none, and who sees it."""

    name: str
    gather: Callable[[Session, Asked], Lines | Bars | None]
    cuts: frozenset[DigestCut]


def _servers(session: Session, asked: Asked) -> Bars | None:
    """Return where the servers stand, by what kind they are; retired ones are not counted."""
    found: dict[str, list[int]] = {}
    for row in registers.servers(session, asked.ids):
        if row.state != RETIRED:
            parts = found.setdefault(row.kind, [0] * len(SERVERS))
            parts[_group(row)] += row.number
    if not found:
        return None
    kinds = sorted(found, key=lambda kind: (-sum(found[kind]), kind))
    bars = [Bar(kind.capitalize(), tuple(found[kind]), kind) for kind in kinds]
    return Bars("Servers by state", SERVERS, tuple(bars[:BARS]), max(len(bars) - BARS, 0))


def _group(row: registers.Machines) -> int:
    if row.state in _GROUPS:
        return _GROUPS[row.state]
    return BACK if row.verdict == "cleared" else UNKNOWN


def _departments(session: Session, asked: Asked) -> Bars | None:
    found = registers.departments(session, asked.ids)
    if not found:
        return None
    modes = [mode for mode in (*MODES, *sorted(set(found) - set(MODES))) if found.get(mode)]
    bars = (Bar(mode.replace("_", "-").capitalize(), (found[mode],), mode) for mode in modes)
    return Bars("Departments by mode", ("departments",), tuple(bars), of=sum(found.values()))


def _restore(session: Session, asked: Asked) -> Bars | None:
    """Return how far each system is on the ladder; what is blocked shows its next step in red."""
    rows = registers.systems(session, asked.ids)
    if not rows:
        return None
    bars = [_rung(row, number) for number, row in enumerate(rows[:BARS], start=1)]
    parts = ("steps done", "blocked", "to go")
    return Bars("Restore ladder", parts, tuple(bars), max(len(rows) - BARS, 0))


def _rung(row: registers.Rung, number: int) -> Bar:
    steps, done = len(LADDER) - 1, steps_done(row.stage)
    blocked = int(row.blocked and done < steps)
    name = f"T{row.tier} {row.name}: {row.stage.replace('_', ' ')}"
    plain = f"T{row.tier} system {number}: {row.stage.replace('_', ' ')}"
    return Bar(name, (done, blocked, steps - done - blocked), plain)


REGISTERS: Final = (
    Panel("departments", _departments, INSIDE),
    Panel("servers", _servers, INSIDE),
    Panel("restore", _restore, INSIDE),
)
