"""What a person clicks, chooses, submits and closes, and what the app's ack makes of it.

Rules: https://docs.slack.dev/interactivity/handling-user-interaction and /surfaces/modals.
"""

from dataclasses import dataclass, field
from typing import Any

from bot.room import payloads
from bot.room.answers import answers, genuine
from bot.room.blocks import check_view
from bot.room.elements import is_stateful
from bot.room.entities import App, Fields, Message, Person
from bot.room.errors import PageError, SlackError
from bot.room.forms import (
    Chosen,
    all_blocks,
    complaints,
    find_element,
    selection,
    state_values,
)
from bot.room.hub import Hub
from bot.room.membership import open_direct
from bot.room.memory import Ephemeral
from bot.room.sockets import Envelope, NotDeliveredError
from bot.room.viewbook import View

UNHEARD = {
    "no_socket": "The app is not connected. Try again in a moment.",
    "connection_failed": "The connection to the app broke. Look what happened, then try again.",
    "timeout": "The app did not answer within three seconds. Look what happened, then try again.",
}
NO_VIEW = (
    "This window is not open any more: it was sent or closed elsewhere, or the Room started anew. "
    "Copy what you wrote, close it and open it again."
)


@dataclass(frozen=True, slots=True)
class Click:
    """One act on one element; `selected` is the element's new state in Slack's shape."""

    block_id: str
    action_id: str
    selected: Fields = field(default_factory=dict)


async def _tell(hub: Hub, app: App, payload: Fields, *, accepts: bool = False) -> Any:
    try:
        return await hub.sockets.deliver(app.id, Envelope("interactive", payload, accepts=accepts))
    except NotDeliveredError as error:
        raise PageError(error.reason, UNHEARD[error.reason], status=503) from None


def _action(hub: Hub, element: Fields, click: Click) -> Fields:
    action = {
        "type": element["type"],
        "action_id": click.action_id,
        "block_id": click.block_id,
        "action_ts": hub.state.next_ts(),
    }
    if element["type"] == "button":
        shown = {
            name: element[name] for name in ("text", "value", "style", "url") if name in element
        }
        return action | shown
    return action | selection(element, click.selected)


def _remember(chosen: Chosen, action: Fields, element: Fields) -> None:
    if is_stateful(element):
        state = selection(element, action)
        chosen.setdefault(action["block_id"], {})[action["action_id"]] = state


async def click_message(
    hub: Hub, person: Person, source: Message | Ephemeral, click: Click, values: Any = None
) -> None:
    """Act on an element of a message; raise PageError when it is gone or nobody hears."""
    blocks = all_blocks(source.fields)
    app = hub.state.apps.get(source.fields.get("app_id", ""))
    element = find_element(blocks, click.block_id, click.action_id)
    if app is None:
        raise PageError("gone", "The app of this message is not installed any more.", status=409)
    chosen = hub.choices.of(person.id, source.channel_id, source.fields["ts"])
    chosen.update(answers(hub, app, person, blocks, values or {}))
    action = genuine(hub, app, person, _action(hub, element, click))
    _remember(chosen, action, element)
    payload = payloads.message_click(hub, app, person, source, chosen)
    payload["actions"] = [action]
    await _tell(hub, app, payload)


def _open_view(hub: Hub, person: Person, view_id: str) -> tuple[App, View]:
    view = hub.views.found.get(view_id)
    if view is None or view.user_id != person.id:
        raise PageError("view_not_found", NO_VIEW, status=404)
    return hub.state.apps[view.app_id], view


async def click_view(
    hub: Hub, person: Person, view_id: str, click: Click, values: Any = None
) -> None:
    """Act on an element of a modal or Home tab; *values* is what else is filled in so far."""
    app, view = _open_view(hub, person, view_id)
    element = find_element(view.fields["blocks"], click.block_id, click.action_id)
    if values:
        view.chosen = answers(hub, app, person, view.fields["blocks"], values)
    action = genuine(hub, app, person, _action(hub, element, click))
    _remember(view.chosen, action, element)
    payload = payloads.view_click(hub, app, person, view)
    payload["actions"] = [action]
    await _tell(hub, app, payload)


