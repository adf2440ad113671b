"""`wardroom bench`: measures itself against bare floors, and says where it falls short."""

import json
import sys
from pathlib import Path

import typer
from rich.console import Console

from bot.errors import Mistyped
from bot.storage.database import engine_url


def bench(
    quick: bool = typer.Option(False, "--quick", help="Less of everything: two minutes."),
    full: bool = typer.Option(False, "--full", help="A chain of a million entries, not 100,000."),
    only: list[str] = typer.Option(
        [], "--only", help="This measurement alone; repeat for several.", metavar="NAME"
    ),
    file: Path | None = typer.Option(None, "--json", help="Also write the figures as JSON."),
    postgres: str | None = typer.Option(
        None, "--postgres", help="Measure on this server instead of SQLite; needs CREATEDB.",
        metavar="URL",
    ),
    strict: bool = typer.Option(False, "--strict", help="Exit 1 if a bar is missed."),
) -> None:  # fmt: skip
    """Measure answers, declaring, reports, sending and starting; print ratios to bare floors."""
    from bot.bench import bench as sizes
    from bot.bench import suite, table

    _check(only, file, postgres)
    if quick and full:
        raise typer.BadParameter("--quick measures less, --full more: take one.")
    size = sizes.QUICK if quick else sizes.FULL if full else sizes.USUAL
    progress = Console(stderr=True)
    with progress.status("measuring") as status:
        rows = suite.run(
            only, size, postgres=postgres,
            say=lambda text: status.update(text) if sys.stderr.isatty() else None,
        )  # fmt: skip
    machine = suite.machine(postgres)
    table.show(Console(width=None if sys.stdout.isatty() else 140), rows, machine)
    if file is not None:
        told = table.written(rows, machine, quick=quick)
        file.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    raise typer.Exit(1 if strict and table.shortfalls(rows) else 0)


def _check(only: list[str], file: Path | None, postgres: str | None) -> None:
    """Say what is wrong with the words before minutes of measuring are spent on them."""
    from bot.bench import suite

    try:
        suite.chosen(only)
        engine = engine_url(postgres).get_backend_name() if postgres is not None else "postgresql"
        if file is not None:
            file.touch()
    except (Mistyped, ValueError) as error:
        raise typer.BadParameter(str(error)) from error
    except OSError as error:
        raise typer.BadParameter(f"{file}: it cannot be written ({error.strerror}).") from error
    if engine != "postgresql":
        raise typer.BadParameter("--postgres: give an address like postgresql://user@host/name")
