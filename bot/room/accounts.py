"""Who may log in, in the database: add, remove, list, a new passcode. For the command line too.

Each function works in the caller's transaction. Logging in is `logins`, passcodes are `passcodes`.
"""

import json
import re
import secrets
import string
from dataclasses import asdict, dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.room import sessions, tries
from bot.room.errors import AccountError
from bot.room.models import RoomAccount

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,31}")
TAKEN = frozenset({"slackbot", "wardroom", "here", "channel", "everyone"})
ALPHABET = string.ascii_uppercase + string.digits


@dataclass(frozen=True, slots=True)
class Facts:
    """What the workspace shows of a user."""

    real_name: str
    title: str = ""
    email: str = ""
    guest: bool = False


@dataclass(frozen=True, slots=True)
class User:
    """A user as listed; `sessions` are the places in which they are logged in now."""

    id: str
    name: str
    facts: Facts
    made_at: datetime
    seen_at: datetime | None
    sessions: int
    locked: bool


def facts_of(account: RoomAccount) -> Facts:
    """Return what is shown of the account's holder."""
    return Facts(**json.loads(account.payload))


def new_id() -> str:
    """Return the id of a person whom no other workspace knows, `U0ROOM7K2M9QX`."""
    return "U0ROOM" + "".join(secrets.choice(ALPHABET) for _ in range(7))


def checked_name(name: str) -> str:
    """Return the name as it is kept; raise AccountError for one that nobody may have."""
    found = name.strip().removeprefix("@").lower()
    if not NAME.fullmatch(found):
        raise AccountError(
            f"{name!r} is no user name: lower-case letters, digits, points and hyphens, at most 32."
        )
    if found in TAKEN:
        raise AccountError(f"{found!r} means something else in a message; choose another name.")
    return found


def named(session: Session, name: str) -> RoomAccount | None:
    """Return the account of that name, or None."""
    found = name.strip().removeprefix("@").lower()
    if not NAME.fullmatch(found):
        return None
    return session.exec(select(RoomAccount).where(RoomAccount.name == found)).first()


def _must_be(session: Session, name: str) -> RoomAccount:
    account = named(session, name)
    if account is None:
        raise AccountError(f"There is no user {name!r}. `wardroom room users list` shows them.")
    return account


def add(
    session: Session, name: str, facts: Facts, passcode: str, *, now: datetime, user_id: str = ""
) -> str:
    """Let somebody in under *name* with a hashed *passcode*; return the person's id."""
    name = checked_name(name)
    if named(session, name) is not None:
        raise AccountError(f"There is a user {name!r} already.")
    user_id = user_id or new_id()
    if session.get(RoomAccount, user_id) is not None:
        raise AccountError(f"The person {user_id} is a user already, under another name.")
    session.add(
        RoomAccount(
            id=user_id, name=name, passcode=passcode, payload=json.dumps(asdict(facts)),
            made_at=now, changed_at=now,
        )
    )  # fmt: skip
    session.flush()
    return user_id


def remove(session: Session, name: str) -> str:
    """Let nobody in under *name* any more, and put out who is; return the person's id."""
    account = _must_be(session, name)
    user_id = account.id
    sessions.end_all(session, user_id)
    session.delete(account)
    session.flush()
    return user_id


def set_passcode(session: Session, name: str, passcode: str, *, now: datetime) -> str:
    """Keep another hashed passcode, put out who is in, forgive failed tries; return the id."""
    account = _must_be(session, name)
    account.passcode, account.changed_at = passcode, now
    session.add(account)
    sessions.end_all(session, account.id)
    tries.forget(session, tries.of_name(account.name))
    return account.id


def put_out(session: Session, user_id: str) -> int:
    """Log a person out everywhere; return in how many places they were.

    Whoever logs in at the same moment waits for the caller's transaction, and is judged after it.
    """
    session.get(RoomAccount, user_id, with_for_update=True)
    return sessions.end_all(session, user_id)


def change(session: Session, name: str, *, now: datetime, **facts: str) -> None:
    """Show of a user what is given in *facts*, fields of Facts; the rest stays."""
    account = _must_be(session, name)
    known = replace(facts_of(account), **facts)  # type: ignore[arg-type]  # fields of text only.
    account.payload, account.changed_at = json.dumps(asdict(known)), now
    session.add(account)


def everybody(session: Session) -> list[RoomAccount]:
    """Return every account, by name."""
    return list(session.exec(select(RoomAccount).order_by(RoomAccount.name)))


def state_of(session: Session) -> tuple[int, datetime | None]:
    """Return what changes whenever an account comes, goes or is changed."""
    wanted = select(sa.func.count(), sa.func.max(col(RoomAccount.changed_at)))
    count, newest = session.exec(wanted).one()
    return count, newest


def listed(session: Session, *, now: datetime) -> list[User]:
    """Return every user with what whoever runs the Room wants to know."""
    open_now = sessions.counts(session, now=now)
    return [
        User(
            id=account.id, name=account.name, facts=facts_of(account), made_at=account.made_at,
            seen_at=account.seen_at, sessions=open_now.get(account.id, 0),
            locked=tries.wait(session, tries.of_name(account.name), now=now) > 0,
        )
        for account in everybody(session)
    ]  # fmt: skip
