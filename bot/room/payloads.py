"""The payloads of commands, clicks, submissions and shortcuts, in Slack's shapes.

Sends nothing; `commands` and `interactions` do.
"""

from typing import Any

from bot.room.entities import App, Channel, Fields, Message, Person
from bot.room.forms import all_blocks, state_values
from bot.room.hub import Hub
from bot.room.memory import Ephemeral
from bot.room.shapes import message_object
from bot.room.viewbook import View

CHANNEL_NAMES = {"group": "privategroup", "im": "directmessage"}


def person_of(hub: Hub, person: Person) -> Fields:
    """Return the acting person."""
    return {
        "id": person.id,
        "username": person.name,
        "name": person.name,
        "team_id": hub.state.team["id"],
    }


def channel_of(channel: Channel) -> Fields:
    """Return where it happened; private names are not told."""
    return {"id": channel.id, "name": CHANNEL_NAMES.get(channel.kind, channel.name)}


def _common(hub: Hub, app: App, person: Person, kind: str) -> Fields:
    team = hub.state.team
    return {
        "type": kind,
        "user": person_of(hub, person),
        "api_app_id": app.id,
        "token": app.verification,
        "team": {"id": team["id"], "domain": team["domain"]},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def command(hub: Hub, app: App, person: Person, channel: Channel, line: tuple[str, str]) -> Fields:
    """Return a slash command's payload but its trigger; *line* is the command and its text."""
    team = hub.state.team
    return {
        "token": app.verification,
        "team_id": team["id"],
        "team_domain": team["domain"],
        "channel_id": channel.id,
        "channel_name": CHANNEL_NAMES.get(channel.kind, channel.name),
        "user_id": person.id,
        "user_name": person.name,
        "command": line[0],
        "text": line[1],
        "api_app_id": app.id,
        "is_enterprise_install": "false",
        "response_url": hub.responses.mint(app.id, person.id, channel.id, "command"),
    }


def message_click(
    hub: Hub, app: App, person: Person, source: Message | Ephemeral, chosen: Any
) -> Fields:
    """Return a click's payload, its actions still missing, for a message or an ephemeral."""
    channel = hub.state.channels[source.channel_id]
    ephemeral = isinstance(source, Ephemeral)
    fields = source.fields
    ts, thread_ts = fields["ts"], fields.get("thread_ts", "")
    container = {
        "type": "message",
        "message_ts": ts,
        "channel_id": channel.id,
        "is_ephemeral": ephemeral,
    }
    payload = _common(hub, app, person, "block_actions") | {
        "container": container | ({"thread_ts": thread_ts} if thread_ts else {}),
        "trigger_id": hub.triggers.mint(app.id, person.id),
        "channel": channel_of(channel),
        "state": {"values": state_values(all_blocks(fields), chosen)},
        "response_url": hub.responses.mint(
            app.id,
            person.id,
            channel.id,
            "ephemeral" if ephemeral else "message",
            ts=ts,
            thread_ts=thread_ts,
        ),
    }
    if isinstance(source, Message):
        payload["message"] = message_object(hub.state, source, with_metadata=True)
    return payload


def view_click(hub: Hub, app: App, person: Person, view: View) -> Fields:
    """Return a click's payload, its actions still missing, for a modal or a Home tab."""
    shown = view.shown()
    shown["state"]["values"] = state_values(view.fields["blocks"], view.chosen)
    return _common(hub, app, person, "block_actions") | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": hub.triggers.mint(app.id, person.id, view.id),
        "view": shown,
    }


def submission(hub: Hub, app: App, person: Person, view: View) -> Fields:
    """Return a submitted view's payload."""
    shown = view.shown()
    shown["state"]["values"] = state_values(view.fields["blocks"], view.chosen)
    return _common(hub, app, person, "view_submission") | {
        "trigger_id": hub.triggers.mint(app.id, person.id, view.id),
        "view": shown,
        "response_urls": [],
    }


def closed(hub: Hub, app: App, person: Person, view: View, *, cleared: bool) -> Fields:
    """Return a closed view's payload."""
    return _common(hub, app, person, "view_closed") | {
        "view": view.shown(),
        "is_cleared": cleared,
    }


def shortcut(
    hub: Hub, app: App, person: Person, callback_id: str, message: Message | None
) -> Fields:
    """Return a shortcut's payload: a message's when *message* is given, else a global one's."""
    kind = "message_action" if message else "shortcut"
    payload = _common(hub, app, person, kind) | {
        "callback_id": callback_id,
        "action_ts": hub.state.next_ts(),
        "trigger_id": hub.triggers.mint(app.id, person.id),
    }
    if message is None:
        return payload
    channel = hub.state.channels[message.channel_id]
    return payload | {
        "message_ts": message.ts,
        "channel": channel_of(channel),
        "message": message_object(hub.state, message),
        "response_url": hub.responses.mint(
            app.id, person.id, channel.id, "shortcut", ts=message.ts
        ),
    }
