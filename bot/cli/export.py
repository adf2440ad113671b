"""`wardroom export`: an incident as JSON or as a report in Markdown."""

from enum import StrEnum
from pathlib import Path

import typer
from sqlmodel import Session

from bot.cli.setting import named, open_database, settings, write_file
from bot.clock import SystemClock
from bot.export import document as documents
from bot.export import markdown, people
from bot.storage import news


class Format(StrEnum):
    """The forms an export may take."""

    JSON = "json"
    MD = "md"


def export(
    incident: str = typer.Argument(metavar="INC", help="Like INC-2022-001."),
    form: Format = typer.Option(Format.JSON, "--format", help="Which form."),
    output: Path | None = typer.Option(None, "-o", "--output", help="File; else printed."),
) -> None:
    """Export one incident whole: JSON (docs/export.schema.json) or a Markdown report."""

    def read(session: Session) -> tuple[dict[str, object], dict[str, str]]:
        content = documents.document(session, named(session, incident))
        # The document has accounts; only who reads a report wants names.
        return content, news.names(session, people.accounts(content)) if form is Format.MD else {}

    with open_database() as database:
        content, names = database.read_now(read)
    if form is Format.JSON:
        text = documents.as_json(content)
    else:
        text = markdown.report(
            content, zone=settings().zone, made_at=SystemClock().now(), names=names
        )
    if output is None:
        typer.echo(text, nl=False)
        return
    write_file(output, text.encode())
    typer.echo(f"wrote {output}", err=True)
