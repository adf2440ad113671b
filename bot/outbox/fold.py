"""Keeps a lane of status lines short when Slack was away for long, and says what was left out."""

from datetime import datetime

from sqlmodel import Session, col, select

from bot.domain.models import Post
from bot.domain.words import PostState
from bot.language.catalogue import say
from bot.outbox.job import MESSAGE
from bot.outbox.telling import tell
from bot.storage import posts

MOST_STATUSES = 500


def fold_statuses(session: Session, lane: str, *, now: datetime) -> int:
    """Leave the newest 500 status messages of the lane; return how many were folded.

    Alerts, decisions and digests are never folded.
    """
    waiting = session.exec(
        select(Post)
        .where(
            Post.lane == lane, Post.state == PostState.PENDING,
            Post.priority == posts.STATUS, Post.method == MESSAGE,
        )
        .order_by(col(Post.id))
    ).all()  # fmt: skip
    surplus = waiting[: max(0, len(waiting) - MOST_STATUSES)]
    if not surplus:
        return 0
    for post in surplus:
        post.state, post.error = PostState.SUPERSEDED, "folded"
        session.add(post)
    last = surplus[-1]
    said = posts.Call(
        key=f"folded:{last.key}"[:200], kind="event", target=last.target, lane=lane,
        door=last.door, incident_id=last.incident_id,
        said=lambda: {
            "text": say(
                "{count} status lines that waited here were left out; the timeline has them all.",
                count=len(surplus),
            )
        },
    )  # fmt: skip
    tell(session, said, now=now)
    return len(surplus)
