"""What a person filled in, checked against the workspace: people, channels and files are real.

The form itself is checked in `forms`.
"""

from typing import Any

from bot.room.blocks import Blocks
from bot.room.entities import App, Fields, Person
from bot.room.errors import PageError
from bot.room.forms import Chosen, read_answers
from bot.room.hub import Hub
from bot.room.shapes import file_object

PEOPLE = ("selected_user", "selected_users")
CHANNELS = (
    "selected_channel",
    "selected_channels",
    "selected_conversation",
    "selected_conversations",
)


def answers(hub: Hub, app: App, person: Person, blocks: Blocks, given: Any) -> Chosen:
    """Return what was filled into *blocks*, for *app* to read; raise PageError for inventions."""
    chosen = read_answers(blocks, given)
    return {
        block_id: {action_id: genuine(hub, app, person, state) for action_id, state in row.items()}
        for block_id, row in chosen.items()
    }


def genuine(hub: Hub, app: App, person: Person, state: Fields) -> Fields:
    """Return one element's state with its people, channels and files looked up."""
    for name in PEOPLE:
        if any(user_id not in hub.state.people for user_id in _listed(state.get(name))):
            raise PageError("user_not_found", "There is nobody of this name.")
    visible = {channel.id for channel in hub.state.visible_to(person.id)}
    for name in CHANNELS:
        if any(channel_id not in visible for channel_id in _listed(state.get(name))):
            raise PageError("channel_not_found", "There is no such channel.")
    if "files" in state:
        return {"files": [_file(hub, app, person, row) for row in state["files"] or []]}
    return state


def _listed(value: Any) -> list[str]:
    """Return ids as text, so that whatever else was sent is simply not found."""
    if value is None:
        return []
    return [str(item) for item in (value if isinstance(value, list) else [value])]


def _file(hub: Hub, app: App, person: Person, row: Any) -> Fields:
    file = hub.state.files.get(str(row.get("id") if isinstance(row, dict) else row))
    if file is None or file["user"] != person.id or file.get("deleted"):
        raise PageError("file_not_found", "This file is not here. Choose it again.")
    if app.id not in file["apps"]:
        file = {**file, "apps": [*file["apps"], app.id]}
        hub.state.save_file(file)
    return file_object(hub.base_url, file)
