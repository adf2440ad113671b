"""Posting, changing and removing messages: memory, journal, events and the live page together.

Who may do so is checked by the callers.
"""

import uuid
from typing import Any

from bot.room.entities import App, Channel, Fields, Message, message_of
from bot.room.errors import SlackError
from bot.room.hub import Hub
from bot.room.memory import Ephemeral
from bot.room.shapes import bot_profile, page_message

SLACKBOT = "USLACKBOT"
SHOWN_TO_APPS = ("metadata",)


def by_person(user_id: str, text: str, *, thread_ts: str | None = None, sent: str = "") -> Fields:
    """Return the fields of a person's message; *text* is in wire form, *sent* the page's id."""
    fields: Fields = {
        "type": "message",
        "user": user_id,
        "text": text,
        "client_msg_id": sent or str(uuid.uuid4()),
    }
    return fields | ({"thread_ts": thread_ts} if thread_ts else {})


def by_app(hub: Hub, app: App, content: Fields, *, thread_ts: str | None = None) -> Fields:
    """Return the fields of an app's message."""
    own: Fields = {
        "type": "message",
        "user": app.bot_user,
        "bot_id": app.bot_id,
        "app_id": app.id,
        "team": hub.state.team["id"],
        "bot_profile": bot_profile(hub.state, app),
    }
    return own | content | ({"thread_ts": thread_ts} if thread_ts else {})


def thread_of(hub: Hub, channel: Channel, thread_ts: str) -> str | None:
    """Return the timestamp of the thread that *thread_ts* is in; raise SlackError for none."""
    if not thread_ts:
        return None
    parent = hub.state.message(channel.id, thread_ts)
    if parent is None:
        raise SlackError("cannot_reply_to_message")
    return parent.thread_ts or parent.ts


def post(hub: Hub, channel: Channel, fields: Fields, *, quiet: bool = False) -> Message:
    """Add a message; tell the page, and apps unless *quiet*."""
    message = message_of(channel.id, {**fields, "ts": hub.state.next_ts()})
    hub.state.save_message(message)
    author = message.user_id
    if author in channel.members and not message.is_reply and not fields.get("bot_id"):
        channel.read[author] = message.ts
        hub.state.save_channel(channel)
    hub.journal.afterwards(lambda: _announce(hub, channel, message, quiet=quiet))
    return message


def _announce(hub: Hub, channel: Channel, message: Message, *, quiet: bool) -> None:
    _show(hub, channel, "message", message.fields)
    if message.is_reply:
        _show_parent(hub, channel, message)
    if quiet:
        return
    event = _event(channel, message.fields)
    hub.events.publish(event, channel)
    if channel.kind == "im" or "subtype" in event:
        return
    for app in hub.state.apps.values():
        if f"<@{app.bot_user}>" in event["text"]:
            fields = {name: value for name, value in event.items() if name != "channel_type"}
            hub.events.publish({**fields, "type": "app_mention"}, channel, only=app)


def _event(channel: Channel, fields: Fields) -> Fields:
    shown = {name: value for name, value in fields.items() if name not in SHOWN_TO_APPS}
    return shown | {
        "channel": channel.id,
        "channel_type": channel.kind,
        "event_ts": fields["ts"],
    }


def _show(hub: Hub, channel: Channel, kind: str, fields: Fields) -> None:
    shown = page_message(hub.state, channel.id, fields)
    hub.live.to_channel(channel, {"type": kind, "channel": channel.id, "message": shown})


def _show_parent(hub: Hub, channel: Channel, reply: Message) -> None:
    parent = hub.state.message(channel.id, reply.thread_ts or "")
    if parent is not None:
        _show(hub, channel, "message_changed", parent.fields)


def change(hub: Hub, message: Message, fields: Fields, *, quiet: bool = False) -> Message:
    """Replace what a message says; with *quiet* only the page learns (reactions, pins)."""
    changed = message.having(fields)
    hub.state.save_message(changed)
    channel = hub.state.channels[message.channel_id]
    hub.journal.afterwards(lambda: _announce_change(hub, channel, message, changed, quiet=quiet))
    return changed


