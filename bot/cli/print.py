"""`wardroom print`: what people work with when neither Slack nor a screen is there, on A4."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import typer
from sqlmodel import Session

from bot.cli.playbooks import library
from bot.cli.setting import named, open_database, settings, write_file
from bot.clock import SystemClock
from bot.domain.models import Incident
from bot.errors import BadStart, NotFound, WardroomError
from bot.grammar.times import written
from bot.paper import evidence_forms, html, pdf, playbook_sheets, reading, ward_pack
from bot.paper.model import Document

T = TypeVar("T")

app = typer.Typer(help="Print what wards, responders and the evidence store work with on paper.",
                  no_args_is_help=True)  # fmt: skip


class Form(StrEnum):
    """In which form a document is written."""

    HTML = "html"
    PDF = "pdf"
    BOTH = "both"


FORM = typer.Option(Form.BOTH, "--format", help="Which form.")
OUTPUT = typer.Option(
    Path(), "-o", "--output", help="Folder, or a file that ends in .pdf or .html."
)
INCIDENT = typer.Option(
    "", "--incident", metavar="INC", help="Like INC-2022-001; else the only open one, if any."
)
BLANK = typer.Option(False, "--blank", help="As for a quiet day: of no incident.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where a document goes, in which form, and when it was asked for."""

    form: Form
    output: Path
    at: datetime


def _desk(session: Session, what: str, at: datetime) -> reading.Desk:
    return reading.Desk(session, settings().zone, _foot(what, at))


def _foot(what: str, at: datetime) -> str:
    return f"{what} · printed {written(at, settings().zone)}"


def _about(name: str, read: Callable[[Session, Incident], T], *, blank: bool) -> T | None:
    """Return what is read of the incident that is meant; None when none is.

    Without a name a database that is away or empty is no reason to print nothing.
    """
    if blank:
        return None
    try:
        with open_database() as database:

            def look(session: Session) -> T | None:
                found = named(session, name) if name else reading.the_open_one(session)
                return read(session, found) if found is not None else None

            found = database.read_now(look)
    except BadStart as error:
        if name:
            raise
        typer.echo(f"of no incident: {error.message}", err=True)
        return None
    if found is None:
        typer.echo("of no incident: not exactly one is open; --incident INC names one", err=True)
    return found


@app.command("ward-pack")
def ward_pack_(
    incident: str = INCIDENT,
    department: str = typer.Option("", "--department", help="Only this one, like opd."),
    labels: int = typer.Option(21, "--labels", min=0, max=2100, help="Temporary IDs per block."),
    blank: bool = BLANK,
    form: Form = FORM,
    output: Path = OUTPUT,
) -> None:
    """Print rules, contacts, forms, returns and temporary ID labels for wards on paper."""
    wanted = Wanted(form, output, SystemClock().now())

    def read(session: Session, about: Incident) -> ward_pack.Pack:
        desk = _desk(session, f"Ward pack {about.ref}", wanted.at)
        return reading.ward_pack(desk, about, only=department, labels=labels)

    found = _about(incident, read, blank=blank)
    if found is None:
        found = ward_pack.Pack(_foot("Ward pack", wanted.at), labels=labels)
    if department and (not found.ref or not found.wards):
        raise NotFound(
            f"There is no department {department!r}{f' in {found.ref}' if found.ref else ''}.",
            next_step="Leave --department out, or enter it: `/dept add <slug> name=…`.",
        )
    _write(ward_pack.document(found), "ward-pack", wanted)


@app.command("playbook")
def playbook_(
    slug: str = typer.Argument(help="The playbook's slug."),
    incident: str = INCIDENT,
    blank: bool = BLANK,
    form: Form = FORM,
    output: Path = OUTPUT,
) -> None:
    """Print a playbook's tasks with boxes, roles, due times and lines for the proof.

    In an incident that runs it, as it stands now; else as it is written.
    """
    wanted = Wanted(form, output, SystemClock().now())
    text = library().playbooks.get(slug)
    top: list[tuple[str, str]] = []

    def read(session: Session, about: Incident) -> tuple[playbook_sheets.Work, ...]:
        top[:] = [("Incident", about.ref)]
        return reading.works(_desk(session, slug, wanted.at), about, slug)

    works = _about(incident, read, blank=blank) or ()
    if text is None and not works:
        raise NotFound(f"There is no playbook {slug!r}.", next_step="`wardroom playbooks list`.")
    if not works and text is not None:
        top[:] = [("Version", f"{text.version} ({text.source_sha256[:12]})"), ("Started at", "")]
        works = playbook_sheets.from_text(text)
    facts = playbook_sheets.Facts(
        text.title if text else slug, _foot(f"Playbook {slug}", wanted.at),
        (*top, ("Tasks", f"{len(works)}, {sum(each.critical for each in works)} critical"),
         *playbook_sheets.leads(text)), text.intro if text else "",
    )  # fmt: skip
    _write(playbook_sheets.document(facts, works), f"playbook-{slug}", wanted)


@app.command("evidence")
def evidence_(
    incident: str = typer.Argument(metavar="INC", help="Like INC-2022-001."),
    form: Form = FORM,
    output: Path = OUTPUT,
) -> None:
    """Print the register, a chain-of-custody form for each exhibit, slips, cards for racks."""
    wanted = Wanted(form, output, SystemClock().now())

    def read(session: Session) -> evidence_forms.Register:
        about = named(session, incident)
        return reading.evidence(_desk(session, f"Evidence {about.ref}", wanted.at), about)

    with open_database() as database:
        found = database.read_now(read)
    _write(evidence_forms.document(found), f"evidence-{found.ref}", wanted)


def _write(document: Document, name: str, wanted: Wanted) -> None:
    """Write the document's files and say where they are; a file that is there is replaced."""
    for path in _paths(name, wanted):
        made = (
            pdf.pages(document, wanted.at) if path.suffix == ".pdf"
            else html.page(document).encode()
        )  # fmt: skip
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WardroomError(f"{path}: it cannot be written ({error.strerror}).") from error
        write_file(path, made)
        typer.echo(f"wrote {path}")


def _paths(name: str, wanted: Wanted) -> list[Path]:
    suffix = wanted.output.suffix.lower().lstrip(".")
    if suffix in {Form.HTML, Form.PDF}:
        if wanted.form not in {Form.BOTH, suffix}:
            raise typer.BadParameter(f"{wanted.output} is no {wanted.form}.")
        return [wanted.output]
    forms = (Form.HTML, Form.PDF) if wanted.form is Form.BOTH else (wanted.form,)
    return [wanted.output / f"{name}.{each}" for each in forms]


@app.callback()
def _print() -> None:
    """Print what wards, responders and the evidence store work with on paper."""
