"""Pages with cursors, as Slack's lists have them.

A cursor is opaque to callers; here it is the position in the list, in base 64.
"""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from bot.room.arguments import Arguments
from bot.room.errors import SlackError

T = TypeVar("T")


def encode(position: str) -> str:
    """Return *position* as a cursor."""
    return base64.urlsafe_b64encode(f"next:{position}".encode()).decode()


def decode(cursor: str) -> str:
    """Return the position that *cursor* stands for; raise SlackError for a foreign one."""
    try:
        text = base64.urlsafe_b64decode(cursor.encode()).decode()
    except (binascii.Error, UnicodeError):
        raise SlackError("invalid_cursor") from None
    if not text.startswith("next:"):
        raise SlackError("invalid_cursor")
    return text.removeprefix("next:")


def page(args: Arguments, items: Sequence[T], *, default: int, most: int) -> tuple[list[T], str]:
    """Return the asked-for part of *items* and the next cursor, empty at the end."""
    limit = args.number("limit", default)
    if limit < 0 or limit > most:
        raise SlackError("invalid_limit")
    limit = limit or default
    position = decode(args.text("cursor")) if args.has("cursor") else "0"
    if not position.isdigit():
        raise SlackError("invalid_cursor")
    start = int(position)
    end = start + limit
    return list(items[start:end]), encode(str(end)) if end < len(items) else ""
