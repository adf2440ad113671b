"""`wardroom timeline import`: what was logged on paper, with both times kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import typer
from sqlmodel import Session

from bot.cli.playbooks import library
from bot.cli.setting import named, open_database, read_csv, settings
from bot.clock import SystemClock
from bot.domain import paper_log as logs
from bot.domain.models import Incident
from bot.domain.paper_log import Entry, Log
from bot.domain.words import Door
from bot.errors import NotFound, Refused, WardroomError
from bot.grammar.times import written
from bot.language.catalogue import say_many
from bot.operations import paper_log, people
from bot.operations.paper_log import Told
from bot.operations.turn import Actor, House, Turn
from bot.room import accounts
from bot.room.models import RoomAccount
from bot.runtime import house_of
from bot.slack.views import kit
from bot.slack.views.said import Said, paragraph
from bot.storage import incidents, suspensions
from bot.storage.database import Database

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
    file: Path = typer.Argument(
        metavar="FILE", help="CSV: happened_at, who, what, where, sheet, by."
    ),
    incident: str = typer.Option(..., "--incident", metavar="INC", help="Like INC-2022-001."),
    by: str = typer.Option("", "--by", metavar="WHO", help="Who enters it: user id, or name."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Say what would happen; keep nothing."),
) -> None:
    """Enter a paper log into the timeline, and say line by line what became of it.

    A line that is there already is left out, so the file may be imported again. Exit 1 if a line
    is refused.
    """
    if not by.strip():
        raise typer.BadParameter(
            "Who enters it? The timeline keeps by whom each line was recorded. Add --by with "
            "a user id, or a name as in the Room: --by asha.", param_hint="'--by'",
        )  # fmt: skip
    log = _read(file)
    house = house_of(settings(), library(), announce="", managers="")
    with open_database() as database:
        who = database.read_now(lambda session: _who(session, named(session, incident), by))
        told = _entered(database, house, log, incident, _Source(file.name, who), dry=dry_run)
    raise typer.Exit(_report(told, log, dry=dry_run))


@dataclass(frozen=True, slots=True)
class _Source:
    """The file whose lines are entered, and the user id of who enters them."""

    file: str
    by: str


def _who(session: Session, incident: Incident, said: str) -> str:
    """Return the user id of who enters a log; raise for whom nobody is, or who may not."""
    account = accounts.named(session, said) or session.get(RoomAccount, said.strip().upper())
    user_id = account.id if account is not None else _member(session, said)
    if suspensions.is_suspended(session, user_id):
        raise Refused(
            f"{said} may record nothing: their access is taken by written order.",
            rule="26, suspension", next_step="Give --by of whoever checked the lines instead.",
        )  # fmt: skip
    if not incidents.may_see(session, incident, user_id):
        raise Refused(
            f"{incident.ref} is private, and {said} does not belong to it.",
            rule="private incidents", next_step="Give --by of somebody who does.",
        )  # fmt: skip
    return user_id


def _member(session: Session, said: str) -> str:
    """Return the user id of a member; raise with how a person is named where no @ offers a list."""
    try:
        return people.member(session, said)
    except NotFound as error:
        raise NotFound(
            error.message,
            next_step="Give the name that stands behind their @, or their user id: in Slack it is "
            "copied from their profile (⋮, Copy member ID: U012ABCDEF), for the Room `wardroom "
            "room users list` has it. Wardroom knows whom Slack told it of when it last ran.",
        ) from error


def _entered(
    database: Database, house: House, log: Log, name: str, source: _Source, *, dry: bool
) -> list[Told]:
    clock, told = SystemClock(), list[Told]()
    left = len(log.entries)

    def work(session: Session, chunk: Sequence[Entry]) -> list[Told]:
        about = incidents.lock(session, named(session, name))
        turn = Turn(session, clock.now(), Actor(source.by, Door.CLI), house)
        found = paper_log.enter(turn, about, chunk, source.file, dry=dry)
        entered = sum(each.outcome == paper_log.ENTERED for each in (*told, *found))
        # Said once, with the last of them: a log of a thousand lines is not a thousand messages.
        if left == len(chunk) and entered and not dry:
            turn.say(about, lambda: _message(log, entered, source))
        return found

    for chunk in _chunks(log):
        told += database.write_now(partial(work, chunk=chunk))
        left -= len(chunk)
    return told


def _message(log: Log, entered: int, source: _Source) -> Said:
    moments = [each.at for each in log.entries if each.at is not None]
    first, last = (written(each, settings().zone) for each in (min(moments), max(moments)))
    return paragraph(
        say_many(
            "{who} entered {count} line of a paper log ({file}) into the timeline, from {first} "
            "to {last}. `/incident timeline 50` shows it.",
            "{who} entered {count} lines of a paper log ({file}) into the timeline, from {first} "
            "to {last}. `/incident timeline 50` shows them.",
            entered, who=kit.mention(source.by), file=kit.one_line(source.file, 80),
            first=first, last=last,
        )
    )  # fmt: skip


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
