"""The daily digest: when it comes, and that it comes once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from bot.domain.models import Schedule
from bot.errors import Mistyped
from bot.operations import schedules
from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.factories import make_house
from tests.schedule.conftest import BOSS, Ward
from tests.schedule.digest_days import KEY, in_zone, keys


def test_every_morning_once(ward: Ward) -> None:
    said = ward.start()
    assert said == (
        "The next daily digest: 23 Nov 2022 07:30 IST. "
        "(07:30 Asia/Kolkata, as set by WARDROOM_DIGEST_AT)"
    )
    ward.clock.advance(minutes=23)
    ward.tick()
    ward.ticks(every=180, times=8 * 3 - 1)
    assert keys(ward) == [f"{KEY}:2022-11-{day}T07:30" for day in (23, 24, 25)]
    assert {post.target for post in ward.posts("digest")} == {"channel:C0MANAGERS"}


def test_never_silent(ward: Ward) -> None:
    ward.start()
    ward.clock.advance(minutes=23)
    ward.tick()
    (text,) = ward.texts("digest")
    assert text.startswith("Daily digest, 23 Nov 2022.\nNo incident is open.")
    assert "Next digest: 24 Nov 2022 07:30 IST." in text


def test_a_restart_forgets_nothing_and_repeats_nothing(ward: Ward) -> None:
    ward.start()
    ward.clock.advance(minutes=24)
    ward.tick()
    ward.start()
    assert ward.tick() == 0
    ward.clock.advance(minutes=5)
    ward.start()
    assert ward.tick() == 0
    assert keys(ward) == [f"{KEY}:2022-11-23T07:30"]


@pytest.mark.parametrize(("days", "missed"), [(0, 0), (8, 8)])
def test_down_over_one_and_over_nine(ward: Ward, days: int, missed: int) -> None:
    """Down at 07:30 (and for eight more days): one digest at the start, marked late."""
    ward.start()
    ward.clock.advance(days=days, hours=2)
    ward.start()
    assert ward.ticks(every=1, times=3) == 1
    (text,) = ward.texts("digest")
    day = 23 + days
    due = f"{day if day <= 30 else day - 30:d} {'Nov' if day <= 30 else 'Dec'} 2022 07:30 IST"
    assert f"Late: it was due {due}." in text
    assert (f"stands for {missed} before it" in text) == bool(missed)
    (row,) = ward.occurrences("digest")
    assert (row.missed, row.late) == (missed, True)


@pytest.mark.parametrize(
    ("zone", "at", "start", "want", "hours"),
    [
        ("America/New_York", "01:30", datetime(2026, 10, 31, 12, tzinfo=UTC),
         ["2026-11-01T01:30", "2026-11-02T01:30"], [17.5, 42.5]),
        ("America/New_York", "02:30", datetime(2026, 3, 7, 12, tzinfo=UTC),
         ["2026-03-08T02:30", "2026-03-09T02:30"], [19.0, 42.5]),
        ("Europe/London", "01:30", datetime(2026, 10, 24, 12, tzinfo=UTC),
         ["2026-10-25T01:30", "2026-10-26T01:30"], [12.5, 37.5]),
        ("Europe/London", "01:30", datetime(2026, 3, 28, 12, tzinfo=UTC),
         ["2026-03-29T01:30", "2026-03-30T01:30"], [13.0, 36.5]),
        ("Asia/Kolkata", "07:30", datetime(2024, 2, 28, 3, tzinfo=UTC),
         ["2024-02-29T07:30", "2024-03-01T07:30"], [23.0, 47.0]),
        ("Asia/Kolkata", "00:00", datetime(2022, 12, 31, 3, tzinfo=UTC),
         ["2023-01-01T00:00", "2023-01-02T00:00"], [15.5, 39.5]),
    ],
)  # fmt: skip
def test_one_for_each_local_date(
    sqlite_ward: Ward, zone: str, at: str, start: datetime, want: list[str], hours: list[float]
) -> None:
    in_zone(sqlite_ward, zone, at, start)
    # In autumn an hour of the clock comes twice.
    near = [start + timedelta(hours=each + again) for each in hours for again in (0, 1)]
    fired = [
        (now - start) / timedelta(hours=1)
        for now in sqlite_ward.passing(start + timedelta(hours=47.5), every=240, near=near)
        if sqlite_ward.tick()
    ]
    got = [key.removeprefix(f"{KEY}:") for key in keys(sqlite_ward)]
    assert (got[: len(want)], fired[: len(hours)]) == (want, hours)


def test_set_back_over_the_moment_it_does_not_repeat(ward: Ward) -> None:
    ward.start()
    ward.clock.advance(hours=1)
    assert ward.tick() == 1
    ward.clock.step_wall(hours=-2)
    assert ward.ticks(every=60, times=4) == 0
    assert keys(ward) == [f"{KEY}:2022-11-23T07:30"]
    ward.ticks(every=180, times=8)
    assert keys(ward)[-1] == f"{KEY}:2022-11-24T07:30"


def test_two_days_ahead_and_back(sqlite_ward: Ward) -> None:
    """The morning that the clock ran through is not said again; the one between is not lost."""
    sqlite_ward.start()
    sqlite_ward.clock.step_wall(days=2, hours=1)
    sqlite_ward.tick()
    sqlite_ward.clock.step_wall(days=-2, hours=-1)
    sqlite_ward.tick()
    sqlite_ward.ticks(every=240, times=6 * 4)
    assert keys(sqlite_ward) == [f"{KEY}:2022-11-{day}T07:30" for day in (25, 23, 24, 26)]


def test_without_a_channel_it_waits_and_says_so(
    sqlite_url: str, tmp_path: Path, clock: StoppedClock
) -> None:
    database = Database(sqlite_url)
    ward = Ward(database, make_house(tmp_path / "playbooks", managers_channel=""), clock)
    assert "WARDROOM_MANAGERS_CHANNEL" in ward.start()
    assert ward.ticks(every=60, times=30) == 0
    with pytest.raises(Mistyped, match="nowhere to go") as refusal:
        ward.desk(BOSS, schedules.digest_now)
    assert "WARDROOM_MANAGERS_CHANNEL" in refusal.value.next_step
    assert ward.local(ward.next_due(KEY)) == "25 Nov 07:30"
    database.close()


def test_a_zone_that_this_machine_does_not_know_becomes_the_hospital_s(ward: Ward) -> None:
    """The database may have come from another machine, or its data on zones be older."""
    ward.start()
    own = "digest:U4ANA:open"

    def move(session: Session) -> None:
        daily = session.get(Schedule, "digest:daily")
        assert daily is not None
        daily.zone, daily.by_hand = "Atlantis/Poseidonia", True
        mine = Schedule(
            key=own, kind="subscription", target="user:U4ANA", at_local="08:00", by_hand=True,
            zone="Atlantis/Poseidonia", next_due_at=daily.next_due_at,
        )  # fmt: skip
        session.add_all([daily, mine])

    ward.database.write_now(move)
    assert ward.start().endswith("(07:30 Asia/Kolkata, as set in the chat)")
    ward.clock.advance(hours=1)
    ward.tick()
    assert [ward.local(ward.next_due(key)) for key in ("digest:daily", own)] == [
        "24 Nov 07:30", "24 Nov 08:00",
    ]  # fmt: skip
    assert len(ward.posts("digest")) == 1
