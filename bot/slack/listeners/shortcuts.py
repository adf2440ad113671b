"""SHORTCUTS: what Slack's shortcut menus offer, and who answers; the manifest is made from it."""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from bot.slack import ids
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.listeners import noting
from bot.slack.listeners.declaration import Declaration
from bot.slack.listeners.declaring import window


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a shortcut menu: of the whole workspace, or of a message."""

    kind: Literal["global", "message"]
    name: str
    about: str
    run: Callable[[Ask], Answer]


def _declare(ask: Ask) -> Answer:
    return window(ask, Declaration(title=""))


SHORTCUTS: MappingProxyType[str, Entry] = MappingProxyType(
    {
        ids.SHORTCUT_DECLARE: Entry(
            "global", "Declare incident", "Open an incident from anywhere", _declare
        ),
        ids.SHORTCUT_DECLARE_FROM: Entry(
            "message", "Declare from message",
            "Declare an incident from this message; its link is kept, its thread is told", _declare,
        ),
        ids.SHORTCUT_NOTE: Entry(
            "message", "Add to timeline",
            "Put this message into an incident's timeline; edits are followed", noting.window,
        ),
    }
)  # fmt: skip
