"""Whether what was counted is what is booked: exhibits in the store. Pure.

Departments' paper is `paper_count`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.evidence import EXHIBIT
from bot.domain.models import Exhibit
from bot.language.catalogue import later

SHELF: Final = ("hashed", "sealed", "stored", "retained")
ON_SHELF: Final = later("shelf")
WITH_AUTHORITY: Final = later("with the authority")
# Every state is in one place, so that the places add up to the register.
PLACES: Final[Sequence[tuple[str, tuple[str, ...]]]] = (
    (ON_SHELF, SHELF),
    (later("in transit"), ("in_transit",)),
    (WITH_AUTHORITY, ("with_authority",)),
    (later("not collected yet"), ("identified", "collecting", "failed")),
    (later("collected, not hashed"), ("collected",)),
    (later("unobtainable"), ("unobtainable",)),
    (later("released or gone"), ("released", "disposed", "returned_to_owner")),
)
# What is said even when nothing is there.
ALWAYS: Final = 3


@dataclass(frozen=True, slots=True)
class Compared:
    """What was counted against what is booked on the shelf, by exhibit.

    `extra` are counted and booked elsewhere, or in no register at all: then the place is empty.
    `opened` are those on which another seal was read than was put on, each with what was read.
    """

    booked: tuple[str, ...]
    counted: tuple[str, ...]
    missing: tuple[str, ...]
    extra: tuple[tuple[str, str], ...]
    opened: tuple[tuple[str, str], ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether the count is the register's."""
        return not (self.missing or self.extra or self.opened)


def place(row: Exhibit) -> str:
    """Return where an exhibit is booked; what a trial keeps may be kept outside."""
    if row.external and row.state in SHELF:
        return WITH_AUTHORITY
    return next(name for name, states in PLACES if row.state in states)


def booked(rows: Iterable[Exhibit]) -> dict[str, tuple[str, ...]]:
    """Return the names of the exhibits in every place; together they are the whole register."""
    found: dict[str, list[str]] = {name: [] for name, _ in PLACES}
    for row in rows:
        found[place(row)].append(EXHIBIT.name(row))
    return {name: tuple(names) for name, names in found.items()}


def compare(rows: Sequence[Exhibit], counted: Sequence[str], seals: Mapping[str, str]) -> Compared:
    """Return what is missing on the shelf, what is too many, and which seals read otherwise."""
    places = {EXHIBIT.name(row): place(row) for row in rows}
    put_on = {EXHIBIT.name(row): (row.seal_no or "") for row in rows}
    shelf = tuple(name for name, where in places.items() if where == ON_SHELF)
    found = tuple(dict.fromkeys(counted))
    return Compared(
        booked=shelf,
        counted=found,
        missing=tuple(name for name in shelf if name not in found),
        extra=tuple((name, places.get(name, "")) for name in found if name not in shelf),
        opened=tuple(
            (name, read)
            for name, read in seals.items()
            if name in put_on and read.upper() != put_on[name].upper()
        ),
    )


def written(found: Compared) -> str:
    """Return for the record how the count went, in English."""
    said = [f"{len(found.counted)} counted, {len(found.booked)} booked on the shelf"]
    said += [f"missing: {', '.join(found.missing)}"] if found.missing else []
    extra = ", ".join(f"{name} ({where or 'in no register'})" for name, where in found.extra)
    said += [f"too many: {extra}"] if extra else []
    said += [f"{name} reads {read}" for name, read in found.opened]
    return "; ".join(said)
