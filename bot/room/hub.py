"""The parts of one Room, together: what a method, a page route or a rule may reach.

Only holds them; the rules are in the modules that take a `Hub`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.clock import Clock
from bot.room.events import Events
from bot.room.gate import Gate
from bot.room.journal import Journal
from bot.room.limits import Limiter
from bot.room.live import Live
from bot.room.memory import Choices, Ephemerals, ResponseUrls, Uploads
from bot.room.sends import Sends
from bot.room.sockets import Sockets
from bot.room.state import State, read_tables
from bot.room.triggers import Triggers
from bot.room.trouble import CallLog, Trouble
from bot.room.viewbook import ViewBook
from bot.storage.database import Database

Commands = Callable[[], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Hub:
    """Everything a Room is made of; `base_url`, where apps reach it, has no slash at its end."""

    database: Database
    clock: Clock
    journal: Journal
    state: State
    sockets: Sockets
    events: Events
    live: Live
    triggers: Triggers
    views: ViewBook
    ephemerals: Ephemerals
    responses: ResponseUrls
    uploads: Uploads
    choices: Choices
    sends: Sends
    limiter: Limiter
    trouble: Trouble
    calls: CallLog
    gate: Gate
    commands: Commands
    base_url: str
    zone: str
    locale: str

    @property
    def page_url(self) -> str:
        """Return where people reach the Room, without a slash at its end."""
        return self.gate.door.url

    async def reload(self) -> None:
        """Make the memory what the database says: at the start, and when a change was lost."""
        self.state.load(await self.database.read(read_tables))
