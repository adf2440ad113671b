"""What people choose and fill in: the state of a view or a message, and what is wrong with it.

Pure: reads blocks and answers, changes nothing.
"""

import re
from collections.abc import Iterator
from typing import Any

from bot.room.blocks import Blocks, interactive
from bot.room.elements import is_stateful
from bot.room.entities import Fields
from bot.room.errors import PageError

STATE_KEY = {
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "checkboxes": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "rich_text_input": "rich_text_value",
    "file_input": "files",
}
INITIAL_KEY = {
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_user": "initial_user",
    "selected_users": "initial_users",
    "selected_channel": "initial_channel",
    "selected_channels": "initial_channels",
    "selected_conversation": "initial_conversation",
    "selected_conversations": "initial_conversations",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_date_time": "initial_date_time",
    "rich_text_value": "initial_value",
    "value": "initial_value",
}
EMPTY: tuple[Any, ...] = (None, "", [])
REQUIRED = "Please complete this required field."
MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
LINK = re.compile(r"[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)

Chosen = dict[str, dict[str, Fields]]


def all_blocks(fields: Fields) -> Blocks:
    """Return the blocks of a message or view, those inside attachments too."""
    found: Blocks = list(fields.get("blocks", []))
    for attachment in fields.get("attachments", []):
        found += attachment.get("blocks", [])
    return found


def find_element(blocks: Blocks, block_id: str, action_id: str) -> Fields:
    """Return the element that somebody acted on; raise PageError when it is not there any more."""
    for block in blocks:
        if block.get("block_id") == block_id:
            for element in interactive(block):
                if element.get("action_id") == action_id:
                    return element
    raise PageError(
        "gone", "This button is not there any more. The message has changed.", status=409
    )


def selection(element: Fields, selected: Any) -> Fields:
    """Return what was selected, as the element's state; raise PageError for what is not offered."""
    key = STATE_KEY.get(element["type"], "value")
    value = _of_kind(key, selected.get(key) if isinstance(selected, dict) else None)
    offered = _offered(element)
    if offered is not None and value is not None:
        if key == "selected_options":
            value = [_choice(offered, item) for item in value]
        else:
            value = _choice(offered, value)
    return {key: value}


def _of_kind(key: str, value: Any) -> Any:
    """Return *value* if it has the kind that *key* has in Slack; raise PageError."""
    if value is None:
        return None
    if key.endswith("s"):
        fits = isinstance(value, list)
    elif key in {"selected_option", "rich_text_value"}:
        fits = isinstance(value, dict)
    elif key == "selected_date_time":
        fits = isinstance(value, int)
    else:
        fits = isinstance(value, str)
    if not fits:
        raise PageError("invalid_values", "The form came with unreadable values. Try again.")
    return value


def _offered(element: Fields) -> list[Fields] | None:
    if "options" in element:
        found: list[Fields] = element["options"]
        return found
    if "option_groups" in element:
        return [option for group in element["option_groups"] for option in group["options"]]
    return None


def _choice(offered: list[Fields], given: Any) -> Fields:
    for option in offered:
        if isinstance(given, dict) and option["value"] == given.get("value"):
            return option
    raise PageError("invalid_option", "This choice is not offered.")


def state_values(blocks: Blocks, chosen: Chosen) -> Chosen:
    """Return Slack's `state.values`: what was chosen, or what stood there at first."""
    values: Chosen = {}
    for block, element in _stateful(blocks):
        own = chosen.get(block["block_id"], {}).get(element["action_id"])
        shown = own or _initial(element)
        values.setdefault(block["block_id"], {})[element["action_id"]] = {
            "type": element["type"],
            **shown,
        }
    return values


def _stateful(blocks: Blocks) -> Iterator[tuple[Fields, Fields]]:
    for block in blocks:
        for element in interactive(block):
            if is_stateful(element):
                yield block, element


def _initial(element: Fields) -> Fields:
    key = STATE_KEY.get(element["type"], "value")
    none: Any = [] if key.endswith("s") else None
    return {key: element.get(INITIAL_KEY.get(key, ""), none)}


def read_answers(blocks: Blocks, given: Any) -> Chosen:
    """Return what was filled into the fields of *blocks*; raise PageError for bad values."""
    if not isinstance(given, dict):
        raise PageError("invalid_values", "The form came without its values. Try again.")
    chosen: Chosen = {}
    # What is filled into a field that the app took away meanwhile is nobody's fault.
    fields = {(block["block_id"], one["action_id"]): one for block, one in _stateful(blocks)}
    for block_id, answers in given.items():
        for action_id, answer in answers.items() if isinstance(answers, dict) else ():
            element = fields.get((block_id, action_id))
            if element is not None:
                chosen.setdefault(block_id, {})[action_id] = selection(element, answer)
    return chosen


def complaints(blocks: Blocks, values: Chosen) -> dict[str, str]:
    """Return what is wrong with a form, by block, as the client of Slack says it."""
    found: dict[str, str] = {}
    for block, element in _stateful(blocks):
        if block["type"] != "input":
            continue
        answer = values[block["block_id"]][element["action_id"]]
        value = answer[STATE_KEY.get(element["type"], "value")]
        if value in EMPTY:
            if not block.get("optional"):
                found[block["block_id"]] = REQUIRED
        elif complaint := _complaint(element, value):
            found[block["block_id"]] = complaint
    return found


def _complaint(element: Fields, value: Any) -> str:
    kind = element["type"]
    if kind == "plain_text_input":
        return _length(element, value)
    if kind == "number_input":
        return _number(element, str(value))
    if kind == "email_text_input" and not MAIL.fullmatch(str(value)):
        return "Please enter a valid email address."
    if kind == "url_text_input" and not LINK.fullmatch(str(value)):
        return "Please enter a valid URL."
    return ""


def _length(element: Fields, value: Any) -> str:
    low, high = element.get("min_length", 0), element.get("max_length", 3000)
    if len(str(value)) < low:
        return f"Please enter at least {low} characters."
    return f"Please enter no more than {high} characters." if len(str(value)) > high else ""


def _number(element: Fields, value: str) -> str:
    decimal = element.get("is_decimal_allowed")
    if not re.fullmatch(r"-?\d+(\.\d+)?" if decimal else r"-?\d+", value):
        return "Please enter a number." if decimal else "Please enter a whole number."
    low, high = element.get("min_value"), element.get("max_value")
    if low is not None and float(value) < float(low):
        return f"Please enter a number of at least {low}."
    if high is not None and float(value) > float(high):
        return f"Please enter a number of at most {high}."
    return ""
