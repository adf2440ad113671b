"""The workspaces in which one process stands. Which call goes where is `operations.ways`."""

from dataclasses import dataclass

from bot.domain.words import Door

WORKSPACES = frozenset({Door.SLACK, Door.ROOM})
NAMES = {Door.SLACK: "Slack", Door.ROOM: "the Room"}


@dataclass(frozen=True, slots=True)
class Doorway:
    """One workspace, and its two channels that everybody knows."""

    door: Door
    announce_channel: str = ""
    managers_channel: str = ""
