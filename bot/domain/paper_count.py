"""Whether the sheets that lie in a department's boxes are those that are booked. Pure.

What lies in the evidence store is `reconciling`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.models import Backlog


@dataclass(frozen=True, slots=True)
class Pile:
    """The sheets of one priority that are still to be keyed in: counted, and booked.

    Booked is None while nobody ever said how many there are; `entered` are keyed in already.
    """

    priority: int
    counted: int
    booked: int | None
    entered: int = 0

    @property
    def missing(self) -> int:
        """How many are booked and were not found."""
        return max((self.booked or 0) - self.counted, 0)

    @property
    def extra(self) -> int:
        """How many were found and are not booked."""
        return max(self.counted - (self.booked or 0), 0)


def left(row: Backlog) -> int:
    """Return how many sheets are still to be keyed in."""
    return row.sheets - row.entered


def all_left(paper: Mapping[int, Backlog]) -> int:
    """Return how many sheets of every priority are still to be keyed in."""
    return sum(map(left, paper.values()))


def compare(paper: Mapping[int, Backlog], counted: Mapping[int, int]) -> tuple[Pile, ...]:
    """Return what was counted beside what is booked, by priority."""
    return tuple(
        Pile(priority, found, left(row), row.entered)
        if (row := paper.get(priority))
        else Pile(priority, found, None)
        for priority, found in sorted(counted.items())
    )


def agrees(piles: Sequence[Pile]) -> bool:
    """Tell whether every pile is as it is booked."""
    return all(each.counted == each.booked for each in piles)


def written(piles: Sequence[Pile]) -> str:
    """Return for the record how the count went, in English."""
    return "; ".join(_written(each) for each in piles)


def _written(pile: Pile) -> str:
    booked = "never counted before" if pile.booked is None else f"{pile.booked} booked"
    said = f"P{pile.priority}: {pile.counted} counted, {booked}"
    said += f", {pile.missing} missing" if pile.missing else ""
    return said + (f", {pile.extra} too many" if pile.extra and pile.booked is not None else "")
