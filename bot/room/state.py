"""The workspace in memory: people, channels, messages, apps, files, and their way into the journal.

Holds and finds; the rules of who may do what are in `membership`, `messages` and the methods.
"""

import bisect
import json
import secrets
import string
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlmodel import Session, SQLModel, select

from bot.clock import Clock
from bot.room.entities import App, Channel, Fields, Message, Person, message_of, person_of, record
from bot.room.journal import Journal
from bot.room.models import (
    RoomApp,
    RoomChannel,
    RoomFile,
    RoomMessage,
    RoomPerson,
    RoomSetting,
)

ALPHABET = string.ascii_uppercase + string.digits
MICRO = 1_000_000
KEPT = (RoomSetting, RoomPerson, RoomChannel, RoomApp, RoomFile, RoomMessage)

Tables = dict[type[SQLModel], list[tuple[str, Any]]]


class Log:
    """The messages of one channel, in order, with the threads among them."""

    def __init__(self) -> None:
        self.order: list[str] = []
        self.found: dict[str, Message] = {}
        self.replies: dict[str, list[str]] = defaultdict(list)

    def put(self, message: Message) -> None:
        """Add *message*, or replace the one with the same timestamp."""
        if message.ts not in self.found:
            bisect.insort(self.order, message.ts)
            if message.is_reply:
                bisect.insort(self.replies[message.thread_ts or ""], message.ts)
        self.found[message.ts] = message

    def drop(self, message: Message) -> None:
        """Take *message* out."""
        self.order.remove(message.ts)
        del self.found[message.ts]
        if message.is_reply:
            self.replies[message.thread_ts or ""].remove(message.ts)

    def between(self, oldest: str, latest: str) -> list[str]:
        """Return the timestamps from *oldest* to *latest*, both included, oldest first."""
        start = bisect.bisect_left(self.order, oldest)
        return self.order[start : bisect.bisect_right(self.order, latest)]


