"""Names the departments that did not report, however many they are (rule 31). Pure.

Whether one owes a return is `bot.domain.returns`; which incidents, `bot.operations.silences`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from bot.domain import returns
from bot.language.catalogue import say
from bot.slack.views import kit
from bot.slack.views.page import Page, Part, fitted, merged, told

# So long a line still shares a block with others; a longer list is as many lines as it takes.
NAME, ROOM = 60, 900


class Silent(Protocol):
    """What is to be known of a department that did not report."""

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    @property
    def mode(self) -> str:
        """How it works now."""
        ...

    @property
    def last_return_at(self) -> datetime | None:
        """When it reported last."""
        ...


def lines(rows: Iterable[Silent], page: Page) -> tuple[str, ...]:
    """Return the names by what was last heard and how they work, as many lines as that takes."""
    groups: dict[str, list[str]] = {}
    for row in rows:
        mode = say(row.mode.replace("_", "-"))
        groups.setdefault(f"*{_since(row, page)}* ({mode}): ", []).append(
            kit.one_line(row.name, NAME)
        )
    return tuple(line for head, names in groups.items() for line in _packed(head, names))


def _since(row: Silent, page: Page) -> str:
    if row.last_return_at is None:
        return say("no return yet")
    # The period and not the minute, which would part those who reported for the same one.
    due = returns.period(row.last_return_at, page.hospital)
    return say("no return since {at}", at=page.hour(due))


def _packed(head: str, names: Sequence[str]) -> list[str]:
    packed: list[str] = []
    for name in names:
        if packed and len(packed[-1]) + len(name) + 2 <= ROOM:
            packed[-1] += f", {name}"
        else:
            packed.append(f"{head}{name}")
    return packed


def untold(
    message: Mapping[str, Any], given: Iterable[tuple[str, Iterable[str]]]
) -> tuple[str, ...]:
    """Return the lines, given by incident, that do not stand whole in the message's blocks."""
    shown = "\n".join(
        block["text"]["text"] for block in message.get("blocks", ()) if block["type"] == "section"
        and "text" in block
    )  # fmt: skip
    return tuple(f"{ref}: {line}" for ref, lines in given for line in lines if line not in shown)


def under(message: Mapping[str, Any], said: Sequence[str]) -> dict[str, Any]:
    """Return the message with these lines above its small print, as many as Slack holds."""
    if not said:
        return dict(message)
    title = say("Departments that did not report")
    blocks = list(message["blocks"])
    small = [blocks.pop()] if blocks[-1]["type"] == "context" else []
    room = max(kit.MESSAGE_BLOCKS - len(blocks) - len(small), 1)
    pieces = merged([Part(title, tuple(said))])
    # What no block is left for is counted by the last of them.
    last = [line for piece in pieces[room - 1 :] for line in piece.lines]
    pieces = [*pieces[: room - 1], Part(title, tuple(last))] if len(pieces) > room else pieces
    text = fitted([message["text"], *(f"{title}: {line}" for line in said)], kit.MESSAGE_TEXT)
    blocks += [kit.section(told(piece)) for piece in pieces]
    return {**message, "text": text, "blocks": [*blocks, *small]}
