"""`wardroom playbooks`: list, show and lint."""

import json
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cli.setting import settings
from bot.errors import NotFound, WardroomError
from bot.grammar.suggest import nearest
from bot.playbook.gates import GATES
from bot.playbook.library import Library, LibraryError
from bot.playbook.lint import lint as find
from bot.playbook.markdown import split_lines
from bot.playbook.model import Playbook
from bot.playbook.telling import told
from bot.playbook.unseen import escaped

HEADS = {False: "Not loaded, for this is wrong:", True: "Loaded, but look at this:"}

app = typer.Typer(help="List, show and lint the playbooks.", no_args_is_help=True)


def library() -> Library:
    """Return the playbooks of the settings' folder, or raise with the reason."""
    try:
        return Library.load(settings().playbooks)
    except LibraryError as error:
        raise WardroomError(f"WARDROOM_PLAYBOOKS: {error}") from error


def _row(playbook: Playbook) -> dict[str, object]:
    return {
        "slug": playbook.slug,
        "title": playbook.title,
        "start": playbook.start,
        "tasks": len(playbook.steps),
        "critical": sum(step.critical for step in playbook.steps),
        "sha256": playbook.source_sha256,
    }


@app.command("list")
def list_(as_json: bool = typer.Option(False, "--json", help="For programs.")) -> None:
    """List the playbooks, and what keeps others from loading."""
    found = library()
    rows = [_row(playbook) for playbook in found.playbooks.values()]
    if as_json:
        findings = [str(finding) for finding in found.findings]
        typer.echo(json.dumps({"playbooks": rows, "findings": findings}, ensure_ascii=False))
        return
    table = Table("slug", "title", "starts", "tasks", "critical", box=None)
    for row in rows:
        cells = (str(row[key]) for key in ("slug", "title", "start", "tasks", "critical"))
        # As text: a title may hold brackets that rich would read as a style.
        table.add_row(*(Text(escaped(cell)) for cell in cells))
    Console().print(table)
    for loaded, head in HEADS.items():
        told = [str(each) for each in found.findings if (each.path in found.used) == loaded]
        if told:
            typer.echo("\n".join((head, *told)), err=True)


@app.command()
def show(
    slug: str = typer.Argument(help="The playbook's slug."),
    as_json: bool = typer.Option(False, "--json", help="For programs."),
) -> None:
    """Show one playbook with its tasks."""
    found = library()
    playbook = found.playbooks.get(slug)
    if playbook is None:
        raise _missing(slug, found)
    if as_json:
        typer.echo(json.dumps({**_row(playbook), **told(playbook)}, ensure_ascii=False))
        return
    # Whoever wrote the file does not write to the terminal of whoever reads it.
    typer.echo("\n".join(map(escaped, split_lines(playbook.source.rstrip()))))


def _missing(slug: str, found: Library) -> NotFound:
    """Return that there is no such playbook, with what keeps its file from being one."""
    wrong = [each for each in found.findings if each.path not in found.used]
    wrong.sort(key=lambda each: each.severity != "error")
    own = [str(each) for each in wrong if Path(each.path).stem == slug]
    if own:
        return NotFound(
            f"There is no playbook {slug!r}, for its file is not loaded: {own[0]}",
            next_step="Correct the file; `wardroom playbooks lint` names everything wrong.",
        )
    close = nearest(slug, found.playbooks)
    meant = f"Did you mean `{close}`? " if close else ""
    return NotFound(
        f"There is no playbook {slug!r}.", next_step=f"{meant}`wardroom playbooks list` has them."
    )


@app.command()
def lint(
    paths: list[Path] | None = typer.Argument(None, help="Files or folders."),
    as_json: bool = typer.Option(False, "--json", help="For programs."),
) -> None:
    """Print `file:line: code message` for everything wrong; exit 1 on errors."""
    findings = find(paths or [settings().playbooks], known_gates=GATES)
    if as_json:
        rows = [
            {"path": str(each.path), "line": each.line, "code": each.code,
             "message": each.message, "severity": each.severity} for each in findings
        ]  # fmt: skip
        typer.echo(json.dumps(rows, ensure_ascii=False))
    else:
        for finding in findings:
            typer.echo(str(finding))
    raise typer.Exit(1 if any(each.severity == "error" for each in findings) else 0)
