"""What Slack refuses for good: the row stays, the people are told once, the rest goes on.

Reviving is `wardroom doctor --resend`, by `bot.storage.outbox.retry_dead`.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from bot.domain.models import Incident, Post
from bot.domain.words import Door, PostState
from bot.language.catalogue import ENGLISH, later, say, speaking
from bot.outbox import routing
from bot.outbox.telling import tell
from bot.slack.views.words import stop
from bot.storage import incidents, places, posts, timeline

SYSTEM = "system"
# The steps by which a declared incident gets its place in Slack, as a person would name them.
STEPS = {
    "channel": later("I could not open a channel"),
    "invite": later("I could not invite people to the channel"),
    "topic": later("I could not set the channel's topic"),
    "pin": later("I could not pin the board"),
    "bookmark": later("I could not bookmark the board"),
    "announce": later("I could not announce the incident"),
    "link": later("I could not keep the link to the message that it was declared from"),
}
CURES = {
    "missing_scope": later(
        "Add the scope to the app and reinstall it; `wardroom doctor` names it."
    ),
    "unknown_method": later(
        "The workspace's server does not know this call; nothing else lacks it."
    ),
    "restricted_action": later("Ask a workspace admin to allow it to the app."),
    "not_in_channel": later("Invite the app to the channel."),
    "channel_not_found": later("Check the channel's id in the settings, or invite the app to it."),
    "is_archived": later("Restore the channel, or choose another one."),
    "invalid_blocks": later("The words are kept; `wardroom doctor` shows the row."),
}
ANYTHING_ELSE = later("`wardroom doctor` lists what waits for you.")
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
    with speaking(ENGLISH):  # What is kept is kept in one language.
        kept = _sentence(locked, post, reason)
    what = timeline.Happening(
        actor=SYSTEM, door=Door.SYSTEM, action="post.dead", subject=post.key, text=kept,
        reason=reason,
    )  # fmt: skip
    timeline.append(session, locked, what, now=now)


def _say_otherwise(session: Session, post: Post, reason: str, now: datetime) -> None:
    """Say what whoever wrote the call wanted to be said should it be refused."""
    wanted = json.loads(post.payload).get("otherwise")
    if not wanted:
        return

    def text() -> str:
        cure = say(CURES[reason]) if reason in CURES else ""
        return f"{wanted['text']} {_answer(reason)} {cure}".strip()

    thread = wanted.get("thread_key")
    copy = posts.is_copy(post)
    for named in wanted["targets"]:
        # A copy's channel has another id than the one that was thought of.
        there = post.target if named.startswith("channel:") else posts.further(named, post.door)
        target = there if copy else named
        said = posts.Call(
            key=_short(f"dead:{post.key}:{target}"), kind="notice", target=target,
            door=post.door, priority=posts.ALERT, said=lambda: {"text": text()},
            thread_key=posts.marked(thread, post.door, LONGEST_KEY) if copy and thread else thread,
        )  # fmt: skip
        tell(session, said, now=now)


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

    def text() -> str:
        return say(
            "{ref}: nobody knows whether a message arrived, and Slack does not let me look "
            "(`{reason}`). I send nothing more there until I can: `wardroom doctor` has the cure.",
            ref=incident.ref, reason=_word(reason),
        )  # fmt: skip

    lead = f"user:{routing.commander(session, incident)}"
    _enqueue(session, f"dead:doubt:{post.key}", lead, incident, text, now)


def _warn(session: Session, incident: Incident, post: Post, reason: str, now: datetime) -> bool:
    return _enqueue(
        session, f"dead:{post.coalesce_key or post.key}", _whom(session, incident, post),
        incident, lambda: _sentence(incident, post, reason), now,
    )  # fmt: skip


def _whom(session: Session, incident: Incident, post: Post) -> str:
    if post.kind in STEPS:
        if incident.channel_id is not None:
            return posts.incident_target(incident)
        return f"user:{routing.commander(session, incident)}"
    return f"user:{routing.commander(session, incident)}"


def _enqueue(
    session: Session,
    key: str,
    target: str,
    incident: Incident,
    text: Callable[[], str],
    now: datetime,
) -> bool:
    warning = posts.Call(
        key=_short(key), kind="alert", target=target, incident_id=incident.id,
        door=_where(session, incident, target), priority=posts.ALERT,
        said=lambda: {"text": text()},
    )  # fmt: skip
    return tell(session, warning, now=now)


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
    if reason.isidentifier():
        return say("Slack's answer was `{reason}`.", reason=said)
    return stop(f"{said[:1].upper()}{said[1:]}")


def _word(reason: str) -> str:
    """Return the reason as it may stand between backticks."""
    return reason.replace("`", "'").replace("<", "‹").replace(">", "›").replace("&", "+")[:120]


def _sentence(incident: Incident, post: Post, reason: str) -> str:
    cure = say(CURES.get(reason, ANYTHING_ELSE))
    if post.kind == "channel":
        rest = say("The incident goes on without a channel of its own.")
    else:
        rest = say("Everything else goes on.")
    if post.kind in STEPS:
        what = say(STEPS[post.kind])
    else:
        what = say("A message ({kind}) could not be delivered", kind=post.kind)
    return f"{incident.ref}: {stop(what)} {_answer(reason)} {cure} {rest}"
