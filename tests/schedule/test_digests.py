"""The daily digest: when it comes, that it comes once, and what it says of all open incidents."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

from bot.domain.models import Person, Schedule
from bot.domain.report import Listing
from bot.domain.words import Kind
from bot.errors import Mistyped, Refused
from bot.grammar.errors import TimeRefused
from bot.operations import incidents, reports, schedules, tasks
from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.factories import make_house
from tests.schedule.conftest import ANA, BOSS, NET, Ward
from tests.schedule.tables import Given, T, begin

KEY = "digest:daily"


def keys(ward: Ward) -> list[str]:
    return [post.key for post in ward.posts("digest")]


def test_every_morning_once(ward: Ward) -> None:
    said = ward.start()
    assert said == (
        "The next daily digest: 23 Nov 2022 07:30 IST. "
        "(07:30 Asia/Kolkata, as set by WARDROOM_DIGEST_AT)"
    )
    ward.clock.advance(minutes=23)
    ward.tick()
    ward.ticks(every=60, times=24 * 3 - 1)
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


def in_zone(ward: Ward, zone: str, at: str, now: datetime) -> None:
    ward.house = replace(ward.house, zone=ZoneInfo(zone), digest_at=at)
    ward.clock.step_wall(seconds=(now - ward.clock.now()).total_seconds())
    ward.start()


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
    fired = []
    for half in range(1, 2 * 48):
        sqlite_ward.clock.advance(minutes=30)
        if sqlite_ward.tick():
            fired.append(half / 2)
    got = [key.removeprefix(f"{KEY}:") for key in keys(sqlite_ward)]
    assert (got[: len(want)], fired[: len(hours)]) == (want, hours)


def test_set_back_over_the_moment_it_does_not_repeat(ward: Ward) -> None:
    ward.start()
    ward.clock.advance(hours=1)
    assert ward.tick() == 1
    ward.clock.step_wall(hours=-2)
    assert ward.ticks(every=30, times=8) == 0
    assert keys(ward) == [f"{KEY}:2022-11-23T07:30"]
    ward.ticks(every=60, times=24)
    assert keys(ward)[-1] == f"{KEY}:2022-11-24T07:30"


def test_two_days_ahead_and_back(sqlite_ward: Ward) -> None:
    """The morning that the clock ran through is not said again; the one between is not lost."""
    sqlite_ward.start()
    sqlite_ward.clock.step_wall(days=2, hours=1)
    sqlite_ward.tick()
    sqlite_ward.clock.step_wall(days=-2, hours=-1)
    sqlite_ward.tick()
    sqlite_ward.ticks(every=60, times=24 * 4)
    assert keys(sqlite_ward) == [f"{KEY}:2022-11-{day}T07:30" for day in (25, 23, 24, 26)]


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
        ("02:30", datetime(2026, 3, 7, 12, tzinfo=UTC), "08 Mar 2026 03:00 EDT",
         "On 8 Mar 2026 the clocks there skip 02:30: it comes right after."),
        ("01:30", datetime(2026, 10, 31, 12, tzinfo=UTC), "01 Nov 2026 01:30 EDT",
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


def test_now_is_extra_and_the_next_compares_with_it(ward: Ward) -> None:
    ward.start()
    ward.declare(kind=Kind.RANSOMWARE)
    said = ward.desk(BOSS, schedules.digest_now)
    assert said == "The digest is on its way to <#C0MANAGERS>."
    ward.clock.advance(minutes=23)
    assert ward.tick(beat=1) == 1
    first, second = ward.texts("digest")
    assert "What changed" in first
    assert "Changes are since 07:07 IST." in second
    assert "What changed" not in second


def test_deltas_and_order(ward: Ward) -> None:
    """First the numbers with what changed in them, then each incident in the managers' order."""
    ref = ward.declare("Servers encrypted", kind=Kind.RANSOMWARE)
    ward.start()
    ward.clock.advance(minutes=23)
    ward.tick()
    ward.on(ref, lambda turn, it: tasks.done(turn, it, 1, proof="opened"))
    ward.on(ref, lambda turn, it: tasks.claim(turn, it, 2), by=ANA)
    ward.on(ref, lambda turn, it: tasks.done(turn, it, 2, proof="24"), by=ANA)
    ward.clock.advance(days=1)
    ward.tick()
    text = ward.texts("digest")[-1]
    wanted = [
        "1 incident is open.",
        "Tasks done 1 (+1) of 4",
        "overdue 1 (−1)",
        f"{ref}, SEV1 · active · day 2: Servers encrypted.",
        "What changed: 1 done: #1 Open the log",
        "Asked of you: #2 Cut the edge: approval of <@U1BOSS>, Incident commander",
        "Nobody holds: ",
        "Overdue and blocked: #2 Cut the edge — due 23 Nov 07:27, waiting for approval",
        "Tasks by owner: Open: <@U4ANA> 1 (1 overdue)",
        "No update was given yet.",
    ]
    place = 0
    for each in wanted:
        assert each in text[place:], (each, text)
        place = text.index(each, place)


