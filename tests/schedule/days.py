"""Three days in which everything that the clock does falls due, lived by processes that may die.

`lay_down` is what people asked for, `live` lets the clock act, `remembered` is all that is left of
it in the database. Each beat is a start of its own, so that a process killed at any point and
started again is as far as one that lived.
"""

import os
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from bot.domain.models import Incident, Occurrence, Reminder, Task
from bot.domain.waivers import WAIVER
from bot.domain.words import Kind
from bot.faults import VARIABLE
from bot.obligations.house import chosen
from bot.operations import (
    command,
    departments,
    incidents,
    servers,
    subscriptions,
    tasks,
    waivers,
)
from bot.operations.turn import House
from bot.schedule.ticker import Ticker
from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.conftest import NIGHT
from tests.factories import make_house
from tests.forks import fall_silent
from tests.schedule.conftest import ANA, BOSS, DEPUTY, NET, Ward

PAUSE = threading.Event()
Memory = dict[str, list[str]]

# One would not show whether another's clocks go on where it died.
SITES = 2
# Hours after 07:07 in Delhi: around each thing that falls due, and through three mornings.
HOURS = (0.5, 1.1, 2.2, 3.3, 4.4, 6.5, 12, 24.5, 25, 30, 48.5, 49)
MOMENTS = tuple(NIGHT + timedelta(hours=hours) for hours in HOURS)
# Numbers that the engine gives by itself: a transaction that was undone may leave a gap.
GIVEN = {"post": "id", "reminder": "id", "task": "id", "timeline_entry": "id"}
A_TASK = re.compile(r"(\b(?:task|next|missed):|'task_id': )(\d+)")
A_LETTER = re.compile(r"(told:\S+:)(\d+)")


def house_in(folder: Path) -> House:
    """Return a hospital whose legal clocks run."""
    return make_house(folder, profile=chosen("in-hospital"))


def lay_down(ward: Ward) -> None:
    """Let people ask for everything that the clock can do, at each site."""
    ward.start()
    ward.desk(ANA, partial(subscriptions.subscribe, wish=subscriptions.Wish(at="07:35")))
    hour = ward.clock.now() + timedelta(hours=1)
    for number in range(SITES):
        ref = ward.declare(f"Servers encrypted, site {number}", kind=Kind.RANSOMWARE)
        ward.appoint(ref, "deputy-ic", DEPUTY)
        ward.on(ref, partial(tasks.add, title="Ring the ministry", assignee=ANA, due_at=hour))
        ward.on(ref, partial(tasks.add, title="Count the beds", assignee=NET, due_at=hour))
        ward.on(ref, partial(incidents.update, text="40 of 100", next_due=hour), by=BOSS)
        _ask_of_the_registers(ward, ref)
    ward.database.write_now(_let_one_recur)


def _ask_of_the_registers(ward: Ward, ref: str) -> None:
    """Let a department work on paper, a waiver lack a signature and a brief its reader."""
    ward.appoint(ref, "director", BOSS)
    ward.on(ref, partial(departments.add, slug="lab", name="Lab"))
    ward.on(ref, partial(departments.perform, name="lab", verb="manual", text="LIS is off"))
    ward.on(ref, partial(servers.add, fields=[{"hostname": "his-db-01"}]))
    asked = partial(
        waivers.ask, rule="1", subject="SRV-001", reason="life_safety the ICU waits for it"
    )
    waiver = WAIVER.name(ward.on(ref, asked, by=ANA))
    ward.on(ref, partial(waivers.perform, name=waiver, verb="approve", text=""), by=DEPUTY)
    ward.on(ref, partial(command.hand_over, user_id=NET, words="Count the beds first"))


def _let_one_recur(session: Session) -> None:
    """Let a task of each incident recur every day, as playbooks ask for."""
    for incident in session.exec(select(Incident)):
        wanted = select(Task).where(Task.incident_id == incident.id, col(Task.assignee) == NET)
        task = session.exec(wanted).one()
        task.every = "1d"
        session.add(task)


def live(database: Database, house: House, moment: datetime) -> None:
    """Tick once as a process does that starts at that moment."""
    ticker = Ticker(database, lambda: house, StoppedClock(moment))
    ticker.beat()
    health = ticker.health
    assert (health.failures, health.resting) == (0, 0)


@dataclass(frozen=True, slots=True)
class Life:
    """One process's way through the days: how far it came, how much its clock is ahead.

    It begins no moment before the processes of `others` have come as far.
    """

    reached: Any
    ahead: timedelta = timedelta()
    others: tuple[Any, ...] = ()


def _meet(life: Life, number: int) -> None:
    life.reached.value = number
    while any(other.value < number for other in life.others):
        PAUSE.wait(0.002)


def lived(url: str, folder: str, fault: str, life: Life) -> None:
    """Live from the moment on to which it came, in a process of its own that may be killed."""
    os.environ[VARIABLE] = fault
    fall_silent()
    database, house = Database(url), house_in(Path(folder))
    for number in range(life.reached.value, len(MOMENTS)):
        _meet(life, number)
        live(database, house, MOMENTS[number] + life.ahead)
    life.reached.value = len(MOMENTS)
    database.close()


def remembered(database: Database) -> Memory:
    """Return everything that the database holds, table by table, in an order of its own."""

    def read(session: Session) -> Memory:
        named, found, connection = _names(session), {}, session.connection()
        for table in SQLModel.metadata.tables.values():
            names = [each.name for each in table.columns]
            columns = [each for each in names if each != GIVEN.get(table.name)]
            # As the driver gives them: they are compared with each other alone.
            asked = ", ".join(f'"{each}"' for each in columns)
            rows = connection.exec_driver_sql(f'SELECT {asked} FROM "{table.name}"')  # noqa: S608 - names from our models.
            texts = (str(dict(zip(columns, row, strict=True))) for row in rows)
            found[table.name] = sorted(named(each) for each in texts)
        return found

    return database.read_now(read)


def done_in(database: Database) -> list[tuple[str, str]]:
    """Return kind and key of what was acted on; a late summary shifts the keys of the next ones."""

    def read(session: Session) -> list[tuple[str, str]]:
        named, rows = _names(session), session.exec(select(Occurrence))
        return sorted((row.kind, "" if row.kind == "summary" else named(row.key)) for row in rows)

    return database.read_now(read)


def fired_in(database: Database) -> dict[str, set[int]]:
    """Return for each kind the moments, by number, at which something was acted on."""

    def read(session: Session) -> dict[str, set[int]]:
        found: dict[str, set[int]] = {}
        for row in session.exec(select(Occurrence)):
            if row.fired_at in MOMENTS:
                found.setdefault(row.kind, set()).add(MOMENTS.index(row.fired_at))
        return found

    return database.read_now(read)


def _names(session: Session) -> Callable[[str], str]:
    """Return what puts names, which are the same in every run, in the place of given numbers."""
    tasks = {each.id: f"{each.incident_id}#{each.number}" for each in session.exec(select(Task))}
    letters = {each.id: each.key for each in session.exec(select(Reminder))}

    def named(text: str) -> str:
        if "told:" in text:
            text = A_LETTER.sub(lambda its: its[1] + letters[int(its[2])], text)
        return A_TASK.sub(lambda its: its[1] + tasks[int(its[2])], text)

    return named
