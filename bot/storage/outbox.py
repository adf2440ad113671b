"""Questions to the outbox: which lanes have work, what is stuck, what is dead. No sending."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from bot.domain.models import Incident, IncidentPlace, Lane, Post
from bot.domain.words import PostState

UNFINISHED = (PostState.PENDING, PostState.SENDING, PostState.UNKNOWN)
IN_DOUBT = (PostState.SENDING, PostState.UNKNOWN)
# What died only because something that it needed had died.
SKIPPED = "skipped: "


@dataclass(frozen=True, slots=True)
class Waiting:
    """A lane that has work, and how much of it stands ready."""

    lane: str
    ready: int


def database_now(session: Session, now: datetime) -> datetime:
    """Return the time by which leases are kept: the server's own where there is a server."""
    if session.get_bind().dialect.name != "postgresql":
        return now
    told = session.connection().scalar(sa.select(sa.func.clock_timestamp()))
    return told.astimezone(UTC) if isinstance(told, datetime) else now


# What follows is asked for every message, and building such a statement costs more than running it.


def _unfinished(key: Any) -> Any:
    other = aliased(Post)
    return sa.exists(
        sa.select(sa.literal(1)).where(col(other.key) == key, col(other.state).in_(UNFINISHED))
    )


def _homeless() -> Any:
    """Return the targets of incidents whose channel in a workspace is still to come."""
    name = sa.literal("incident:") + sa.cast(col(Incident.id), sa.String)
    first = sa.select(name).where(
        col(Incident.channel_id).is_(None),
        sa.not_(_never_comes(sa.literal("channel:") + col(Incident.ref))),
    )
    door = col(IncidentPlace.door)
    further = (
        sa.select(name + sa.literal(":") + door)
        .select_from(Incident)
        .join(IncidentPlace, col(IncidentPlace.incident_id) == col(Incident.id))
        .where(
            col(IncidentPlace.channel_id).is_(None),
            sa.not_(_never_comes(door + sa.literal(":channel:") + col(Incident.ref))),
        )
    )
    return sa.union_all(first, further)


def _never_comes(key: Any) -> Any:
    channel = aliased(Post)
    return sa.exists(
        sa.select(sa.literal(1)).where(
            col(channel.key) == key, col(channel.state) == PostState.DEAD
        )
    )


_NOW = sa.bindparam("now", type_=Post.created_at.type)  # type: ignore[attr-defined]  # a column at class level.
_LANE = sa.bindparam("lane", type_=sa.String())
_DOOR = sa.bindparam("door", type_=sa.String())
_REST = sa.bindparam("rest", type_=sa.Boolean())
# A sender works for one workspace, one of them also on what belongs to none, as mail does; without
# a name it works on everything.
_OURS = sa.or_(_DOOR == "", col(Post.door) == _DOOR, sa.and_(_REST, col(Post.door) == ""))
# A pending post may be sent once its time, its place and its forerunners are there.
_READY = sa.and_(
    sa.or_(col(Post.not_before).is_(None), col(Post.not_before) <= _NOW),
    sa.or_(col(Post.after_key).is_(None), sa.not_(_unfinished(Post.after_key))),
    sa.or_(col(Post.thread_key).is_(None), sa.not_(_unfinished(Post.thread_key))),
    col(Post.target).not_in(_homeless()),
)
_WAITING_LANES = (
    sa.select(col(Post.lane), sa.func.count())
    .where(
        _OURS, col(Post.state).in_(UNFINISHED), sa.or_(col(Post.state) != PostState.PENDING, _READY)
    )
    .group_by(col(Post.lane))
    .order_by(sa.func.min(Post.priority), sa.func.min(Post.id))
)
_DOUBTFUL = (
    sa.select(col(Post.id))
    .where(col(Post.lane) == _LANE, col(Post.state).in_(IN_DOUBT))
    .order_by(col(Post.id))
    .limit(1)
)
_NEXT_PENDING = (
    sa.select(col(Post.id))
    .where(col(Post.lane) == _LANE, col(Post.state) == PostState.PENDING, _READY)
    .order_by(col(Post.priority), col(Post.id))
    .limit(1)
)
_AT_HEAD = select(Post).where(
    col(Post.id) == sa.func.coalesce(_DOUBTFUL.scalar_subquery(), _NEXT_PENDING.scalar_subquery())
)
_BY_KEY = select(Post).where(col(Post.key) == sa.bindparam("key", type_=sa.String()))


