"""A wall clock that is set while Wardroom runs: nothing again, nothing lost, no silence, no storm."""

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from bot.domain.cadence import instant
from bot.domain.models import Deadline, Incident, Schedule
from bot.domain.words import DeadlineState
from bot.operations import subscriptions
from bot.storage.database import Database
from bot.storage.schedules import DAILY_DIGEST, PAGE, SUBSCRIPTION
from tests.clocks import StoppedClock
from tests.conftest import NIGHT
from tests.schedule.conftest import ANA, Ward
from tests.schedule.days import MOMENTS, done_in, house_in, lay_down, live, remembered

HOUR, DAYS = timedelta(hours=1), timedelta(days=2)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """Where the playbooks of the three days are, and `days.db`, in which these are laid down."""
    folder = tmp_path_factory.mktemp("days")
    with closing(Database(f"sqlite:///{shutil.copy(sqlite_template, folder / 'days.db')}")) as days:
        lay_down(Ward(days, house_in(folder), StoppedClock(NIGHT)))
    return folder


@pytest.fixture
def database(folder: Path, tmp_path: Path) -> Iterator[Database]:
    with closing(Database(f"sqlite:///{shutil.copy(folder / 'days.db', tmp_path)}")) as opened:
        yield opened


def lived(database: Database, folder: Path, moments: Iterable[datetime]) -> list[tuple[str, str]]:
    """Return what was done when the clock showed these moments, one after the other."""
    for moment in moments:
        live(database, house_in(folder), moment)
    return done_in(database)


@pytest.mark.parametrize("back", [HOUR, timedelta(days=1)])
def test_set_back_and_right_again_nothing_is_done_twice_or_too_soon(
    database: Database, folder: Path, back: timedelta
) -> None:
    """A little behind, nothing changes: so a second replica sees what the first has done."""
    for moment in MOMENTS:
        done = lived(database, folder, [moment])
        if back == HOUR:
            left = remembered(database)
            live(database, house_in(folder), moment - timedelta(seconds=90))
            assert remembered(database) == left
        assert lived(database, folder, [moment - back]) == done
    counted = Counter(kind for kind, _ in done)
    assert counted["digest"] == counted["subscription"] == 3


@pytest.mark.parametrize("ahead", [HOUR, DAYS])
def test_set_ahead_and_right_again_the_mornings_come_once_each(
    database: Database, folder: Path, ahead: timedelta
) -> None:
    """After every second moment the clock runs ahead for a while and is put right."""
    steps = (timedelta(), ahead, timedelta(minutes=1))
    moments = [moment + step for moment in MOMENTS[::2] for step in steps]
    done = lived(database, folder, moments)
    mornings = {f"2022-11-{23 + day}" for day in range(3 + ahead.days)}
    for kind, hour in (("digest", "T07:30"), ("subscription", "T07:35@Asia/Kolkata")):
        keys = [key for each, key in done if each == kind]
        assert {key[-len(f"2022-11-23{hour}") :] for key in keys} == {
            f"{day}{hour}" for day in mornings
        }
        assert len(keys) == len(mornings)


@pytest.mark.parametrize("moved", [timedelta(minutes=-15), timedelta(minutes=15)])
def test_a_country_moves_its_clocks_and_each_morning_comes_once(
    sqlite_ward: Ward, moved: timedelta
) -> None:
    """What was planned by the old rules of the zone is planned anew when the new ones are there."""
    ward = sqlite_ward
    ward.start()
    ward.desk(ANA, partial(subscriptions.subscribe, wish=subscriptions.Wish(at="07:30")))

    def plan_by_the_old_rules(session: Session) -> None:
        for row in session.exec(select(Schedule)):
            row.next_due_at = row.next_due_at + moved if row.next_due_at else None
            session.add(row)

    ward.database.write_now(plan_by_the_old_rules)
    ward.tick()
    ward.ticks(every=5, times=8)
    ward.ticks(every=120, times=13)
    for kind in ("digest", "subscription"):
        days = [post.key.rpartition(":2022-11-")[2][:8] for post in ward.posts(kind)]
        assert days == ["23T07:30", "24T07:30"]


def planned_by_many(session: Session, ward: Ward) -> None:
    """Lay down more plans than one page holds, the last of them planned by a clock far ahead."""
    zone = ward.house.zone.key
    incident = session.exec(select(Incident)).one()
    session.add(
        Deadline(
            incident_id=incident.row, number=1, item="x", profile="x", anchor="noticed_at",
            state=DeadlineState.RUNNING, anchor_at=NIGHT, opened_at=NIGHT,
            due_at=NIGHT + timedelta(days=4), alarm_at=NIGHT + timedelta(days=2),
        )
    )  # fmt: skip
    for number in range(PAGE + 20):
        due_at = instant(date(2022, 11, 23), time(7, 30), ward.house.zone)
        far = timedelta(days=9) if number == PAGE + 19 else timedelta()
        session.add(
            Schedule(
                key=f"{SUBSCRIPTION}:{number:05d}", kind=SUBSCRIPTION, target=f"U{number:05d}",
                at_local="07:30", zone=zone, next_due_at=due_at + far,
            )
        )  # fmt: skip


def test_all_plans_are_looked_at_a_page_at_a_time_and_none_is_loaded_whole(
    sqlite_ward: Ward,
) -> None:
    sqlite_ward.declare()
    sqlite_ward.database.write_now(partial(planned_by_many, ward=sqlite_ward))
    loaded: list[object] = []

    def seen(row: object, _context: object) -> None:
        loaded.append(row)

    for table in (Schedule, Deadline):
        sa.event.listen(table, "load", seen)
    try:
        sqlite_ward.tick()
    finally:
        for table in (Schedule, Deadline):
            sa.event.remove(table, "load", seen)
    last = f"{SUBSCRIPTION}:{PAGE + 19:05d}"
    assert {each.key for each in loaded if isinstance(each, Schedule)} == {last}
    assert not [each for each in loaded if isinstance(each, Deadline)]
    assert sqlite_ward.local(sqlite_ward.next_due(last)) == "23 Nov 07:30"


def test_a_plan_that_cannot_be_read_spoils_no_other(sqlite_ward: Ward) -> None:
    sqlite_ward.start()
    right = sqlite_ward.next_due(DAILY_DIGEST)

    def spoil(session: Session) -> None:
        for key, zone in ((f"{SUBSCRIPTION}:U0A", "Atlantis/Poseidonia"), (DAILY_DIGEST, "")):
            row = session.get(Schedule, key) or Schedule(key=key, kind=SUBSCRIPTION, at_local="07")
            row.zone = zone or row.zone
            row.next_due_at = NIGHT + timedelta(days=9)
            session.add(row)

    sqlite_ward.database.write_now(spoil)
    sqlite_ward.tick()
    assert sqlite_ward.next_due(DAILY_DIGEST) == right
    assert not sqlite_ward.quarantine.rests("pass:set_right", sqlite_ward.clock.now())
