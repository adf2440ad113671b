"""Puts the commands together and turns every expected error into one line and an exit code.

0 is fine, 1 is a finding or failure, 2 is wrong usage. A command's module is imported when that
command is asked for: together they need more than a second, and `wardroom --version` none of it.
"""

import errno
import os
import sys
from collections import UserDict
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from bot import __version__
from bot.errors import WardroomError

# Each is a module beside this one: it holds `app`, a group, or a function of the command's name.
COMMANDS = (
    "run", "export", "manifest", "doctor", "bench", "db", "playbooks", "audit", "room", "servers",
    "seed", "print", "timeline",
)  # fmt: skip

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}


class Modules(UserDict[str, Any]):
    """The commands by name; asking for one imports its module."""

    def __init__(self) -> None:
        super().__init__(dict.fromkeys(COMMANDS))

    def __getitem__(self, name: str) -> object:
        """Return the command, or raise KeyError."""
        if self.data[name] is None:
            self.data[name] = _command(name)
        return self.data[name]


class Commands(TyperGroup):
    """The commands of `wardroom`; typer finds, lists and suggests by this mapping."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**{**attributes, "commands": Modules()})


def _command(name: str) -> object:
    module, holder = import_module(f"bot.cli.{name}"), typer.Typer(rich_markup_mode=None)
    if hasattr(module, "app"):
        holder.add_typer(module.app, name=name)
    else:
        holder.command(name)(getattr(module, name))
    holder.callback()(lambda: None)
    return typer.main.get_group(holder).commands[name]


app = typer.Typer(
    name="wardroom",
    cls=Commands,
    help="Runs a hospital's answer to a cyber attack from Slack or from its own Room.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"wardroom {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", help="Print the version and stop.",
        callback=lambda wanted: _version(wanted=wanted), is_eager=True,
    ),
) -> None:  # fmt: skip
    """Run a hospital's answer to a cyber attack from Slack or from its own Room."""


def main() -> None:
    """Run the command line; an expected error is one line, not a traceback."""
    try:
        app(prog_name="wardroom")
    except WardroomError as error:
        typer.echo(f"wardroom: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        # The reader of our output went away, as `| head` does.
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        # What is still to be printed has no place to go; the end must not stumble over it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        why = f"this could not be written whole ({error.strerror}). Make room, and run it again."
        typer.echo(f"wardroom: {why}", err=True)
        sys.exit(1)
