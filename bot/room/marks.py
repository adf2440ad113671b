"""Pins, reactions and bookmarks: the marks that people and apps leave.

Who may do so is checked by the callers; doubles and limits are checked here.
"""

import re

from bot.room.entities import Channel, Fields, Message
from bot.room.errors import SlackError
from bot.room.hub import Hub
from bot.room.membership import show_channel
from bot.room.messages import change
from bot.room.shapes import message_object

EMOJI = re.compile(r"[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?")
MOST_PINS = 100
MOST_REACTIONS = 23  # Different emoji per message that one person or app may add.


def pin(hub: Hub, channel: Channel, message: Message, user_id: str) -> None:
    """Pin *message*; raise SlackError when it is pinned already."""
    if any(row["ts"] == message.ts for row in channel.pins):
        raise SlackError("already_pinned")
    if len(channel.pins) >= MOST_PINS:
        raise SlackError("too_many_pins")
    row = {"ts": message.ts, "user": user_id, "created": hub.state.now()}
    channel.pins.insert(0, row)
    hub.state.save_channel(channel)
    _tell_pin(hub, channel, message, user_id, "pin_added")


def unpin(hub: Hub, channel: Channel, message: Message, user_id: str) -> None:
    """Unpin *message*; raise SlackError when it is not pinned."""
    if all(row["ts"] != message.ts for row in channel.pins):
        raise SlackError("no_pin")
    channel.pins = [row for row in channel.pins if row["ts"] != message.ts]
    hub.state.save_channel(channel)
    _tell_pin(hub, channel, message, user_id, "pin_removed")


def _tell_pin(hub: Hub, channel: Channel, message: Message, user_id: str, kind: str) -> None:
    change(hub, message, message.fields, quiet=True)
    item = {
        "type": "message",
        "channel": channel.id,
        "created": hub.state.now(),
        "created_by": user_id,
        "message": message_object(hub.state, message),
    }
    event = {
        "type": kind,
        "user": user_id,
        "channel_id": channel.id,
        "item": item,
        "pin_count": len(channel.pins),
        "event_ts": hub.state.next_ts(),
    }
    hub.journal.afterwards(lambda: hub.events.publish(event, channel))


def react(hub: Hub, message: Message, user_id: str, name: str) -> None:
    """Add a reaction; raise SlackError for a second one of the same or a bad name."""
    name = name.strip(":").lower()
    if not EMOJI.fullmatch(name):
        raise SlackError("invalid_name")
    fields = message.fields
    reactions: list[Fields] = fields.setdefault("reactions", [])
    found = next((row for row in reactions if row["name"] == name), None)
    if found is not None and user_id in found["users"]:
        raise SlackError("already_reacted")
    if sum(user_id in row["users"] for row in reactions) >= MOST_REACTIONS:
        raise SlackError("too_many_reactions")
    if found is None:
        found = {"name": name, "users": [], "count": 0}
        reactions.append(found)
    found["users"].append(user_id)
    found["count"] = len(found["users"])
    change(hub, message, fields, quiet=True)
    _tell_reaction(hub, message, user_id, name, "reaction_added")


def unreact(hub: Hub, message: Message, user_id: str, name: str) -> None:
    """Take a reaction away; raise SlackError when there is none."""
    name = name.strip(":").lower()
    fields = message.fields
    for row in fields.get("reactions", []):
        if row["name"] == name and user_id in row["users"]:
            row["users"].remove(user_id)
            row["count"] = len(row["users"])
            fields["reactions"] = [row for row in fields["reactions"] if row["users"]]
            change(hub, message, fields, quiet=True)
            _tell_reaction(hub, message, user_id, name, "reaction_removed")
            return
    raise SlackError("no_reaction")


def _tell_reaction(hub: Hub, message: Message, user_id: str, name: str, kind: str) -> None:
    channel = hub.state.channels[message.channel_id]
    event = {
        "type": kind,
        "user": user_id,
        "reaction": name,
        "item_user": message.user_id,
        "item": {"type": "message", "channel": channel.id, "ts": message.ts},
        "event_ts": hub.state.next_ts(),
    }
    hub.journal.afterwards(lambda: hub.events.publish(event, channel))


def save_bookmarks(hub: Hub, channel: Channel) -> None:
    """Keep the channel's bookmarks as they are now, and show them."""
    hub.state.save_channel(channel)
    show_channel(hub, channel)
