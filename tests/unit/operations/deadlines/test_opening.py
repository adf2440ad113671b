"""What is opened, from when, until when: a table that a lawyer could read."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.words import Kind
from bot.obligations.model import NONE
from bot.operations import deadlines, incidents
from tests.law import DPO, LEGAL, Law, item
from tests.unit.operations.deadlines.opened import BOARD, CERTIN, Open

RANSOMWARE = {
    "in.certin.initial": ("running", "23 Nov 2022 13:07"),
    "in.nciipc": ("not_assessed", "23 Nov 2022 13:07"),
    "in.police.complaint": ("running", "23 Nov 2022 19:07"),
    "in.police.sign": ("not_assessed", "-"),
    "in.dpdp.board.1": ("running", "24 Nov 2022 07:07"),
    "in.dpdp.board.2": ("running", "26 Nov 2022 07:07"),
    "in.dpdp.principals": ("armed", "-"),
    "in.ministry": ("running", "23 Nov 2022 13:07"),
    "in.insurer": ("not_assessed", "-"),
    "in.civil.registration": ("armed", "-"),
    "in.records.request": ("armed", "-"),
}


def test_given_ransomware_noticed_0707_then_these_clocks_run(law: Law) -> None:
    found = {name: (str(row.state), law.shown(row.due_at)) for name, row in law.rows().items()}
    assert found == RANSOMWARE
    assert [row.number for row in law.rows().values()] == list(range(1, 12))
    advisory = [name for name, row in law.rows().items() if row.advisory]
    assert advisory == ["in.dpdp.board.1", "in.dpdp.board.2", "in.dpdp.principals"]
    (entry,) = law.entries("deadline.opened")
    assert entry.subject == "D1-D11"
    assert "D1 in.certin.initial due 2022-11-23T07:37:00Z" in entry.text
    assert entry.after == "in-hospital 2025-11"


def test_given_it_was_noticed_before_it_was_declared_then_the_clock_runs_from_noticing(
    sqlite_opened: Open,
) -> None:
    law = sqlite_opened()
    law.clock.advance(hours=2)
    law.declare(noticed_at=law.at("23 Nov 2022 07:07"))
    assert law.due(CERTIN) == "23 Nov 2022 13:07"


def test_a_worse_severity_opens_what_applies_then_and_nothing_twice(opened: Open) -> None:
    law = opened()
    law.declare(Kind.INTRUSION, severity=4)
    assert list(law.rows()) == ["in.insurer"]
    law.on(incidents.change_severity, 2, reason="an intruder is inside")
    first = list(law.rows())
    assert CERTIN in first
    assert law.due(CERTIN) == "23 Nov 2022 13:07"
    law.on(incidents.change_severity, 1, reason="the wards are down")
    law.on(incidents.change_severity, 3, reason="not so bad")
    assert list(law.rows()) == first
    assert law.state(CERTIN) == "running", "An easier severity takes no clock away."


def test_without_a_profile_there_are_no_clocks(sqlite_opened: Open) -> None:
    law = sqlite_opened()
    law.desk.house = replace(law.desk.house, profile=NONE)
    law.declare()
    assert law.rows() == {}


CALENDAR = [
    # zone, declared there, then due
    ("Asia/Kolkata", "23 Nov 2022 07:07", "22 Jan 2023 23:59:59"),
    ("Asia/Kolkata", "31 Dec 2023 23:59", "29 Feb 2024 23:59:59"),
    ("America/New_York", "07 Jan 2022 09:00", "08 Mar 2022 23:59:59"),
    ("America/New_York", "12 Jan 2022 09:00", "13 Mar 2022 23:59:59"),  # a day of 23 hours
    ("America/New_York", "07 Sep 2022 09:00", "06 Nov 2022 23:59:59"),  # a day of 25 hours
    ("Europe/Berlin", "31 Aug 2022 09:00", "30 Oct 2022 23:59:59"),
]


@pytest.mark.parametrize(("zone", "given", "then"), CALENDAR)
def test_sixty_calendar_days_end_with_the_sixtieth(
    sqlite_opened: Open, zone: str, given: str, then: str
) -> None:
    law = sqlite_opened("us-hipaa", zone)
    law.clock.step_wall(seconds=(law.at(given) - law.clock.now()).total_seconds())
    law.declare()
    assert law.due("us.hipaa.individual") == then
    law.on(deadlines.applies, "us.hipaa.individual", by=DPO)
    law.clock.step_wall(seconds=(law.at(then[:17]) - law.clock.now()).total_seconds())
    assert not law.met("us.hipaa.individual", by=DPO).late


def test_one_month_after_the_notification_was_sent(opened: Open) -> None:
    """The final report of NIS 2 waits for the notification, and moves when that is corrected."""
    law = opened("eu-nis2-gdpr")
    law.clock.step_wall(seconds=(law.at("29 Jan 2023 12:00") - law.clock.now()).total_seconds())
    law.declare()
    assert (law.state("eu.nis2.final"), law.due("eu.nis2.final")) == ("armed", "-")
    law.clock.advance(days=2)
    done = law.met("eu.nis2.notification")
    assert [row.item for row in done.going] == ["eu.nis2.final"]
    assert law.state("eu.nis2.final") == "running"
    assert law.due("eu.nis2.final") == "28 Feb 2023 23:59:59"


@pytest.mark.parametrize(("declared", "advisory"), [
    ("23 Nov 2022 07:07", True), ("12 May 2027 23:59", True), ("13 May 2027 00:00", False),
])  # fmt: skip
def test_a_law_binds_from_its_day_on_in_the_hospitals_zone(
    sqlite_opened: Open,
    declared: str,
    advisory: bool,  # noqa: FBT001 - a case.
) -> None:
    law = sqlite_opened()
    law.clock.step_wall(seconds=(law.at(declared) - law.clock.now()).total_seconds())
    law.declare()
    row = law.row(BOARD)
    assert (row.advisory, row.alarm_at is None) == (advisory, advisory)
    assert (row.due_at or law.clock.now()) - law.clock.now() == timedelta(hours=72)


def test_what_does_not_bind_yet_is_never_late_and_blocks_nothing(law: Law) -> None:
    law.clock.advance(days=30)
    assert not law.met(BOARD, by=DPO).late
    for name in (CERTIN, "in.police.sign"):
        law.on(deadlines.not_applicable, name, "an exercise of counsel", by=LEGAL)
    law.on(deadlines.check_nothing_owed)


def test_a_law_that_is_to_be_silent_until_its_day_opens_nothing_before(sqlite_opened: Open) -> None:
    text = item("a.one", effective_from="2027-05-13", before_effective='"off"')
    law = sqlite_opened(text)
    law.declare()
    assert law.rows() == {}
    law.clock.step_wall(days=365 * 5)
    law.declare()
    assert [row.advisory for row in law.rows().values()] == [False]
