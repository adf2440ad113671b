"""One call of the page's API: who acts and what was sent, read with sentences for refusals.

The calls themselves are in `page_read`, `page_act` and `page_apps`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal

from bot.room.entities import Channel, Fields, Message, Person
from bot.room.errors import PageError
from bot.room.hub import Hub

NO_CHANNEL = "There is no such channel, or none that you may see."
NO_MESSAGE = "This message is not there any more."


@dataclass(frozen=True, slots=True)
class Visit:
    """A call by *person* with its query or JSON body in *data*, and their session's token."""

    hub: Hub
    person: Person
    data: dict[str, Any]
    token: str = ""

    def text(self, name: str, default: str | None = None) -> str:
        """Return *name* as text; raise PageError when it is missing and has no default."""
        value = self.data.get(name)
        if value is None:
            if default is None:
                raise PageError("missing", f"“{name}” is missing.")
            return default
        if not isinstance(value, (str, int, float)):
            raise PageError("invalid", f"“{name}” must be text.")
        return str(value)

    def channel(self, *, member: bool = False) -> Channel:
        """Return the channel that the person may see, or be in; raise PageError."""
        found = self.hub.state.channels.get(self.text("channel"))
        if found is None or not found.may_read(self.person):
            raise PageError("channel_not_found", NO_CHANNEL, status=404)
        if member and self.person.id not in found.members:
            raise PageError("not_in_channel", "Join the channel first.", status=403)
        return found

    def message(self, channel: Channel, name: str = "ts") -> Message:
        """Return the message of *channel*; raise PageError."""
        found = self.hub.state.message(channel.id, self.text(name))
        if found is None:
            raise PageError("message_not_found", NO_MESSAGE, status=404)
        return found


Answer = Callable[[Visit], "Fields | Awaitable[Fields]"]


@dataclass(frozen=True, slots=True)
class Route:
    """One row of the page's API."""

    method: Literal["GET", "POST"]
    path: str
    answer: Answer
