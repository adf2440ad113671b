"""What travels between the database and Slack: a call to make, and what came of it. Values only."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.domain.models import Post
from bot.language.catalogue import ENGLISH
from bot.outbox.pace import Pace
from bot.outbox.timing import Timing

Renderer = Callable[[Session, Post], Mapping[str, Any]]
Effect = Callable[[Session, Post, Mapping[str, Any], datetime], None]

MESSAGE = "chat.postMessage"
# A picture is uploaded, which may be repeated, and then shown, which may not.
UPLOAD, SHOW = "files.getUploadURLExternal", "files.completeUploadExternal"
# What cannot be repeated, but found again where it would stand.
SOUGHT = frozenset({MESSAGE, SHOW})


@dataclass(frozen=True, slots=True)
class Desk:
    """What the making and marking of calls needs besides the rows.

    `door` is the workspace that is spoken to; with `catches_up` late messages become one, with
    `rest` what belongs to no workspace is done as well. `language` is the house's.
    """

    renderers: Mapping[str, Renderer]
    effects: Mapping[str, Effect]
    pace: Pace
    timing: Timing
    door: str = ""
    catches_up: bool = False
    rest: bool = True
    language: str = ENGLISH


@dataclass(frozen=True, slots=True)
class Moment:
    """The clocks as they were read at the rim, and a random number within [0, 1)."""

    now: datetime
    monotonic: float
    jitter: float = 0.0


@dataclass(frozen=True, slots=True)
class Claim:
    """A lane held by us. A higher epoch of the lane means that we lost it."""

    lane: str
    owner: str
    epoch: int
    until: float

    @property
    def signature(self) -> str:
        """What our rows in this lane carry as owner."""
        return f"{self.owner}:{self.epoch}"


@dataclass(frozen=True, slots=True)
class Job:
    """One call to make. `place` is a channel id, `#name`, `@user` or "" for none.

    `on` is the channel and stamp of the message that the call is about (an edit, a pin).
    `in_doubt` means that it was begun before and may have happened; `again`, that it was tried;
    `attempts` counts the tries whose end is not known to be harmless, this one among them.
    """

    claim: Claim
    post_id: int
    key: str
    kind: str
    method: str
    place: str
    payload: Mapping[str, Any]
    on: tuple[str, str] | None
    thread_ts: str | None
    first_try_at: datetime
    in_doubt: bool = False
    again: bool = False
    attempts: int = 0
    sha: str = ""


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing to do in the lane for so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Sent:
    """Slack did it. `answer` is what it said."""

    answer: Mapping[str, Any] = field(default_factory=dict)
    channel_id: str | None = None
    ts: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Slack will never do it."""

    code: str


@dataclass(frozen=True, slots=True)
class Later:
    """It surely did not happen; try again in `wait_s` (None: back off by the attempts made)."""

    reason: str
    wait_s: float | None = None
    counted: bool = True
    strange: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """It may have happened. `blind` means that the history cannot be read at all."""

    reason: str
    blind: bool = False
    strange: bool = False
    wait_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Plainer:
    """Slack refused it with the table in it; drawn anew it has none, and goes at once."""

    code: str


Outcome = Sent | Refused | Later | Doubt | Plainer
