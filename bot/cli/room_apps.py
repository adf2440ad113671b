"""`wardroom room apps`: other bots in the Room, each with its manifest and two tokens."""

import json
from pathlib import Path
from typing import Any

import typer
import yaml
from sqlmodel import Session

from bot.cli.setting import open_database, settings
from bot.errors import WardroomError
from bot.room import apps
from bot.room.entities import App
from bot.room.errors import SlackError
from bot.slack.listeners.commands import COMMANDS

app = typer.Typer(help="Other bots in the Room.", no_args_is_help=True)


def _read(path: Path) -> Any:
    try:
        # JSON is YAML too, and Slack shows a manifest in either.
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeError, yaml.YAMLError) as error:
        raise WardroomError(
            f"{path} cannot be read as a manifest ({type(error).__name__}).",
            next_step="Give the app's manifest, JSON or YAML, as its page at Slack shows it.",
        ) from error


def _check_free(made: App) -> None:
    """Raise WardroomError for commands that are ours: whoever is installed last gets a command."""
    ours = {f"/{noun}" for noun in COMMANDS.nouns}
    taken = ", ".join(f"`{name}`" for name in made.commands if name in ours)
    if taken:
        raise WardroomError(
            f"The manifest declares {taken}: in the Room these are Wardroom's own.",
            next_step="Give its commands other names. Wardroom itself is in the Room already; its "
            "own manifest is for Slack.",
        )


@app.command()
def add(
    manifest: Path = typer.Argument(metavar="MANIFEST", help="The app's manifest, JSON or YAML."),
) -> None:
    """Install a bot, or give it a new manifest; print its tokens as lines for its environment."""
    given = _read(manifest)

    def work(session: Session) -> App:
        try:
            made = apps.add(session, given)
        except SlackError as error:
            why = "; ".join(error.messages[:3])
            raise WardroomError(
                f"Slack would refuse this manifest: {why}.", next_step="Correct it and try again."
            ) from error
        _check_free(made)
        return made

    with open_database() as database:
        made = database.write_now(work)
    chosen = settings()
    typer.echo(f"SLACK_BOT_TOKEN={made.bot_token}\nSLACK_APP_TOKEN={made.app_token}")
    typer.echo(f"SLACK_API_URL=http://127.0.0.1:{chosen.port}/slack/api/")
    typer.echo(
        f"{made.name} is in the Room. The tokens open nothing else. "
        "The port is that of WARDROOM_PORT; with `run --port`, under TLS or on a network it is "
        "another, which the Room names.",
        err=True,
    )


@app.command("list")
def list_(as_json: bool = typer.Option(False, "--json", help="For programs.")) -> None:
    """List the bots of the Room, the latest last: it gets a command that two declare."""
    with open_database() as database:
        rows = database.read_now(apps.everybody)
    if as_json:
        plain = [{"id": row.id, "name": row.name, "commands": list(row.commands)} for row in rows]
        typer.echo(json.dumps(plain, ensure_ascii=False))
        return
    for row in rows:
        typer.echo(f"{row.name}  {row.id}  {' '.join(row.commands)}")