def test_the_next_day_has_goals_with_owners_by_the_clock(ward: Ward) -> None:
    ref = ward.declare()
    ward.appoint(ref, "lab-lead", NET)
    now = ward.clock.now()
    for title, hours, owner, role in (
        ("Call the vendor", 20, ANA, None),
        ("Count the samples", 3, None, "lab-lead"),
        ("Feed the generator", 9, None, "logistics-lead"),
        ("Next week", 30, ANA, None),
    ):
        due_at = now + timedelta(hours=hours)
        add = partial(tasks.add, title=title, due_at=due_at, assignee=owner, role=role)
        ward.on(ref, add)
    text = ward.desk(BOSS, schedules.preview)["text"]
    assert (
        "Next 24 hours: 10:07 #2 Count the samples — unclaimed, for <@U3NET> (Laboratory lead); "
        "16:07 #3 Feed the generator — unclaimed, Logistics lead vacant; "
        "24 Nov 03:07 #1 Call the vendor — <@U4ANA>." in text
    )
    assert "Next week" not in text.partition("Next 24 hours")[2].partition("Tasks by owner")[0]


def test_every_critical_one_is_counted(ward: Ward) -> None:
    """Eight rows are fetched; twelve are said."""
    begin(ward, Given([T(f"Task {number}", due="07:12", critical=True) for number in range(12)]))
    ward.clock.advance(hours=1)
    text = ward.desk(BOSS, schedules.preview)["text"]
    assert "12 critical tasks are overdue: #1, #2, #3, #4, #5, #6, #7, #8 and 4 more" in text


def test_the_newest_updates_come_first_and_old_ones_last(sqlite_ward: Ward) -> None:
    ward = sqlite_ward
    ref = ward.declare()
    for number in range(5):
        ward.clock.advance(minutes=1)
        ward.on(ref, partial(incidents.update, text=f"{number}0 of 100"))
    changed = ward.desk(BOSS, schedules.preview)["text"].partition("What changed: ")[2]
    told = [line.partition(": ")[2] for line in changed.split("; ") if "update by" in line]
    assert told[:2] == ["30 of 100", "40 of 100"]


def test_it_names_people_without_calling_them(sqlite_ward: Ward) -> None:
    ref = sqlite_ward.declare(kind=Kind.RANSOMWARE)
    now = sqlite_ward.clock.now()
    person = Person(user_id=ANA, name="ana", real_name="Ana <!channel> Pérez", seen_at=now)
    sqlite_ward.database.write_now(lambda session: session.add(person))
    sqlite_ward.on(ref, lambda turn, it: tasks.claim(turn, it, 2), by=ANA)
    text = sqlite_ward.desk(BOSS, schedules.preview)["text"]
    assert "Ana &lt;!channel&gt; Pérez 1" in text
    assert "<@U4ANA>" not in text


def test_private_incidents_leave_no_trace(ward: Ward) -> None:
    secret = ward.declare("Two analysts suspended", private=True)
    ward.declare("Printer down", severity=4)
    ward.start()
    ward.clock.advance(minutes=23)
    ward.tick()
    (post,) = ward.posts("digest")
    assert "1 incident is open." in post.payload
    assert secret not in post.payload
    assert "analysts" not in post.payload


def test_ended_ones_are_named_once(sqlite_ward: Ward) -> None:
    ref = sqlite_ward.declare("A cable")
    sqlite_ward.start()
    sqlite_ward.clock.advance(minutes=23)
    sqlite_ward.tick()
    sqlite_ward.on(ref, lambda turn, it: incidents.stand_down(turn, it, reason="a cable"))
    sqlite_ward.ticks(every=24 * 60, times=2)
    first, second, third = sqlite_ward.texts("digest")
    assert "1 incident is open." in first
    assert f"Ended since: {ref} (stood down)." in second
    assert ref not in third


def test_guests_get_no_preview(sqlite_ward: Ward) -> None:
    guest = Person(user_id="U7GUEST", is_guest=True, seen_at=sqlite_ward.clock.now())
    sqlite_ward.database.write_now(lambda session: session.add(guest))
    with pytest.raises(Refused, match="Guests"):
        sqlite_ward.desk("U7GUEST", schedules.preview)


def test_a_failing_section_says_so_and_the_rest_comes(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(session: Session, _asked: reports.Asked) -> dict[int, Listing[Any]]:
        session.connection().exec_driver_sql("SELECT * FROM nowhere")
        return {}

    sections = tuple(
        replace(each, gather=broken) if each.name == "loads" else each for each in reports.SECTIONS
    )
    monkeypatch.setattr(reports, "SECTIONS", sections)
    ward.declare(kind=Kind.RANSOMWARE)
    ward.start()
    ward.clock.advance(minutes=23)
    assert ward.tick(beat=1) == 1
    message = json.loads(ward.posts("digest")[0].payload)
    assert "Tasks by owner: could not be computed (reference " in message["text"]
    assert "Asked of you: " in message["text"]


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
