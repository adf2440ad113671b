"""Messages that were marked for the timeline: fetched with their address, then written down.

The entry itself is `bot.operations.noting`'s.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.domain import ransom_words
from bot.domain.models import Post
from bot.domain.words import Door
from bot.errors import WardroomError
from bot.grammar import patient
from bot.grammar import text as texts
from bot.language.catalogue import later, say
from bot.operations import noting
from bot.outbox.job import Job, Sent
from bot.outbox.telling import tell
from bot.slack import failures, inbound
from bot.slack.outbound import Slack
from bot.storage import incidents, noted, posts


async def fetch(job: Job, channel: str, slack: Slack) -> Sent:
    """Return the message and its address; without one where Slack gives none."""
    ts = str(job.payload["ts"])
    message = await slack.message(channel, ts)
    if message is None:
        raise failures.Permanent("message_not_found")
    try:
        link = await slack.permalink(channel, ts)
    except (failures.Permanent, failures.Missing):
        link = ""
    return Sent({"ok": True, "message": message, "permalink": link}, channel_id=channel)


def fetched(session: Session, post: Post, answer: Mapping[str, Any], now: datetime) -> None:
    """Write the message into the timeline, unless it holds what must not be kept."""
    asked = json.loads(post.payload)
    incident = incidents.by_ref(session, asked["incident"])
    if incident is None:
        return
    incidents.lock(session, incident)
    words = _words(post.channel_id or "", answer)
    row = noted.of(session, incident.row, (post.channel_id or "", asked["ts"]))
    if row is None or row.entry_seq is not None:
        return
    why_not = _why_not(words, private=incident.private)
    if words is None or why_not:
        session.delete(row)
        _tell(session, post, asked["user"], why_not, now)
        return
    seq = noting.write(session, incident, words, (asked["user"], Door(asked["door"])), now)
    said = posts.Call(
        key=f"noted:{incident.ref}:{words.channel_id}:{words.ts}", kind="event",
        target=f"channel:{words.channel_id}", door=post.door, incident_id=incident.id,
        payload={"thread_ts": words.thread_ts or words.ts},
        said=lambda: {
            "text": say(
                "{who} put this into the timeline of {ref}, entry {seq}. Edits and deletions are "
                "followed.",
                who=f"<@{asked['user']}>", ref=incident.ref, seq=seq,
            )
        },
    )  # fmt: skip
    tell(session, said, now=now)


NOTHING_IN_IT = later(
    "The message that you marked has no words and no file that could be kept. Write down what it "
    "shows: `/incident note <text> at <time>`."
)
PATIENT = later(
    "The message that you marked holds what looks like a patient's data, so nothing of it was "
    "kept. Ask its author to take that out, then take your mark away and put it there again."
)


RANSOM = later(
    "The message that you marked holds a wallet, the sum of a ransom or words about paying one, "
    "which only a private incident keeps, so nothing of it was kept. Say that a note was found: "
    "`/incident note <text>`, and enter its photo as an exhibit."
)


def _why_not(words: noting.Words | None, *, private: bool) -> str:
    """Return why a message is not written down, or nothing."""
    if words is None or not (words.text.strip() or words.files):
        return NOTHING_IN_IT
    if patient.found(words.kept):
        return PATIENT
    return RANSOM if not private and ransom_words.found(words.kept) else ""


def _words(channel_id: str, answer: Mapping[str, Any]) -> noting.Words | None:
    try:
        read = inbound.quoted(channel_id, answer["message"])
    except WardroomError:
        return None
    link = str(answer.get("permalink") or "")
    return noting.Words(
        channel_id, read.ts, read.author, texts.tidy(read.text), read.thread_ts, read.files, link
    )


def _tell(session: Session, post: Post, user_id: str, text: str, now: datetime) -> None:
    said = posts.Call(
        key=f"dead:{post.key}:{user_id}:{now.timestamp():.0f}"[:200], kind="notice",
        target=f"user:{user_id}", door=post.door, priority=posts.ALERT,
        said=lambda: {"text": say(text)},
    )  # fmt: skip
    tell(session, said, now=now)
