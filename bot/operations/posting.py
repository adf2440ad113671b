"""Writes a report into the outbox, once, with the numbers that the next one compares with.

What a report says is `reports`; when it is due is the schedule's.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from bot.domain.mail import Recipient
from bot.domain.models import DigestFigures, Incident, Occurrence, Schedule
from bot.domain.report import Failed, written
from bot.domain.words import DigestCut
from bot.language.catalogue import say
from bot.operations.people import planners
from bot.operations.reports import Report
from bot.operations.turn import Turn
from bot.pictures.model import Picture
from bot.slack.views.plaintext import plain, title
from bot.storage import schedules
from bot.storage.posts import DIGEST, STATUS, Call, incident_target

NO_MAIL: Mapping[DigestCut, Report] = MappingProxyType({})
# The setting may hold a channel's id or its name.
CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{2,31}")


@dataclass(frozen=True, slots=True)
class Posting:
    """Under which key a report is posted, once, and what it answers for."""

    key: str
    due_at: datetime
    missed: int = 0
    late: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """How often something is posted, why, and when next; `sentence` says it to a person."""

    enabled: bool
    by_hand: bool
    rhythm: str
    next_due_at: datetime | None
    sentence: str


def post_summary(
    turn: Turn, incident: Incident, row: Schedule, posting: Posting, report: Report
) -> bool:
    """Write a summary into the outbox, once; into the thread of the board, which is redrawn."""
    if not _claimed(turn, row, posting, report, schedules.SUMMARY):
        return False
    turn.call(
        Call(
            key=posting.key, kind="summary", target=incident_target(incident),
            incident_id=incident.id, thread_key=f"board:{incident.ref}",
            after_key=f"board:{incident.ref}", priority=DIGEST, payload=report.message,
        )
    )  # fmt: skip
    # The board's numbers age although nothing happened, so it is redrawn with every summary.
    turn.call(
        Call(
            key=f"board:{posting.key}", kind="board", method="chat.update",
            target=incident_target(incident), lane=f"board:{incident.id}", priority=STATUS,
            incident_id=incident.id, after_key=f"board:{incident.ref}",
            coalesce_key=f"board:{incident.ref}", render="board",
        )
    )  # fmt: skip
    return True


def post_digest(
    turn: Turn,
    row: Schedule,
    posting: Posting,
    report: Report,
    mailed: Mapping[DigestCut, Report] = NO_MAIL,
) -> bool:
    """Write a digest into the outbox, once: into the managers' channel, and as mail by its cut."""
    if not _claimed(turn, row, posting, report, schedules.DIGEST_SCOPE):
        return False
    channel = turn.house.managers_channel
    if channel:
        _to_channel(turn, posting.key, channel, report)
    for recipient in turn.house.mail_to:
        if recipient.cut in mailed:
            _mail(turn, posting.key, recipient, mailed[recipient.cut])
    return True


def _to_channel(turn: Turn, key: str, channel: str, report: Report) -> None:
    target = f"channel:{channel}"
    otherwise = turn.otherwise(
        lambda: say(
            "The digest could not be posted into the managers' channel, {channel}.",
            channel=place(channel),
        ),
        *_told_instead(turn, channel),
    )
    payload = {**report.message, "otherwise": otherwise}
    call = Call(key=key, kind="digest", target=target, priority=DIGEST, payload=payload)
    turn.call(call)
    _picture(turn, call, report, thread_key=key)


def _told_instead(turn: Turn, channel: str) -> list[str]:
    """Return who hears that the digest has no place: who plans it, else all at the desk."""
    people = [f"user:{each}" for each in planners(turn)]
    desk = turn.house.announce_channel
    return people or ([f"channel:{desk}"] if desk and desk != channel else [])


def _mail(turn: Turn, key: str, recipient: Recipient, report: Report) -> None:
    """Write one mail into the outbox, in a lane of its own: one full mailbox delays nobody else."""
    mark = hashlib.sha256(recipient.address.lower().encode()).hexdigest()[:16]
    channel = turn.house.managers_channel
    told = [f"channel:{channel}"] if channel else _told_instead(turn, channel)
    otherwise = turn.otherwise(
        lambda: say("The digest could not be mailed to {address}.", address=recipient.masked),
        *told,
        thread_key=key if channel else None,
    )  # fmt: skip
    picture = report.picture
    turn.call(
        Call(
            key=f"mail:{key}:{mark}", kind="mail", method="email.send", target="",
            lane=f"mail:{mark}", priority=DIGEST,
            payload={
                "to": recipient.address,
                "subject": f"[Wardroom] {title(report.message)}",
                "text": plain(report.message),
                "picture": picture.written() if isinstance(picture, Picture) else None,
                "otherwise": otherwise,
            },
        )
    )  # fmt: skip


def place(channel: str) -> str:
    """Name a channel of the settings as people see it."""
    return f"<#{channel}>" if CHANNEL_ID.fullmatch(channel) else f"#{channel.lstrip('#')}"


def post_subscription(turn: Turn, row: Schedule, posting: Posting, report: Report) -> bool:
    """Write a person's own digest into the outbox, once; into their direct messages."""
    if not _claimed(turn, row, posting, report, schedules.SUBSCRIPTION):
        return False
    reader = row.target.removeprefix("user:")
    otherwise = turn.otherwise(
        lambda: say("The digest of <@{user_id}> could not be delivered.", user_id=reader),
        *(f"user:{each}" for each in planners(turn) if each != reader),
    )
    call = Call(
        key=posting.key, kind="subscription", target=row.target, priority=DIGEST,
        payload={**report.message, "otherwise": otherwise},
    )  # fmt: skip
    turn.call(call)
    _picture(turn, call, report)
    return True


def _picture(turn: Turn, digest: Call, report: Report, *, thread_key: str | None = None) -> None:
    """Write the digest's picture into the outbox; it comes after the digest, or a word on why not.

    It has a lane of its own: a picture that is in doubt holds up nobody's messages.
    """
    if report.picture is None:
        return

    def text() -> str:
        return say("The picture of this digest could not be drawn; the digest itself is complete.")

    key, lane = f"picture:{digest.key}", f"pictures:{digest.target}"[:64]
    if isinstance(report.picture, Failed):
        reference = report.picture.reference
        turn.call(
            Call(
                key, "notice", digest.target, thread_key=thread_key,
                said=lambda: {
                    "text": say("{text} (reference {reference})", text=text(), reference=reference)
                },
            )
        )  # fmt: skip
        return
    otherwise = turn.otherwise(text, digest.target, thread_key=thread_key)
    turn.call(
        Call(
            key=key, kind="picture", method="files.getUploadURLExternal", target=digest.target,
            lane=lane, priority=STATUS, thread_key=thread_key, after_key=digest.key,
            payload={"picture": report.picture.written(), "otherwise": otherwise},
        )
    )  # fmt: skip


def _claimed(turn: Turn, row: Schedule, posting: Posting, report: Report, scope: str) -> bool:
    occurrence = Occurrence(
        key=posting.key, kind=row.kind, incident_id=row.incident_id, due_at=posting.due_at,
        fired_at=turn.now, missed=posting.missed, late=posting.late,
    )  # fmt: skip
    if not schedules.claim(turn.session, occurrence):
        return False
    kept = DigestFigures(key=posting.key, scope=scope, at=turn.now, figures=written(report.marks))
    turn.session.add(kept)
    row.last_key = posting.key
    turn.session.add(row)
    turn.session.flush()
    return True
