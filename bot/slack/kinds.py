"""Which kinds of payload are answered, and whether one has the shape of its kind; pure.

Bolt answers what it does not know with an error, which Slack counts, tells again and shows people.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from bot.slack import inbound, parts


def _read_view(body: Any) -> None:
    """Read a window that was sent; Bolt asks for its type besides."""
    inbound.read_submission(body)
    parts.ident(body["view"].get("type"), parts.NAME, "the window")


COMMAND, VIEW = "command", "view_submission"
# Each with what reads it, and raises Mistyped for what is none.
_READ: Mapping[str, Callable[[Any], object]] = MappingProxyType(
    {
        COMMAND: inbound.read_invocation,
        VIEW: _read_view,
        "block_actions": inbound.read_click,
        "shortcut": inbound.read_shortcut,
        "message_action": inbound.read_shortcut,
    }
)
# Bolt or a listener takes these whatever they hold.
_TAKEN = frozenset({"url_verification", "block_suggestion", "dialog_suggestion", "ssl_check"})


def kind_of(body: Mapping[str, Any]) -> str:
    """Return the kind of a payload, as it may be logged: `?` when it is no name."""
    named = next((each for each in (COMMAND, "ssl_check") if each in body), body.get("type"))
    return parts.optional(named, parts.NAME)[:64] or "?"


def check(body: Mapping[str, Any]) -> bool:
    """Tell whether a payload is of a kind that is answered; raise Mistyped when it is misshapen."""
    kind = kind_of(body)
    if kind in _READ:
        _READ[kind](body)
        return True
    if kind == "event_callback":
        parts.ident(parts.mapping(body.get("event")).get("type"), parts.NAME, "the event")
        return True
    return kind in _TAKEN


def kept_open(body: Mapping[str, Any], why: str) -> dict[str, Any]:
    """Return the acknowledgement that leaves a sent window open, with all that was entered in it.

    It is empty when the window has no field under which anything could be said.
    """
    view = body.get("view")
    state = view.get("state") if isinstance(view, Mapping) else None
    values = state.get("values") if isinstance(state, Mapping) else None
    first = next(iter(values), None) if isinstance(values, Mapping) else None
    if kind_of(body) != VIEW or not isinstance(first, str):
        return {}
    return {"response_action": "errors", "errors": {first: why}}
