"""Turns what waited too long in a lane into one message that lists it, each line with its time.

Only where the same was to be read in another workspace meanwhile. Nothing is lost: the rows stay,
and what happened stands in the timeline.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.domain.models import Post
from bot.domain.words import PostState
from bot.outbox.job import MESSAGE
from bot.storage import posts

AWAY = timedelta(minutes=10)
KIND = "catch_up"
# These belong into a thread where somebody asked.
KEPT = frozenset({"answer"})
# Of these the newest is news, and posted whole.
REPORTS = frozenset({"summary", "digest", "subscription"})

_WAITING = (
    select(Post)
    .where(
        col(Post.lane) == sa.bindparam("lane", type_=sa.String()),
        col(Post.state) == PostState.PENDING,
        col(Post.method) == MESSAGE,
        col(Post.kind).not_in(KEPT),
    )
    .order_by(col(Post.id))
)
_OLDEST = (
    sa.select(col(Post.created_at))
    .where(
        col(Post.lane) == sa.bindparam("lane", type_=sa.String()),
        col(Post.state) == PostState.PENDING,
        col(Post.method) == MESSAGE,
    )
    .order_by(col(Post.id))
    .limit(1)
)


def gather(session: Session, lane: str, *, now: datetime) -> int:
    """Fold what waits in the lane since more than ten minutes; return how many were folded.

    The caller holds the lane, and nothing in it is in doubt.
    """
    oldest: datetime | None = session.execute(_OLDEST, {"lane": lane}).scalar()
    if oldest is None or now - oldest < AWAY:
        return 0
    waiting = [
        each
        for each in session.exec(_WAITING, params={"lane": lane})
        if (each.not_before is None or each.not_before <= now) and not _is_drawn(each)
    ]
    folded = _without_newest_reports(waiting)
    already = len(folded) == 1 and folded[0].kind == KIND
    if not folded or already or now - folded[0].created_at < AWAY:
        return 0
    for post in folded:
        post.state, post.error = PostState.SUPERSEDED, "caught up"
        session.add(post)
    _write(session, folded, now)
    return len(folded)


def _is_drawn(post: Post) -> bool:
    """Tell whether it is drawn when it is sent: then it speaks of now; others may hang on it."""
    return post.kind != KIND and "render" in json.loads(post.payload)


def _without_newest_reports(waiting: Sequence[Post]) -> list[Post]:
    newest = {each.kind: each.id for each in waiting if each.kind in REPORTS}
    return [each for each in waiting if newest.get(each.kind) != each.id]


def _write(session: Session, folded: Sequence[Post], now: datetime) -> None:
    last = folded[-1]
    call = posts.Call(
        key=f"caught:{last.id}", kind=KIND, target=last.target, lane=last.lane, door=last.door,
        priority=posts.ALERT, incident_id=_common(folded), render=KIND,
        payload={"missed": [item for each in folded for item in missed_in(each)]},
    )  # fmt: skip
    posts.enqueue(session, call, now=now)


def _common(folded: Sequence[Post]) -> int | None:
    """Return the one incident that all of them are about, if it is one."""
    found = {each.incident_id for each in folded}
    return found.pop() if len(found) == 1 else None


def missed_in(post: Post) -> list[dict[str, Any]]:
    """Return what a post would have said, as an earlier catch-up keeps it or by its own text."""
    payload = json.loads(post.payload)
    if post.kind == KIND:
        return list(payload["missed"])
    at = post.created_at.astimezone(UTC).isoformat()
    return [{"at": at, "text": str(payload.get("text", ""))}]
