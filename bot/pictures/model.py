"""A picture before it is drawn: numbers and names, small enough to be kept until it is sent.

How it looks is `draw`, what it says to those who do not see it is `words`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """A number over time, in steps: (seconds since 1970, number), ascending."""

    name: str
    points: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """A panel of numbers over time; the first line is the whole, the others are parts of it."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A thing that has parts; the first part is what is finished.

    `plain` is its name in letters that every font has.
    """

    name: str
    parts: tuple[int, ...]
    plain: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """A panel of things with their parts, and how many more there are.

    Where each bar is a share of one whole, `of` is the whole.
    """

    title: str
    parts: tuple[str, ...]
    bars: tuple[Bar, ...]
    left: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class Key:
    """What one kind of cell means: its letter, its name, and which of the looks it has."""

    letter: str
    name: str
    look: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One thing of many: what it is called, which key it has, whether it has a thick frame."""

    name: str
    key: int
    framed: bool = False


@dataclass(frozen=True, slots=True)
class Cells:
    """A panel with one cell for each thing, and how many more there are.

    `frame` says what a thick frame means.
    """

    title: str
    keys: tuple[Key, ...]
    cells: tuple[Cell, ...]
    frame: str = ""
    left: int = 0

    def counted(self) -> tuple[tuple[Key, int], ...]:
        """Return how many cells have each key, those without a cell left out."""
        found = [sum(cell.key == place for cell in self.cells) for place in range(len(self.keys))]
        return tuple(each for each in zip(self.keys, found, strict=True) if each[1])


Panel = Lines | Bars | Cells


@dataclass(frozen=True, slots=True)
class Picture:
    """Panels below each other: as of when, about what, on whose clocks times are shown."""

    title: str
    about: str
    zone: str
    panels: tuple[Panel, ...]

    def written(self) -> dict[str, Any]:
        """Return the picture as it is kept."""
        return asdict(self)


def read(kept: Mapping[str, Any]) -> Picture:
    """Return the picture that `Picture.written` gave; KeyError or TypeError for anything else."""
    panels = tuple(_panel(panel) for panel in kept["panels"])
    return Picture(str(kept["title"]), str(kept["about"]), str(kept["zone"]), panels)


def _cells(kept: Mapping[str, Any]) -> Cells:
    keys = (Key(str(key["letter"]), str(key["name"]), int(key["look"])) for key in kept["keys"])
    cells = (
        Cell(str(cell["name"]), int(cell["key"]), bool(cell["framed"])) for cell in kept["cells"]
    )
    return Cells(
        str(kept["title"]), tuple(keys), tuple(cells), str(kept["frame"]), int(kept["left"])
    )


def _panel(kept: Mapping[str, Any]) -> Panel:
    if "cells" in kept:
        return _cells(kept)
    if "lines" in kept:
        lines = (
            Line(str(line["name"]), tuple((int(at), int(number)) for at, number in line["points"]))
            for line in kept["lines"]
        )
        return Lines(str(kept["title"]), tuple(lines))
    bars = (
        Bar(str(bar["name"]), tuple(int(part) for part in bar["parts"]), str(bar["plain"]))
        for bar in kept["bars"]
    )
    names = tuple(str(name) for name in kept["parts"])
    # A picture that was kept by an older version has no whole.
    whole = int(kept.get("of", 0))
    return Bars(str(kept["title"]), names, tuple(bars), int(kept["left"]), whole)
