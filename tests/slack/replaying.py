"""The reference incident told again: who says what, hour by hour, through commands and clicks only.

Chapters are in `test_replay`; what the hospital has is the demo's data.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlmodel import select

from bot.domain.models import Incident, Server
from bot.obligations.house import chosen
from bot.operations.turn import House
from bot.playbook.library import Library
from bot.schedule.beat import Beat
from bot.schedule.importing import importing
from bot.schedule.quarantine import Quarantine
from tests.factories import DELHI, make_house
from tests.repo.tree import ROOT
from tests.slack.counter import Counter, Json

LAB, KABIR, MEERA, IMRAN = "U1LAB", "U1KABIR", "U1MEERA", "U1IMRAN"
LEELA, RAVI, NISHA, SURESH = "U1LEELA", "U1RAVI", "U1NISHA", "U1SURESH"
LEGAL, PRESS, MRD, ANAND, BIMAL = "U1LEGAL", "U1PRESS", "U1MRD", "U1ANAND", "U1BIMAL"

# The lab technician is no responder: the first report may come from anybody.
RESPONDERS = frozenset(
    {KABIR, MEERA, IMRAN, LEELA, RAVI, NISHA, SURESH, LEGAL, PRESS, MRD, ANAND, BIMAL}
)
ROLES = (
    ("it-lead", ANAND), ("server-lead", BIMAL), ("network-lead", IMRAN), ("security-lead", LEELA),
    ("forensics-lead", RAVI), ("evidence-custodian", NISHA), ("clinical-lead", MEERA),
    ("director", SURESH), ("legal-lead", LEGAL), ("pio", PRESS), ("mrd-lead", MRD),
    ("biomed-lead", MEERA),
)  # fmt: skip
HERE = "C1INCIDENT"


def hospital(folder: Path) -> House:
    """Return the house with the playbooks and the law of the reference hospital."""
    return make_house(
        folder, responders=RESPONDERS, managers=frozenset({SURESH}),
        library=Library.load(ROOT / "playbooks"), profile=chosen("in-hospital"),
    )  # fmt: skip


class Story:
    """Types and presses as the people of the incident, at the hour that stands on the clock."""

    def __init__(self, counter: Counter) -> None:
        self.counter = counter

    def at(self, day: int, hour: str, month: int = 11) -> None:
        """Let time pass until that hour of that day in Delhi; it never goes back."""
        hours, minutes = (int(part) for part in hour.split(":"))
        then = datetime(2022, month, day, hours, minutes, tzinfo=DELHI)
        seconds = (then - self.counter.clock.now()).total_seconds()
        assert seconds >= 0, f"{day} {hour} is over"
        self.counter.clock.advance(seconds=seconds)

    async def types(self, by: str, line: str) -> Json:
        """Type a line; return its answer."""
        return await self.counter.types(line, by=by, channel=HERE)

    async def says(self, by: str, line: str) -> str:
        """Type a line that must be carried out; return the answer."""
        text = str((await self.types(by, line))["text"])
        assert not text.startswith("*Not"), f"{line}: {text}"
        return text

    async def all_say(self, by: str, lines: Iterable[str]) -> None:
        """Type one line after the other."""
        for line in lines:
            await self.says(by, line)

    async def refused(self, by: str, line: str) -> Json:
        """Type a line that must be refused; return the answer."""
        shown = await self.types(by, line)
        assert str(shown["text"]).startswith("*Not"), f"{line}: {shown['text']}"
        return shown

    @property
    def incident(self) -> Incident:
        """The one incident as it stands."""
        return self.counter.query(lambda session: session.exec(select(Incident)).one())

    def imports(self) -> None:
        """Let the ticker enter what was imported."""
        counter = self.counter
        now, house = counter.clock.now(), counter.runtime.house
        importing(Beat(counter.database, house, now, Quarantine(), lambda: False))

    def servers(self, **wanted: Any) -> list[str]:
        """Return the host names of the servers with these values, by number."""
        rows = self.counter.query(
            lambda session: session.exec(select(Server).filter_by(**wanted).order_by("number"))
            .all()
        )  # fmt: skip
        return [row.hostname for row in rows]

    def number(self, hostname: str) -> str:
        """Return the number of a server: `SRV-017`."""
        row = self.counter.query(
            lambda session: session.exec(select(Server).where(Server.hostname == hostname)).one()
        )
        return f"SRV-{row.number:03d}"
