"""What the pretend Slack is made of: its conversations, and the troubles it can have."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Trouble:
    """What goes wrong with a call; `after` lets it happen first."""

    error: str = ""
    status: int = 200
    retry_after: str | None = None
    drop: bool = False
    after: bool = False
    html: bool = False
    redirect: str = ""
    delay: float = 0.0


@dataclass(slots=True)
class Channel:
    """One conversation."""

    id: str
    name: str = ""
    creator: str = "U0ADMIN"
    created: int = 0
    private: bool = False
    archived: bool = False
    outside: bool = False
    refuses: str = ""
    topic: str = ""
    members: list[str] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    pins: list[str] = field(default_factory=list)
    bookmarks: list[dict[str, Any]] = field(default_factory=list)


EVERY_TROUBLE = [
    Trouble(error="internal_error"),
    Trouble(error="internal_error", after=True),
    Trouble(drop=True),
    Trouble(drop=True, after=True),
    Trouble(status=503, html=True),
    Trouble(status=503, html=True, after=True),
    Trouble(status=429, retry_after="1"),
]
