"""One Web API call on its way to its method, and the row that describes a method.

The methods themselves are in `methods_*`; the order of the checks is in `web_api`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal

from bot.room.arguments import Arguments
from bot.room.entities import App, Channel, Fields, Message
from bot.room.errors import SlackError
from bot.room.hub import Hub

Caller = Literal["anybody", "bot", "app"]


@dataclass(frozen=True, slots=True)
class Scopes:
    """Which scopes open a method: any one of *anywhere*, or by the kind of the channel."""

    anywhere: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    im: tuple[str, ...] = ()

    def of(self, kind: str | None) -> tuple[str, ...]:
        """Return the scopes of which one is needed for *kind* of channel, or for any kind."""
        by_kind = {"channel": self.channel, "group": self.group, "im": self.im}
        if kind is not None and by_kind[kind]:
            return by_kind[kind]
        return self.anywhere or tuple(dict.fromkeys((*self.channel, *self.group, *self.im)))


@dataclass(frozen=True, slots=True)
class Call:
    """A call whose token, scopes and rate have been checked."""

    hub: Hub
    app: App
    args: Arguments
    method: "Method"

    @property
    def me(self) -> str:
        """Return the bot user who calls."""
        return self.app.bot_user

    def need_scope(self, needed: tuple[str, ...]) -> None:
        """Refuse the call unless the app holds one of *needed*."""
        granted = self.app.scopes
        if needed and not set(needed) & set(granted):
            raise SlackError("missing_scope", needed=",".join(needed), provided=",".join(granted))

    def channel(self, name: str = "channel", *, member: bool = False) -> Channel:
        """Return the channel that the argument names and the app may see, scope checked."""
        wanted = self.args.need(name)
        found = self.hub.state.channels.get(wanted)
        if found is None:
            raise SlackError("channel_not_found")
        self.need_scope(self.method.scopes.of(found.kind))
        inside = self.me in found.members
        if not found.is_public and not inside:
            raise SlackError("channel_not_found")
        if member and not inside:
            raise SlackError("not_in_channel")
        return found

    def message(self, channel: Channel, name: str = "timestamp") -> Message:
        """Return the message of *channel* that the argument names."""
        found = self.hub.state.message(channel.id, self.args.need(name))
        if found is None:
            raise SlackError("message_not_found")
        return found


Handler = Callable[[Call], "Fields | Awaitable[Fields]"]


@dataclass(frozen=True, slots=True)
class Method:
    """One row of the Web API: name, answer, tier (0 special), scopes, whose token it takes.

    Slack's reads and uploads know no JSON (*json* false): they drop it and miss their arguments.
    """

    name: str
    handler: Handler
    tier: int
    scopes: Scopes = field(default_factory=Scopes)
    caller: Caller = "bot"
    json: bool = True
