"""Shows rows: as a table for people, as plain data for programs."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.bench.figures import Bar, Figure, Row

MARKS = {True: "✓", False: "✗", None: ""}
MANY = 100


def number(value: float) -> str:
    """Return a figure with as many digits as mean something."""
    if value >= MANY or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"  # noqa: PLR2004 - two digits suffice.


def figure(given: Figure | None) -> str:
    """Return `p50/p99`, or the one value, or nothing."""
    if given is None:
        return ""
    return number(given.p50) if given.p99 is None else f"{number(given.p50)}/{number(given.p99)}"


def bar(given: Bar | None, unit: str) -> str:
    """Return what is promised, in words."""
    if given is None:
        return ""
    tail = "p99 " if given.of.startswith("p99") else ""
    end = "×" if given.of.endswith("/floor") else f" {unit}"
    return f"{tail}≤ {number(given.most)}{end}"


def table(rows: Sequence[Row]) -> Table:
    """Return the table."""
    made = Table("what", box=None, pad_edge=False, header_style="bold")
    for title in ("Wardroom", "floor", "ratio", "bar"):
        made.add_column(title, justify="right", no_wrap=True)
    made.add_column("")
    name = ""
    for row in rows:
        if name not in {"", row.name}:
            made.add_section()
        name = row.name
        ratio = f"{row.ratio:.2f}×" if row.ratio is not None else ""
        shown = f"{figure(row.ours)} {row.unit}"
        made.add_row(row.what, shown, figure(row.floor), ratio, bar(row.bar, row.unit),
                     MARKS[row.met])  # fmt: skip
    return made


def shortfalls(rows: Sequence[Row]) -> list[Row]:
    """Return what misses its bar."""
    return [row for row in rows if row.met is False]


def show(console: Console, rows: Sequence[Row], machine: Mapping[str, Any]) -> None:
    """Print the machine, the table and what falls short."""
    console.print(
        f"{machine['cpus']} CPUs, Python {machine['python']}, {machine['database']}, "
        f"{machine['system']}. p50/p99; the floor of each line is measured beside it."
    )
    console.print(table(rows))
    short = shortfalls(rows)
    if not short:
        console.print("Every bar is reached.")
        return
    console.print(f"{len(short)} of {sum(row.met is not None for row in rows)} bars are missed:")
    for row in short:
        console.print(f"  ✗ {row.what}: {held(row)}, promised {bar(row.bar, row.unit)}")


def held(row: Row) -> str:
    """Return what is held against the row's bar, in words."""
    if row.bar is not None and row.bar.of.endswith("/floor") and row.ratio is not None:
        return f"{row.ratio:.2f}×"
    return f"{figure(row.ours)} {row.unit}"


def written(rows: Sequence[Row], machine: Mapping[str, Any], *, quick: bool) -> dict[str, Any]:
    """Return everything as plain data."""
    return {
        "machine": dict(machine),
        "quick": quick,
        "rows": [
            {
                "name": row.name, "what": row.what, "unit": row.unit, "note": row.note,
                "p50": row.ours.p50, "p99": row.ours.p99,
                "floor_p50": row.floor.p50 if row.floor else None,
                "floor_p99": row.floor.p99 if row.floor else None,
                "ratio": row.ratio, "bar": bar(row.bar, row.unit), "met": row.met,
            }
            for row in rows
        ],
        "short": [row.what for row in shortfalls(rows)],
    }  # fmt: skip
