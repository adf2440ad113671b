"""What the daily digest says of all open incidents, in which order, and what it never says."""

import json
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlmodel import Session

from bot.domain.models import Person
from bot.domain.report import Listing
from bot.domain.words import Kind
from bot.errors import Refused
from bot.operations import incidents, reports, schedules, tasks
from tests.schedule.conftest import ANA, BOSS, NET, Ward, stands_in_order
from tests.schedule.tables import Given, T, begin


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
    stands_in_order(text, wanted)
    shown = json.loads(ward.posts("digest")[-1].payload)["blocks"]
    small = [each["elements"][0]["text"] for each in shown if each["type"] == "context"]
    assert "No update was given yet." in small


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
