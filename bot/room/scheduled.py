"""Messages for later: kept with the workspace, posted when their time has come.

Rules: https://docs.slack.dev/reference/methods/chat.scheduleMessage.
"""

from bot.room.call import Call, Method, Scopes
from bot.room.entities import Fields
from bot.room.errors import SlackError
from bot.room.hub import Hub
from bot.room.messages import post
from bot.room.methods_chat import compose, target
from bot.room.paging import page

WRITE = Scopes(anywhere=("chat:write",))
DAY = 86_400
LATEST_DAYS = 120
WINDOW_SECONDS = 300
MOST_IN_WINDOW = 30


def _rows(hub: Hub) -> list[Fields]:
    found: list[Fields] = hub.state.settings.get("scheduled", {}).get("rows", [])
    return found


def _save(hub: Hub, rows: list[Fields]) -> None:
    hub.state.save_setting("scheduled", {"rows": rows})


def schedule(call: Call) -> Fields:
    """chat.scheduleMessage."""
    channel = target(call)
    post_at, now = call.args.number("post_at", 0), call.hub.state.now()
    if post_at <= now:
        raise SlackError("time_in_past")
    if post_at > now + LATEST_DAYS * DAY:
        raise SlackError("time_too_far")
    rows = _rows(call.hub)
    near = [
        row
        for row in rows
        if row["channel_id"] == channel.id and abs(row["post_at"] - post_at) < WINDOW_SECONDS
    ]
    if len(near) >= MOST_IN_WINDOW:
        raise SlackError("restricted_too_many")
    row = {
        "id": call.hub.state.new_id("Q"),
        "channel_id": channel.id,
        "post_at": post_at,
        "date_created": now,
        "app_id": call.app.id,
        "fields": compose(call, channel),
    }
    _save(call.hub, [*rows, row])
    return {
        "channel": channel.id,
        "scheduled_message_id": row["id"],
        "post_at": post_at,
        "message": row["fields"],
    }


def unschedule(call: Call) -> Fields:
    """chat.deleteScheduledMessage."""
    channel, wanted = call.channel(), call.args.need("scheduled_message_id")
    rows = _rows(call.hub)
    left = [
        row
        for row in rows
        if (row["id"], row["channel_id"], row["app_id"]) != (wanted, channel.id, call.app.id)
    ]
    if len(left) == len(rows):
        raise SlackError("invalid_scheduled_message_id")
    _save(call.hub, left)
    return {}


def list_scheduled(call: Call) -> Fields:
    """chat.scheduledMessages.list."""
    channel_id = call.args.text("channel")
    mine = [
        {
            "id": row["id"],
            "channel_id": row["channel_id"],
            "post_at": row["post_at"],
            "date_created": row["date_created"],
            "text": row["fields"]["text"],
        }
        for row in _rows(call.hub)
        if row["app_id"] == call.app.id and channel_id in ("", row["channel_id"])
    ]
    shown, cursor = page(call.args, mine, default=100, most=1000)
    return {"scheduled_messages": shown, "response_metadata": {"next_cursor": cursor}}


async def post_due(hub: Hub) -> None:
    """Post every message whose time has come."""
    rows, now = _rows(hub), hub.state.now()
    due = [row for row in rows if row["post_at"] <= now]
    if not due:
        return
    _save(hub, [row for row in rows if row["post_at"] > now])
    for row in due:
        channel = hub.state.channels[row["channel_id"]]
        if not channel.archived:
            post(hub, channel, row["fields"])
    await hub.journal.commit()


METHODS = (
    Method("chat.scheduleMessage", schedule, 3, WRITE),
    Method("chat.deleteScheduledMessage", unschedule, 3, WRITE),
    Method("chat.scheduledMessages.list", list_scheduled, 3),
)
