"""What Slack refuses for good: the row stays, the people are told once, the rest goes on.

Reviving is `wardroom doctor --resend`, by `bot.storage.outbox.retry_dead`.
"""

import hashlib
import json
from datetime import datetime

from sqlmodel import Session

from bot.domain.models import Incident, Post
from bot.domain.words import Door, PostState
from bot.outbox import routing
from bot.storage import incidents, places, posts, timeline

SYSTEM = "system"
# The steps by which a declared incident gets its place in Slack, as a person would name them.
STEPS = {
    "channel": "open a channel",
    "invite": "invite people to the channel",
    "topic": "set the channel's topic",
    "pin": "pin the board",
    "bookmark": "bookmark the board",
    "announce": "announce the incident",
    "link": "keep the link to the message that it was declared from",
}
CURES = {
    "missing_scope": "Add the scope to the app and reinstall it; `wardroom doctor` names it.",
    "unknown_method": "The workspace's server does not know this call; nothing else lacks it.",
    "restricted_action": "Ask a workspace admin to allow it to the app.",
    "not_in_channel": "Invite the app to the channel.",
    "channel_not_found": "Check the channel's id in the settings, or invite the app to it.",
    "is_archived": "Restore the channel, or choose another one.",
    "invalid_blocks": "The words are kept; `wardroom doctor` shows the row.",
}
LONGEST_KEY = 200


def bury(session: Session, post: Post, reason: str, *, now: datetime) -> None:
    """Mark the post dead and say so: in the timeline, and once to the people."""
    skip(session, post, reason)
    if post.key.startswith("dead:"):
        return  # That a warning could not be delivered is no reason for another warning.
    _say_otherwise(session, post, reason, now)
    incident = routing.incident_of(session, post)
    if incident is None or incident.id is None:
        return
    locked = session.get(Incident, incident.id, with_for_update=incidents.HOLD)
    if locked is None or not _warn(session, locked, post, reason, now):
        return
    what = timeline.Happening(
        actor=SYSTEM, door=Door.SYSTEM, action="post.dead", subject=post.key,
        text=_sentence(locked, post, reason), reason=reason,
    )  # fmt: skip
    timeline.append(session, locked, what, now=now)


def _say_otherwise(session: Session, post: Post, reason: str, now: datetime) -> None:
    """Say what whoever wrote the call wanted to be said should it be refused."""
    wanted = json.loads(post.payload).get("otherwise")
    if not wanted:
        return
    text = f"{wanted['text']} {_answer(reason)} {CURES.get(reason, '')}".strip()
    thread = wanted.get("thread_key")
    copy = posts.is_copy(post)
    for named in wanted["targets"]:
        # A copy's channel has another id than the one that was thought of.
        target = post.target if copy and named.startswith("channel:") else named
        said = posts.Call(
            key=_short(f"dead:{post.key}:{target}"), kind="notice", target=target,
            door=post.door, priority=posts.ALERT, payload={"text": text},
            thread_key=posts.marked(thread, post.door, LONGEST_KEY) if copy and thread else thread,
        )  # fmt: skip
        posts.enqueue(session, said, now=now)


def skip(session: Session, post: Post, reason: str) -> None:
    """Mark the post dead without a word: what it hung on was said already."""
    post.state, post.owner, post.error = PostState.DEAD, None, reason[:500]
    session.add(post)
    session.flush()


def doubt(session: Session, post: Post, reason: str, *, now: datetime) -> None:
    """Say once that a message is in doubt and that the channel's history cannot be read."""
    incident = routing.incident_of(session, post)
    if incident is None:
        return
    text = (
        f"{incident.ref}: nobody knows whether a message arrived, and Slack does not let me look "
        f"(`{_word(reason)}`). I send nothing more there until I can: `wardroom doctor` has the "
        "cure."
    )
    lead = f"user:{routing.commander(session, incident)}"
    _enqueue(session, f"dead:doubt:{post.key}", lead, incident, text, now)


def _warn(session: Session, incident: Incident, post: Post, reason: str, now: datetime) -> bool:
    text = _sentence(incident, post, reason)
    return _enqueue(
        session, f"dead:{post.coalesce_key or post.key}", _whom(session, incident, post),
        incident, text, now,
    )  # fmt: skip


def _whom(session: Session, incident: Incident, post: Post) -> str:
    if post.kind in STEPS:
        if incident.channel_id is not None:
            return posts.incident_target(incident)
        return f"user:{routing.commander(session, incident)}"
    return f"user:{routing.commander(session, incident)}"


def _enqueue(
    session: Session, key: str, target: str, incident: Incident, text: str, now: datetime
) -> bool:
    warning = posts.Call(
        key=_short(key), kind="alert", target=target, incident_id=incident.id,
        door=_where(session, incident, target), priority=posts.ALERT, payload={"text": text},
    )  # fmt: skip
    return posts.enqueue(session, warning, now=now)


def _where(session: Session, incident: Incident, target: str) -> str:
    """Return the workspace in which a warning is heard: the incident's first, if they are there."""
    kind, _, user_id = target.partition(":")
    known = places.doors_of(session, user_id) if kind == "user" else frozenset()
    return incident.door if not known or incident.door in known else min(known)


def _short(key: str) -> str:
    digest = hashlib.sha256(key.encode()).hexdigest()
    return key if len(key) <= LONGEST_KEY else f"dead:{digest}"


def _answer(reason: str) -> str:
    said = _word(reason)
    return (
        f"Slack's answer was `{said}`."
        if reason.isidentifier()
        else f"{said[:1].upper()}{said[1:]}."
    )


def _word(reason: str) -> str:
    """Return the reason as it may stand between backticks."""
    return reason.replace("`", "'").replace("<", "‹").replace(">", "›").replace("&", "+")[:120]


def _sentence(incident: Incident, post: Post, reason: str) -> str:
    cure = CURES.get(reason, "`wardroom doctor` lists what waits for you.")
    if post.kind == "channel":
        rest = "The incident goes on without a channel of its own."
    else:
        rest = "Everything else goes on."
    step = STEPS.get(post.kind)
    what = f"I could not {step}" if step else f"A message ({post.kind}) could not be delivered"
    return f"{incident.ref}: {what}. {_answer(reason)} {cure} {rest}"
