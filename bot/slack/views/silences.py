"""Names the departments that did not report, however many they are (rule 31). Pure.

Whether one owes a return is `bot.domain.returns`.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain import returns
from bot.language.catalogue import say
from bot.slack.views import kit
from bot.slack.views.page import Page

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
