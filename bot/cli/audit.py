"""`wardroom audit`: verifies the hash chain, in the database or in an export, offline."""

import json
import re
from dataclasses import asdict
from pathlib import Path

import typer
from sqlmodel import Session

from bot.cli.setting import named, open_database
from bot.domain.chain import Kept
from bot.export import verify as checks
from bot.storage import incidents, timeline

app = typer.Typer(help="Check that no timeline was changed.", no_args_is_help=True)


def _in_database(name: str | None, kept: Kept | None) -> list[checks.Verdict]:
    def read(session: Session) -> list[checks.Verdict]:
        with timeline.any_bytes(session):
            rows = [named(session, name)] if name else incidents.all_incidents(session)
            return [checks.in_database(session, row, kept) for row in rows]

    with open_database() as database:
        return database.read_now(read)


def _kept(words: str) -> Kept | None:
    """Return the head as somebody wrote it down (`337: 9022d7b17a020b3b…`)."""
    if not words:
        return None
    read = re.fullmatch(r"(\d{1,9}):\s*([0-9a-f]{8,64})…?", words.strip().lower())
    if read is None:
        raise typer.BadParameter("Write it as it is printed: 337:9022d7b17a020b3b")
    return Kept(int(read[1]), read[2])


@app.command()
def verify(
    what: str | None = typer.Argument(
        None, metavar="[INC|FILE]", help="An incident, an exported file, or nothing for all."
    ),
    kept: str = typer.Option(
        "", "--kept", metavar="N:HASH",
        help="A head that was written down elsewhere: a chain cut together with its head fails it.",
    ),
    as_json: bool = typer.Option(False, "--json", help="For programs."),
) -> None:  # fmt: skip
    """Verify the hash chain; exit 1 and name the first broken entry if it does not hold."""
    is_file = what is not None and (Path(what).is_file() or not re.match(r"(?i)inc-", what))
    head = _kept(kept)
    if head is not None and what is None:
        raise typer.BadParameter("--kept is of one incident: name it, or its export.")
    found = [checks.in_file(Path(str(what)), head)] if is_file else _in_database(what, head)
    if as_json:
        typer.echo(json.dumps([asdict(verdict) for verdict in found]))
    else:
        for verdict in found:
            typer.echo(verdict.line)
        if not found:
            typer.echo("No incident has been declared yet; there is nothing to verify.")
    raise typer.Exit(1 if any(verdict.broken for verdict in found) else 0)


@app.callback()
def _audit() -> None:
    """Check that no timeline was changed."""
