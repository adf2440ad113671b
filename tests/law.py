"""A hospital with legal clocks under test: incidents in it, its deadlines, and whoever acts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from bot.domain.models import Deadline, Incident, TimelineEntry
from bot.domain.words import Kind
from bot.obligations.library import load, parse
from bot.obligations.model import Profile
from bot.operations import anchors, deadlines, drafts, incidents, people
from bot.operations.turn import House, Turn
from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.factories import Desk

T = TypeVar("T")

KABIR, CISO, LEGAL, DPO, ANA = "U1KABIR", "U2CISO", "U3LEGAL", "U4DPO", "U5ANA"
ROLES = {"security-lead": CISO, "legal-lead": LEGAL, "dpo": DPO}
HEAD = "profile: mine\nversion: 1\ntitle: Mine\nitems:\n"


@lru_cache
def profile(name_or_items: str) -> Profile:
    """Return a shipped profile by its name, or one of the items that are given as YAML."""
    if "\n" in name_or_items or ":" in name_or_items:
        found, findings = parse(HEAD + name_or_items, "mine.yaml")
    else:
        found, findings = load(name_or_items)
    assert found is not None, [str(each) for each in findings]
    return found


def item(name: str, anchor: str = "noticed_at", within: str = "PT6H", **more: object) -> str:
    """Return an obligation as it stands in a profile."""
    keys = {"id": name, "anchor": anchor, "within": within, "regulator": "R", "title": "T"}
    lines = {key: value for key, value in {**keys, **more}.items() if value != ""}
    return "  - " + "\n    ".join(f"{key}: {value}" for key, value in lines.items()) + "\n"


class Law:
    """One incident at a time, its deadlines by their ids, and people in their roles."""

    def __init__(self, database: Database, house: House, clock: StoppedClock, law: Profile) -> None:
        self.database, self.clock = database, clock
        self.desk = Desk(database, replace(house, profile=law), clock)
        self.ref = ""

    @property
    def zone(self) -> ZoneInfo:
        """The hospital's zone."""
        return self.desk.house.zone

    def at(self, clock: str) -> datetime:
        """Return a moment as the hospital's clocks show it: `23 Nov 2022 07:07`."""
        read = datetime.strptime(clock, "%d %b %Y %H:%M")  # noqa: DTZ007 - the zone comes next.
        return read.replace(tzinfo=self.zone).astimezone(UTC)

    def shown(self, moment: datetime | None) -> str:
        """Return a moment as the hospital's clocks show it; seconds only where there are some."""
        if moment is None:
            return "-"
        local = moment.astimezone(self.zone)
        return local.strftime("%d %b %Y %H:%M" + (":%S" if local.second else ""))

    def declare(self, kind: Kind = Kind.RANSOMWARE, severity: int = 1, **more: Any) -> str:
        """Declare as the commander and give the roles that deadlines ask for."""

        def act(turn: Turn) -> str:
            made = incidents.declare(
                turn, title="e-Hospital is encrypted", severity=severity, kind=kind, **more
            )
            return made.ref

        self.ref = self.desk(KABIR, act)
        for role, who in ROLES.items():
            self.on(people.appoint, role, who)
        return self.ref

    def on(self, act: Callable[..., T], *given: Any, by: str = KABIR, **named: Any) -> T:
        """Let somebody act on the incident."""

        def run(turn: Turn) -> T:
            found = turn.session.exec(select(Incident).where(Incident.ref == self.ref)).one()
            return act(turn, found, *given, **named)

        return self.desk(by, run)

    def incident(self) -> Incident:
        """Return the incident as it stands."""
        wanted = select(Incident).where(Incident.ref == self.ref)
        return self.database.read_now(lambda session: session.exec(wanted).one())

    def rows(self) -> dict[str, Deadline]:
        """Return the incident's deadlines as they stand, by their ids."""
        wanted = (
            select(Deadline)
            .join(Incident, col(Incident.id) == col(Deadline.incident_id))
            .where(Incident.ref == self.ref)
            .order_by(col(Deadline.number))
        )
        return {row.item: row for row in self.database.read_now(lambda s: list(s.exec(wanted)))}

    def row(self, name: str) -> Deadline:
        """Return one deadline as it stands."""
        return self.rows()[name]

    def state(self, name: str) -> str:
        """Return where a deadline stands."""
        return str(self.row(name).state)

    def due(self, name: str) -> str:
        """Return when a deadline ends, on the hospital's clocks."""
        return self.shown(self.row(name).due_at)

    def met(self, name: str, receipt: str = "R-1", *, by: str = CISO, **more: Any) -> deadlines.Met:
        """Record that a report was sent."""
        return self.on(deadlines.met, name, receipt, by=by, **more)

    def drafts(self, name: str, *, by: str = CISO) -> drafts.Draft:
        """Draft a report."""
        return self.on(drafts.draft, name, by=by)

    def noticed(self, clock: str, reason: str = "", *, by: str = KABIR) -> anchors.Corrected:
        """Correct when it was noticed."""
        return self.on(anchors.correct, "noticed", self.at(clock), reason, by=by)

    def breach(self, clock: str, reason: str = "", *, by: str = KABIR) -> anchors.Corrected:
        """Say when the breach was confirmed."""
        return self.on(anchors.correct, "breach", self.at(clock), reason, by=by)

    def entries(self, action: str) -> list[TimelineEntry]:
        """Return what the incident's timeline holds of an action, in order."""
        wanted = (
            select(TimelineEntry)
            .join(Incident, col(Incident.id) == col(TimelineEntry.incident_id))
            .where(Incident.ref == self.ref, TimelineEntry.action == action)
            .order_by(col(TimelineEntry.seq))
        )
        return self.database.read_now(lambda session: list(session.exec(wanted)))
