"""Sessions in the database: who is logged in until when. Holds hashes; the cookie has the token.

Each function works in the caller's transaction. Whether a session is needed is `gate`'s.
"""

import hashlib
import hmac
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.room.models import RoomSession

# A shift: on a ward several people use one machine.
LIFE = timedelta(hours=12)
LONGEST_TOKEN = 128


def key_of(token: str) -> str:
    """Return what the database knows a token by."""
    return hashlib.sha256(token[:LONGEST_TOKEN].encode("utf-8", "replace")).hexdigest()


def proof_of(token: str) -> str:
    """Return what a page sends besides the cookie, which another site cannot know."""
    return hmac.new(token.encode("utf-8", "replace"), b"room page", hashlib.sha256).hexdigest()


def begin(session: Session, user_id: str, *, now: datetime) -> str:
    """Log a person in; return the token for their cookie."""
    token = secrets.token_urlsafe(32)
    row = RoomSession(id=key_of(token), user_id=user_id, born_at=now, ends_at=now + LIFE)
    session.add(row)
    return token


def holder(session: Session, token: str, *, now: datetime) -> str | None:
    """Return whose the token is, or None when it is nobody's any more."""
    row = session.get(RoomSession, key_of(token))
    return row.user_id if row is not None and row.ends_at > now else None


def end(session: Session, token: str) -> None:
    """Log out."""
    session.execute(sa.delete(RoomSession).where(col(RoomSession.id) == key_of(token)))


def end_all(session: Session, user_id: str) -> int:
    """Log a person out everywhere; return in how many places they were."""
    wanted = sa.delete(RoomSession).where(col(RoomSession.user_id) == user_id)
    return len(session.execute(wanted.returning(col(RoomSession.id))).all())


def still_open(session: Session, keys: Collection[str], *, now: datetime) -> set[str]:
    """Return those of the *keys* whose session has not ended."""
    wanted = select(RoomSession.id).where(
        col(RoomSession.id).in_(keys), col(RoomSession.ends_at) > now
    )
    return set(session.exec(wanted))


def counts(session: Session, *, now: datetime) -> dict[str, int]:
    """Return in how many places each person is logged in."""
    wanted = (
        select(RoomSession.user_id, sa.func.count())
        .where(col(RoomSession.ends_at) > now)
        .group_by(col(RoomSession.user_id))
    )
    return dict(session.exec(wanted).all())


def sweep(session: Session, *, now: datetime) -> None:
    """Forget the sessions that have ended."""
    session.execute(sa.delete(RoomSession).where(col(RoomSession.ends_at) <= now))
