"""The plan of the daily digest: its hour and zone changed, off and on, by whom; nothing due is lost."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.errors import Refused
from bot.grammar.errors import TimeRefused
from bot.operations import reports, schedules
from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.factories import make_house
from tests.schedule.conftest import ANA, BOSS, Ward
from tests.schedule.digest_days import KEY, in_zone, keys


def test_a_new_setting_acts_at_the_next_start(sqlite_ward: Ward) -> None:
    sqlite_ward.start()
    sqlite_ward.house = replace(sqlite_ward.house, digest_at="08:15")
    assert "08:15 Asia/Kolkata, as set by WARDROOM_DIGEST_AT" in sqlite_ward.start()
    sqlite_ward.ticks(every=15, times=8)
    assert keys(sqlite_ward) == [f"{KEY}:2022-11-23T08:15"]


def test_a_new_setting_does_not_lose_what_fell_due(sqlite_ward: Ward) -> None:
    sqlite_ward.start()
    sqlite_ward.clock.advance(hours=1)
    sqlite_ward.house = replace(sqlite_ward.house, digest_at="09:00")
    sqlite_ward.start()
    sqlite_ward.ticks(every=20, times=6)
    assert keys(sqlite_ward) == [f"{KEY}:2022-11-23T07:30", f"{KEY}:2022-11-23T09:00"]


@pytest.mark.parametrize("at", ["07:00", "07:30", "09:00"])
def test_another_hour_does_not_lose_what_fell_due(ward: Ward, at: str) -> None:
    ward.start()
    ward.clock.advance(hours=1)
    plan = ward.desk(BOSS, lambda turn: schedules.digest_at(turn, at))
    day = "23" if at == "09:00" else "24"
    assert plan.sentence == (
        "The daily digest that was due 23 Nov 2022 07:30 IST is on its way; "
        f"the next one: {day} Nov 2022 {at} IST."
    )
    assert ward.tick() == 1
    assert keys(ward) == [f"{KEY}:2022-11-23T07:30"]
    assert "Late: it was due 23 Nov 2022 07:30 IST." in ward.texts("digest")[0]
    assert ward.local(ward.next_due(KEY)) == f"{day} Nov {at}"


def test_turned_on_while_it_is_on_it_loses_nothing(sqlite_ward: Ward) -> None:
    sqlite_ward.start()
    sqlite_ward.clock.advance(hours=1)
    sqlite_ward.desk(BOSS, schedules.digest_on)
    assert sqlite_ward.tick() == 1


def test_turned_off_what_fell_due_is_dropped_also_by_another_hour(sqlite_ward: Ward) -> None:
    sqlite_ward.start()
    sqlite_ward.clock.advance(hours=1)
    sqlite_ward.desk(BOSS, schedules.digest_off)
    plan = sqlite_ward.desk(BOSS, lambda turn: schedules.digest_at(turn, "07:00"))
    assert plan.sentence == "The next daily digest: 24 Nov 2022 07:00 IST."
    assert sqlite_ward.tick() == 0


def test_an_hour_changed_while_it_is_gathered_holds(
    sqlite_ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was gathered for the old hour is gathered anew, and the next one is at the new hour."""
    sqlite_ward.start()
    sqlite_ward.clock.advance(hours=1)
    gathered = reports.digest

    def changed(*args: Any, **more: Any) -> reports.Report:
        monkeypatch.setattr(reports, "digest", gathered)
        sqlite_ward.desk(BOSS, lambda turn: schedules.digest_at(turn, "09:00"))
        return gathered(*args, **more)

    monkeypatch.setattr(reports, "digest", changed)
    assert (sqlite_ward.tick(), sqlite_ward.tick()) == (0, 1)
    assert keys(sqlite_ward) == [f"{KEY}:2022-11-23T07:30"]
    assert sqlite_ward.local(sqlite_ward.next_due(KEY)) == "23 Nov 09:00"


