"""The nouns in Slack's shapes for apps, and in the page's for people.

Pure reading of the state; nothing changes here.
"""

from typing import Any
from urllib.parse import quote

from bot.room.entities import App, Channel, Fields, Message, Person
from bot.room.state import State

SYSTEM_SUBTYPES = frozenset(
    {
        "channel_join",
        "channel_leave",
        "channel_topic",
        "channel_purpose",
        "channel_name",
        "channel_archive",
        "channel_unarchive",
        "group_join",
        "group_leave",
        "group_topic",
        "group_purpose",
        "group_name",
        "group_archive",
        "group_unarchive",
    }
)


def user_object(state: State, person: Person) -> Fields:
    """Return a member as `users.info` does."""
    first, _, last = person.real_name.partition(" ")
    return {
        "id": person.id,
        "team_id": state.team["id"],
        "name": person.name,
        "deleted": person.deleted,
        "real_name": person.real_name,
        "tz": state.settings.get("zone", {}).get("name", "UTC"),
        "tz_label": "",
        "tz_offset": 0,
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": person.guest,
        "is_ultra_restricted": False,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": person.updated,
        "profile": {
            "title": person.title,
            "real_name": person.real_name,
            "real_name_normalized": person.real_name,
            "display_name": person.name,
            "display_name_normalized": person.name,
            "first_name": first,
            "last_name": last,
            "email": person.email,
            "status_text": "",
            "status_emoji": "",
            "team": state.team["id"],
            **({"bot_id": person.bot_id, "api_app_id": person.app_id} if person.is_bot else {}),
        },
    }


def channel_object(state: State, channel: Channel, viewer: str) -> Fields:
    """Return a conversation as `conversations.info` does, seen by the user *viewer*."""
    common: Fields = {
        "id": channel.id,
        "created": channel.created,
        "is_im": channel.kind == "im",
        "is_mpim": False,
        "is_archived": channel.archived,
        "context_team_id": state.team["id"],
        "is_org_shared": False,
        "is_shared": False,
        "is_ext_shared": False,
    }
    if channel.kind == "im":
        return common | {"user": channel.partner(viewer), "is_user_deleted": False, "priority": 0}
    return common | {
        "name": channel.name,
        "name_normalized": channel.name,
        "creator": channel.creator,
        "is_channel": True,
        "is_group": False,
        "is_private": channel.kind == "group",
        "is_general": channel.general,
        "is_member": viewer in channel.members,
        "topic": channel.topic,
        "purpose": channel.purpose,
        "previous_names": channel.previous_names,
        "unlinked": 0,
    }


def thread_facts(state: State, message: Message) -> Fields:
    """Return what a thread's parent says about its replies; empty without replies."""
    log = state.logs[message.channel_id]
    replies = log.replies.get(message.ts, [])
    if not replies or message.is_reply:
        return {}
    people = dict.fromkeys(log.found[ts].user_id for ts in replies)
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users": list(people)[:5],
        "reply_users_count": len(people),
        "latest_reply": replies[-1],
    }


def message_object(state: State, message: Message, *, with_metadata: bool = False) -> Fields:
    """Return a message as `conversations.history` does."""
    fields = message.fields
    metadata = fields.pop("metadata", None)
    if metadata and with_metadata:
        fields["metadata"] = metadata
    channel = state.channels[message.channel_id]
    if any(pin["ts"] == message.ts for pin in channel.pins):
        fields["pinned_to"] = [channel.id]
    return fields | thread_facts(state, message)


def file_object(base_url: str, file: Fields) -> Fields:
    """Return a file as `files.info` does."""
    private = f"{base_url}/slack/files/{file['id']}/{quote(file['name'])}"
    return {
        **{name: value for name, value in file.items() if name not in {"key", "apps"}},
        "filetype": file["name"].rpartition(".")[2].lower(),
        "mode": "hosted",
        "is_external": False,
        "url_private": private,
        "url_private_download": private,
        "permalink": private,
    }


def bot_profile(state: State, app: App) -> Fields:
    """Return who posted, as Slack adds it to an app's message."""
    return {
        "id": app.bot_id,
        "app_id": app.id,
        "name": app.name,
        "team_id": state.team["id"],
        "deleted": False,
    }


def page_message(state: State, channel_id: str, fields: Fields) -> Fields:
    """Return a message (Slack's shape, maybe ephemeral) as the page wants it."""
    facts: Fields = {}
    pinned = False
    stored = state.message(channel_id, fields["ts"])
    if stored is not None:
        facts = thread_facts(state, stored)
        channel = state.channels[channel_id]
        pinned = any(pin["ts"] == fields["ts"] for pin in channel.pins)
    shown: dict[str, Any] = {
        "ts": fields["ts"],
        "channel": channel_id,
        "user": fields.get("user", ""),
        "text": fields.get("text", ""),
        "reply_count": facts.get("reply_count", 0),
        "edited": "edited" in fields,
        "pinned": pinned,
        "reactions": fields.get("reactions", []),
        "files": [page_file(state, file) for file in fields.get("files", [])],
        "ephemeral": bool(fields.get("is_ephemeral")),
    }
    optional = {
        "blocks": fields.get("blocks"),
        "attachments": fields.get("attachments"),
        "thread_ts": fields.get("thread_ts"),
        "client_msg_id": fields.get("client_msg_id"),
        "latest_reply": facts.get("latest_reply"),
        "subtype": fields.get("subtype"),
        "bot_name": fields.get("username") or fields.get("bot_profile", {}).get("name"),
    }
    return shown | {name: value for name, value in optional.items() if value is not None}


def page_file(state: State, file: Fields) -> Fields:
    """Return a file as the page wants it, with the address that opens it."""
    key = state.files.get(file["id"], {}).get("key", "")
    return {
        "id": file["id"],
        "name": file["name"],
        "mimetype": file["mimetype"],
        "size": file["size"],
        "url": f"/slack/files/{file['id']}/{quote(file['name'])}?key={key}",
        "alt_text": file.get("alt_txt", ""),
    }


def page_channel(state: State, channel: Channel, viewer: str) -> Fields:
    """Return a conversation as the page wants it for the person *viewer*."""
    return {
        "id": channel.id,
        "name": channel.name,
        "is_private": channel.kind == "group",
        "is_im": channel.kind == "im",
        "is_member": viewer in channel.members,
        "is_archived": channel.archived,
        "topic": channel.topic["value"],
        "purpose": channel.purpose["value"],
        "members": channel.members,
        "unread": unread(state, channel, viewer),
        "user": channel.partner(viewer),
    }


def unread(state: State, channel: Channel, viewer: str) -> int:
    """Return how many messages of others stand below the person's read mark."""
    if viewer not in channel.members:
        return 0
    log = state.logs[channel.id]
    mark = channel.read.get(viewer, "")
    later = log.between(mark, "~")
    return sum(1 for ts in later if ts != mark and _counts(log.found[ts], viewer))


def _counts(message: Message, viewer: str) -> bool:
    if message.user_id == viewer or message.is_reply:
        return False
    return not any(f'"subtype":"{name}"' in message.payload for name in SYSTEM_SUBTYPES)
