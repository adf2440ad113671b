"""Block elements and composition objects: what Slack accepts, with every published limit.

Limits: https://docs.slack.dev/reference/block-kit/block-elements and the types that Slack
publishes as @slack/types. The blocks around them are in `blocks`.
"""

from typing import Any

from bot.room.schema import (
    DATE,
    NUMBER,
    TIME,
    WEB,
    Check,
    anything,
    boolean,
    both,
    exclusive,
    integer,
    items,
    one_of,
    shape,
    string,
    typed,
)

NAME = string(255, 1)
EPOCH = integer(1_000_000_000, 9_999_999_999)


def plain(most: int, least: int = 1) -> Check:
    """Accept a plain_text object of *least* to *most* characters."""
    return shape({"type": one_of("plain_text"), "text": string(most, least)}, {"emoji": boolean})


def words(most: int, least: int = 1) -> Check:
    """Accept a plain_text or mrkdwn object of *least* to *most* characters."""
    return typed(
        {
            "plain_text": plain(most, least),
            "mrkdwn": shape(
                {"type": one_of("mrkdwn"), "text": string(most, least)}, {"verbatim": boolean}
            ),
        }
    )


CONFIRM = shape(
    {"title": plain(100), "text": words(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
LOOSE_CONFIRM = shape(
    {"title": plain(100), "text": words(300)},
    {"confirm": plain(30), "deny": plain(30), "style": one_of("primary", "danger")},
)


def option(text: Check, *, url: bool = False) -> Check:
    """Accept one choice."""
    may: dict[str, Check] = {"description": words(75)}
    if url:
        may["url"] = string(3000, 1, WEB)
    return shape({"text": text, "value": string(150, 1)}, may)


CHOICE = option(plain(75))
RICH_CHOICE = option(words(75))
GROUP = shape({"label": plain(75), "options": items(CHOICE, 1, 100)})
COMMON: dict[str, Check] = {"action_id": NAME, "confirm": LOOSE_CONFIRM, "focus_on_load": boolean}
DISPATCH = shape(
    {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 1, 2)}
)
FILTER = shape(
    {},
    {
        "include": items(one_of("im", "mpim", "private", "public"), 1, 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)
CONVERSATIONS: dict[str, Check] = {
    "default_to_current_conversation": boolean,
    "filter": FILTER,
}
MANY: dict[str, Check] = {"max_selected_items": integer(1, 1000)}
ONE: dict[str, Check] = {"response_url_enabled": boolean}
HOLDER: dict[str, Check] = {"placeholder": plain(150)}
SLACK_FILE = both(shape({}, {"id": string(255, 1), "url": string(3000, 1)}), exclusive("id", "url"))
IMAGE_FIELDS: dict[str, Check] = {"image_url": string(3000, 1, WEB), "slack_file": SLACK_FILE}


def _element(kind: str, may: dict[str, Check], need: dict[str, Check] | None = None) -> Check:
    return shape({"type": one_of(kind), **(need or {})}, COMMON | may)


def _static(kind: str, initial: str, value: Check, extra: dict[str, Check]) -> Check:
    lists: dict[str, Check] = {
        "options": items(CHOICE, 1, 100),
        "option_groups": items(GROUP, 1, 100),
        initial: value,
    }
    return both(_element(kind, lists | HOLDER | extra), exclusive("options", "option_groups"))


def _entry(kind: str, may: dict[str, Check]) -> Check:
    return _element(kind, may | HOLDER | {"dispatch_action_config": DISPATCH})


def _buttons() -> dict[str, Check]:
    button = {
        "text": plain(75),
        "value": string(2000),
        "url": string(3000, 1, WEB),
        "style": one_of("primary", "danger"),
        "accessibility_label": string(75, 1),
        "visible_to_user_ids": items(string(255), 0, 100),
        "agent_prompt": string(4000),
    }
    return {
        "button": _element("button", button, {"text": plain(75)}),
        "workflow_button": _element("workflow_button", button | {"workflow": anything}),
        "feedback_buttons": _element(
            "feedback_buttons", {"positive_button": anything, "negative_button": anything}
        ),
        "icon_button": _element("icon_button", button | {"icon": string(255), "text": plain(75)}),
        "overflow": _element("overflow", {}, {"options": items(option(plain(75), url=True), 1, 5)}),
    }


def _selects() -> dict[str, Check]:
    ids = items(string(255, 1), 1, 1000)
    table: dict[str, Check] = {
        "static_select": _static("static_select", "initial_option", CHOICE, {}),
        "multi_static_select": _static(
            "multi_static_select", "initial_options", items(CHOICE, 1, 100), MANY
        ),
        "external_select": _element(
            "external_select",
            HOLDER | {"initial_option": CHOICE, "min_query_length": integer(0, 3000)},
        ),
        "multi_external_select": _element(
            "multi_external_select",
            HOLDER
            | MANY
            | {
                "initial_options": items(CHOICE, 1, 100),
                "min_query_length": integer(0, 3000),
            },
        ),
    }
    for noun, one, extra in (
        ("users", {}, {}),
        ("channels", ONE, {}),
        ("conversations", ONE, CONVERSATIONS),
    ):
        single, multi = f"{noun}_select", f"multi_{noun}_select"
        initial = f"initial_{noun.removesuffix('s')}"
        table[single] = _element(single, HOLDER | one | extra | {initial: string(255, 1)})
        table[multi] = _element(multi, HOLDER | MANY | extra | {f"{initial}s": ids})
    return table


def _choices() -> dict[str, Check]:
    boxes = items(RICH_CHOICE, 1, 10)
    return {
        "checkboxes": _element("checkboxes", {"initial_options": boxes}, {"options": boxes}),
        "radio_buttons": _element(
            "radio_buttons", {"initial_option": RICH_CHOICE}, {"options": boxes}
        ),
        "datepicker": _element("datepicker", HOLDER | {"initial_date": string(10, 10, DATE)}),
        "timepicker": _element(
            "timepicker",
            HOLDER | {"initial_time": string(5, 5, TIME), "timezone": string(64, 1)},
        ),
        "datetimepicker": _element("datetimepicker", {"initial_date_time": EPOCH}),
    }


def _number() -> Check:
    number = string(64, 1, NUMBER)
    bounds = {"initial_value": number, "min_value": number, "max_value": number}
    may = HOLDER | bounds | {"dispatch_action_config": DISPATCH}
    return _element("number_input", may, {"is_decimal_allowed": boolean})


def _entries() -> dict[str, Check]:
    lines = integer(1, 100)
    first: dict[str, Check] = {"initial_value": string(3000)}
    lengths: dict[str, Check] = {
        "multiline": boolean,
        "min_length": integer(0, 3000),
        "max_length": integer(1, 3000),
    }
    rich: dict[str, Check] = {"initial_value": anything, "min_lines": lines, "max_lines": lines}
    files = {"filetypes": items(string(64, 1), 1, 100), "max_files": integer(1, 10)}
    return {
        "plain_text_input": _entry("plain_text_input", first | lengths),
        "number_input": _number(),
        "email_text_input": _entry("email_text_input", first),
        "url_text_input": _entry("url_text_input", first),
        "rich_text_input": _entry("rich_text_input", rich),
        "file_input": _element("file_input", files),
    }


IMAGE = both(
    shape({"type": one_of("image"), "alt_text": string(2000, 1)}, IMAGE_FIELDS),
    exclusive("image_url", "slack_file"),
)
ELEMENTS: dict[str, Check] = _buttons() | _selects() | _choices() | _entries() | {"image": IMAGE}
ENTRIES = frozenset(_entries())
SELECTS = frozenset(_selects())
CHOICES = frozenset(_choices())
IN_SECTION = (
    frozenset({"button", "overflow", "image", "workflow_button"})
    | SELECTS
    | (CHOICES - {"datetimepicker"})
)
IN_ACTIONS = (
    frozenset({"button", "overflow", "workflow_button", "rich_text_input"}) | SELECTS | CHOICES
)
IN_INPUT = SELECTS | CHOICES | ENTRIES
STATEFUL = IN_INPUT


def is_stateful(element: dict[str, Any]) -> bool:
    """Tell whether the element holds a value that belongs to a view's state."""
    return element.get("type") in STATEFUL