async def submit(hub: Hub, person: Person, view_id: str, values: Any) -> Fields:
    """Submit a modal; return the page's answer: what to do, and errors by block."""
    app, view = _open_view(hub, person, view_id)
    blocks = view.fields["blocks"]
    view.chosen = answers(hub, app, person, blocks, values)
    errors = complaints(blocks, state_values(blocks, view.chosen))
    if errors:
        return {"response_action": "errors", "errors": errors}
    answer = await _tell(hub, app, payloads.submission(hub, app, person, view), accepts=True)
    return _follow(hub, app, view, answer if isinstance(answer, dict) else {})


def _follow(hub: Hub, app: App, view: View, answer: Fields) -> Fields:
    what = answer.get("response_action")
    body: Fields = {"response_action": what}
    try:
        if what == "errors":
            body["errors"] = _errors(view, answer)
        elif what == "update":
            hub.views.update(app, view, check_view(answer.get("view"), "modal"))
            show(hub, view, "view_update")
        elif what == "push":
            pushed = hub.views.push(app, view.id, check_view(answer.get("view"), "modal"))
            show(hub, pushed, "view_push")
        else:
            close(hub, view, everything=what == "clear")
    except SlackError as error:
        sentence = f"The app answered with something unusable ({error.code})."
        raise PageError("invalid_response", sentence, status=502) from None
    return body


def _errors(view: View, answer: Fields) -> dict[str, str]:
    """Return the app's errors; raise SlackError where they name no input of the view."""
    errors = answer.get("errors")
    inputs = {block["block_id"] for block in view.fields["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise SlackError("invalid_arguments")
    return {str(block_id): str(text) for block_id, text in errors.items()}


def show(hub: Hub, view: View, kind: str) -> None:
    """Show the view on the person's page, after the commit."""
    event = {"type": kind, "view": view.shown()}
    hub.journal.afterwards(lambda: hub.live.to_user(view.user_id, event))


def close(hub: Hub, view: View, *, everything: bool) -> None:
    """Take the view, or the whole stack, from the person's page."""
    stack = list(hub.views.stacks.get(view.user_id, []))
    gone = stack if everything else stack[stack.index(view) :] if view in stack else []
    for one in reversed(gone):
        hub.views.close(one)
        event = {"type": "view_close", "view_id": one.id}
        hub.live.to_user(view.user_id, event)


async def dismiss(hub: Hub, person: Person, view_id: str) -> None:
    """Close a modal without submitting it; the app learns of it if it asked to."""
    app, view = _open_view(hub, person, view_id)
    cleared = bool(view.fields["clear_on_close"])
    close(hub, view, everything=cleared)
    if view.fields["notify_on_close"]:
        await _tell(hub, app, payloads.closed(hub, app, person, view, cleared=cleared))


async def use_shortcut(hub: Hub, person: Person, callback_id: str, message: Message | None) -> None:
    """Run a global or message shortcut; raise PageError when there is none of that name."""
    kind = "message" if message else "global"
    for app in hub.state.apps.values():
        for row in app.shortcuts:
            if row["callback_id"] == callback_id and row["type"] == kind:
                await _tell(hub, app, payloads.shortcut(hub, app, person, callback_id, message))
                return
    raise PageError("unknown_shortcut", "There is no such shortcut.", status=404)


def open_home(hub: Hub, person: Person, app_id: str) -> Fields:
    """Tell the app that its Home tab was opened; return what it last published there."""
    app = hub.state.apps.get(app_id)
    if app is None:
        return {"view": None}
    view = hub.views.homes.get((app.id, person.id))
    channel, _ = open_direct(hub, person.id, app.bot_user)
    event: Fields = {
        "type": "app_home_opened",
        "user": person.id,
        "channel": channel.id,
        "tab": "home",
        "event_ts": hub.state.next_ts(),
    }
    event |= {"view": view.shown()} if view else {}
    hub.journal.afterwards(lambda: hub.events.publish(event, channel, only=app))
    return {"view": view.shown() if view else None}
