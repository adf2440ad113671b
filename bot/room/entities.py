"""The nouns of the workspace in memory, and how each becomes JSON and back.

Knows no database and no Web API; Slack's own shapes of these nouns are made in `shapes`.
"""

import dataclasses
import json
from dataclasses import dataclass, field
from typing import Any

Fields = dict[str, Any]


@dataclass(slots=True)
class Person:
    """A member; `app_id` and `bot_id` are set for the bot user of an app."""

    id: str
    name: str
    real_name: str
    title: str = ""
    email: str = ""
    app_id: str = ""
    bot_id: str = ""
    deleted: bool = False
    guest: bool = False
    updated: int = 0

    @property
    def is_bot(self) -> bool:
        """Tell whether a program speaks through this member."""
        return bool(self.bot_id)


def person_of(payload: Fields) -> Person:
    """Return a kept member; what earlier versions kept besides is passed over."""
    known = {each.name for each in dataclasses.fields(Person)}
    return Person(**{name: value for name, value in payload.items() if name in known})


@dataclass(slots=True)
class Channel:
    """A conversation; `kind` is Slack's `channel_type`: channel, group (private) or im."""

    id: str
    name: str
    kind: str
    creator: str
    created: int
    members: list[str] = field(default_factory=list)
    topic: Fields = field(default_factory=lambda: {"value": "", "creator": "", "last_set": 0})
    purpose: Fields = field(default_factory=lambda: {"value": "", "creator": "", "last_set": 0})
    archived: bool = False
    general: bool = False
    pins: list[Fields] = field(default_factory=list)
    bookmarks: list[Fields] = field(default_factory=list)
    read: dict[str, str] = field(default_factory=dict)
    previous_names: list[str] = field(default_factory=list)

    @property
    def is_public(self) -> bool:
        """Tell whether every member of the workspace may find and read it."""
        return self.kind == "channel"

    def may_read(self, person: Person) -> bool:
        """Tell whether the person may find and read it: guests only where they were invited."""
        return person.id in self.members or (self.is_public and not person.guest)

    def partner(self, user_id: str) -> str | None:
        """Return who is at the other end of a direct message, or None."""
        if self.kind != "im":
            return None
        return next((member for member in self.members if member != user_id), user_id)


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `payload` is its JSON in Slack's shape, kept as text because most lie idle."""

    channel_id: str
    ts: str
    thread_ts: str | None
    user_id: str
    payload: str

    @property
    def key(self) -> str:
        """Return the row's key."""
        return f"{self.channel_id}/{self.ts}"

    @property
    def is_reply(self) -> bool:
        """Tell whether it stands in a thread under another message."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def fields(self) -> Fields:
        """Return a fresh copy of the message in Slack's shape."""
        found: Fields = json.loads(self.payload)
        return found

    def having(self, fields: Fields) -> "Message":
        """Return the same message with other *fields*."""
        return message_of(self.channel_id, fields)


def message_of(channel_id: str, fields: Fields) -> Message:
    """Return *fields* (Slack's shape) as a message of the channel."""
    return Message(
        channel_id=channel_id,
        ts=fields["ts"],
        thread_ts=fields.get("thread_ts"),
        user_id=fields.get("user", ""),
        payload=json.dumps(fields, separators=(",", ":")),
    )


@dataclass(slots=True)
class App:
    """An installed app with its bot user and two tokens; `installed` counts up, latest highest."""

    id: str
    bot_id: str
    bot_user: str
    bot_token: str
    app_token: str
    verification: str
    manifest: Fields
    installed: int = 0

    @property
    def name(self) -> str:
        """Return the name that people see."""
        found = self.manifest.get("display_information", {}).get("name", "app")
        return str(found)

    @property
    def scopes(self) -> list[str]:
        """Return the bot scopes that the manifest asks for, which are all granted."""
        return list(self.manifest.get("oauth_config", {}).get("scopes", {}).get("bot", []))

    @property
    def commands(self) -> dict[str, Fields]:
        """Return the declared slash commands by name, `/incident`."""
        rows = self.manifest.get("features", {}).get("slash_commands", [])
        return {row["command"]: row for row in rows}

    @property
    def shortcuts(self) -> list[Fields]:
        """Return the declared global and message shortcuts."""
        return list(self.manifest.get("features", {}).get("shortcuts", []))

    @property
    def events(self) -> frozenset[str]:
        """Return the names of the bot events that the app subscribes to."""
        settings = self.manifest.get("settings", {})
        return frozenset(settings.get("event_subscriptions", {}).get("bot_events", []))


def record(noun: Person | Channel | App) -> Fields:
    """Return *noun* as plain JSON data."""
    return dataclasses.asdict(noun)