def _announce_change(
    hub: Hub, channel: Channel, before: Message, after: Message, *, quiet: bool
) -> None:
    _show(hub, channel, "message_changed", after.fields)
    if not quiet:
        hub.events.publish(
            _hidden(hub, channel, "message_changed", before) | {"message": after.fields}, channel
        )


def _hidden(hub: Hub, channel: Channel, subtype: str, before: Message) -> Fields:
    ts = hub.state.next_ts()
    return {
        "type": "message",
        "subtype": subtype,
        "hidden": True,
        "channel": channel.id,
        "channel_type": channel.kind,
        "ts": ts,
        "event_ts": ts,
        "previous_message": before.fields,
    }


def remove(hub: Hub, message: Message) -> None:
    """Delete a message; the parent of a thread leaves a tombstone."""
    channel = hub.state.channels[message.channel_id]
    if any(pin["ts"] == message.ts for pin in channel.pins):
        channel.pins = [pin for pin in channel.pins if pin["ts"] != message.ts]
        hub.state.save_channel(channel)
    if hub.state.logs[channel.id].replies.get(message.ts):
        hub.state.save_message(message.having(_tombstone(message)))
    else:
        hub.state.remove_message(message)
    hub.journal.afterwards(lambda: _announce_removal(hub, channel, message))


def _tombstone(message: Message) -> Fields:
    return {
        "type": "message",
        "subtype": "tombstone",
        "user": SLACKBOT,
        "hidden": True,
        "text": "This message was deleted.",
        "ts": message.ts,
        "thread_ts": message.ts,
    }


def _announce_removal(hub: Hub, channel: Channel, message: Message) -> None:
    left = hub.state.message(channel.id, message.ts)
    if left is not None:
        _show(hub, channel, "message_changed", left.fields)
    else:
        _show(hub, channel, "message_deleted", message.fields)
    if message.is_reply:
        _show_parent(hub, channel, message)
    event = _hidden(hub, channel, "message_deleted", message) | {"deleted_ts": message.ts}
    hub.events.publish(event, channel)


def say_system(
    hub: Hub, channel: Channel, user_id: str, what: str, text: str, **extra: Any
) -> None:
    """Post one of Slack's own lines, such as `channel_join`."""
    kind = "channel" if channel.is_public else "group"
    fields: Fields = {
        "type": "message",
        "subtype": f"{kind}_{what}",
        "user": user_id,
        "text": text,
        **extra,
    }
    post(hub, channel, fields)


def whisper(
    hub: Hub,
    channel: Channel,
    user_id: str,
    content: Fields,
    *,
    app: App | None = None,
    thread_ts: str | None = None,
) -> Ephemeral:
    """Show a message to one person only; without *app* it is Slackbot who speaks."""
    if app is None:
        fields: Fields = {"type": "message", "user": SLACKBOT, "bot_profile": {"name": "Slackbot"}}
        fields |= content
    else:
        fields = by_app(hub, app, content, thread_ts=thread_ts)
    fields |= {"ts": hub.state.next_ts(), "is_ephemeral": True}
    ephemeral = Ephemeral(user_id, channel.id, app.id if app else "", fields)
    hub.ephemerals.put(ephemeral)
    hub.journal.afterwards(lambda: show_ephemeral(hub, ephemeral, "ephemeral"))
    return ephemeral


def show_ephemeral(hub: Hub, ephemeral: Ephemeral, kind: str) -> None:
    """Tell the person's pages of a new, changed or deleted ephemeral."""
    shown = page_message(hub.state, ephemeral.channel_id, ephemeral.fields)
    hub.live.to_user(
        ephemeral.user_id, {"type": kind, "channel": ephemeral.channel_id, "message": shown}
    )
