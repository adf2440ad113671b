"""What a measurement says: figures, the floor they are held against, the bar, the verdict.

Values only; how they are shown is `table`.
"""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Of = Literal["p50/floor", "p99/floor", "p50", "p99"]


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that *share* (0 to 1) of the values do not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


@dataclass(frozen=True, slots=True)
class Figure:
    """A median and, where there were many, the 99th percentile; in the unit of its row."""

    p50: float
    p99: float | None = None

    @classmethod
    def of_rounds(cls, rounds: Sequence[Sequence[float]], *, scale: float = 1000.0) -> "Figure":
        """Return the medians over the rounds of each round's p50 and p99, scaled (s to ms)."""
        middles = [percentile(values, 0.5) for values in rounds]
        tails = [percentile(values, 0.99) for values in rounds]
        return cls(statistics.median(middles) * scale, statistics.median(tails) * scale)

    @classmethod
    def of(cls, values: Sequence[float], *, scale: float = 1000.0) -> "Figure":
        """Return the median of a few values and no tail, scaled (s to ms)."""
        return cls(statistics.median(values) * scale)

    def plus(self, other: "Figure") -> "Figure":
        """Return the sum of two figures, as when one thing waits for the other."""
        tails = (self.p99, other.p99)
        tail = None if None in tails else sum(each for each in tails if each is not None)
        return Figure(self.p50 + other.p50, tail)


@dataclass(frozen=True, slots=True)
class Bar:
    """What is promised: this figure, or its ratio to the floor, is at most so much."""

    most: float
    of: Of = "p50/floor"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `bar` is absent where nothing is promised."""

    name: str
    what: str
    ours: Figure
    floor: Figure | None = None
    bar: Bar | None = None
    unit: str = "ms"
    note: str = ""

    def _held(self, of: Of) -> float | None:
        tail = of.startswith("p99")
        mine = self.ours.p99 if tail else self.ours.p50
        if not of.endswith("/floor"):
            return mine
        under = (self.floor.p99 if tail else self.floor.p50) if self.floor else None
        return mine / under if mine is not None and under else None

    @property
    def ratio(self) -> float | None:
        """How many times the floor: by the bar's percentile, else by the median."""
        tail = self.bar is not None and self.bar.of == "p99/floor"
        return self._held("p99/floor" if tail else "p50/floor")

    @property
    def met(self) -> bool | None:
        """Whether the bar is reached; None where there is none, or nothing to hold it to."""
        held = self._held(self.bar.of) if self.bar else None
        return None if held is None or self.bar is None else held <= self.bar.most
