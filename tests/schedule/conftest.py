"""A ward under test: people act, time passes, the schedule ticks; what was posted is read back."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlmodel import Session, col, select

from bot.domain.models import Incident, Occurrence, Post, Schedule
from bot.domain.words import Kind
from bot.operations import digests, incidents, people
from bot.operations.turn import House, Turn
from bot.schedule.quarantine import Quarantine
from bot.schedule.tick import tick
from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.factories import Desk, make_house

T = TypeVar("T")

BOSS, DEPUTY, NET, ANA = "U1BOSS", "U2DEPUTY", "U3NET", "U4ANA"


def stands_in_order(text: str, wanted: Iterable[str]) -> None:
    """Fail unless each of *wanted* stands in the text, one after the other."""
    place = 0
    for each in wanted:
        assert each in text[place:], (each, text)
        place = text.index(each, place)


class Ward:
    """One installation on a database, with a clock that stands until it is moved."""

    def __init__(self, database: Database, house: House, clock: StoppedClock) -> None:
        self.database, self.house, self.clock = database, house, clock
        self.desk = Desk(database, house, clock)
        self.quarantine = Quarantine()

    def declare(self, title: str = "e-Hospital is down", severity: int = 1, **more: Any) -> str:
        """Declare an incident as the commander; return how it is called."""

        def act(turn: Turn) -> str:
            made = incidents.declare(
                turn, title=title, severity=severity, **{"kind": Kind.OUTAGE, **more}
            )
            return made.ref

        return self.desk(BOSS, act)

    def on(self, ref: str, act: Callable[[Turn, Incident], T], by: str = BOSS) -> T:
        """Let somebody act on an incident."""

        def run(turn: Turn) -> T:
            incident = turn.session.exec(select(Incident).where(Incident.ref == ref)).one()
            return act(turn, incident)

        return self.desk(by, run)

    def appoint(self, ref: str, role: str, user_id: str) -> None:
        """Give a role."""
        self.on(ref, lambda turn, incident: people.appoint(turn, incident, role, user_id))

    def start(self) -> str:
        """Do what a start does: lay down the digest."""
        now = self.clock.now()
        return self.database.write_now(
            lambda session: digests.ensure_digest(session, self.house, now)
        )

    def tick(self, beat: int = 0) -> int:
        """Let the schedule beat once, now."""
        return tick(
            self.database, self.house, self.clock.now(), beat=beat, quarantine=self.quarantine
        )

    def ticks(self, *, every: float, times: int) -> int:
        """Let minutes pass and tick, again and again."""
        done = 0
        for _ in range(times):
            self.clock.advance(minutes=every)
            done += self.tick()
        return done

    def passing(
        self, until: datetime, *, every: float, near: Iterable[datetime] = ()
    ) -> Iterator[datetime]:
        """Let time pass in steps of so many minutes; yield where the clock then stands.

        It stands a minute before each moment of *near* as well, and at it.
        """
        now, minute = self.clock.now(), timedelta(minutes=1)
        stops = {until, *(each - before for each in near for before in (minute, timedelta()))}
        stops |= {
            now + step * every * minute for step in range(1, (until - now) // (every * minute))
        }
        for stop in sorted(each for each in stops if now < each <= until):
            yield self.clock.advance(seconds=(stop - self.clock.now()).total_seconds())

    def posts(self, kind: str) -> list[Post]:
        """Return the calls of a kind, in the order in which they were written."""
        wanted = select(Post).where(Post.kind == kind).order_by(col(Post.id))
        return self.database.read_now(lambda session: list(session.exec(wanted)))

    def texts(self, kind: str) -> list[str]:
        """Return what the messages of a kind say."""
        return [json.loads(post.payload)["text"] for post in self.posts(kind)]

    def said(self, kind: str = "reminder") -> list[tuple[str, str]]:
        """Return where the messages of a kind went and what they say."""
        return [(post.target, json.loads(post.payload)["text"]) for post in self.posts(kind)]

    def occurrences(self, kind: str) -> list[Occurrence]:
        """Return what was acted on, in order of the due moments."""
        wanted = select(Occurrence).where(Occurrence.kind == kind).order_by(col(Occurrence.due_at))
        return self.database.read_now(lambda session: list(session.exec(wanted)))

    def next_due(self, key: str) -> datetime | None:
        """Return when a schedule is due next."""

        def read(session: Session) -> datetime | None:
            row = session.get(Schedule, key)
            assert row is not None
            return row.next_due_at

        return self.database.read_now(read)

    def local(self, moment: datetime | None) -> str:
        """Return a moment as the hospital's clocks show it."""
        assert moment is not None
        return moment.astimezone(self.house.zone).strftime("%d %b %H:%M")

    def next_summary(self, ref: str) -> str:
        """Return when the incident's next summary is due, on the hospital's clocks."""
        return self.local(self.next_due(schedules_key(ref)))


def schedules_key(ref: str) -> str:
    """Return the key of an incident's summaries."""
    return f"summary:{ref}"


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A house in Delhi with one small playbook that starts for ransomware only by `when`."""
    return make_house(tmp_path / "playbooks")


@pytest.fixture
def ward(database: Database, house: House, clock: StoppedClock) -> Ward:
    """A ward on each engine, at 07:07 in Delhi."""
    return Ward(database, house, clock)


@pytest.fixture
def sqlite_ward(sqlite_url: str, house: House, clock: StoppedClock) -> Iterator[Ward]:
    """A ward on SQLite alone, for what does not depend on the engine."""
    database = Database(sqlite_url)
    yield Ward(database, house, clock)
    database.close()