class State:
    """Everything the workspace knows, by id."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self.journal = journal
        self.clock = clock
        self.clear()

    def clear(self) -> None:
        """Forget everything, before loading."""
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.apps: dict[str, App] = {}
        self.files: dict[str, Fields] = {}
        self.settings: dict[str, Fields] = {}
        self.logs: dict[str, Log] = defaultdict(Log)
        self._last = 0

    @property
    def team(self) -> Fields:
        """Return the workspace's id, name and domain."""
        return self.settings.get("team", {"id": "T0ROOM", "name": "Room", "domain": "room"})

    def next_ts(self) -> str:
        """Return a message timestamp later than every one before, `1669190400.000100`."""
        now = int(self.clock.now().timestamp() * MICRO)
        self._last = max(now, self._last + 1)
        return f"{self._last // MICRO}.{self._last % MICRO:06d}"

    def now(self) -> int:
        """Return the present moment in whole seconds since 1970."""
        return int(self.clock.now().timestamp())

    def new_id(self, prefix: str) -> str:
        """Return an id in Slack's manner, `C07Q2M4X9ZB`, never given before."""
        return prefix + "0" + "".join(secrets.choice(ALPHABET) for _ in range(9))

    def save_person(self, person: Person) -> None:
        """Keep *person*."""
        self.people[person.id] = person
        self.journal.keep(RoomPerson, person.id, record(person))

    def save_channel(self, channel: Channel) -> None:
        """Keep *channel*."""
        self.channels[channel.id] = channel
        self.journal.keep(RoomChannel, channel.id, record(channel))

    def save_app(self, app: App) -> None:
        """Keep *app*; the first time, it becomes the latest installed."""
        app.installed = app.installed or 1 + max(
            (other.installed for other in self.apps.values()), default=0
        )
        self.apps[app.id] = app
        self.journal.keep(RoomApp, app.id, record(app))

    def save_file(self, file: Fields) -> None:
        """Keep what is known of a file."""
        self.files[file["id"]] = file
        self.journal.keep(RoomFile, file["id"], file)

    def save_setting(self, key: str, value: Fields) -> None:
        """Keep a value of the workspace as a whole."""
        self.settings[key] = value
        self.journal.keep(RoomSetting, key, value)

    def save_message(self, message: Message) -> None:
        """Keep *message*, new or changed."""
        self.logs[message.channel_id].put(message)
        self.journal.keep(RoomMessage, message.key, message.payload)

    def remove_message(self, message: Message) -> None:
        """Forget *message*."""
        self.logs[message.channel_id].drop(message)
        self.journal.forget(RoomMessage, message.key)

    def message(self, channel_id: str, ts: str) -> Message | None:
        """Return the message at *ts*, or None."""
        return self.logs[channel_id].found.get(ts)

    def sent(self, channel_id: str, user_id: str, send_id: str) -> Message | None:
        """Return the message that a person's page sent under this id, or None."""
        log = self.logs[channel_id]
        newest_first = (log.found[ts] for ts in reversed(log.order))
        # Few messages have the id anywhere: only they are parsed.
        near = (one for one in newest_first if one.user_id == user_id and send_id in one.payload)
        return next((one for one in near if one.fields.get("client_msg_id") == send_id), None)

    def bot_of(self, user_id: str) -> App | None:
        """Return the app whose bot user this is, or None."""
        return next((app for app in self.apps.values() if app.bot_user == user_id), None)

    def app_with_token(self, token: str) -> tuple[App, str] | None:
        """Return the app that *token* belongs to and its kind, `bot` or `app`, or None."""
        for app in self.apps.values():
            for kind, own in (("bot", app.bot_token), ("app", app.app_token)):
                if secrets.compare_digest(token.encode(), own.encode()):
                    return app, kind
        return None

    def app_with_command(self, command: str) -> App | None:
        """Return the app that was installed last among those that declare *command*."""
        takers = [app for app in self.apps.values() if command in app.commands]
        return max(takers, key=lambda app: app.installed, default=None)

    def channel_named(self, name: str) -> Channel | None:
        """Return the channel that has *name*, archived ones too, or None."""
        return next((found for found in self.channels.values() if found.name == name), None)

    def direct(self, first: str, second: str) -> Channel | None:
        """Return the direct message between two members, or None."""
        wanted = sorted({first, second})
        return next(
            (
                found
                for found in self.channels.values()
                if found.kind == "im" and sorted(set(found.members)) == wanted
            ),
            None,
        )

    def visible_to(self, user_id: str) -> Iterator[Channel]:
        """Yield the conversations that *user_id* may know of."""
        person = self.people[user_id]
        for channel in self.channels.values():
            if channel.may_read(person):
                yield channel

    def load(self, tables: Tables) -> None:
        """Take over what the tables hold, and nothing else."""
        self.clear()
        self.settings = dict(tables[RoomSetting])
        self.people = {key: person_of(payload) for key, payload in tables[RoomPerson]}
        self.channels = {key: Channel(**payload) for key, payload in tables[RoomChannel]}
        self.apps = {key: App(**payload) for key, payload in tables[RoomApp]}
        self.files = dict(tables[RoomFile])
        for key, payload in tables[RoomMessage]:
            channel_id = key.partition("/")[0]
            self.logs[channel_id].put(message_of(channel_id, payload))
        newest = max((log.order[-1] for log in self.logs.values() if log.order), default="0.0")
        seconds, _, micros = newest.partition(".")
        self._last = int(seconds) * MICRO + int(micros)


def read_tables(session: Session) -> Tables:
    """Return every row of the workspace, by table, in the order of the keys."""
    return {model: list(_rows(session, model)) for model in KEPT}


def _rows(session: Session, model: type[SQLModel]) -> Iterator[tuple[str, Any]]:
    table = model.__table__  # type: ignore[attr-defined]  # SQLModel hides it from types.
    for key, payload in session.execute(select(table.c.id, table.c.payload).order_by(table.c.id)):
        yield key, json.loads(payload)
