"""A table as Slack's `table` block, for messages that the outbox can draw anew without it. Pure.

Whether a workspace takes tables is kept in `bot.storage.tables`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.slack.views import kit
from bot.slack.views.mrkdwn import plainly

KIND = "table"
# https://docs.slack.dev/reference/block-kit/blocks/table-block: so many rows, the heading's too,
# so many cells in each, and one table in a message.
ROWS, COLUMNS = 100, 20
CELL = 200


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> kit.Block:
    """Return a table of plain texts under bold headings; all columns but the first stand right.

    A cell of rich text parses nothing, so that what people typed needs no escaping.
    """
    shown = [[_cell(text, bold=True) for text in head[:COLUMNS]]]
    shown += [[_cell(text) for text in row[: len(shown[0])]] for row in rows[: ROWS - 1]]
    looks = [{"is_wrapped": True}, *({"align": "right"} for _ in shown[0][1:])]
    return {"type": KIND, "rows": shown, "column_settings": looks}


def stand_in(message: Mapping[str, Any]) -> bool:
    """Tell whether there is a table in a message."""
    return any(block.get("type") == KIND for block in message.get("blocks") or ())


def _cell(text: str, *, bold: bool = False) -> kit.Block:
    said: kit.Block = {"type": "text", "text": plainly(" ".join(text.split()), CELL)}
    if bold:
        said["style"] = {"bold": True}
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [said]}],
    }
