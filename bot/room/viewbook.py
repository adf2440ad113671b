"""Modals and Home tabs: who has which view open, with its hash and its place in the stack.

Whether a view is well-formed is checked in `blocks`; who may open one is the trigger's say.
"""

import copy
import secrets
from dataclasses import dataclass, field
from typing import Any

from bot.room.blocks import interactive
from bot.room.entities import App, Fields
from bot.room.errors import SlackError
from bot.room.state import State

MOST_IN_STACK = 3
GIVEN = (
    "type",
    "title",
    "submit",
    "close",
    "blocks",
    "private_metadata",
    "callback_id",
    "clear_on_close",
    "notify_on_close",
    "external_id",
    "submit_disabled",
)
ABSENT: Fields = {
    "private_metadata": "",
    "callback_id": "",
    "clear_on_close": False,
    "notify_on_close": False,
    "external_id": "",
    "close": None,
    "submit": None,
    "submit_disabled": False,
}
HOME_TITLE = {"type": "plain_text", "text": "View Title", "emoji": True}


@dataclass(slots=True)
class View:
    """A view on somebody's screen; `fields` is Slack's view object without its state."""

    id: str
    app_id: str
    user_id: str
    fields: Fields
    chosen: dict[str, dict[str, Fields]] = field(default_factory=dict)

    @property
    def hash(self) -> str:
        """Return what changes with every update."""
        return str(self.fields["hash"])

    def shown(self) -> Fields:
        """Return the view as apps and the page get it, with what was chosen so far."""
        return {**copy.deepcopy(self.fields), "state": {"values": copy.deepcopy(self.chosen)}}


class ViewBook:
    """The open views of the workspace."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.found: dict[str, View] = {}
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[tuple[str, str], View] = {}

    def open(self, app: App, user_id: str, given: Fields) -> View:
        """Put a first modal before the person."""
        self.close_all(user_id)
        view = self._make(app, user_id, given)
        self.stacks[user_id] = [view]
        return view

    def push(self, app: App, top_id: str, given: Fields) -> View:
        """Put a modal on top of the one with *top_id*; raise SlackError when that is not open."""
        top = self.found.get(top_id)
        stack = self.stacks.get(top.user_id, []) if top else []
        if top is None or top not in stack:
            raise SlackError("not_found")
        if len(stack) >= MOST_IN_STACK:
            raise SlackError("push_limit_reached")
        view = self._make(app, top.user_id, given)
        view.fields |= {"root_view_id": stack[0].id, "previous_view_id": stack[-1].id}
        stack.append(view)
        return view

    def update(self, app: App, view: View, given: Fields, expected: str = "") -> View:
        """Replace what *view* shows; raise SlackError when *expected* is not its hash any more."""
        if expected and expected != view.hash:
            raise SlackError("hash_conflict")
        self._check_external_id(app, given, view.id)
        kept = {name: view.fields[name] for name in ("id", "root_view_id", "previous_view_id")}
        fresh = self._fields(app, view.id, given) | kept
        known = {
            (block["block_id"], element["action_id"])
            for block in fresh["blocks"]
            for element in interactive(block)
        }
        view.fields = fresh
        # What was filled in stays where both ids stay.
        view.chosen = {
            block_id: kept_here
            for block_id, chosen in view.chosen.items()
            if (kept_here := {name: chosen[name] for name in chosen if (block_id, name) in known})
        }
        return view

    def publish(self, app: App, user_id: str, given: Fields, expected: str = "") -> View:
        """Replace the person's Home tab of the app."""
        home = self.homes.get((app.id, user_id))
        if home is not None:
            return self.update(app, home, given, expected)
        home = self._make(app, user_id, given)
        self.homes[app.id, user_id] = home
        return home

    def named(self, app: App, view_id: str, external_id: str) -> View:
        """Return the app's view with that id; raise SlackError when it is not open."""
        for view in self.found.values():
            same = view.id == view_id or (external_id and view.fields["external_id"] == external_id)
            if same and view.app_id == app.id:
                return view
        raise SlackError("not_found")

    def close(self, view: View) -> None:
        """Take the view and everything above it away."""
        stack = self.stacks.get(view.user_id, [])
        if view in stack:
            for gone in stack[stack.index(view) :]:
                self.found.pop(gone.id, None)
            del stack[stack.index(view) :]

    def close_all(self, user_id: str) -> None:
        """Take all modals of the person away."""
        for view in self.stacks.pop(user_id, []):
            self.found.pop(view.id, None)

    def _make(self, app: App, user_id: str, given: Fields) -> View:
        self._check_external_id(app, given, "")
        view_id = self._state.new_id("V")
        view = View(view_id, app.id, user_id, self._fields(app, view_id, given))
        self.found[view_id] = view
        return view

    def _check_external_id(self, app: App, given: Fields, own_id: str) -> None:
        wanted = given.get("external_id")
        for view in self.found.values():
            taken = view.app_id == app.id and view.id != own_id
            if wanted and taken and view.fields["external_id"] == wanted:
                raise SlackError("duplicate_external_id")

    def _fields(self, app: App, view_id: str, given: Fields) -> Fields:
        team_id = self._state.team["id"]
        own: dict[str, Any] = {
            "id": view_id,
            "team_id": team_id,
            "app_id": app.id,
            "app_installed_team_id": team_id,
            "bot_id": app.bot_id,
            "hash": f"{self._state.now()}.{secrets.token_hex(4)}",
            "root_view_id": view_id,
            "previous_view_id": None,
            "title": HOME_TITLE,
        }
        return own | ABSENT | {name: given[name] for name in GIVEN if given.get(name) is not None}
