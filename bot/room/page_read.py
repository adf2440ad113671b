"""What the page reads: boot, history, thread, pins, bookmarks, shortcuts.

Only what the person may see; nothing changes here but a read mark.
"""

from bot.room.entities import Channel, Fields
from bot.room.hub import Hub
from bot.room.people import page_person
from bot.room.sessions import proof_of
from bot.room.shapes import page_channel, page_message
from bot.room.visit import Route, Visit

MOST = 200
DEFAULT = 50


def own_app_id(hub: Hub) -> str:
    """Return the app that this Room was made for."""
    return str(hub.state.settings.get("team", {}).get("app", ""))


def boot(visit: Visit) -> Fields:
    """Return everything that the page starts with."""
    hub, me = visit.hub, visit.person.id
    app_id = own_app_id(hub)
    online = hub.sockets.count(app_id) > 0
    own = hub.state.apps.get(app_id)
    channels = [page_channel(hub.state, channel, me) for channel in hub.state.visible_to(me)]
    return {
        "team": {"id": hub.state.team["id"], "name": hub.state.team["name"]},
        "me": me,
        "people": [page_person(hub, one) for one in hub.state.people.values()],
        "channels": channels,
        "commands": hub.commands(),
        "zone": hub.zone,
        "bot": {"app_id": app_id, "user": own.bot_user if own else "", "online": online},
        "notice": None if online else "The bot is not connected yet.",
        "login": {"proof": proof_of(visit.token)} if visit.token else None,
    }


def history(visit: Visit) -> Fields:
    """Return a page of a channel, oldest first, without replies."""
    channel = visit.channel()
    limit = _limit(visit)
    before = visit.text("before", "")
    log = visit.hub.state.logs[channel.id]
    found: list[str] = []
    for ts in reversed(log.order):
        if before and ts >= before:
            continue
        if not log.found[ts].is_reply or '"thread_broadcast"' in log.found[ts].payload:
            found.append(ts)
        if len(found) > limit:
            break
    shown = found[:limit][::-1]
    return {"messages": _messages(visit, channel, shown), "has_more": len(found) > limit}


def _limit(visit: Visit) -> int:
    given = visit.text("limit", str(DEFAULT))
    return max(1, min(int(given), MOST)) if given.isdigit() else DEFAULT


def _messages(visit: Visit, channel: Channel, stamps: list[str]) -> list[Fields]:
    state = visit.hub.state
    found = state.logs[channel.id].found
    return [page_message(state, channel.id, found[ts].fields) for ts in stamps]


def thread(visit: Visit) -> Fields:
    """Return a thread: its parent, then the replies."""
    channel = visit.channel()
    message = visit.message(channel)
    log = visit.hub.state.logs[channel.id]
    parent = message.thread_ts or message.ts
    stamps = ([parent] if parent in log.found else []) + log.replies.get(parent, [])
    return {"messages": _messages(visit, channel, stamps)}


def pins(visit: Visit) -> Fields:
    """Return what is pinned in a channel, newest pin first."""
    channel = visit.channel()
    return {"messages": _messages(visit, channel, [row["ts"] for row in channel.pins])}


def bookmarks(visit: Visit) -> Fields:
    """Return a channel's bookmarks."""
    rows = visit.channel().bookmarks
    return {"bookmarks": [{"title": row["title"], "link": row["link"]} for row in rows]}


def shortcuts(visit: Visit) -> Fields:
    """Return every app's shortcuts."""
    rows = [
        {
            "app_id": app.id,
            "name": row["name"],
            "type": row["type"],
            "callback_id": row["callback_id"],
            "description": row.get("description", ""),
        }
        for app in visit.hub.state.apps.values()
        for row in app.shortcuts
    ]
    return {"shortcuts": rows}


ROUTES = (
    Route("GET", "boot", boot),
    Route("GET", "history", history),
    Route("GET", "thread", thread),
    Route("GET", "pins", pins),
    Route("GET", "bookmarks", bookmarks),
    Route("GET", "shortcuts", shortcuts),
)
