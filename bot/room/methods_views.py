"""The views.* methods.

Facts: https://docs.slack.dev/reference/methods/views.open and https://docs.slack.dev/surfaces/modals.
"""

from bot.room.blocks import check_view
from bot.room.call import Call, Method
from bot.room.entities import Fields
from bot.room.errors import SlackError
from bot.room.viewbook import View

# https://docs.slack.dev/reference/block-kit/block-elements/file-input-element
FILES = ("files:read",)


def _tell(call: Call, view: View, kind: str) -> Fields:
    shown = view.shown()
    event = {"type": kind, "view": shown}
    call.hub.journal.afterwards(lambda: call.hub.live.to_user(view.user_id, event))
    return {"view": shown}


def _given(call: Call, kind: str) -> Fields:
    if not call.args.has("view"):
        raise SlackError("invalid_arguments", "missing required field: view")
    view = check_view(call.args.data("view"), kind)
    if any(block.get("element", {}).get("type") == "file_input" for block in view["blocks"]):
        call.need_scope(FILES)
    return view


def _trigger_id(call: Call) -> str:
    found = call.args.text("trigger_id") or call.args.text("interactivity_pointer")
    if not found:
        raise SlackError("invalid_arguments", "missing required field: trigger_id")
    return found


def open_(call: Call) -> Fields:
    """views.open."""
    given = _given(call, "modal")
    trigger = call.hub.triggers.spend(_trigger_id(call), call.app.id)
    view = call.hub.views.open(call.app, trigger.user_id, given)
    return _tell(call, view, "view_open")


def push(call: Call) -> Fields:
    """views.push."""
    given = _given(call, "modal")
    trigger = call.hub.triggers.spend(_trigger_id(call), call.app.id)
    return _tell(call, call.hub.views.push(call.app, trigger.view_id, given), "view_push")


def update(call: Call) -> Fields:
    """views.update."""
    if not call.args.has("view_id") and not call.args.has("external_id"):
        raise SlackError("invalid_arguments", "missing required field: view_id")
    view = call.hub.views.named(call.app, call.args.text("view_id"), call.args.text("external_id"))
    given = _given(call, view.fields["type"])
    call.hub.views.update(call.app, view, given, call.args.text("hash"))
    return _tell(call, view, "home" if view.fields["type"] == "home" else "view_update")


def publish(call: Call) -> Fields:
    """views.publish."""
    user_id = call.args.need("user_id")
    if user_id not in call.hub.state.people:
        raise SlackError("invalid_arguments", "invalid user_id")
    features = call.app.manifest.get("features", {})
    if not features.get("app_home", {}).get("home_tab_enabled"):
        raise SlackError("not_enabled")
    given = _given(call, "home")
    view = call.hub.views.publish(call.app, user_id, given, call.args.text("hash"))
    return _tell(call, view, "home")


METHODS = (
    Method("views.open", open_, 4),
    Method("views.push", push, 4),
    Method("views.update", update, 4),
    Method("views.publish", publish, 4),
)
