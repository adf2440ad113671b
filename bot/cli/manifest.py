"""`wardroom manifest`: the Slack app manifest, from the registry that listens."""

import json
import re

import typer

from bot.slack.manifest import manifest as build


def manifest(
    url: str | None = typer.Option(
        None, "--url", help="Public address of the HTTP door; without it, Socket Mode."
    ),
) -> None:
    """Print the Slack app manifest as JSON."""
    if url is not None and not re.fullmatch(r"https://[^\s/?#]+(/[^\s?#]*)?", url):
        raise typer.BadParameter("Slack calls https only: https://wardroom.example.org")
    typer.echo(json.dumps(build(url=url), indent=2, ensure_ascii=False))
