"""What the page does: send, react, pin, edit, delete, join, leave, create, invite, read.

Everything as the acting person, who may do no more than in Slack.
"""

import re

from bot.room import marks, membership
from bot.room.commands import Typed, fate, send, wire_text
from bot.room.entities import Fields, Message
from bot.room.errors import PageError, SlackError
from bot.room.messages import change, remove
from bot.room.shapes import page_channel, page_message
from bot.room.visit import Route, Visit

SEND_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SENTENCES = {
    "name_taken": "There is a channel of this name already.",
    "invalid_name_required": "The channel needs a name.",
    "invalid_name_maxlength": "A channel's name has 80 characters at most.",
    "invalid_name_punctuation": "A channel's name needs a letter or a digit.",
    "invalid_name_specials": (
        "A channel's name has lower-case letters, digits, hyphens and underscores only."
    ),
    "already_pinned": "It is pinned already.",
    "no_pin": "It is not pinned.",
    "already_reacted": "You have reacted with this already.",
    "no_reaction": "You have not reacted with this.",
}


def explained(error: SlackError) -> PageError:
    """Return Slack's refusal as the page's."""
    sentence = SENTENCES.get(error.code, f"This was refused ({error.code}).")
    return PageError(error.code, sentence, status=409)


def _send_id(visit: Visit, default: str | None = None) -> str:
    found = visit.text("id", default)
    if found and not SEND_ID.fullmatch(found):
        raise PageError("invalid", "“id” must be a UUID.")
    return found


async def send_text(visit: Visit) -> Fields:
    """Send a message or run a command."""
    channel = visit.channel()
    again = bool(visit.data.get("again"))
    typed = Typed(visit.text("text"), visit.text("thread_ts", ""), _send_id(visit, ""), again)
    done = await send(visit.hub, visit.person, channel, typed)
    body: Fields = {"ok": done.restore is None, "kind": done.kind, "ts": done.ts}
    body |= {"restore": done.restore, "reply_ts": done.reply_ts}
    return {name: value for name, value in body.items() if value not in (None, "")}


async def sent(visit: Visit) -> Fields:
    """Return what became of something that was sent and never answered."""
    return {"fate": await fate(visit.hub, visit.person, visit.channel(), _send_id(visit))}


def react(visit: Visit) -> Fields:
    """Add or take away a reaction."""
    message = visit.message(visit.channel(member=True))
    act = marks.react if visit.data.get("add", True) else marks.unreact
    act(visit.hub, message, visit.person.id, visit.text("name"))
    return {"ok": True}


def pin(visit: Visit) -> Fields:
    """Pin or unpin a message."""
    channel = visit.channel(member=True)
    act = marks.pin if visit.data.get("add", True) else marks.unpin
    act(visit.hub, channel, visit.message(channel), visit.person.id)
    return {"ok": True}


def _own(visit: Visit) -> Message:
    message = visit.message(visit.channel(member=True))
    fields = message.fields
    if message.user_id != visit.person.id or fields.get("bot_id") or fields.get("subtype"):
        raise PageError("not_yours", "Only your own messages can be changed.", status=403)
    return message


def edit(visit: Visit) -> Fields:
    """Change one's own message."""
    message = _own(visit)
    text = visit.text("text")
    if not text.strip():
        raise PageError("no_text", "An edited message needs words. Delete it instead.")
    edited = {"user": visit.person.id, "ts": visit.hub.state.next_ts()}
    fields = message.fields | {"text": wire_text(visit.hub.state, text), "edited": edited}
    changed = change(visit.hub, message, fields)
    shown = page_message(visit.hub.state, message.channel_id, changed.fields)
    return {"ok": True, "message": shown}


def delete(visit: Visit) -> Fields:
    """Delete one's own message."""
    remove(visit.hub, _own(visit))
    return {"ok": True}


def join(visit: Visit) -> Fields:
    """Join a public channel."""
    channel = visit.channel()
    if channel.archived:
        raise PageError("is_archived", "This channel is archived.")
    if visit.person.id not in channel.members:
        membership.add(visit.hub, channel, visit.person.id)
    return {"channel": page_channel(visit.hub.state, channel, visit.person.id)}


def leave(visit: Visit) -> Fields:
    """Leave a channel."""
    channel = visit.channel(member=True)
    if channel.general or channel.kind == "im":
        raise PageError("cant_leave", "Nobody can leave this conversation.")
    membership.drop(visit.hub, channel, visit.person.id)
    return {"channel": page_channel(visit.hub.state, channel, visit.person.id)}


def create(visit: Visit) -> Fields:
    """Create a channel with the person in it."""
    private = bool(visit.data.get("is_private"))
    channel = membership.create(visit.hub, visit.text("name"), visit.person.id, private=private)
    return {"channel": page_channel(visit.hub.state, channel, visit.person.id)}


def _other(visit: Visit) -> str:
    person = visit.hub.state.people.get(visit.text("user"))
    if person is None or person.deleted:
        raise PageError("user_not_found", "There is nobody of this name.", status=404)
    return person.id


def open_direct(visit: Visit) -> Fields:
    """Open the direct message with somebody."""
    channel, _ = membership.open_direct(visit.hub, visit.person.id, _other(visit))
    return {"channel": page_channel(visit.hub.state, channel, visit.person.id)}


def invite(visit: Visit) -> Fields:
    """Bring somebody into a channel."""
    channel = visit.channel(member=True)
    if channel.kind == "im" or channel.archived:
        raise PageError("cant_invite", "Nobody can be added to this conversation.")
    user_id = _other(visit)
    if user_id not in channel.members:
        membership.add(visit.hub, channel, user_id, inviter=visit.person.id)
    return {"channel": page_channel(visit.hub.state, channel, visit.person.id)}


def mark_read(visit: Visit) -> Fields:
    """Move the person's read mark forward."""
    channel = visit.channel()
    ts = visit.text("ts")
    if visit.person.id in channel.members and ts > channel.read.get(visit.person.id, ""):
        channel.read[visit.person.id] = ts
        visit.hub.state.save_channel(channel)
    return {"ok": True}


ROUTES = (
    Route("POST", "send", send_text),
    Route("GET", "sent", sent),
    Route("POST", "react", react),
    Route("POST", "pin", pin),
    Route("POST", "edit", edit),
    Route("POST", "delete", delete),
    Route("POST", "join", join),
    Route("POST", "leave", leave),
    Route("POST", "channels", create),
    Route("POST", "open", open_direct),
    Route("POST", "invite", invite),
    Route("POST", "read", mark_read),
)
