"""`wardroom timeline import`: what was logged on paper, with both times kept."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import typer
from sqlmodel import Session

from bot.cli.playbooks import library
from bot.cli.setting import named, open_database, read_csv, settings
from bot.clock import SystemClock
from bot.domain import paper_log as logs
from bot.domain.paper_log import Entry, Log
from bot.domain.words import Door
from bot.errors import WardroomError
from bot.grammar.times import written
from bot.operations import paper_log
from bot.operations.paper_log import Told
from bot.operations.turn import SYSTEM, Actor, House, Turn
from bot.runtime import house_of
from bot.slack.views import kit
from bot.slack.views.said import Said, paragraph
from bot.slack.views.words import counted
from bot.storage.database import Database
from bot.storage.incidents import lock

app = typer.Typer(help="Enter what was logged on paper.", no_args_is_help=True)


def _read(file: Path) -> Log:
    try:
        text = read_csv(file, each=logs.EACH)
        return logs.read(text, now=SystemClock().now(), zone=settings().zone)
    except WardroomError as error:
        raise WardroomError(f"{file}: {error.message}", next_step=error.next_step) from error


def _chunks(log: Log) -> Iterator[Sequence[Entry]]:
    """Yield the entries some at a time, in the order in which they happened."""
    ordered = sorted(log.entries, key=lambda each: (each.at is not None, each.at, each.line))
    for first in range(0, len(ordered), paper_log.CHUNK):
        yield ordered[first : first + paper_log.CHUNK]


@app.command("import")
def import_(
    file: Path = typer.Argument(metavar="FILE", help="CSV: happened_at, who, what, where, sheet."),
    incident: str = typer.Option(..., "--incident", metavar="INC", help="Like INC-2022-001."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Say what would happen; keep nothing."),
) -> None:
    """Enter a paper log into the timeline, and say line by line what became of it.

    A line that is there already is left out, so the file may be imported again. Exit 1 if a line
    is refused.
    """
    log = _read(file)
    house = house_of(settings(), library(), announce="", managers="")
    with open_database() as database:
        told = _entered(database, house, log, incident, file.name, dry=dry_run)
    raise typer.Exit(_report(told, log, dry=dry_run))


def _entered(
    database: Database, house: House, log: Log, name: str, file: str, *, dry: bool
) -> list[Told]:
    clock, told = SystemClock(), list[Told]()
    left = len(log.entries)

    def work(session: Session, chunk: Sequence[Entry]) -> list[Told]:
        about = lock(session, named(session, name))
        turn = Turn(session, clock.now(), Actor(SYSTEM, Door.CLI), house)
        found = paper_log.enter(turn, about, chunk, file, dry=dry)
        entered = sum(each.outcome == paper_log.ENTERED for each in (*told, *found))
        # Said once, with the last of them: a log of a thousand lines is not a thousand messages.
        if left == len(chunk) and entered and not dry:
            turn.say(about, lambda: _message(log, entered, file))
        return found

    for chunk in _chunks(log):
        told += database.write_now(partial(work, chunk=chunk))
        left -= len(chunk)
    return told


def _message(log: Log, entered: int, file: str) -> Said:
    moments = [each.at for each in log.entries if each.at is not None]
    first, last = (written(each, settings().zone) for each in (min(moments), max(moments)))
    return paragraph(
        f"A paper log was entered into the timeline: {counted(entered, 'line')} of "
        f"{kit.one_line(file, 80)}, from {first} to {last}. `/incident timeline 50` shows them."
    )


def _report(told: Sequence[Told], log: Log, *, dry: bool) -> int:
    """Print what became of every line; return the exit code."""
    for each in sorted(told, key=lambda told: told.line):
        typer.echo(f"line {each.line} {each.outcome}{f': {each.why}' if each.why else ''}")
    if log.left_out:
        typer.echo(f"columns left out: {', '.join(log.left_out)}")
    counts = {word: sum(each.outcome == word for each in told) for word in paper_log.OUTCOMES}
    said = ", ".join(f"{number} {word}" for word, number in counts.items())
    typer.echo(f"{said}{'; a trial, nothing was kept' if dry else ''}")
    return 1 if counts[paper_log.REFUSED] else 0


@app.callback()
def _timeline() -> None:
    """Enter what was logged on paper."""
