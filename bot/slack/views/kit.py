"""Blocks as plain dicts. Every limit that Slack has is kept here, whatever the text holds.

Text given to `mrkdwn`, `section` … is mrkdwn: what a person typed goes through `escape` (or
`spoken`, which keeps mentions alive) first. Labels of buttons and fields are plain text and need
nothing. A builder that was given nothing returns `{}`, which `message` and `modal` leave out.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.language.catalogue import say
from bot.slack.views.mrkdwn import (
    BLANK,
    bar,
    channel_ref,
    clip,
    code,
    codes,
    date,
    ended,
    escape,
    link,
    linked,
    mention,
    mentions,
    one_line,
    plainly,
    said_date,
    said_day,
    said_hour,
    seen,
    sound,
    spoken,
    typed,
)

__all__ = [
    "BLANK",
    "Block",
    "actions",
    "bar",
    "button",
    "channel_ref",
    "clip",
    "code",
    "confirm",
    "context",
    "date",
    "divider",
    "ended",
    "escape",
    "fields",
    "header",
    "link",
    "linked",
    "mention",
    "mentions",
    "message",
    "modal",
    "mrkdwn",
    "one_line",
    "option",
    "overflow",
    "paragraphs",
    "plain",
    "repeated",
    "said_date",
    "said_day",
    "said_hour",
    "section",
    "seen",
    "select",
    "spoken",
    "typed",
]  # fmt: skip

Block = dict[str, Any]

TEXT, FIELD, HEADER, BUTTON, VALUE, ID = 3000, 2000, 150, 75, 2000, 255
OPTION_VALUE, OPTIONS, FIELDS, ELEMENTS, CONTEXT, OVERFLOW = 150, 100, 10, 25, 10, 5
MESSAGE_BLOCKS, VIEW_BLOCKS, MESSAGE_TEXT, METADATA, VIEW_BYTES = 50, 100, 3900, 3000, 240_000


def plain(text: str, limit: int = TEXT) -> Block:
    """Return a plain_text object, which parses nothing: what is to be typed stands in quotes."""
    return {"type": "plain_text", "text": plainly(text, limit), "emoji": False}


def mrkdwn(text: str, limit: int = TEXT) -> Block:
    """Return a mrkdwn object from text that is mrkdwn; nothing in it is linked by guessing."""
    return {"type": "mrkdwn", "text": clip(sound(text), limit).strip() or BLANK, "verbatim": True}


def header(text: str) -> Block:
    """Return a heading."""
    return {"type": "header", "text": plain(" ".join(text.split()), HEADER)}


def section(text: str, *, accessory: Block | None = None, block_id: str = "") -> Block:
    """Return a paragraph, with at most one element beside it."""
    block: Block = {"type": "section", "text": mrkdwn(text)}
    if accessory:
        block["accessory"] = accessory
    return _named(block, block_id)


def fields(*texts: str) -> Block:
    """Return up to ten short texts in two columns."""
    if not texts:
        return {}
    return {"type": "section", "fields": [mrkdwn(text, FIELD) for text in texts[:FIELDS]]}


def paragraphs(text: str) -> list[Block]:
    """Return long mrkdwn as as many sections as it needs, cut at line ends where possible.

    No place shows more than a window's blocks, so that there are never more of them.
    """
    found: list[Block] = []
    rest = sound(text[: 2 * VIEW_BLOCKS * TEXT]).strip()
    while len(rest) > TEXT and len(found) < VIEW_BLOCKS:
        end = rest.rfind("\n", TEXT // 2, TEXT)
        head = rest[:end] if end > 0 else clip(rest, TEXT).removesuffix("…")
        head = head or rest[:TEXT]
        found.append(section(head))
        rest = rest[len(head) :].strip()
    return [*found, section(rest)] if rest else found


def repeated(text: str, before: str = "") -> list[Block]:
    """Return what somebody typed, to the last character, ready to copy and correct."""
    first, *more = codes(text)
    return [section(f"{before or say('You typed:')}\n{first}"), *(section(piece) for piece in more)]


def context(*texts: str) -> Block:
    """Return small print."""
    if not texts:
        return {}
    return {"type": "context", "elements": [mrkdwn(text) for text in texts[:CONTEXT]]}


def divider() -> Block:
    """Return a line."""
    return {"type": "divider"}


def actions(*elements: Block, block_id: str = "") -> Block:
    """Return a row of buttons and menus; the same action twice gets `~2`, `~3` behind its id."""
    kept = [dict(element) for element in elements if element][:ELEMENTS]
    if not kept:
        return {}
    taken: dict[str, int] = {}
    for element in kept:
        name = element["action_id"]
        taken[name] = taken.get(name, 0) + 1
        if taken[name] > 1:
            element["action_id"] = f"{name}~{taken[name]}"
    return _named({"type": "actions", "elements": kept}, block_id)


def button(
    label: str,
    action_id: str,
    value: str = "",
    *,
    style: str = "",
    confirm: Block | None = None,
    accessibility_label: str = "",
) -> Block:
    """Return a button; *value* carries ids only and must fit, *style* is primary or danger."""
    if len(value) > VALUE or len(action_id) > ID - 8:
        raise ValueError("a button carries ids, nothing longer")
    made: Block = {"type": "button", "text": plain(label, BUTTON), "action_id": action_id}
    if value:
        made["value"] = value
    if style in {"primary", "danger"}:
        made["style"] = style
    if confirm:
        made["confirm"] = confirm
    if accessibility_label:
        made["accessibility_label"] = plainly(accessibility_label, BUTTON)
    return made


def confirm(title: str, text: str, yes: str, no: str = "") -> Block:
    """Return the question that Slack asks before a button acts."""
    return {
        "title": plain(title, 100),
        "text": plain(text, 300),
        "confirm": plain(yes, 30),
        "deny": plain(no or say("Cancel"), 30),
    }


def option(label: str, value: str, description: str = "") -> Block:
    """Return one choice of a menu."""
    if not 0 < len(value) <= OPTION_VALUE:
        raise ValueError("an option's value is an id of 1 to 150 characters")
    made: Block = {"text": plain(label, BUTTON), "value": value}
    if description:
        made["description"] = plain(description, BUTTON)
    return made


def select(
    action_id: str,
    placeholder: str,
    options: Sequence[Block],
    *,
    initial: str = "",
) -> Block:
    """Return a menu with one choice; the first hundred options are shown."""
    shown = list(options[:OPTIONS]) or [option(say("(nothing to choose)"), "-")]
    made: Block = {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": plain(placeholder, 150),
        "options": shown,
    }
    chosen = next((each for each in shown if each["value"] == initial), None)
    if chosen is not None:
        made["initial_option"] = chosen
    return made


def overflow(action_id: str, options: Sequence[Block]) -> Block:
    """Return the `…` menu with up to five choices, or nothing."""
    if not options:
        return {}
    return {"type": "overflow", "action_id": action_id, "options": list(options[:OVERFLOW])}


def _named(block: Block, block_id: str) -> Block:
    if block_id:
        block["block_id"] = block_id[:ID]
    return block


def _placed(blocks: Iterable[Block], limit: int) -> list[Block]:
    """Keep the blocks that hold something; a block id stands once; the rest is counted aloud."""
    kept: list[Block] = []
    names: set[str] = set()
    for given in blocks:
        if not given:
            continue
        name = given.get("block_id")
        block = {key: part for key, part in given.items() if key != "block_id" or name not in names}
        names.update([name] if name else [])
        kept.append(block)
    if len(kept) > limit:
        over = len(kept) - limit + 1
        kept = [
            *kept[: limit - 1],
            context(say("… and {count} more parts that do not fit here.", count=over)),
        ]
    return kept


def message(text: str, blocks: Iterable[Block] = (), **extra: Any) -> Block:
    """Return a message; *text* (mrkdwn) says all that matters, screen readers read only it."""
    made: Block = {"text": clip(sound(text), MESSAGE_TEXT).strip() or BLANK}
    placed = _placed(blocks, MESSAGE_BLOCKS)
    if placed:
        made["blocks"] = placed
    return {**made, "unfurl_links": False, "unfurl_media": False, **extra}


def modal(
    callback_id: str,
    title: str,
    blocks: Iterable[Block],
    *,
    submit: str = "",
    close: str = "",
    metadata: Mapping[str, object] | None = None,
) -> Block:
    """Return a modal; *metadata* carries ids only and must fit."""
    private = json.dumps(dict(metadata or {}), separators=(",", ":"))
    if len(private) > METADATA:
        raise ValueError("private_metadata carries ids, nothing longer")
    made: Block = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, 24),
        "close": plain(close or say("Cancel"), 24),
        "private_metadata": private,
        "blocks": _small(_placed(blocks, VIEW_BLOCKS)),
    }
    if submit:
        made["submit"] = plain(submit, 24)
    return made


def _small(blocks: list[Block]) -> list[Block]:
    kept = list(blocks)
    while kept and len(json.dumps(kept).encode()) > VIEW_BYTES:
        kept.pop()
    return kept