def waiting_lanes(
    session: Session, *, now: datetime, door: str = "", rest: bool = True
) -> list[Waiting]:
    """Return the lanes with something to send or to clear up, most urgent and oldest first.

    Those of the workspace *door*, and with *rest* those of none.
    """
    asked = {"now": now, "door": door, "rest": rest}
    found = session.connection().execute(_WAITING_LANES, asked)
    return [Waiting(lane, count) for lane, count in found]


def lane_rows(session: Session, lanes: list[str]) -> dict[str, Lane]:
    """Return the rows of those lanes that were ever held."""
    found = session.exec(select(Lane).where(col(Lane.lane).in_(lanes)))
    return {row.lane: row for row in found}


def at_head(session: Session, lane: str, *, now: datetime) -> Post | None:
    """Return the post of the lane whose turn it is: first what may have been sent already."""
    return session.exec(_AT_HEAD, params={"lane": lane, "now": now}).first()


def by_key(session: Session, key: str) -> Post | None:
    """Return the post of that key."""
    return session.exec(_BY_KEY, params={"key": key}).first()


def _of(door: str) -> Any:
    return sa.or_(sa.literal(door) == "", col(Post.door) == door, col(Post.door) == "")


def counts_by_state(session: Session, *, door: str = "") -> dict[PostState, int]:
    """Return how many posts (of one workspace) stand in each state; every state is named."""
    wanted = sa.select(col(Post.state), sa.func.count()).where(_of(door)).group_by(col(Post.state))
    found = {state: count for state, count in session.connection().execute(wanted)}  # noqa: C416 - rows are not pairs to mypy.
    return {state: found.get(state, 0) for state in PostState}


def dead_letters(session: Session, *, limit: int = 50) -> list[Post]:
    """Return the newest posts that Slack refused for good, newest first."""
    wanted = select(Post).where(Post.state == PostState.DEAD).order_by(sa.desc(col(Post.id)))
    return list(session.exec(wanted.limit(limit)))


def oldest_pending_at(session: Session, *, now: datetime, door: str = "") -> datetime | None:
    """Return since when the oldest post that is due has been waiting, mail left out."""
    due = sa.func.coalesce(col(Post.not_before), col(Post.created_at), type_=Post.created_at.type)  # type: ignore[attr-defined]  # a column at class level.
    wanted = sa.select(sa.func.min(due, type_=Post.created_at.type)).where(  # type: ignore[attr-defined]  # as above.
        _of(door),
        col(Post.state).in_(UNFINISHED),
        col(Post.kind) != "mail",
        sa.or_(col(Post.not_before).is_(None), col(Post.not_before) <= now),
    )
    return session.connection().scalar(wanted)


def stuck_since(session: Session, moment: datetime, *, door: str = "") -> int:
    """Return how many posts have been in doubt since before *moment*."""
    wanted = (
        sa.select(sa.func.count())
        .where(_of(door), col(Post.state).in_(IN_DOUBT), col(Post.first_try_at) < moment)
        .select_from(Post)
    )
    return int(session.connection().scalar(wanted) or 0)


def retry_dead(session: Session, post_id: int) -> bool:
    """Put a dead post, and what was skipped with it, back into its lane; False if not dead."""
    post = session.get(Post, post_id, with_for_update=True)
    if post is None or post.state is not PostState.DEAD:
        return False
    _revive(session, post)
    if post.incident_id is not None:
        skipped = select(Post).where(
            Post.incident_id == post.incident_id,
            Post.state == PostState.DEAD,
            col(Post.error).startswith(SKIPPED),
        )
        for follower in session.exec(skipped).all():
            _revive(session, follower)
    return True


def _revive(session: Session, post: Post) -> None:
    # `first_try_at` stays: should the refusal have been wrong, the search begins there.
    post.state, post.attempts, post.error, post.owner = PostState.PENDING, 0, None, None
    session.add(post)
    session.flush()
