"""The chat.* methods.

Facts: https://docs.slack.dev/reference/methods.
"""

from bot.room.call import Call, Method, Scopes
from bot.room.content import is_empty, read_content
from bot.room.entities import Channel, Fields, Message
from bot.room.errors import SlackError
from bot.room.membership import open_direct
from bot.room.messages import by_app, change, post, remove, thread_of, whisper
from bot.room.shapes import message_object

WRITE = Scopes(anywhere=("chat:write",))
MOST_UPDATE = 4_000
CUSTOM = ("username", "icon_emoji", "icon_url")


def target(call: Call) -> Channel:
    """Return where to post: a channel by id or name, or a direct message by user id."""
    wanted, state = call.args.text("channel"), call.hub.state
    if wanted in state.people:
        _need_messages_tab(call)
        return open_direct(call.hub, call.me, wanted)[0]
    found = state.channels.get(wanted)
    if found is None and wanted.startswith("#"):
        found = state.channel_named(wanted.removeprefix("#"))
    if found is None or (not found.is_public and call.me not in found.members):
        raise SlackError("channel_not_found")
    if found.archived:
        raise SlackError("is_archived")
    if found.kind == "im":
        _need_messages_tab(call)
    if call.me not in found.members and "chat:write.public" not in call.app.scopes:
        raise SlackError("not_in_channel")
    return found


def _need_messages_tab(call: Call) -> None:
    """Refuse a direct message of an app whose manifest shuts its own messages tab."""
    home = call.app.manifest.get("features", {}).get("app_home", {})
    if home.get("messages_tab_enabled") is False:
        raise SlackError("messages_tab_disabled")


def _customised(call: Call) -> Fields:
    given = {name: call.args.text(name) for name in CUSTOM if call.args.has(name)}
    if given:
        call.need_scope(("chat:write.customize",))
    icon = {}
    if "icon_emoji" in given:
        icon = {"icons": {"emoji": given["icon_emoji"]}}
    elif "icon_url" in given:
        icon = {"icons": {"image_48": given["icon_url"]}}
    return icon | ({"username": given["username"]} if "username" in given else {})


def compose(call: Call, channel: Channel) -> Fields:
    """Return the fields of the message that the call describes; raise SlackError."""
    content = read_content(call.args)
    if is_empty(content):
        raise SlackError("no_text")
    thread = thread_of(call.hub, channel, call.args.text("thread_ts"))
    fields = by_app(call.hub, call.app, content | _customised(call), thread_ts=thread)
    if thread and call.args.flag("reply_broadcast"):
        fields |= {"subtype": "thread_broadcast"}
    return fields


def post_message(call: Call) -> Fields:
    """chat.postMessage."""
    channel = target(call)
    fields = compose(call, channel)
    call.hub.limiter.message(call.app.id, channel.id)
    message = post(call.hub, channel, fields)
    return {"channel": channel.id, "ts": message.ts, "message": _own(call, message)}


def _own(call: Call, message: Message) -> Fields:
    return message_object(call.hub.state, message)


def _mine(call: Call, refusal: str) -> tuple[Channel, Message]:
    channel = call.channel()
    message = call.message(channel, "ts")
    if message.fields.get("app_id") != call.app.id:
        raise SlackError(refusal)
    return channel, message


def update(call: Call) -> Fields:
    """chat.update: text alone takes the blocks away; metadata stays unless `{}` is sent."""
    channel, message = _mine(call, "cant_update_message")
    if channel.archived:
        raise SlackError("is_inactive")
    content = read_content(call.args, most=MOST_UPDATE)
    fields = message.fields
    if not is_empty(content):
        fields = {
            name: value
            for name, value in fields.items()
            if name not in {"text", "blocks", "attachments"}
        }
        fields |= content
        if "blocks" not in content:
            fields["edited"] = {"user": call.me, "ts": call.hub.state.next_ts()}
    elif "metadata" not in content:
        raise SlackError("no_text")
    if "metadata" in content:
        fields["metadata"] = content["metadata"]
        if not fields["metadata"]:
            del fields["metadata"]
    changed = change(call.hub, message, fields)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "text": fields["text"],
        "message": _own(call, changed),
    }


def delete(call: Call) -> Fields:
    """chat.delete."""
    channel, message = _mine(call, "cant_delete_message")
    remove(call.hub, message)
    return {"channel": channel.id, "ts": message.ts}


def post_ephemeral(call: Call) -> Fields:
    """chat.postEphemeral."""
    user_id = call.args.need("user")
    channel = target(call)
    content = read_content(call.args, most=40_000)
    if is_empty(content):
        raise SlackError("no_text")
    thread = thread_of(call.hub, channel, call.args.text("thread_ts"))
    person = call.hub.state.people.get(user_id)
    if person is None or person.deleted or user_id not in channel.members:
        raise SlackError("user_not_in_channel")
    call.hub.limiter.whisper(call.app.id, channel.id)
    shown = whisper(call.hub, channel, user_id, content, app=call.app, thread_ts=thread)
    return {"message_ts": shown.fields["ts"]}


def get_permalink(call: Call) -> Fields:
    """chat.getPermalink."""
    channel = call.channel()
    message = call.message(channel, "message_ts")
    link = f"{call.hub.page_url}/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


METHODS = (
    Method("chat.postMessage", post_message, 0, WRITE),
    Method("chat.update", update, 3, WRITE),
    Method("chat.delete", delete, 3, WRITE),
    Method("chat.postEphemeral", post_ephemeral, 4, WRITE),
    Method("chat.getPermalink", get_permalink, 0, json=False),
)
