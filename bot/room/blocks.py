"""Blocks, messages and views: checked as strictly as Slack does, and given their missing ids.

Limits: https://docs.slack.dev/reference/block-kit/blocks and /reference/views.
"""

import copy
import secrets
from collections.abc import Iterator
from typing import Any

from bot.room.elements import (
    ELEMENTS,
    IMAGE_FIELDS,
    IN_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    NAME,
    plain,
    words,
)
from bot.room.errors import SlackError
from bot.room.richtext import RICH_TEXT
from bot.room.schema import (
    WEB,
    Check,
    anything,
    boolean,
    both,
    byte_length,
    exclusive,
    items,
    one_of,
    problem,
    shape,
    string,
    typed,
)

Blocks = list[dict[str, Any]]
MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
MOST_MARKDOWN = 12_000
MOST_VIEW_BYTES = 250_000
ONLY_ON = {
    "markdown": {"message"},
    "context_actions": {"message"},
    "plan": {"message"},
    "task_card": {"message"},
    "alert": {"modal"},
    "table": {"message", "home"},
    "carousel": {"message", "home"},
    "container": {"message", "home"},
    "data_table": {"message", "home"},
    "data_visualization": {"message", "home"},
}


def _block(kind: str, need: dict[str, Check], may: dict[str, Check] | None = None) -> Check:
    return shape({"type": one_of(kind), **need}, {"block_id": NAME, **(may or {})})


def _newer(value: Any, at: str) -> Iterator[str]:
    """Accept the blocks of 2025 and later by their size alone: their fields still move."""
    if byte_length(value) > MOST_VIEW_BYTES:
        yield problem("block is too large", at)


def _enough(value: Any, at: str) -> Iterator[str]:
    if value.get("text") is None and value.get("fields") is None:
        yield problem("missing required field: text or fields", at)


def _input(value: Any, at: str) -> Iterator[str]:
    inner = value.get("element") or {}
    low, high = inner.get("min_length"), inner.get("max_length")
    if isinstance(low, int) and isinstance(high, int) and low > high:
        yield problem("min_length must not exceed max_length", f"{at}/element")


