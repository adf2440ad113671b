"""The fields of a modal as plain dicts, within Slack's limits. Pure.

What a field means and whether its content is allowed is read in `inbound` and the operations.
"""

from collections.abc import Sequence

from bot.language.catalogue import say
from bot.slack.views.kit import ID, OPTIONS, TEXT, Block, option, plain, seen, select

LABEL, PLACEHOLDER, TICKS = 2000, 150, 10


def field(
    block_id: str,
    label: str,
    element: Block,
    *,
    hint: str = "",
    optional: bool = False,
    tells: bool = False,
) -> Block:
    """Return an input block; errors of a submission are shown under its block id.

    With *tells* every choice in it is told at once, as a press of its element.
    """
    made: Block = {
        "type": "input",
        "block_id": block_id[:ID],
        "label": plain(label, LABEL),
        "element": element,
        "optional": optional,
    }
    if hint:
        made["hint"] = plain(hint, LABEL)
    if tells:
        made["dispatch_action"] = True
    return made


def line(
    action_id: str,
    *,
    value: str = "",
    placeholder: str = "",
    multiline: bool = False,
    longest: int = TEXT,
) -> Block:
    """Return a box for text; what is prefilled is cut to what the box takes."""
    made: Block = {
        "type": "plain_text_input",
        "action_id": action_id,
        "multiline": multiline,
        "max_length": min(max(longest, 1), TEXT),
    }
    if value:
        made["initial_value"] = seen(value)[: made["max_length"]]
    if placeholder:
        made["placeholder"] = plain(placeholder, PLACEHOLDER)
    return made


def choice(action_id: str, options: Sequence[Block], *, initial: str = "") -> Block:
    """Return a menu with one choice."""
    return select(action_id, say("Choose"), options, initial=initial)


def choices(
    action_id: str, options: Sequence[Block], *, initial: Sequence[str], placeholder: str
) -> Block:
    """Return a menu with any number of choices; the first hundred options are shown."""
    shown = list(options[:OPTIONS])
    made: Block = {
        "type": "multi_static_select",
        "action_id": action_id,
        "placeholder": plain(placeholder, PLACEHOLDER),
        "options": shown,
    }
    chosen = [each for each in shown if each["value"] in initial]
    if chosen:
        made["initial_options"] = chosen
    return made


def radio(action_id: str, options: Sequence[Block], *, initial: str = "") -> Block:
    """Return up to ten choices, all in sight."""
    shown = list(options[:TICKS])
    made: Block = {"type": "radio_buttons", "action_id": action_id, "options": shown}
    chosen = next((each for each in shown if each["value"] == initial), None)
    if chosen is not None:
        made["initial_option"] = chosen
    return made


def ticks(action_id: str, options: Sequence[Block], *, initial: Sequence[str] = ()) -> Block:
    """Return up to ten boxes to tick; longer lists are split into several fields."""
    shown = list(options[:TICKS])
    made: Block = {"type": "checkboxes", "action_id": action_id, "options": shown}
    ticked = [each for each in shown if each["value"] in initial]
    if ticked:
        made["initial_options"] = ticked
    return made


def tick(label: str, value: str, description: str = "") -> Block:
    """Return one box to tick; its label may be longer than a menu's and is mrkdwn-free."""
    return option(label, value, description)


def person(action_id: str, *, initial: str = "", placeholder: str = "") -> Block:
    """Return a menu of the workspace's people."""
    made: Block = {
        "type": "users_select",
        "action_id": action_id,
        "placeholder": plain(placeholder or say("Choose a person"), PLACEHOLDER),
    }
    if initial:
        made["initial_user"] = initial
    return made


def files(action_id: str, *, most: int = 10) -> Block:
    """Return a box that takes up to ten files."""
    return {"type": "file_input", "action_id": action_id, "max_files": min(max(most, 1), 10)}


def without_files(window: Block) -> Block:
    """Return the window without its boxes for files."""
    kept = [each for each in window["blocks"] if not _takes_files(each)]
    return {**window, "blocks": kept}


def _takes_files(block: Block) -> bool:
    return bool(block.get("element", {}).get("type") == "file_input")
