"""Slack's documented limits on messages, modals and Home, checked apart from the code that builds.

`problems(payload)` names every place where Slack would refuse or cut; tests want an empty list.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from slack_sdk.models.blocks import Block as SdkBlock
from slack_sdk.models.views import View as SdkView

ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")
LIVE = re.compile(
    r"<(@[UW]\w+(\|[^<>]*)?|#[CDG]\w+(\|[^<>]*)?|!date\^-?\d+\^[^<>|]+\|[^<>]+|https?://[^<>\s]+)>"
)
KNOWN = {"section", "header", "context", "actions", "divider", "input", "table"}
IN_INPUT = {
    "plain_text_input", "static_select", "multi_static_select", "radio_buttons", "checkboxes", "users_select",
    "file_input", "datetimepicker",
}  # fmt: skip


def problems(payload: dict[str, Any]) -> list[str]:
    """Return what Slack would refuse in a message (has `text`) or a view (has `type`)."""
    view = "type" in payload
    blocks = payload.get("blocks", [])
    found = list(_view(payload)) if view else list(_message(payload))
    if len(blocks) > (100 if view else 50):
        found.append(f"{len(blocks)} blocks")
    names = [block["block_id"] for block in blocks if "block_id" in block]
    if len(names) != len(set(names)):
        found.append("a block_id stands twice")
    if sum(block.get("type") == "table" for block in blocks) > (0 if view else 1):
        found.append("more tables than a message takes")
    for at, block in enumerate(blocks):
        found += [f"blocks[{at}]: {what}" for what in _block(block, view=view)]
    if not found:
        _sdk_agrees(payload, view=view)
    return found


def _sdk_agrees(payload: dict[str, Any], *, view: bool) -> None:
    if view:
        SdkView(**payload).validate_json()
        return
    for block in payload.get("blocks", []):
        parsed = SdkBlock.parse(json.loads(json.dumps(block)))
        assert parsed is not None, block
        parsed.validate_json()


def _message(payload: dict[str, Any]) -> Iterator[str]:
    yield from _mrkdwn(payload.get("text", ""), 4000, "text")
    if payload.get("link_names"):
        yield "link_names is set"


def _view(payload: dict[str, Any]) -> Iterator[str]:
    for part, limit in (("title", 24), ("submit", 24), ("close", 24)):
        if part in payload:
            yield from _plain(payload[part], limit, part)
    if payload["type"] == "modal" and "title" not in payload:
        yield "a modal without a title"
    inputs = any(block.get("type") == "input" for block in payload["blocks"])
    if payload["type"] == "modal" and inputs and "submit" not in payload:
        yield "inputs without submit"
    if len(payload.get("private_metadata", "")) > 3000:
        yield "private_metadata is too long"
    if len(json.dumps(payload).encode()) > 250_000:
        yield "the view is too large"


def _mrkdwn(text: str, limit: int, where: str) -> Iterator[str]:
    if not text.strip():
        yield f"{where}: empty"
    if len(text) > limit:
        yield f"{where}: {len(text)} characters, {limit} allowed"
    if ENTITY.search(text):
        yield f"{where}: a bare &"
    if "<" in LIVE.sub("", text):
        yield f"{where}: a bare < or a broken reference"
    if re.search(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\u202a-\u202e\u2066-\u2069]", text):
        yield f"{where}: a control or bidi character"
    try:
        text.encode()
    except UnicodeEncodeError:
        yield f"{where}: a lone surrogate"


def _plain(given: dict[str, Any], limit: int, where: str) -> Iterator[str]:
    if given.get("type") != "plain_text":
        yield f"{where}: not plain_text"
    text = given.get("text", "")
    if not text.strip() or len(text) > limit:
        yield f"{where}: {len(text)} characters, 1 to {limit} allowed"


def _text(given: dict[str, Any], limit: int, where: str) -> Iterator[str]:
    if given.get("type") == "mrkdwn":
        if given.get("verbatim") is not True:
            yield f"{where}: mrkdwn that is parsed"
        yield from _mrkdwn(given.get("text", ""), limit, where)
    else:
        yield from _plain(given, limit, where)


def _block(block: dict[str, Any], *, view: bool) -> Iterator[str]:
    kind = block.get("type")
    if kind not in KNOWN or (kind == "input" and not view):
        yield f"{kind} is not used here"
    if len(block.get("block_id", "")) > 255:
        yield "block_id is too long"
    yield from CHECKS.get(str(kind), _nothing)(block)


def _nothing(_block: dict[str, Any]) -> Iterator[str]:
    yield from ()


def _header(block: dict[str, Any]) -> Iterator[str]:
    yield from _plain(block["text"], 150, "header")


def _context(block: dict[str, Any]) -> Iterator[str]:
    if not 1 <= len(block["elements"]) <= 10:
        yield f"{len(block['elements'])} context elements"
    for each in block["elements"]:
        yield from _text(each, 3000, "context")


def _section(block: dict[str, Any]) -> Iterator[str]:
    if "text" not in block and not block.get("fields"):
        yield "a section without text"
    if "text" in block:
        yield from _text(block["text"], 3000, "section")
    if len(block.get("fields", [])) > 10:
        yield "too many fields"
    for each in block.get("fields", []):
        yield from _text(each, 2000, "field")
    if "accessory" in block:
        yield from _element(block["accessory"])


def _table(block: dict[str, Any]) -> Iterator[str]:
    rows = block["rows"]
    if not 1 <= len(rows) <= 100 or len({len(row) for row in rows}) != 1:
        yield f"{len(rows)} rows"
    if not 1 <= len(rows[0]) <= 20 or len(block.get("column_settings", ())) > 20:
        yield f"{len(rows[0])} columns"
    for cell in (cell for row in rows for cell in row):
        (section,) = cell["elements"]
        (said,) = section["elements"]
        if (cell["type"], section["type"], said["type"]) != (
            "rich_text",
            "rich_text_section",
            "text",
        ):
            yield "a cell that is no rich text"
        if not 1 <= len(said["text"].strip()) <= 2000:
            yield f"a cell of {len(said['text'])} characters"


def _actions(block: dict[str, Any]) -> Iterator[str]:
    elements = block["elements"]
    if not 1 <= len(elements) <= 25:
        yield f"{len(elements)} elements"
    names = [each["action_id"] for each in elements]
    if len(names) != len(set(names)):
        yield "an action_id stands twice"
    for each in elements:
        yield from _element(each)


def _input(block: dict[str, Any]) -> Iterator[str]:
    yield from _plain(block["label"], 2000, "label")
    if "hint" in block:
        yield from _plain(block["hint"], 2000, "hint")
    element = block["element"]
    if element["type"] not in IN_INPUT:
        yield f"{element['type']} in an input"
    yield from _element(element)


def _element(element: dict[str, Any]) -> Iterator[str]:
    if not 1 <= len(element.get("action_id", "")) <= 255:
        yield "action_id"
    if element["type"] == "button":
        yield from _button(element)
    if "placeholder" in element:
        yield from _plain(element["placeholder"], 150, "placeholder")
    if "options" in element:
        yield from _options(element)
    if element["type"] == "plain_text_input":
        longest = element.get("max_length", 3000)
        if not 1 <= longest <= 3000 or len(element.get("initial_value", "")) > longest:
            yield "plain_text_input: length"


def _button(element: dict[str, Any]) -> Iterator[str]:
    yield from _plain(element["text"], 75, "button")
    if len(element.get("value", "")) > 2000 or len(element.get("accessibility_label", "")) > 75:
        yield "button: value or accessibility_label"
    if element.get("style", "primary") not in {"primary", "danger"}:
        yield "button: style"
    for part, limit in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
        if "confirm" in element:
            yield from _plain(element["confirm"][part], limit, f"confirm.{part}")


def _options(element: dict[str, Any]) -> Iterator[str]:
    most = {"static_select": 100, "multi_static_select": 100, "overflow": 5}.get(
        element["type"], 10
    )
    if not 1 <= len(element["options"]) <= most:
        yield f"{len(element['options'])} options"
    for each in element["options"]:
        yield from _text(each["text"], 75, "option")
        if not 1 <= len(each["value"]) <= 150:
            yield "option: value"
        if "description" in each:
            yield from _plain(each["description"], 75, "description")
    values = [each["value"] for each in element["options"]]
    if len(values) != len(set(values)):
        yield "an option's value stands twice"


CHECKS: dict[str, Callable[[dict[str, Any]], Iterator[str]]] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "input": _input,
    "table": _table,
}
