"""`wardroom servers`: lists of servers in and out, also when Slack is away."""

from pathlib import Path

import typer
from sqlmodel import Session

from bot.cli.playbooks import library
from bot.cli.setting import named, open_database, read_csv, settings, write_file
from bot.clock import SystemClock
from bot.domain import server_csv
from bot.domain.models import ServerImport, ServerImportRow
from bot.domain.server_csv import Table
from bot.domain.words import Door
from bot.errors import WardroomError
from bot.operations import background, server_import, server_list
from bot.operations.turn import SYSTEM, Actor, House, Turn
from bot.runtime import house_of
from bot.storage import estate
from bot.storage.database import Database
from bot.storage.incidents import lock

# More than in the background: who waits at a terminal waits for the end of it.
AT_ONCE = 250

app = typer.Typer(help="Import and export lists of servers.", no_args_is_help=True)


def _read(file: Path) -> Table:
    """Return the rows of the file, or raise with what is wrong; a large one is not read."""
    try:
        return server_csv.table(read_csv(file, each="server"))
    except WardroomError as error:
        raise WardroomError(f"{file}: {error.message}", next_step=error.next_step) from error


def _house() -> House:
    return house_of(settings(), library(), announce="", managers="")


@app.command("import")
def import_(
    file: Path = typer.Argument(metavar="FILE", help="CSV with headings, `hostname` among them."),
    incident: str = typer.Option(..., "--incident", metavar="INC", help="Like INC-2022-001."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Say what would happen; keep nothing."),
) -> None:
    """Enter a list of servers, and say row by row what became of it.

    Known hosts are updated, an empty cell changes nothing. Exit 1 if a row is refused.
    """
    table, house, clock = _read(file), _house(), SystemClock()

    def turn(session: Session) -> Turn:
        return Turn(session, clock.now(), Actor(SYSTEM, Door.CLI), house)

    def lay(session: Session) -> int:
        about = lock(session, named(session, incident))
        job = server_import.lay(turn(session), about, table, file.name, dry=dry_run)
        return job.row

    def chunk(session: Session) -> bool:
        about, job = named(session, incident), estate.import_by_id(session, import_id)
        if job is None or job.state != estate.RUNNING:
            return False
        return background.go_on(turn(session), about, job, most=AT_ONCE)

    with open_database() as database:
        import_id = database.write_now(lay)
        done = 0
        while database.write_now(chunk):
            done += AT_ONCE
            typer.echo(f"{min(done, len(table.rows))} of {len(table.rows)} rows", err=True)
        raise typer.Exit(_told(database, import_id, table))


def _told(database: Database, import_id: int, table: Table) -> int:
    """Print what became of every row; return the exit code."""
    job, rows = database.read_now(lambda session: _rows(session, import_id))
    for row in rows:
        host = f" {row.host}" if row.host else ""
        why = f": {row.why}" if row.why else ""
        typer.echo(f"line {row.line}{host} {row.outcome}{why}")
    if table.left_out:
        typer.echo(f"columns left out: {', '.join(table.left_out)}")
    ended = [sum(row.outcome == word for row in rows) for word in server_import.OUTCOMES]
    counted = zip(ended, server_import.OUTCOMES, strict=True)
    said = ", ".join(f"{number} {word}" for number, word in counted)
    typer.echo(f"{said}{'; a trial, nothing was kept' if job.dry else ''}")
    if job.problem:
        raise WardroomError(job.problem)
    return 1 if ended[-1] else 0


def _rows(session: Session, import_id: int) -> tuple[ServerImport, list[ServerImportRow]]:
    job = estate.import_by_id(session, import_id)
    if job is None:
        raise WardroomError("The import is gone.", next_step="Run it again.")
    return job, estate.told_rows(session, import_id)


@app.command("export")
def export(
    incident: str = typer.Argument(metavar="INC", help="Like INC-2022-001."),
    output: Path | None = typer.Option(None, "-o", "--output", help="File; else printed."),
) -> None:
    """Write an incident's servers as CSV; no cell runs as a formula."""
    with open_database() as database:
        text = database.read_now(
            lambda session: server_list.as_csv(session, named(session, incident))
        )
    if output is None:
        typer.echo(text, nl=False)
        return
    # Excel takes UTF-8 for what it is only with its mark.
    write_file(output, text.encode("utf-8-sig"))
    typer.echo(f"wrote {output}", err=True)


@app.callback()
def _servers() -> None:
    """Import and export lists of servers."""
