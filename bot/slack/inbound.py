"""Reads Slack's payloads into frozen values. The only place that knows their shape; pure.

A payload that is not what Slack sends raises Mistyped, never KeyError. What was asked is not
judged here.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.slack import entered, ids, parts

LONGEST_LINE = 40_000
LONGEST_URL = 3_000
LONGEST_KEY = 255

_COMMAND = re.compile(r"/([a-z0-9_-]{1,31})")


@dataclass(frozen=True, slots=True)
class Origin:
    """Who asked, from where, and by which delivery. `key` is the same when Slack sends it again.

    `home_team_id` is the person's own workspace, as far as Slack says it; `foreign`, that it is
    another one than ours.
    """

    user_id: str
    team_id: str
    key: str
    channel_id: str = ""
    thread_ts: str = ""
    trigger_id: str = ""
    response_url: str = ""
    home_team_id: str = ""
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Invocation:
    """A slash command: `/task done #12`; `raw` is in Slack's wire form."""

    origin: Origin
    noun: str
    raw: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """A message that something is about: where it stands, who wrote what, and its files' links."""

    channel_id: str
    ts: str
    author: str = ""
    text: str = ""
    thread_ts: str = ""
    files: tuple[tuple[str, str], ...] = ()
    link: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A message that speaks to the bot; its answer goes into the message's thread.

    `direct`: it was written to the bot alone. `threaded`: others wrote in that thread before.
    """

    origin: Origin
    raw: str
    direct: bool = False
    threaded: bool = False


@dataclass(frozen=True, slots=True)
class Click:
    """A button pressed or a menu used.

    `on_ephemeral`: only this person sees the card. `in_row`: it is one row of a list. `form` is
    what stood in the window in which it was pressed; `quoted`, the message that it is about.
    """

    origin: Origin
    action_id: str
    value: str
    on_ephemeral: bool = False
    in_row: bool = False
    view_id: str = ""
    form: "Submission | None" = None
    view_hash: str = ""
    quoted: Quoted | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """A modal sent. `fields` are by block id; boxes and files come as lists.

    Of files the fields have the ids, and `names` what each of them is called.
    """

    origin: Origin
    callback_id: str
    metadata: Mapping[str, str]
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def text(self, block_id: str) -> str:
        """Return what was entered into a field of one value, or nothing."""
        return next(iter(self.fields.get(block_id, ())), "")


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A global shortcut, or one on a message, which it brings."""

    origin: Origin
    callback_id: str
    quoted: Quoted | None = None


Request = Invocation | Mention | Click | Submission | Shortcut


def read_invocation(body: Any) -> Invocation:
    """Read the form of a slash command."""
    form = parts.mapping(body)
    command = _COMMAND.fullmatch(parts.text(form, "command", limit=64).lower())
    if command is None:
        raise parts.unreadable("the command")
    trigger = parts.text(form, "trigger_id", limit=200)
    origin = Origin(
        user_id=parts.ident(form.get("user_id"), parts.USER, "the person"),
        team_id=parts.ident(form.get("team_id"), parts.TEAM, "the workspace"),
        channel_id=parts.ident(form.get("channel_id"), parts.CHANNEL, "the channel"),
        trigger_id=trigger,
        response_url=parts.text(form, "response_url", limit=LONGEST_URL),
        key=delivery_key("cmd", trigger),
    )
    return Invocation(origin, command[1], parts.text(form, "text", limit=LONGEST_LINE))


def read_click(body: Any) -> Click:
    """Read a press of a button or the use of a menu."""
    payload = parts.mapping(body)
    action = parts.mapping(next(iter(parts.items(payload.get("actions"))), None))
    container = parts.mapping(payload.get("container") or {})
    action_id = parts.ident(action.get("action_id"), parts.NAME, "the button")
    view = parts.mapping(payload.get("view") or {})
    origin = _origin(payload, container=container)
    where = parts.text(container, "message_ts") or parts.text(view, "id") or "home"
    stamp = parts.text(action, "action_ts", limit=64)
    key = delivery_key(
        "act", origin.team_id, origin.user_id, origin.channel_id or where, where, action_id, stamp
    )
    return Click(
        origin=_keyed(origin, key),
        action_id=ids.told_apart(action_id),
        value=_chosen(action),
        on_ephemeral=bool(container.get("is_ephemeral")),
        in_row=action_id.endswith(ids.ROW),
        view_id=parts.text(view, "id"),
        form=_form(origin, view) if view.get("type") == "modal" else None,
        view_hash=parts.text(view, "hash", limit=255),
    )


