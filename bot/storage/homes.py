"""Who has App Home before them, and the calls that draw it anew when its content changed.

What it shows is drawn when the call is made (`bot.slack.renderers`). Which are open is asked of the
table with each change: in memory, one process would not know what was opened in another.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.domain.models import DigestFigures, Post, Setting
from bot.domain.words import PostState
from bot.storage import posts
from bot.storage.columns import fetched

KIND = "home"
# Slack tells when somebody opens Home, never when they leave it.
# Who comes back to it is told of again, so that this need not be a whole shift.
STAYS_OPEN = timedelta(hours=2)
MOST = 30
# Changes come in bursts, Slack takes a hundred Homes a minute, and drawing one holds up writing.
SOON = timedelta(seconds=8)

_WAITS = (
    sa.select(sa.literal(1))
    .where(col(Post.coalesce_key) == col(Setting.key), col(Post.state) == PostState.PENDING)
    .exists()
)
_STALE = (
    sa.select(col(Setting.key))
    .where(
        col(Setting.key).startswith(f"{KIND}:", autoescape=True),
        col(Setting.value) >= sa.bindparam("since"),
        ~_WAITS,
    )
    .order_by(col(Setting.value).desc())
    .limit(MOST)
)
# A Home that was drawn is of no further use, and there are many.
_DROP = sa.delete(Post).where(
    col(Post.coalesce_key) == sa.bindparam("key"),
    col(Post.state).in_((PostState.SENT, PostState.SUPERSEDED, PostState.DEAD)),
)


def opened(session: Session, user_id: str, door: str, *, now: datetime) -> None:
    """Keep that a person has Home open, and that what it shows was not drawn by a call of ours."""
    key = _key(user_id, door)
    session.merge(Setting(key=key, value=now.isoformat()))
    shown = session.get(Setting, posts.shown_key(key))
    if shown is not None:
        shown.value = ""
        session.add(shown)
    session.flush()


def turned(session: Session, user_id: str, door: str, place: str) -> None:
    """Keep where a person turned their Home to, so that a change does not turn it back."""
    session.merge(Setting(key=_place_key(user_id, door), value=place))
    session.flush()


def place(session: Session, user_id: str, door: str) -> str:
    """Return where a person turned their Home to, "" where it begins."""
    kept = session.get(Setting, _place_key(user_id, door))
    return kept.value if kept is not None else ""


def draw_anew(session: Session, cause: str, *, now: datetime) -> None:
    """Have every open Home drawn anew soon; many changes become one drawing. *cause* is a key."""
    since = (now - STAYS_OPEN).isoformat()
    for (key,) in fetched(session, _STALE, {"since": since}):
        _, door, user_id = key.split(":", 2)
        session.execute(_DROP, {"key": key})
        call = posts.Call(
            key=f"{key}:{cause}", kind=KIND, target="", method="views.publish", door=door,
            lane=key, priority=posts.STATUS, payload={"user_id": user_id}, coalesce_key=key,
            not_before=now + SOON, render=KIND,
        )  # fmt: skip
        posts.enqueue(session, call, now=now)


def newest_report(session: Session, scope: str) -> str | None:
    """Return under which key the newest report of that scope was posted, None before the first."""
    wanted = sa.select(col(DigestFigures.key)).where(col(DigestFigures.scope) == scope)
    return session.execute(wanted.order_by(col(DigestFigures.at).desc()).limit(1)).scalar()


def _place_key(user_id: str, door: str) -> str:
    # Not under `home:`, where those stand whose Home is open.
    return f"{KIND}_at:{door}:{user_id}"


def _key(user_id: str, door: str) -> str:
    return f"{KIND}:{door}:{user_id}"
