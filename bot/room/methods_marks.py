"""What is stuck onto channels and messages: pins.*, bookmarks.*, reactions.*.

Facts: https://docs.slack.dev/reference/methods.
"""

import re

from bot.room import marks
from bot.room.call import Call, Method, Scopes
from bot.room.entities import Channel, Fields
from bot.room.errors import SlackError
from bot.room.shapes import message_object

PINS, PINNED = Scopes(anywhere=("pins:write",)), Scopes(anywhere=("pins:read",))
BOOKMARKS, BOOKMARKED = (
    Scopes(anywhere=("bookmarks:write",)),
    Scopes(anywhere=("bookmarks:read",)),
)
REACT, REACTED = Scopes(anywhere=("reactions:write",)), Scopes(anywhere=("reactions:read",))
LINK = re.compile(r"https?://\S+")
MOST_BOOKMARKS = 100


def add_pin(call: Call) -> Fields:
    """pins.add."""
    channel = call.channel(member=True)
    if not call.args.has("timestamp"):
        raise SlackError("no_item_specified")
    marks.pin(call.hub, channel, call.message(channel), call.me)
    return {}


def remove_pin(call: Call) -> Fields:
    """pins.remove."""
    channel = call.channel(member=True)
    if not call.args.has("timestamp"):
        raise SlackError("no_item_specified")
    marks.unpin(call.hub, channel, call.message(channel), call.me)
    return {}


def list_pins(call: Call) -> Fields:
    """pins.list."""
    channel = call.channel()
    log = call.hub.state.logs[channel.id]
    shown = [
        {
            "type": "message",
            "channel": channel.id,
            "created": pin["created"],
            "created_by": pin["user"],
            "message": message_object(call.hub.state, log.found[pin["ts"]]),
        }
        for pin in channel.pins
        if pin["ts"] in log.found
    ]
    return {"items": shown}


def _shelf(call: Call) -> Channel:
    channel = call.channel("channel_id")
    if call.me not in channel.members:
        raise SlackError("permission_denied")
    return channel


def _link(call: Call) -> str:
    link = call.args.text("link")
    if not LINK.fullmatch(link):
        raise SlackError("invalid_link")
    return link


def add_bookmark(call: Call) -> Fields:
    """bookmarks.add."""
    channel = _shelf(call)
    title = call.args.need("title")
    if call.args.need("type") != "link":
        raise SlackError("invalid_bookmark_type")
    if len(channel.bookmarks) >= MOST_BOOKMARKS:
        raise SlackError("too_many_bookmarks")
    row = {
        "id": call.hub.state.new_id("Bk"),
        "channel_id": channel.id,
        "title": title,
        "link": _link(call),
        "emoji": call.args.text("emoji"),
        "icon_url": "",
        "type": "link",
        "entity_id": None,
        "date_created": call.hub.state.now(),
        "date_updated": 0,
        "rank": str(len(channel.bookmarks)),
        "last_updated_by_user_id": call.me,
        "last_updated_by_team_id": call.hub.state.team["id"],
        "shortcut_id": None,
        "app_id": None,
    }
    channel.bookmarks.append(row)
    marks.save_bookmarks(call.hub, channel)
    return {"bookmark": row}


def list_bookmarks(call: Call) -> Fields:
    """bookmarks.list."""
    return {"bookmarks": call.channel("channel_id").bookmarks}


def _bookmark(call: Call, channel: Channel) -> Fields:
    wanted = call.args.need("bookmark_id")
    for row in channel.bookmarks:
        if row["id"] == wanted:
            return row
    raise SlackError("not_found")


def edit_bookmark(call: Call) -> Fields:
    """bookmarks.edit."""
    channel = _shelf(call)
    row = _bookmark(call, channel)
    for name in ("title", "emoji"):
        row[name] = call.args.text(name, row[name])
    if call.args.has("link"):
        row["link"] = _link(call)
    row["date_updated"] = call.hub.state.now()
    marks.save_bookmarks(call.hub, channel)
    return {"bookmark": row}


def remove_bookmark(call: Call) -> Fields:
    """bookmarks.remove."""
    channel = _shelf(call)
    channel.bookmarks.remove(_bookmark(call, channel))
    marks.save_bookmarks(call.hub, channel)
    return {}


def add_reaction(call: Call) -> Fields:
    """reactions.add."""
    channel = call.channel(member=True)
    if channel.archived:
        raise SlackError("is_archived")
    marks.react(call.hub, call.message(channel), call.me, call.args.need("name"))
    return {}


def remove_reaction(call: Call) -> Fields:
    """reactions.remove."""
    channel = call.channel(member=True)
    marks.unreact(call.hub, call.message(channel), call.me, call.args.need("name"))
    return {}


def get_reactions(call: Call) -> Fields:
    """reactions.get."""
    channel = call.channel()
    message = call.message(channel)
    shown = message_object(call.hub.state, message)
    return {"type": "message", "channel": channel.id, "message": shown}


METHODS = (
    Method("pins.add", add_pin, 2, PINS),
    Method("pins.remove", remove_pin, 2, PINS),
    Method("pins.list", list_pins, 2, PINNED, json=False),
    Method("bookmarks.add", add_bookmark, 2, BOOKMARKS),
    Method("bookmarks.edit", edit_bookmark, 2, BOOKMARKS),
    Method("bookmarks.remove", remove_bookmark, 2, BOOKMARKS),
    Method("bookmarks.list", list_bookmarks, 3, BOOKMARKED),
    Method("reactions.add", add_reaction, 3, REACT),
    Method("reactions.remove", remove_reaction, 2, REACT),
    Method("reactions.get", get_reactions, 3, REACTED, json=False),
)
