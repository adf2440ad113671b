"""`wardroom room users`: who may log in to the Room. Works beside a running one, within seconds.

Roles and admins are not given here: they go by the person's id, as everywhere in Wardroom.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from types import MappingProxyType
from typing import Final, TypeVar

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlmodel import Session

from bot.cli import room_apps
from bot.cli.setting import open_database, settings
from bot.clock import SystemClock
from bot.config import Settings
from bot.domain.models import Person
from bot.errors import Mistyped, WardroomError
from bot.operations.people import members_of
from bot.room import accounts, passcodes
from bot.room.accounts import Facts, User
from bot.room.errors import AccountError
from bot.slack.parts import USER

app = typer.Typer(help="Look after the Room.", no_args_is_help=True)
users = typer.Typer(help="Who may log in to the Room.", no_args_is_help=True)
app.add_typer(users, name="users")
app.add_typer(room_apps.app, name="apps")

NAME = typer.Argument(metavar="NAME", help="The name to log in with, like asha.")
REAL_NAME = typer.Option("", "--real-name", help="As others see it: Asha Rawat.")
TITLE = typer.Option("", "--title", help="What the person is: Lab technician.")
EMAIL = typer.Option("", "--email", help="Where apps may look the person up.")
ASK = typer.Option(False, "--ask", help="Type a passcode of your own; else one is made.")
# So much of each is kept.
LONGEST: Final = MappingProxyType({"real_name": 200, "title": 100, "email": 200})
T = TypeVar("T")


@contextmanager
def _said() -> Iterator[None]:
    """Turn the Room's refusals into the command line's."""
    try:
        yield
    except AccountError as error:
        raise WardroomError(str(error)) from error


def _written(work: Callable[[Session, datetime], T]) -> T:
    now = SystemClock().now()
    with open_database() as database, _said():
        return database.write_now(lambda session: work(session, now))


def _read(work: Callable[[Session, datetime], T]) -> T:
    now = SystemClock().now()
    with open_database() as database:
        return database.read_now(lambda session: work(session, now))


def _passcode(name: str, *, ask: bool) -> str:
    """Return a new passcode: drawn, or typed twice and not too easy."""
    if not ask:
        return passcodes.drawn()
    typed: str = typer.prompt(
        f"Passcode of {name}", hide_input=True, confirmation_prompt="Once more"
    )
    if not passcodes.SHORTEST <= len(typed) <= passcodes.LONGEST:
        raise Mistyped(
            f"A passcode has {passcodes.SHORTEST} to {passcodes.LONGEST} characters.",
            next_step="Three or four words do well; without --ask one is made.",
        )
    if name.lower() in typed.lower():
        raise Mistyped(
            "A passcode does not hold its own user's name.",
            next_step="Three or four other words do well; without --ask one is made.",
        )
    return typed


def _known(session: Session, slack: str) -> Person | None:
    """Return what Slack told of the person; raise Mistyped for whom nobody can be."""
    if not USER.fullmatch(slack):
        raise Mistyped(
            f"{slack!r} is no Slack user id, like U07ABCDEF.",
            next_step="In Slack: the person's profile, ⋮, Copy member ID.",
        )
    person = session.get(Person, slack)
    if person is not None and (person.is_bot or person.is_gone):
        raise Mistyped(
            f"{slack} is {'an app' if person.is_bot else 'no longer in Slack'}.",
            next_step="Give the id of somebody who is a member now.",
        )
    return person


@users.command()
def add(
    name: str = NAME,
    real_name: str = REAL_NAME,
    title: str = TITLE,
    email: str = EMAIL,
    slack: str = typer.Option("", "--slack", metavar="U…", help="Is this person in Slack."),
    guest: bool = typer.Option(False, "--guest", help="Sees what they are invited to."),
    ask: bool = ASK,
) -> None:
    """Let somebody in, and show the passcode once."""
    with _said():
        name = accounts.checked_name(name)
    passcode = _passcode(name, ask=ask)
    kept = passcodes.hashed(passcode)

    def work(session: Session, now: datetime) -> tuple[str, bool]:
        person = _known(session, slack) if slack else None
        called = real_name or (person.real_name if person else "") or name
        is_guest = guest or (person is not None and person.is_guest)
        facts = Facts(**_shown(real_name=called, title=title, email=email), guest=is_guest)
        made = accounts.add(session, name, facts, kept, now=now, user_id=slack)
        return made, person is not None

    user_id, known = _written(work)
    typer.echo(f"{name} may log in now. Id: {user_id}")
    if slack and not known:
        typer.echo(f"Slack has not told of {slack} yet; the name follows when it does.", err=True)
    _show(passcode, ask=ask)


def _shown(**given: str) -> dict[str, str]:
    """Return what is shown of a user, as long as it is kept."""
    return {field: value[: LONGEST[field]] for field, value in given.items()}


def _show(passcode: str, *, ask: bool) -> None:
    if not ask:
        typer.echo(f"Passcode: {passcode}")
        typer.echo("It is shown this once. Give it by hand or voice, not by mail.", err=True)


def _marks(session: Session, user: User, chosen: Settings) -> list[str]:
    """Return what the person is by the settings, as the bot reads them."""
    lists = {"admin": chosen.admins, "manager": chosen.managers, "responder": chosen.responders}
    found = [mark for mark, listed in lists.items() if user.id in members_of(session, listed)]
    if not chosen.responders and not user.facts.guest:
        found.append("responder")
    return found + (["guest"] if user.facts.guest else [])


@users.command("list")
def list_(as_json: bool = typer.Option(False, "--json", help="For programs.")) -> None:
    """List the users: who they are, what they may, when they were last here."""
    chosen = settings()

    def work(session: Session, now: datetime) -> list[tuple[User, list[str]]]:
        found = accounts.listed(session, now=now)
        return [(user, _marks(session, user, chosen)) for user in found]

    rows = _read(work)
    if as_json:
        typer.echo(json.dumps([_plain(user, marks) for user, marks in rows], ensure_ascii=False))
        return
    if not rows:
        typer.echo("There are no users: on this machine one is whom one says. `add` lets them in.")
        return
    table = Table("name", "who", "id", "is", "last login", "logged in", box=None)
    for user, marks in rows:
        seen = user.seen_at.astimezone(chosen.zone) if user.seen_at else None
        last = f"{seen:%d %b %Y %H:%M}" if seen else "never"
        here = "locked" if user.locked else str(user.sessions or "")
        who = ", ".join(filter(None, (user.facts.real_name, user.facts.title)))
        # As text: a name may hold brackets that rich would read as a style.
        table.add_row(*map(Text, (user.name, who, user.id, ", ".join(marks), last, here)))
    Console().print(table)


def _plain(user: User, marks: list[str]) -> dict[str, object]:
    return {
        "name": user.name, "id": user.id, "real_name": user.facts.real_name,
        "title": user.facts.title, "marks": marks, "sessions": user.sessions,
        "locked": user.locked, "seen_at": user.seen_at.isoformat() if user.seen_at else None,
    }  # fmt: skip


@users.command()
def change(
    name: str = NAME,
    real_name: str = REAL_NAME,
    title: str = TITLE,
    email: str = EMAIL,
) -> None:
    """Show somebody otherwise; who they are and what they may stays."""
    given = _shown(real_name=real_name, title=title, email=email)
    facts = {field: value for field, value in given.items() if value}
    if not facts:
        raise Mistyped("There is nothing to change.", next_step="Give --real-name or --title.")
    _written(lambda session, now: accounts.change(session, name, now=now, **facts))
    typer.echo(f"{name} is shown as {', '.join(facts.values())}.")


@users.command()
def remove(name: str = NAME) -> None:
    """Let somebody in no more; what they did keeps their name."""
    user_id = _written(lambda session, _now: accounts.remove(session, name))
    typer.echo(f"{name} ({user_id}) can log in no more, and is logged out everywhere.")


@users.command()
def passcode(name: str = NAME, ask: bool = ASK) -> None:
    """Make a new passcode; the old one, its sessions and its failed tries are forgotten."""
    made = _passcode(name, ask=ask)
    kept = passcodes.hashed(made)
    _written(lambda session, now: accounts.set_passcode(session, name, kept, now=now))
    typer.echo(f"{name} has a new passcode, and is logged out everywhere.")
    _show(made, ask=ask)
