"""The outbox table: what is to be said to Slack is written here, in the change's own transaction.

Nothing here talks to Slack; the sender (`bot.outbox`) does, after the commit.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from bot.domain.models import Incident, Post
from bot.domain.words import Door, PostState
from bot.language.catalogue import ENGLISH, speaking
from bot.storage.columns import fetched, made

# Every change writes some of these, so the statements are built once. A key that is there already
# is left alone by the database itself.
_TABLE: Any = sa.inspect(Post).local_table
_INSERT: dict[str, Any] = {
    "sqlite": sqlite.insert(_TABLE).on_conflict_do_nothing().returning(_TABLE.c.id),
    "postgresql": postgresql.insert(_TABLE).on_conflict_do_nothing().returning(_TABLE.c.id),
}
_WAITING = (
    sa.select(sa.literal(1))
    .where(
        col(Post.coalesce_key) == sa.bindparam("coalesce_key"),
        col(Post.state) == PostState.PENDING,
    )
    .limit(1)
)

# Within a lane the smaller number goes first; order inside one number is the order of writing.
# What follows from a change is said after it, though it is written before.
ALERT, NORMAL, FOLLOWING, DIGEST, STATUS = 1, 5, 6, 6, 9
LONGEST_KEY, LONGEST_LANE = 200, 64


@dataclass(frozen=True, slots=True)
class Call:
    """One call to Slack to be made. `key` says it once and for all; see `Post` for the rest.

    `target` is `incident:<id>`, `channel:<C…>` or `user:<U…>`, resolved when the call is made.
    `render` names a renderer that fills the payload from the database at that moment. `door` is the
    workspace; whoever leaves it empty has the call made wherever it belongs (`operations.ways`).
    `said` makes what people read of the payload: whoever knows them (`worded`) has it made in their
    language, never in that of whoever asked for the call.
    """

    key: str
    kind: str
    target: str
    method: str = "chat.postMessage"
    payload: Mapping[str, Any] = field(default_factory=dict)
    said: Callable[[], Mapping[str, Any]] | None = None
    render: str = ""
    incident_id: int | None = None
    lane: str = ""
    priority: int = NORMAL
    thread_key: str | None = None
    after_key: str | None = None
    coalesce_key: str | None = None
    not_before: datetime | None = None
    door: str = ""


def worded(call: Call, language: str) -> Call:
    """Return the call with what is to be read of it said in *language*."""
    if call.said is None:
        return call
    with speaking(language):
        return replace(call, payload={**call.payload, **call.said()}, said=None)


def incident_target(incident: Incident, door: str = "") -> str:
    """Return the target that means the incident's own channel, even before it exists.

    *door* names a workspace; without it, the one in which the incident was declared is meant.
    """
    own = f"incident:{incident.id}"
    return own if door in {"", incident.door} else further(own, door)


def further(target: str, door: str) -> str:
    """Return a target as it is named in a further workspace: an incident has a channel in each."""
    alone = target.startswith("incident:") and target.count(":") == 1
    return f"{target}:{door}" if alone else target


def marked(text: str, door: str, most: int) -> str:
    """Return a key or lane with its workspace before it, within *most* characters."""
    if len(door) + 1 + len(text) <= most:
        return f"{door}:{text}"
    return f"{door}:{hashlib.sha256(text.encode()).hexdigest()[:32]}"


def lane_of(call: Call) -> str:
    """Return the lane in which the call stands: the Room's are its own, whatever waits in Slack."""
    lane = call.lane or call.target
    if call.door != Door.ROOM or lane.startswith(f"{Door.ROOM}:"):
        return lane
    return marked(lane, Door.ROOM, LONGEST_LANE)


def copied(call: Call, door: str) -> Call:
    """Return the same call for a further workspace, so that the two never meet."""
    return replace(
        call,
        door=door,
        target=further(call.target, door),
        key=marked(call.key, door, LONGEST_KEY),
        lane=call.lane or call.target,
        thread_key=marked(call.thread_key, door, LONGEST_KEY) if call.thread_key else None,
        after_key=marked(call.after_key, door, LONGEST_KEY) if call.after_key else None,
        coalesce_key=marked(call.coalesce_key, door, LONGEST_KEY) if call.coalesce_key else None,
    )


def enqueue(session: Session, call: Call, *, now: datetime) -> bool:
    """Write *call* down; return False when its key was there already, or one waits to coalesce."""
    same = {"coalesce_key": call.coalesce_key}
    if call.coalesce_key is not None and fetched(session, _WAITING, same):
        return False
    payload = dict(worded(call, ENGLISH).payload)
    if call.render:
        payload["render"] = call.render
    row = {
        "key": call.key, "kind": call.kind, "method": call.method,
        "lane": lane_of(call), "door": call.door, "priority": call.priority,
        "incident_id": call.incident_id, "target": call.target, "thread_key": call.thread_key,
        "after_key": call.after_key, "coalesce_key": call.coalesce_key,
        "payload": json.dumps(payload, ensure_ascii=False), "state": PostState.PENDING,
        "not_before": call.not_before, "created_at": now,
    }  # fmt: skip
    insert = _INSERT[session.get_bind().dialect.name]
    return made(session, insert, row).first() is not None


def shown_key(coalesce_key: str) -> str:
    """Return the setting under which the hash of what Slack shows of such a call is kept."""
    return f"shown:{coalesce_key}"[:64]


def is_copy(post: Post) -> bool:
    """Tell whether the row is the copy of a call for a further workspace."""
    return bool(post.door) and post.key.startswith(f"{post.door}:")


def first_key(post: Post) -> str:
    """Return the key under which the call was written, also of its copy elsewhere."""
    return post.key.removeprefix(f"{post.door}:") if is_copy(post) else post.key


def of_incident(session: Session, incident_id: int) -> list[Post]:
    """Return every call that was made or is to be made for the incident, in order."""
    wanted = select(Post).where(Post.incident_id == incident_id).order_by(col(Post.id))
    return list(session.exec(wanted))
