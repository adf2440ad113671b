"""What calls leave behind when Slack did them: a channel, a board, who stayed outside, a picture.

The calls themselves are written by operations, those of a declared incident by
`bot.operations.rooms`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.domain.models import Incident, Post
from bot.domain.words import Door
from bot.language.catalogue import say
from bot.outbox import fetching, importing, pictures
from bot.outbox.job import MESSAGE, Effect
from bot.outbox.telling import tell
from bot.slack.views import kit
from bot.storage import incidents, posts, timeline
from bot.storage.places import further_doors, place_in

SYSTEM = "system"
STRANGERS = frozenset({"user_not_found", "users_not_found"})


def _locked(session: Session, post: Post) -> Incident | None:
    if post.incident_id is None:
        return None
    return session.get(
        Incident, post.incident_id, with_for_update=incidents.HOLD, populate_existing=True
    )


def _channel_opened(session: Session, post: Post, answer: Mapping[str, Any], now: datetime) -> None:
    incident = _locked(session, post)
    place = place_in(session, incident, post.door) if incident is not None else None
    if incident is None or place is None or place.channel_id is not None:
        return
    channel = answer["channel"]
    place.channel_id, place.channel_name = str(channel["id"]), str(channel["name"])
    post.channel_id = place.channel_id
    session.add(place)
    what = timeline.Happening(
        actor=SYSTEM, door=Door.SYSTEM, action="channel.opened", subject=place.channel_name,
        text=f"Channel #{place.channel_name} opened.", after=place.channel_id,
    )  # fmt: skip
    timeline.append(session, incident, what, now=now)


def _board_shown(session: Session, post: Post, _answer: Mapping[str, Any], now: datetime) -> None:
    incident = _locked(session, post)
    place = place_in(session, incident, post.door) if incident is not None else None
    if place is None:
        return
    place.board_at = now
    if post.method == MESSAGE:
        place.board_ts = post.slack_ts
    session.add(place)


def _invited(session: Session, post: Post, answer: Mapping[str, Any], now: datetime) -> None:
    refused: Mapping[str, str] = answer.get("not_invited") or {}
    incident = _locked(session, post) if refused else None
    if incident is not None and further_doors(session, incident.row):
        # Who is in the incident's other workspace need not be in this one.
        refused = {user: code for user, code in refused.items() if code not in STRANGERS}
    if incident is None or not refused:
        return
    names = ", ".join(f"<@{user}> (`{code}`)" for user, code in refused.items())
    what = timeline.Happening(
        actor=SYSTEM, door=Door.SYSTEM, action="invite.refused",
        subject=",".join(refused), text=f"Slack would not let me invite {names}.",
    )  # fmt: skip
    timeline.append(session, incident, what, now=now)
    said = posts.Call(
        key=f"refused:{post.key}", kind="alert", door=post.door,
        target=posts.incident_target(incident, post.door), incident_id=incident.id,
        lane=posts.incident_target(incident), priority=posts.ALERT,
        said=lambda: {
            "text": say("I could not invite {names}. Please invite them by hand.", names=names)
        },
    )  # fmt: skip
    tell(session, said, now=now)


def _linked(session: Session, post: Post, answer: Mapping[str, Any], now: datetime) -> None:
    """Keep the address of the message from which the incident was declared, and show it."""
    incident, link = _locked(session, post), str(answer.get("permalink") or "")
    if incident is None or not link:
        return
    what = timeline.Happening(
        actor=SYSTEM, door=Door.SYSTEM, action="source.linked", subject=incident.ref,
        text="Declared from a message.", after=link,
    )  # fmt: skip
    timeline.append(session, incident, what, now=now)
    said = posts.Call(
        key=f"linked:{incident.ref}", kind="event", target=posts.incident_target(incident),
        door=incident.door, incident_id=incident.id,
        said=lambda: {
            "text": say("This was declared from {link}.", link=kit.link(link, say("a message")))
        },
    )  # fmt: skip
    tell(session, said, now=now)


EFFECTS: Mapping[str, Effect] = {
    "channel": _channel_opened,
    "board": _board_shown,
    "invite": _invited,
    "link": _linked,
    "note": fetching.fetched,
    "picture": pictures.uploaded,
    "document": pictures.uploaded,
    "proof": pictures.uploaded,
    "import_file": importing.fetched,
}
