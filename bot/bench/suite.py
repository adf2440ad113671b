"""The measurements by name, run one after the other; and the machine that they ran on."""

import asyncio
import os
import platform
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from bot.bench.bench import Bench, Measure, Size
from bot.bench.busy import busy
from bot.bench.commands import commands, reading
from bot.bench.declaring import declaring
from bot.bench.figures import Row
from bot.bench.ground import Ground
from bot.bench.registers import registering
from bot.bench.reports import digests
from bot.bench.sending import boards, drain
from bot.bench.starting import starting
from bot.bench.ticking import ticking
from bot.bench.verifying import verifying
from bot.errors import Mistyped
from bot.storage.database import journal_mode

MEASURES: dict[str, Measure] = {
    "commands": commands,
    "reading": reading,
    "busy": busy,
    "declare": declaring,
    "digest": digests,
    "tick": ticking,
    "registers": registering,
    "board": boards,
    "drain": drain,
    "start": starting,
    "verify": verifying,
}


def chosen(only: Sequence[str]) -> dict[str, Measure]:
    """Return the measurements of those names, or all; raise Mistyped for an unknown one."""
    for name in only:
        if name not in MEASURES:
            raise Mistyped(
                f"There is no measurement `{name}`.",
                next_step=f"There are: {', '.join(MEASURES)}.",
            )
    return {name: measure for name, measure in MEASURES.items() if not only or name in only}


def run(
    only: Sequence[str], size: Size, *, postgres: str | None, say: Callable[[str], None]
) -> list[Row]:
    """Measure and return every row."""
    rows: list[Row] = []
    with Ground(postgres) as ground:
        bench = Bench(ground, size, say)

        async def each() -> None:
            for measure in chosen(only).values():
                rows.extend(await measure(bench))

        asyncio.run(each())
    return rows


def machine(postgres: str | None) -> dict[str, Any]:
    """Return what the figures depend on."""
    journal, synchronous = journal_mode()
    engine = f"SQLite {sqlite3.sqlite_version}, {journal}/{synchronous}"
    return {
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "database": "PostgreSQL" if postgres else engine,
    }
