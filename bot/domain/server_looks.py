"""How a server stands at a glance: one letter for each, the worst first. Pure.

Drawing it is `bot.pictures`, wording it the views'.
"""

from dataclasses import dataclass
from typing import Final

from bot.domain.models import Server


@dataclass(frozen=True, slots=True)
class Glance:
    """One way in which a server can stand, for readers who have a second."""

    letter: str
    name: str


GLANCES: Final = (
    Glance("I", "infiltrated"), Glance("E", "encrypted"), Glance("S", "suspect"),
    Glance("W", "being rebuilt or cleaned"), Glance("X", "cut off, not hit"),
    Glance("C", "cleared or back"), Glance("?", "not assessed"), Glance("R", "retired"),
)  # fmt: skip
_WORST: Final = {"infiltrated": 0, "encrypted": 1, "suspect": 2}
_WORK: Final = frozenset({"released", "rebuilding", "rebuilt", "failed", "sanitising", "sanitised"})
_BACK: Final = frozenset({"verified", "reconnected"})
_OFF: Final = frozenset({"isolated", "held", "acquired", "in_custody"})
OFF_THE_NET: Final = "off the network"


def place(row: Server) -> int:
    """Return which of GLANCES a server has: where work is done on it, that; else its verdict."""
    if row.state == "retired":
        return 7
    if row.state in _WORK:
        return 3
    if row.state in _BACK:
        return 5
    if row.verdict in _WORST:
        return _WORST[row.verdict]
    if row.state in _OFF:
        return 4
    return 5 if row.verdict == "cleared" else 6


def is_off(row: Server) -> bool:
    """Tell whether it hangs on no network now."""
    return row.network != "connected" and row.state != "retired"
