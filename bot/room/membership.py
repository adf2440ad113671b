"""Channels and who is in them: create, join, invite, leave, archive, rename, topic.

Who may do so is checked by the callers; names are checked here.
"""

import re

from bot.room.entities import Channel, Fields
from bot.room.errors import SlackError
from bot.room.hub import Hub
from bot.room.messages import say_system
from bot.room.shapes import channel_object, page_channel
from bot.room.wire import escape

NAME = re.compile(r"[a-z0-9_-]+")
LETTERS = re.compile(r"[^\W_]", re.UNICODE)
MOST_NAME = 80
MOST_TOPIC = 250


def check_name(hub: Hub, name: str) -> str:
    """Return the name of a new channel; raise SlackError as Slack does for a bad or taken one."""
    name = name.removeprefix("#")
    if not name:
        raise SlackError("invalid_name_required")
    if len(name) > MOST_NAME:
        raise SlackError("invalid_name_maxlength")
    if not LETTERS.search(name):
        raise SlackError("invalid_name_punctuation")
    if not NAME.fullmatch(name):
        raise SlackError("invalid_name_specials")
    if hub.state.channel_named(name) is not None:
        raise SlackError("name_taken")
    return name


def show_channel(hub: Hub, channel: Channel) -> None:
    """Tell every page that may see the channel how it is now, after the commit."""

    def show() -> None:
        for user_id in hub.live.people():
            if not channel.may_read(hub.state.people[user_id]):
                continue
            shown = page_channel(hub.state, channel, user_id)
            hub.live.to_user(user_id, {"type": "channel", "channel": shown})

    hub.journal.afterwards(show)


def create(hub: Hub, name: str, creator: str, *, private: bool) -> Channel:
    """Make a channel with its creator in it; raise SlackError for its name."""
    checked = check_name(hub, name)
    kind = "group" if private else "channel"
    channel = Channel(hub.state.new_id("C"), checked, kind, creator, hub.state.now())
    channel.members.append(creator)
    hub.state.save_channel(channel)
    _event(hub, channel, "channel_created", {"channel": channel_object(hub.state, channel, "")})
    say_system(hub, channel, creator, "join", f"<@{creator}> has joined the channel")
    show_channel(hub, channel)
    return channel


def open_direct(hub: Hub, first: str, second: str) -> tuple[Channel, bool]:
    """Return the direct message between two members, and whether it was there before."""
    found = hub.state.direct(first, second)
    if found is not None:
        return found, True
    channel = Channel(hub.state.new_id("D"), "", "im", first, hub.state.now())
    channel.members += dict.fromkeys([first, second])
    hub.state.save_channel(channel)
    show_channel(hub, channel)
    return channel, False


def add(hub: Hub, channel: Channel, user_id: str, *, inviter: str = "") -> None:
    """Let *user_id* in, who is not there yet."""
    channel.members.append(user_id)
    log = hub.state.logs[channel.id]
    channel.read[user_id] = log.order[-1] if log.order else ""
    hub.state.save_channel(channel)
    by = {"inviter": inviter} if inviter else {}
    _event(hub, channel, "member_joined_channel", _member(hub, channel, user_id) | by)
    say_system(hub, channel, user_id, "join", f"<@{user_id}> has joined the channel", **by)
    show_channel(hub, channel)


def drop(hub: Hub, channel: Channel, user_id: str) -> None:
    """Take *user_id* out."""
    _event(hub, channel, "member_left_channel", _member(hub, channel, user_id))
    say_system(hub, channel, user_id, "leave", f"<@{user_id}> has left the channel")
    channel.members.remove(user_id)
    channel.read.pop(user_id, None)
    hub.state.save_channel(channel)
    show_channel(hub, channel)
    gone = page_channel(hub.state, channel, user_id)
    hub.journal.afterwards(lambda: hub.live.to_user(user_id, {"type": "channel", "channel": gone}))


def _member(hub: Hub, channel: Channel, user_id: str) -> Fields:
    return {
        "user": user_id,
        "channel": channel.id,
        "team": hub.state.team["id"],
        "channel_type": "C" if channel.is_public else "G",
    }


def _event(hub: Hub, channel: Channel, kind: str, fields: Fields) -> None:
    event = {"type": kind, **fields, "event_ts": hub.state.next_ts()}
    hub.journal.afterwards(lambda: hub.events.publish(event, channel))


def archive(hub: Hub, channel: Channel, user_id: str, *, archived: bool) -> None:
    """Put the channel away, or bring it back."""
    what = "archive" if archived else "unarchive"
    say_system(hub, channel, user_id, what, f"<@{user_id}> {what}d the channel")
    channel.archived = archived
    if not archived and user_id not in channel.members:
        channel.members.append(user_id)
    hub.state.save_channel(channel)
    _event(hub, channel, f"channel_{what}", {"channel": channel.id, "user": user_id})
    show_channel(hub, channel)


def rename(hub: Hub, channel: Channel, user_id: str, name: str) -> None:
    """Give the channel another name; raise SlackError for a bad or taken one."""
    checked, before = check_name(hub, name), channel.name
    channel.previous_names.append(before)
    channel.name = checked
    hub.state.save_channel(channel)
    text = f"has renamed the channel from “{before}” to “{checked}”"
    say_system(hub, channel, user_id, "name", text, old_name=before, name=checked)
    renamed = {"id": channel.id, "name": checked, "created": channel.created}
    _event(hub, channel, "channel_rename", {"channel": renamed})
    show_channel(hub, channel)


def set_words(hub: Hub, channel: Channel, user_id: str, what: str, text: str) -> None:
    """Set the topic or the purpose; raise SlackError when it is too long."""
    if len(text) > MOST_TOPIC:
        raise SlackError("too_long")
    words = {"value": text, "creator": user_id, "last_set": hub.state.now()}
    if what == "topic":
        channel.topic = words
    else:
        channel.purpose = words
    hub.state.save_channel(channel)
    # A topic is plain text (`conversations.setTopic`): in a message no link or mention of it acts.
    line = f"set the channel {what}: {escape(text)}" if text else f"cleared the channel {what}"
    say_system(hub, channel, user_id, what, line, **{what: text})
    show_channel(hub, channel)
