"""The head of a lane: chooses the post whose turn it is and makes the call ready. No sending."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.domain.models import Incident, Lane, Post
from bot.domain.words import PostState
from bot.faults import reach
from bot.outbox import catch_up, dead, drawing, lanes, routing
from bot.outbox.job import MESSAGE, Claim, Desk, Job, Moment, Rest
from bot.slack.retelling import retold
from bot.storage.outbox import IN_DOUBT, SKIPPED, at_head, by_key
from bot.storage.places import place_in

AT_MOST = 50


def take(session: Session, row: Lane, held: Claim, desk: Desk, at: Moment) -> Job | Rest | None:
    """Return the next call of the lane, its intent written; else give the lane back.

    Its *row* is locked. A lane without work is not written at all: there is nothing to fence.
    """
    step = _next(session, held, desk, at)
    if isinstance(step, Job):
        lanes.hold(session, row, held, desk.timing, at)
    else:
        lanes.release(session, row)
    if step is not None:
        reach("intent.before_commit")
    return step


def _next(session: Session, held: Claim, desk: Desk, at: Moment) -> Job | Rest | None:
    post = at_head(session, held.lane, now=at.now)
    if post is not None and post.state in IN_DOUBT:
        return _again(session, held, post)
    if desk.catches_up and catch_up.gather(session, held.lane, now=at.now):
        post = at_head(session, held.lane, now=at.now)
    for _ in range(AT_MOST):
        if post is None:
            return None
        step = _prepare(session, held, desk, post, at.now)
        if step is not None:
            return step
        post = at_head(session, held.lane, now=at.now)
    return None


def _again(session: Session, held: Claim, post: Post) -> Job:
    """Take up a call that may have been made: by us before a crash, or by another process."""
    post.state, post.owner = PostState.UNKNOWN, held.signature
    session.add(post)
    found = _forerunners(session, post)
    place = post.channel_id or routing.place_of(session, post, routing.subject(post, found))
    return _job(
        held, post, found, place if isinstance(place, str) else "", json.loads(post.payload),
        in_doubt=True,
    )  # fmt: skip


def _prepare(
    session: Session, held: Claim, desk: Desk, post: Post, now: datetime
) -> Job | Rest | None:
    """Return the call, or a rest; None if the post is finished with another way."""
    found = _forerunners(session, post)
    lacking = _lacks(post, found)
    if lacking:
        dead.skip(session, post, SKIPPED + lacking)
        return None
    place = routing.place_of(session, post, routing.subject(post, found))
    if isinstance(place, routing.Nowhere):
        if post.kind in dead.STEPS or place.quietly:
            dead.skip(session, post, SKIPPED + place.why)
        else:
            dead.bury(session, post, place.why, now=now)
        return None
    wait = _board_wait(session, desk, post, now) or desk.pace.reserve(post.method, place)
    if wait > 0:
        return Rest(wait)
    return _write_intent(session, held, desk, post, found, place, now)


def _write_intent(
    session: Session,
    held: Claim,
    desk: Desk,
    post: Post,
    found: Mapping[str, Post],
    place: str,
    now: datetime,
) -> Job | None:
    try:
        payload, sha = drawing.draw(session, desk.renderers, post)
    except drawing.CannotDraw as failure:
        dead.bury(session, post, str(failure), now=now)
        return None
    if post.coalesce_key is not None and not drawing.is_news(session, post, sha):
        return None
    payload = retold(session, payload, desk.door, people=desk.catches_up)
    if sha:
        # Until this call is known to have arrived, nobody knows what Slack shows.
        drawing.remember(session, post, "")
    post.state, post.owner = PostState.SENDING, held.signature
    post.attempts, post.first_try_at = post.attempts + 1, post.first_try_at or now
    post.channel_id = place if place[:1] not in {"", "@", "#"} else None
    session.add(post)
    return _job(held, post, found, place, payload, sha=sha)


def _job(
    held: Claim,
    post: Post,
    found: Mapping[str, Post],
    place: str,
    payload: Mapping[str, Any],
    *,
    in_doubt: bool = False,
    sha: str = "",
) -> Job:
    parent = found.get(post.thread_key or "")
    return Job(
        claim=held, post_id=post.id or 0, key=post.key, kind=post.kind, method=post.method,
        place=place, payload=payload, on=routing.subject(post, found),
        thread_ts=parent.slack_ts if parent is not None else None,
        first_try_at=post.first_try_at or post.created_at, in_doubt=in_doubt,
        again=in_doubt or post.attempts > 1, attempts=post.attempts, sha=sha,
    )  # fmt: skip


def _forerunners(session: Session, post: Post) -> dict[str, Post]:
    keys = {key for key in (post.after_key, post.thread_key) if key}
    return {key: known for key in keys if (known := by_key(session, key)) is not None}


def _lacks(post: Post, found: Mapping[str, Post]) -> str:
    """Return why a call that hangs on another cannot be made; a message always can."""
    if post.after_key is None or post.method == MESSAGE:
        return ""
    before = found.get(post.after_key)
    if before is None:
        return f"{post.after_key} was never asked for"
    return "" if before.state is PostState.SENT else f"{post.after_key} could not be done"


def _board_wait(session: Session, desk: Desk, post: Post, now: datetime) -> float:
    """Return how long an edited board must be left alone, in seconds."""
    if post.method != "chat.update" or post.kind != "board" or post.incident_id is None:
        return 0.0
    incident = session.get(Incident, post.incident_id)
    place = place_in(session, incident, post.door) if incident is not None else None
    if place is None or place.board_at is None:
        return 0.0
    free_at = place.board_at + timedelta(seconds=desk.timing.board_every_s)
    # A clock that was set back must not silence the board.
    return max(0.0, min((free_at - now).total_seconds(), desk.timing.board_every_s))