def read_submission(body: Any) -> Submission:
    """Read a modal that was sent."""
    payload = parts.mapping(body)
    view = parts.mapping(payload.get("view"))
    origin = _origin(payload, container={})
    key = delivery_key("view", parts.ident(view.get("id"), parts.NAME, "the window"))
    return _form(_keyed(origin, key), view)


def _form(origin: Origin, view: Mapping[str, Any]) -> Submission:
    """Return what stands in a window; its metadata says from where it was opened."""
    values = parts.mapping(parts.mapping(view.get("state") or {}).get("values") or {})
    metadata = _metadata(parts.text(view, "private_metadata"))
    channel = parts.optional(metadata.get("channel"), parts.CHANNEL)
    return Submission(
        origin=replace(origin, channel_id=channel or origin.channel_id),
        callback_id=parts.ident(view.get("callback_id"), parts.NAME, "the window"),
        metadata=metadata,
        fields={str(name)[:255]: entered.read(block) for name, block in values.items()},
        names={
            str(name)[:255]: named for name, block in values.items()
            if (named := entered.names(block))
        },
    )  # fmt: skip


def read_shortcut(body: Any) -> Shortcut:
    """Read a shortcut, global or on a message."""
    payload = parts.mapping(body)
    message = parts.mapping(payload.get("message") or {})
    origin = _origin(payload, container={})
    return Shortcut(
        origin=_keyed(origin, delivery_key("cut", origin.trigger_id)),
        callback_id=parts.ident(payload.get("callback_id"), parts.NAME, "the shortcut"),
        quoted=quoted(origin.channel_id, message) if message else None,
    )


def quoted(channel_id: str, message: Mapping[str, Any]) -> Quoted:
    """Read a message as Slack gives it, in a payload or in a history."""
    files = (parts.mapping(each) for each in parts.items(message.get("files")))
    linked = ((_short(each, "name"), _short(each, "permalink")) for each in files)
    return Quoted(
        channel_id=channel_id,
        ts=parts.stamp(message, "ts"),
        author=parts.optional(message.get("user"), parts.USER),
        text=parts.text(message, "text", limit=LONGEST_LINE),
        thread_ts=parts.stamp(message, "thread_ts"),
        files=tuple((name or "file", link) for name, link in linked if link),
    )


def _short(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    return value[:LONGEST_URL] if isinstance(value, str) else ""


def fingerprint(request: Request) -> str:
    """Return a hash of what was asked, the same for a second delivery of the same request."""
    named = {
        name: getattr(request, name)
        for name in ("noun", "raw", "action_id", "value", "callback_id", "metadata", "fields")
        if hasattr(request, name)
    }
    origin = request.origin
    asked = [type(request).__name__, origin.user_id, origin.team_id, origin.channel_id, named]
    text = json.dumps(asked, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _origin(payload: Mapping[str, Any], *, container: Mapping[str, Any]) -> Origin:
    user = parts.mapping(payload.get("user"))
    team = parts.mapping(payload.get("team") or {})
    channel = parts.mapping(payload.get("channel") or {})
    message = parts.mapping(payload.get("message") or {})
    return Origin(
        user_id=parts.ident(user.get("id"), parts.USER, "the person"),
        team_id=parts.ident(team.get("id") or user.get("team_id"), parts.TEAM, "the workspace"),
        key="",
        channel_id=parts.optional(channel.get("id") or container.get("channel_id"), parts.CHANNEL),
        thread_ts=parts.stamp(message, "thread_ts") or parts.stamp(container, "thread_ts"),
        trigger_id=parts.text(payload, "trigger_id", limit=200),
        response_url=parts.text(payload, "response_url", limit=LONGEST_URL),
        home_team_id=parts.optional(user.get("team_id"), parts.TEAM),
    )


def _keyed(origin: Origin, key: str) -> Origin:
    return replace(origin, key=key)


def delivery_key(kind: str, *of: str) -> str:
    """Return the delivery's key, hashed when it would be too long to keep."""
    if not all(of):
        raise parts.unreadable("its own number")
    key = ":".join((kind, *of))
    if len(key) <= LONGEST_KEY:
        return key
    return f"{kind}:{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()}"


def _metadata(text: str) -> dict[str, str]:
    """Return what the window is about; nothing when that is unreadable: what was entered is not."""
    try:
        read = json.loads(text or "{}")
    except (ValueError, RecursionError):
        read = {}
    return {str(name): str(part) for name, part in read.items()} if isinstance(read, dict) else {}


def _chosen(action: Mapping[str, Any]) -> str:
    option = action.get("selected_option")
    if isinstance(option, Mapping):
        return parts.text(option, "value")
    return parts.text(action, "value") or parts.text(action, "selected_user")