def test_what_the_chat_set_outlives_the_setting(sqlite_ward: Ward) -> None:
    sqlite_ward.start()
    plan = sqlite_ward.desk(BOSS, lambda turn: schedules.digest_at(turn, "6.45am"))
    assert plan.sentence == "The next daily digest: 24 Nov 2022 06:45 IST."
    sqlite_ward.house = replace(
        sqlite_ward.house, digest_at="09:00", zone=ZoneInfo("Europe/London")
    )
    assert "(06:45 Asia/Kolkata, as set in the chat)" in sqlite_ward.start()


def test_another_zone_acts_at_once_and_outlives_a_restart(ward: Ward) -> None:
    """At 07:07 in Delhi it is 01:37 in London."""
    ward.start()
    plan = ward.desk(BOSS, lambda turn: schedules.digest_at(turn, "07:30", "london"))
    assert plan.sentence == (
        "The next daily digest: 23 Nov 2022 07:30 GMT. It comes by the clocks of Europe/London."
    )
    assert "(07:30 Europe/London, as set in the chat)" in ward.start()
    ward.ticks(every=30, times=16)
    assert keys(ward) == [f"{KEY}:2022-11-23T07:30"]
    assert [ward.local(each.due_at) for each in ward.occurrences("digest")] == ["23 Nov 13:00"]
    plan = ward.desk(BOSS, lambda turn: schedules.digest_at(turn, "08:00"))
    assert plan.sentence == "The next daily digest: 24 Nov 2022 08:00 IST."
    with pytest.raises(TimeRefused, match="no time zone"):
        ward.desk(BOSS, lambda turn: schedules.digest_at(turn, "08:00", "Mars/Phobos"))
    assert ward.local(ward.next_due(KEY)) == "24 Nov 08:00"


@pytest.mark.parametrize(
    ("at", "now", "due", "says"),
    [
        ("02:30", datetime(2026, 3, 7, 12, tzinfo=UTC), "8 Mar 2026 03:00 EDT",
         "On 8 Mar 2026 the clocks there skip 02:30: it comes right after."),
        ("01:30", datetime(2026, 10, 31, 12, tzinfo=UTC), "1 Nov 2026 01:30 EDT",
         "On 1 Nov 2026 the clocks there show 01:30 twice: it comes the first time."),
    ],
)  # fmt: skip
def test_a_day_on_which_the_clocks_move_is_named(
    sqlite_ward: Ward, at: str, now: datetime, due: str, says: str
) -> None:
    where = "America/New_York"
    in_zone(sqlite_ward, where, "07:30", now)
    plan = sqlite_ward.desk(BOSS, lambda turn: schedules.digest_at(turn, at, where))
    assert plan.sentence == (
        f"The next daily digest: {due}. It comes by the clocks of {where}. {says}"
    )


def test_off_and_on(sqlite_ward: Ward) -> None:
    sqlite_ward.start()
    assert "off" in sqlite_ward.desk(BOSS, schedules.digest_off).sentence
    sqlite_ward.start()
    sqlite_ward.ticks(every=60, times=30)
    assert keys(sqlite_ward) == []
    plan = sqlite_ward.desk(BOSS, schedules.digest_on)
    assert plan.sentence == "The next daily digest: 25 Nov 2022 07:30 IST."
    assert sqlite_ward.tick() == 0


@pytest.mark.parametrize("at", ["25:61", "", "soon", "-1:00"])
def test_senseless_times_are_refused(sqlite_ward: Ward, at: str) -> None:
    sqlite_ward.start()
    with pytest.raises(TimeRefused):
        sqlite_ward.desk(BOSS, lambda turn: schedules.digest_at(turn, at))
    assert sqlite_ward.local(sqlite_ward.next_due(KEY)) == "23 Nov 07:30"


def test_only_managers_plan_it_where_there_are_managers(
    sqlite_url: str, tmp_path: Path, clock: StoppedClock
) -> None:
    database = Database(sqlite_url)
    house = make_house(tmp_path / "playbooks", managers=frozenset({ANA}))
    ward = Ward(database, house, clock)
    with pytest.raises(Refused, match="managers"):
        ward.desk(BOSS, schedules.digest_off)
    assert not ward.desk(ANA, schedules.digest_off).enabled
    database.close()
