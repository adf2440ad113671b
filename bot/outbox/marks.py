"""Writes down what came of a call, fenced: who lost the lane writes nothing. No sending."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.domain.models import Post
from bot.domain.words import PostState
from bot.faults import reach
from bot.outbox import dead, drawing, head, lanes, routing
from bot.outbox.job import (
    MESSAGE,
    Desk,
    Doubt,
    Job,
    Later,
    Moment,
    Outcome,
    Plainer,
    Refused,
    Rest,
    Sent,
)
from bot.outbox.timing import back_off_s, settling_s
from bot.storage import tables
from bot.storage.outbox import IN_DOUBT

# An answer that we do not know is taken for a refusal once it was given so often, for so long.
STRANGE_TIMES, STRANGE_FOR = 5, timedelta(minutes=10)
# Asked for every call, so it is built once.
_OURS = (
    select(Post)
    .where(
        col(Post.id) == sa.bindparam("id"),
        col(Post.state).in_(IN_DOUBT),
        col(Post.owner) == sa.bindparam("signature"),
    )
    .with_for_update()
    .execution_options(populate_existing=True)
)
NO_PLACE = frozenset({"channel_not_found", "is_archived", "not_in_channel"})


class Lost(Exception):
    """The lane is another process's now: nothing was written."""


def finish(
    session: Session, job: Job, outcome: Outcome, desk: Desk, at: Moment, *, go_on: bool
) -> Job | Rest | None:
    """Mark the call and return the lane's next one; raise Lost if the lane is not ours."""
    row = lanes.still_ours(session, job.claim)
    post = _fenced(session, job) if row is not None else None
    if row is None or post is None:
        raise Lost
    wait = _mark(session, post, job, outcome, desk, at)
    reach("mark.before_commit")
    if wait > 0 or not go_on:
        until = at.now + timedelta(seconds=wait) if wait > 0 else None
        lanes.release(session, row, rest_until=until)
        return Rest(wait) if wait > 0 else None
    held = lanes.renewed(job.claim, desk.timing, at)
    return head.take(session, row, held, desk, at)


def _fenced(session: Session, job: Job) -> Post | None:
    """Lock and return the row if it is still ours to mark."""
    ours = {"id": job.post_id, "signature": job.claim.signature}
    post = session.exec(_OURS, params=ours).first()
    if post is not None:
        post.owner = None
    return post


def _mark(
    session: Session, post: Post, job: Job, outcome: Outcome, desk: Desk, at: Moment
) -> float:
    """Change the row; return how long the lane must rest."""
    match outcome:
        case Sent():
            return _sent(session, post, job, outcome, desk, at.now)
        case Refused(code=code):
            return _refused(session, post, job, code, at.now)
        case Later():
            return _later(session, post, outcome, at)
        case Plainer(code=code):
            tables.refuse(session, desk.door, code, now=at.now)
            return _later(session, post, Later(code, wait_s=0.0, counted=False), at)
        case Doubt():
            return _doubt(session, post, outcome, desk, at.now)


def _sent(
    session: Session, post: Post, job: Job, outcome: Sent, desk: Desk, now: datetime
) -> float:
    post.state, post.sent_at, post.error = PostState.SENT, now, None
    post.slack_ts = outcome.ts or post.slack_ts
    post.channel_id = outcome.channel_id or post.channel_id
    session.add(post)
    if job.sha:
        drawing.remember(session, post, job.sha)
    effect = desk.effects.get(post.kind)
    if effect is not None:
        effect(session, post, outcome.answer, now)
    session.flush()
    return 0.0


def _refused(session: Session, post: Post, job: Job, code: str, now: datetime) -> float:
    elsewhere = _elsewhere(session, post, job, code)
    if elsewhere is None:
        dead.bury(session, post, code, now=now)
        return 0.0
    post.state, post.target, post.channel_id, post.error = PostState.PENDING, elsewhere, None, code
    session.add(post)
    session.flush()
    return 0.0


def _elsewhere(session: Session, post: Post, job: Job, code: str) -> str | None:
    """Return who hears it instead, if the place that stood in for a channel is closed to us."""
    incident = routing.incident_of(session, post)
    stood_in = post.method == MESSAGE and post.target == f"incident:{post.incident_id}"
    if incident is None or incident.channel_id or not stood_in or code not in NO_PLACE:
        return None
    other = routing.fallback(session, incident, refused=job.place)
    return f"user:{other[1:]}" if other.startswith("@") and other != job.place else None


def _later(session: Session, post: Post, outcome: Later, at: Moment) -> float:
    if outcome.strange and _is_enough(post, at.now):
        dead.bury(session, post, outcome.reason, now=at.now)
        return 0.0
    post.state, post.error = PostState.PENDING, outcome.reason
    wait = outcome.wait_s if outcome.wait_s is not None else back_off_s(post.attempts, at.jitter)
    if not outcome.counted:
        post.attempts = max(0, post.attempts - 1)
    session.add(post)
    session.flush()
    return wait


def _doubt(session: Session, post: Post, outcome: Doubt, desk: Desk, now: datetime) -> float:
    if outcome.strange and _is_enough(post, now):
        dead.bury(session, post, outcome.reason, now=now)
        return 0.0
    post.state, post.error = PostState.UNKNOWN, outcome.reason
    session.add(post)
    session.flush()
    first = post.first_try_at or now
    if outcome.blind and (now - first).total_seconds() >= desk.timing.alarm_after_s:
        dead.doubt(session, post, outcome.reason, now=now)
    return max(outcome.wait_s, settling_s(desk.timing, first, now))


def _is_enough(post: Post, now: datetime) -> bool:
    first = post.first_try_at or now
    return post.attempts >= STRANGE_TIMES and now - first >= STRANGE_FOR