CELL = typed(
    {
        "raw_text": shape({"type": anything, "text": string(3000, 1)}),
        "raw_number": shape({"type": anything, "number": anything}, {"text": string(3000)}),
        "rich_text": RICH_TEXT,
    }
)
BLOCKS: dict[str, Check] = {
    "section": both(
        _block(
            "section",
            {},
            {
                "text": words(3000),
                "fields": items(words(2000), 1, 10),
                "expand": boolean,
                "accessory": typed(ELEMENTS, IN_SECTION),
            },
        ),
        _enough,
    ),
    "divider": _block("divider", {}),
    "header": _block("header", {"text": plain(150)}, {"level": one_of(1, 2, 3, 4, 5, 6)}),
    "context": _block(
        "context",
        {
            "elements": items(
                typed(
                    {"image": ELEMENTS["image"], "plain_text": words(3000), "mrkdwn": words(3000)}
                ),
                1,
                10,
            ),
        },
    ),
    "actions": _block("actions", {"elements": items(typed(ELEMENTS, IN_ACTIONS), 1, 25)}),
    "context_actions": _block(
        "context_actions",
        {
            "elements": items(
                typed(ELEMENTS, frozenset({"feedback_buttons", "icon_button"})), 1, 5
            ),
        },
    ),
    "image": both(
        _block("image", {"alt_text": string(2000, 1)}, IMAGE_FIELDS | {"title": plain(2000)}),
        exclusive("image_url", "slack_file"),
    ),
    "input": both(
        _block(
            "input",
            {"label": plain(2000), "element": typed(ELEMENTS, IN_INPUT)},
            {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
        ),
        _input,
    ),
    "rich_text": RICH_TEXT,
    "markdown": _block("markdown", {"text": string(MOST_MARKDOWN, 1)}),
    "table": _block(
        "table",
        {"rows": items(items(CELL, 1, 20), 1, 100)},
        {
            "column_settings": items(anything, 0, 20),
        },
    ),
    "file": _block("file", {"external_id": string(255, 1), "source": one_of("remote")}),
    "video": _block(
        "video",
        {
            "alt_text": string(2000, 1),
            "title": plain(199),
            "thumbnail_url": string(3000, 1, WEB),
            "video_url": string(3000, 1, WEB),
        },
        {
            "author_name": string(49),
            "description": plain(200),
            "provider_icon_url": string(3000),
            "provider_name": string(255),
            "title_url": string(3000),
        },
    ),
    **dict.fromkeys(
        (
            "plan",
            "task_card",
            "alert",
            "card",
            "carousel",
            "container",
            "data_table",
            "data_visualization",
        ),
        _newer,
    ),
}
VIEW = shape(
    {"type": one_of("modal", "home"), "blocks": anything},
    {
        "title": plain(24),
        "submit": plain(24),
        "close": plain(24),
        "callback_id": string(255),
        "private_metadata": string(3000),
        "external_id": string(255),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
)


def block_problems(blocks: Any, surface: str, at: str = "/blocks") -> list[str]:
    """Return what Slack would say against *blocks* on message, modal or home."""
    found = list(items(typed(BLOCKS), 0, MOST_BLOCKS[surface])(blocks, at))
    if found:
        return found
    return [
        *_misplaced(blocks, surface, at),
        *_repeated_ids(blocks, at),
        *_repeated_kinds(blocks, at),
    ]


def _misplaced(blocks: Blocks, surface: str, at: str) -> Iterator[str]:
    for index, block in enumerate(blocks):
        if surface not in ONLY_ON.get(block["type"], {surface}):
            yield problem(f"unsupported type: {block['type']}", f"{at}/{index}/type")


def _repeated_ids(blocks: Blocks, at: str) -> Iterator[str]:
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        if block.get("block_id") in seen:
            yield problem(f"block_id already exists: {block['block_id']}", f"{at}/{index}/block_id")
        seen.update([block["block_id"]] if block.get("block_id") else [])
        ids: set[str] = set()
        for number, element in enumerate(interactive(block)):
            own = element.get("action_id")
            if own in ids:
                yield problem(
                    f"action_id already exists: {own}", f"{at}/{index}/elements/{number}/action_id"
                )
            ids.update([own] if own else [])


def _repeated_kinds(blocks: Blocks, at: str) -> Iterator[str]:
    kinds = [block["type"] for block in blocks]
    if kinds.count("table") > 1:
        yield problem("only one table is allowed per message", at)
    if sum(len(block["text"]) for block in blocks if block["type"] == "markdown") > MOST_MARKDOWN:
        yield problem(f"markdown must be less than {MOST_MARKDOWN + 1} characters in all", at)


def interactive(block: dict[str, Any]) -> Blocks:
    """Return the elements of *block* that a person can act on."""
    if block["type"] in {"actions", "context_actions"}:
        found: Blocks = block["elements"]
        return found
    inner = block.get("accessory") if block["type"] == "section" else block.get("element")
    return [inner] if isinstance(inner, dict) and inner.get("type") != "image" else []


def with_ids(blocks: Blocks) -> Blocks:
    """Return a copy of *blocks* in which every block and every element has its id."""
    found = copy.deepcopy(blocks)
    for block in found:
        block.setdefault("block_id", secrets.token_urlsafe(4))
        for element in interactive(block):
            element.setdefault("action_id", secrets.token_urlsafe(4))
    return found


def check_view(view: Any, kind: str) -> dict[str, Any]:
    """Return *view* with all ids; raise SlackError where Slack would for a view of *kind*."""
    if not isinstance(view, dict):
        raise SlackError("invalid_arguments", problem("must be an object", "/view"))
    problems = list(VIEW(view, "/view"))
    problems += block_problems(view.get("blocks"), kind, "/view/blocks")
    if view.get("type") != kind:
        problems.append(problem(f"must be {kind}", "/view/type"))
    if kind == "modal":
        problems += _modal_problems(view)
    if problems:
        raise SlackError("invalid_arguments", *problems)
    if byte_length(view) > MOST_VIEW_BYTES:
        raise SlackError("view_too_large")
    return {**view, "blocks": with_ids(view["blocks"])}


def _modal_problems(view: dict[str, Any]) -> Iterator[str]:
    if view.get("title") is None:
        yield problem("missing required field: title", "/view")
    blocks = view.get("blocks")
    kinds = [block.get("type") for block in blocks or [] if isinstance(block, dict)]
    if "input" in kinds and view.get("submit") is None:
        yield problem("missing required field: submit", "/view")
