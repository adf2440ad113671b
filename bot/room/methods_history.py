"""conversations.history and conversations.replies.

Facts: https://docs.slack.dev/reference/methods/conversations.history.
"""

import re

from bot.room.call import Call, Method, Scopes
from bot.room.entities import Channel, Fields
from bot.room.errors import SlackError
from bot.room.paging import decode, encode
from bot.room.shapes import message_object
from bot.room.state import Log

HISTORY = Scopes(channel=("channels:history",), group=("groups:history",), im=("im:history",))
TS = re.compile(r"\d+(\.\d+)?")
DEFAULT = 100
MOST = 999
ENDLESS = "9999999999.999999"


def _moment(call: Call, name: str, default: str) -> str:
    given = call.args.text(name)
    if not given or given == "now":
        return default
    if not TS.fullmatch(given):
        raise SlackError(f"invalid_ts_{name}")
    seconds, _, rest = given.partition(".")
    return min(f"{seconds:0>10}.{rest:0<6}", ENDLESS)


def _within(call: Call, log: Log) -> list[str]:
    """Return the timestamps between `oldest` and `latest`, oldest first, as `inclusive` says."""
    oldest, latest = _moment(call, "oldest", "0"), _moment(call, "latest", ENDLESS)
    found = log.between(oldest, latest)
    if call.args.flag("inclusive"):
        return found
    return [ts for ts in found if ts not in {oldest, latest}]


def _limit(call: Call) -> int:
    limit = call.args.number("limit", DEFAULT)
    if limit < 0:
        raise SlackError("invalid_limit")
    return min(limit or DEFAULT, MOST)


def _answer(call: Call, channel: Channel, stamps: list[str], *, rest: bool) -> Fields:
    log = call.hub.state.logs[channel.id]
    with_metadata = call.args.flag("include_all_metadata")
    messages = [
        message_object(call.hub.state, log.found[ts], with_metadata=with_metadata) for ts in stamps
    ]
    body: Fields = {"messages": messages, "has_more": rest}
    if rest:
        body["response_metadata"] = {"next_cursor": encode(stamps[-1])}
    return body


def history(call: Call) -> Fields:
    """conversations.history: newest first, without thread replies unless broadcast."""
    channel = call.channel(member=True)
    log = call.hub.state.logs[channel.id]
    found = [
        ts
        for ts in reversed(_within(call, log))
        if not log.found[ts].is_reply or '"subtype":"thread_broadcast"' in log.found[ts].payload
    ]
    if call.args.has("cursor"):
        after = decode(call.args.text("cursor"))
        found = [ts for ts in found if ts < after]
    limit = _limit(call)
    body = _answer(call, channel, found[:limit], rest=len(found) > limit)
    return body | {"pin_count": len(channel.pins)}


def replies(call: Call) -> Fields:
    """conversations.replies: the parent first on every first page, then its replies in order."""
    channel = call.channel(member=True)
    wanted = call.args.need("ts")
    log = call.hub.state.logs[channel.id]
    message = log.found.get(wanted)
    if message is None:
        raise SlackError("thread_not_found")
    parent = message.thread_ts or message.ts
    own = set(log.replies.get(parent, []))
    found = [ts for ts in _within(call, log) if ts in own]
    if call.args.has("cursor"):
        after = decode(call.args.text("cursor"))
        found = [ts for ts in found if ts > after]
    elif parent in log.found:
        found = [parent, *found]
    limit = _limit(call)
    return _answer(call, channel, found[:limit], rest=len(found) > limit)


METHODS = (
    Method("conversations.history", history, 3, HISTORY, json=False),
    Method("conversations.replies", replies, 3, HISTORY, json=False),
)
