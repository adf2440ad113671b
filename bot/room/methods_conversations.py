"""The conversations.* methods that are about channels and members, not about messages.

Facts: https://docs.slack.dev/reference/methods.
"""

from bot.room import membership
from bot.room.call import Call, Method, Scopes
from bot.room.entities import Channel, Fields, Person
from bot.room.errors import SlackError
from bot.room.paging import page
from bot.room.shapes import channel_object

READ = Scopes(channel=("channels:read",), group=("groups:read",), im=("im:read",))
MANAGE = Scopes(channel=("channels:manage",), group=("groups:write",), im=("im:write",))
INVITE = Scopes(
    channel=("channels:manage", "channels:write.invites"),
    group=("groups:write", "groups:write.invites"),
)
TOPIC = Scopes(
    channel=("channels:manage", "channels:write.topic"),
    group=("groups:write", "groups:write.topic"),
    im=("im:write", "im:write.topic"),
)
JOIN = Scopes(anywhere=("channels:join",))
OPEN = Scopes(anywhere=("im:write", "mpim:write"))
KINDS = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
MOST_INVITED = 100
MOST_LISTED = 1000


def _shown(call: Call, channel: Channel) -> Fields:
    return {"channel": channel_object(call.hub.state, channel, call.me)}


def _room(call: Call, *, member: bool = False, archived_ok: bool = False) -> Channel:
    """Return the named channel, which is no direct message and not archived."""
    channel = call.channel(member=member)
    if channel.kind == "im":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.archived and not archived_ok:
        raise SlackError("is_archived")
    return channel


def create(call: Call) -> Fields:
    """conversations.create."""
    private = call.args.flag("is_private")
    call.need_scope(MANAGE.of("group" if private else "channel"))
    return _shown(
        call, membership.create(call.hub, call.args.text("name"), call.me, private=private)
    )


def info(call: Call) -> Fields:
    """conversations.info."""
    channel = call.channel()
    body = _shown(call, channel)
    if call.args.flag("include_num_members"):
        body["channel"]["num_members"] = len(channel.members)
    return body


def _listed(call: Call, seen_by: str) -> list[Channel]:
    types = call.args.many("types") or ["public_channel"]
    if not set(types) <= set(KINDS):
        raise SlackError("invalid_types")
    kinds = {KINDS[name] for name in types}
    for kind in kinds - {"mpim"}:
        call.need_scope(READ.of(kind))
    hide = call.args.flag("exclude_archived")
    return [
        channel
        for channel in call.hub.state.visible_to(seen_by)
        if channel.kind in kinds
        and not (hide and channel.archived)
        and (channel.is_public or call.me in channel.members)
    ]


def _page_of(call: Call, channels: list[Channel]) -> Fields:
    shown, cursor = page(call.args, channels, default=100, most=MOST_LISTED)
    return {
        "channels": [channel_object(call.hub.state, channel, call.me) for channel in shown],
        "response_metadata": {"next_cursor": cursor},
    }


def list_(call: Call) -> Fields:
    """conversations.list."""
    return _page_of(call, _listed(call, call.me))


def of_user(call: Call) -> Fields:
    """users.conversations: what *user* is in, as far as the caller may see it."""
    user_id = call.args.text("user") or call.me
    if user_id not in call.hub.state.people:
        raise SlackError("user_not_found")
    return _page_of(
        call, [channel for channel in _listed(call, user_id) if user_id in channel.members]
    )


def members(call: Call) -> Fields:
    """conversations.members."""
    channel = call.channel()
    shown, cursor = page(call.args, channel.members, default=100, most=MOST_LISTED)
    return {"members": shown, "response_metadata": {"next_cursor": cursor}}


def _invitees(call: Call, channel: Channel) -> list[str]:
    """Return who may be added; raise SlackError for the first who may not, unless `force`."""
    asked = call.args.many("users")
    if not asked:
        raise SlackError("no_user")
    if len(asked) > MOST_INVITED:
        raise SlackError("too_many_users")
    errors = [
        {"user": user_id, "ok": False, "error": error}
        for user_id in asked
        if (error := _obstacle(call, channel, user_id))
    ]
    welcome = [user_id for user_id in asked if user_id not in {row["user"] for row in errors}]
    if errors and not (call.args.flag("force") and welcome):
        raise SlackError(str(errors[0]["error"]), errors=errors)
    return welcome


def _obstacle(call: Call, channel: Channel, user_id: str) -> str:
    person = call.hub.state.people.get(user_id)
    if person is None or person.deleted:
        return "user_not_found"
    if user_id == call.me:
        return "cant_invite_self"
    return "already_in_channel" if user_id in channel.members else ""


def invite(call: Call) -> Fields:
    """conversations.invite."""
    channel = _room(call, member=True)
    for user_id in _invitees(call, channel):
        membership.add(call.hub, channel, user_id, inviter=call.me)
    return _shown(call, channel)


