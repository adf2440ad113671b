"""What the page does with apps: clicks, modals, the Home tab, shortcuts, options of selects.

The rules are in `interactions`.
"""

from bot.room import interactions
from bot.room.entities import Fields, Message
from bot.room.errors import PageError
from bot.room.interactions import Click
from bot.room.memory import Ephemeral
from bot.room.page_read import own_app_id
from bot.room.visit import Route, Visit

FORGOTTEN = (
    "What only you can see is forgotten when the Room starts anew, so this does nothing any more. "
    "Ask for it again."
)


def _source(visit: Visit) -> Message | Ephemeral:
    channel = visit.channel(member=True)
    if visit.data.get("ephemeral"):
        ts = visit.text("message_ts")
        found = visit.hub.ephemerals.get(visit.person.id, channel.id, ts)
        if found is None:
            raise PageError("message_not_found", FORGOTTEN, status=404)
        return found
    return visit.message(channel, "message_ts")


async def act(visit: Visit) -> Fields:
    """Click, choose or type in an element of a message, modal or Home tab."""
    selected = visit.data.get("selected") or {}
    if "value" in visit.data and "value" not in selected:
        selected = {**selected, "value": visit.data["value"]}
    click = Click(visit.text("block_id"), visit.text("action_id"), selected)
    if visit.data.get("view_id"):
        await interactions.click_view(
            visit.hub, visit.person, visit.text("view_id"), click, visit.data.get("values")
        )
    else:
        await interactions.click_message(
            visit.hub, visit.person, _source(visit), click, visit.data.get("values")
        )
    return {"ok": True}


async def submit(visit: Visit) -> Fields:
    """Submit a modal."""
    return await interactions.submit(
        visit.hub, visit.person, visit.text("view_id"), visit.data.get("values") or {}
    )


async def close(visit: Visit) -> Fields:
    """Close a modal."""
    await interactions.dismiss(visit.hub, visit.person, visit.text("view_id"))
    return {"ok": True}


def home(visit: Visit) -> Fields:
    """Open the Home tab: the app is told, and what it last showed is returned."""
    return interactions.open_home(visit.hub, visit.person, own_app_id(visit.hub))


async def shortcut(visit: Visit) -> Fields:
    """Use a shortcut."""
    message = None
    if visit.data.get("message_ts"):
        message = visit.message(visit.channel(member=True), "message_ts")
    await interactions.use_shortcut(visit.hub, visit.person, visit.text("callback_id"), message)
    return {"ok": True}


def options(_visit: Visit) -> Fields:
    """Refuse: choices that an app looks up while one types are not in the Room yet."""
    raise PageError("no_options", "These choices cannot be looked up in the Room.", status=404)


ROUTES = (
    Route("POST", "action", act),
    Route("POST", "view/submit", submit),
    Route("POST", "view/close", close),
    Route("POST", "home", home),
    Route("POST", "shortcut", shortcut),
    Route("POST", "options", options),
)
