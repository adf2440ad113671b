"""`wardroom seed aiims`: the Room's demo incident, entered as people would enter it."""

import typer

from bot.cli.playbooks import library
from bot.cli.setting import open_database, settings
from bot.clock import SystemClock
from bot.obligations.house import chosen
from bot.operations import aiims, demo
from bot.operations.turn import House
from bot.room.hospital import CHANNELS
from bot.runtime import house_of

app = typer.Typer(help="Fill the demo.", no_args_is_help=True)


@app.callback()
def _root() -> None:
    """Fill the demo."""


@app.command("aiims")
def aiims_(
    title: str = typer.Option(aiims.TITLE, "--incident-title", help="What it is called."),
) -> None:
    """Fill the demo incident; one that was begun goes on, one that is there stays as it is."""
    given, now = settings(), SystemClock().now
    house = _house()
    with open_database() as database:
        in_room = given.door == "room"
        database.read_now(lambda session: demo.check_place(session, in_room=in_room))
        database.read_now(demo.check_absent)
        there = database.write_now(
            lambda session: demo.begin(session, house, now=now(), title=title)
        )
        while not there.whole:
            there = database.write_now(lambda session: demo.go_on(session, house, now=now()))
    typer.echo(f"{there.ref} is filled. `wardroom run` opens the Room with it.")


def _house() -> House:
    given = settings()
    _, announce, managers = (row[0] for row in CHANNELS)
    return house_of(
        given, library(), announce=announce, managers=managers,
        profile=chosen(given.profile),
    )  # fmt: skip