def kick(call: Call) -> Fields:
    """conversations.kick."""
    channel = _room(call, member=True)
    user_id = call.args.need("user")
    if user_id == call.me:
        raise SlackError("cant_kick_self")
    if channel.general:
        raise SlackError("cant_kick_from_general")
    if user_id not in call.hub.state.people:
        raise SlackError("user_not_found")
    if user_id not in channel.members:
        raise SlackError("not_in_channel")
    membership.drop(call.hub, channel, user_id)
    return {}


def join(call: Call) -> Fields:
    """conversations.join."""
    channel = _room(call)
    if not channel.is_public:
        raise SlackError("method_not_supported_for_channel_type")
    if call.me in channel.members:
        warning = {"warnings": ["already_in_channel"]}
        return _shown(call, channel) | {
            "warning": "already_in_channel",
            "response_metadata": warning,
        }
    membership.add(call.hub, channel, call.me)
    return _shown(call, channel)


def leave(call: Call) -> Fields:
    """conversations.leave."""
    channel = _room(call)
    if call.me not in channel.members:
        return {"not_in_channel": True}
    if channel.general:
        raise SlackError("cant_leave_general")
    if not channel.is_public and len(channel.members) == 1:
        raise SlackError("last_member")
    membership.drop(call.hub, channel, call.me)
    return {}


def archive(call: Call) -> Fields:
    """conversations.archive."""
    channel = _room(call, member=True, archived_ok=True)
    if channel.archived:
        raise SlackError("already_archived")
    if channel.general:
        raise SlackError("cant_archive_general")
    membership.archive(call.hub, channel, call.me, archived=True)
    return {}


def unarchive(call: Call) -> Fields:
    """conversations.unarchive."""
    channel = _room(call, archived_ok=True)
    if not channel.archived:
        raise SlackError("not_archived")
    membership.archive(call.hub, channel, call.me, archived=False)
    return {}


def rename(call: Call) -> Fields:
    """conversations.rename."""
    channel = _room(call, member=True)
    membership.rename(call.hub, channel, call.me, call.args.text("name"))
    return _shown(call, channel)


def open_(call: Call) -> Fields:
    """conversations.open, for one other person."""
    if call.args.has("channel"):
        return _shown(call, call.channel())
    others = call.args.many("users")
    if not others:
        raise SlackError("users_list_not_supplied")
    if len(others) > 1:
        raise SlackError("not_supported", "group direct messages are not in the Room")
    person: Person | None = call.hub.state.people.get(others[0])
    if person is None:
        raise SlackError("user_not_found")
    if person.deleted:
        raise SlackError("user_disabled")
    channel, known = membership.open_direct(call.hub, call.me, person.id)
    already = {"no_op": True, "already_open": True} if known else {}
    if call.args.flag("return_im"):
        return already | _shown(call, channel)
    return already | {"channel": {"id": channel.id}}


def close(call: Call) -> Fields:
    """conversations.close."""
    channel = call.channel()
    if channel.kind != "im":
        raise SlackError("method_not_supported_for_channel_type")
    return {"no_op": True, "already_closed": True}


def _set(call: Call, what: str) -> Fields:
    channel = _room(call, member=True)
    membership.set_words(call.hub, channel, call.me, what, call.args.text(what))
    return _shown(call, channel) | {what: call.args.text(what)}


def set_topic(call: Call) -> Fields:
    """conversations.setTopic."""
    return _set(call, "topic")


def set_purpose(call: Call) -> Fields:
    """conversations.setPurpose."""
    return _set(call, "purpose")


def mark(call: Call) -> Fields:
    """conversations.mark."""
    channel = call.channel(member=True)
    channel.read[call.me] = call.args.need("ts")
    call.hub.state.save_channel(channel)
    return {}


METHODS = (
    Method("conversations.create", create, 2, MANAGE),
    Method("conversations.info", info, 3, READ, json=False),
    Method("conversations.list", list_, 2, READ, json=False),
    Method("users.conversations", of_user, 2, READ, json=False),
    Method("conversations.members", members, 4, READ, json=False),
    Method("conversations.invite", invite, 3, INVITE),
    Method("conversations.kick", kick, 3, MANAGE),
    Method("conversations.join", join, 3, JOIN),
    Method("conversations.leave", leave, 3, MANAGE),
    Method("conversations.archive", archive, 2, MANAGE),
    Method("conversations.unarchive", unarchive, 2, MANAGE),
    Method("conversations.rename", rename, 2, MANAGE),
    Method("conversations.open", open_, 3, OPEN),
    Method("conversations.close", close, 2, MANAGE),
    Method("conversations.setTopic", set_topic, 2, TOPIC),
    Method("conversations.setPurpose", set_purpose, 2, TOPIC),
    Method("conversations.mark", mark, 3, MANAGE),
)
