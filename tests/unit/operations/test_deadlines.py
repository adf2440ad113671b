"""Legal clocks from opening to closing, on both engines: a table that a lawyer could read."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.domain.words import Kind, Stage
from bot.errors import Mistyped, NotFound, Refused
from bot.obligations.model import NONE
from bot.operations import anchors, deadlines, incidents, people
from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.factories import make_house
from tests.law import ANA, CISO, DPO, KABIR, LEGAL, Law, item, profile

Open = Callable[..., Law]
CERTIN, BOARD = "in.certin.initial", "in.dpdp.board.2"


def opening(database: Database, clock: StoppedClock, folder: Path) -> Open:
    """Return what opens a hospital under a profile: a shipped one by name, or items as YAML."""

    def open_(name_or_items: str = "in-hospital", zone: str = "Asia/Kolkata") -> Law:
        house = make_house(folder / "playbooks", zone=ZoneInfo(zone))
        return Law(database, house, clock, profile(name_or_items))

    return open_


@pytest.fixture
def opened(database: Database, clock: StoppedClock, tmp_path: Path) -> Open:
    """Opens a hospital on each engine."""
    return opening(database, clock, tmp_path)


@pytest.fixture
def sqlite_opened(sqlite_url: str, clock: StoppedClock, tmp_path: Path) -> Iterator[Open]:
    """Opens a hospital on SQLite alone, for what is counted and not stored."""
    database = Database(sqlite_url)
    yield opening(database, clock, tmp_path)
    database.close()


@pytest.fixture
def law(opened: Open) -> Law:
    """The hospital in India, in which ransomware was noticed and declared at 07:07."""
    law = opened()
    law.declare()
    return law


# --- What is opened, from when, until when.

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


# --- Calendar days, in the hospital's zone.

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


# --- Effective dates: advisory before, binding from the day on.


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


# --- Anchors.


def test_the_safe_clock_runs_from_noticing_until_a_breach_is_confirmed(law: Law) -> None:
    assert law.row(BOARD).counted_from == "noticed_at"
    law.clock.advance(hours=10)
    law.breach("23 Nov 2022 16:00", "counsel confirms", by=LEGAL)
    row = law.row(BOARD)
    assert (row.counted_from, law.shown(row.due_at)) == (
        "breach_confirmed_at", "26 Nov 2022 16:00",
    )  # fmt: skip


def test_a_breach_that_postpones_a_clock_is_for_legal_to_confirm(opened: Open) -> None:
    law = opened("uk")
    law.declare()
    law.clock.advance(hours=10)
    with pytest.raises(Refused, match="Only legal-lead may move a moment later") as refused:
        law.breach("23 Nov 2022 16:00", "seen on a leak site", by=ANA)
    assert f"<@{LEGAL}>" in str(refused.value)
    assert law.incident().breach_at is None
    law.breach("23 Nov 2022 16:00", "seen on a leak site", by=LEGAL)
    assert law.due("uk.gdpr") == "26 Nov 2022 16:00"


def test_a_confirmed_breach_opens_the_clocks_that_wait_for_one(opened: Open) -> None:
    law = opened("uk")
    law.declare(Kind.OUTAGE)
    assert law.rows() == {}
    law.clock.advance(hours=5)
    done = law.breach("23 Nov 2022 12:00", by=ANA)
    assert [row.item for row in done.opened] == ["uk.gdpr"]
    assert law.due("uk.gdpr") == "26 Nov 2022 12:00"


def test_noticed_earlier_is_free_and_later_is_legals_with_a_reason(opened: Open) -> None:
    law = opened()
    law.clock.advance(hours=2)
    law.declare()
    assert law.due(CERTIN) == "23 Nov 2022 15:07"
    moved = law.noticed("23 Nov 2022 07:07", by=ANA).moved
    assert law.due(CERTIN) == "23 Nov 2022 13:07"
    assert {each.row.item for each in moved} >= {CERTIN, "in.police.complaint", BOARD}
    for who, reason, says in (
        (ANA, "the log's clock was wrong", "Only legal-lead may move a moment later"),
        (KABIR, "the log's clock was wrong", f"<@{LEGAL}>"),
        (DPO, "the log's clock was wrong", "Only legal-lead"),
        (LEGAL, "  ", "Moving a moment later needs a reason"),
    ):
        with pytest.raises((Refused, Mistyped), match=says):
            law.noticed("23 Nov 2022 08:00", reason, by=who)
        assert law.due(CERTIN) == "23 Nov 2022 13:07"
    law.noticed("23 Nov 2022 08:00", "the log's clock was wrong", by=LEGAL)
    assert law.due(CERTIN) == "23 Nov 2022 14:00"
    entries = law.entries("incident.anchor")
    assert [(entry.actor, entry.reason) for entry in entries] == [
        (ANA, None), (LEGAL, "the log's clock was wrong"),
    ]  # fmt: skip
    assert entries[0].before == "2022-11-23T03:37:00+00:00"
    assert "D1 in.certin.initial due 2022-11-23T09:37:00Z → 2022-11-23T07:37:00Z" in entries[0].text


@pytest.mark.parametrize(("name", "moment", "says"), [
    ("noticed", "23 Nov 2022 12:00", "has not come yet"),
    ("noticed", "23 Nov 2022 09:30", "was declared at 23 Nov 2022 09:07 IST"),
    ("occurred", "23 Nov 2022 09:20", "It was noticed at 23 Nov 2022 09:07 IST"),
    ("breach", "24 Nov 2022 09:20", "has not come yet"),
    ("noticed", "22 Nov 2022 23:00", "It occurred at 23 Nov 2022 02:00 IST"),
    ("occurred", "23 Nov 2022 02:00", "already"),
])  # fmt: skip
def test_moments_keep_their_order(sqlite_opened: Open, name: str, moment: str, says: str) -> None:
    law = sqlite_opened()
    law.clock.advance(hours=2)
    law.declare(occurred_at=law.at("23 Nov 2022 02:00"))
    law.clock.advance(hours=1)
    with pytest.raises(Refused, match=says) as refused:
        law.on(anchors.correct, name, law.at(moment), "because", by=LEGAL)
    assert refused.value.rule.startswith("22")


def test_what_counts_from_an_event_of_its_own_starts_with_it(law: Law) -> None:
    law.clock.advance(days=2)
    law.on(anchors.happened, "in.records.request", law.at("24 Nov 2022 10:00"), by=ANA)
    row = law.row("in.records.request")
    assert (str(row.state), row.counted_from) == ("running", "custom")
    assert law.due("in.records.request") == "27 Nov 2022 10:00"
    law.on(anchors.happened, "in.records.request", law.at("24 Nov 2022 09:00"), by=ANA)
    assert law.due("in.records.request") == "27 Nov 2022 09:00"
    with pytest.raises(Refused, match="Only legal-lead"):
        law.on(anchors.happened, "in.records.request", law.at("24 Nov 2022 11:00"), "x", by=ANA)
    with pytest.raises(Mistyped, match="counts from noticed_at, not from an event"):
        law.on(anchors.happened, CERTIN, law.at("24 Nov 2022 09:00"), by=LEGAL)
    law.on(anchors.happened, "in.civil.registration", law.at("23 Nov 2022 23:30"), by=ANA)
    assert law.due("in.civil.registration") == "14 Dec 2022 23:59:59"


def test_another_request_sets_a_clock_going_once_more(law: Law) -> None:
    law.clock.advance(days=1)
    law.on(anchors.happened, "in.records.request", law.at("23 Nov 2022 10:00"), by=ANA)
    law.met("in.records.request", "copy given", by=ANA)
    law.clock.advance(days=3)
    law.on(anchors.happened, "in.records.request", law.at("26 Nov 2022 10:00"), by=ANA)
    assert law.state("in.records.request") == "followup"
    assert law.due("in.records.request") == "29 Nov 2022 10:00"
    law.met("in.records.request", "second copy", by=ANA)
    assert law.state("in.records.request") == "submitted"


# --- Extension.


def test_an_extension_moves_the_end_and_no_state(law: Law) -> None:
    extend = partial(law.on, deadlines.extend, CERTIN)
    to = law.at("23 Nov 2022 18:00")
    for who, basis, says in (
        (ANA, "letter no. 12", "Only dpo or legal-lead may extend D1: a law sets it"),
        (CISO, "letter no. 12", f"<@{LEGAL}>"),
        (LEGAL, " ", "An extension needs a reason"),
    ):
        with pytest.raises((Refused, Mistyped), match=says):
            extend(to, basis, by=who)
    with pytest.raises(Refused, match="is no later"):
        extend(law.at("23 Nov 2022 13:07"), "letter no. 12", by=LEGAL)
    with pytest.raises(Refused, match="is over, so nothing can be extended to it"):
        extend(law.at("23 Nov 2022 07:07"), "letter no. 12", by=LEGAL)
    extend(to, "letter no. 12 of CERT-In", by=LEGAL)
    row = law.row(CERTIN)
    assert (str(row.state), law.shown(row.due_at)) == ("running", "23 Nov 2022 18:00")
    assert row.extension_basis == "letter no. 12 of CERT-In"
    (entry,) = law.entries("deadline.extended")
    assert (entry.before, entry.after, entry.reason) == (
        "2022-11-23T07:37:00+00:00", "2022-11-23T12:30:00+00:00", "letter no. 12 of CERT-In",
    )  # fmt: skip
    law.noticed("23 Nov 2022 06:00", by=ANA)
    assert law.due(CERTIN) == "23 Nov 2022 18:00", "What was allowed is a moment of its own."
    law.clock.advance(hours=10)
    assert not law.met(CERTIN).late


def test_what_a_contract_sets_any_responder_types_in(law: Law) -> None:
    law.on(deadlines.applies, "in.insurer", by=ANA)
    assert law.due("in.insurer") == "-"
    law.on(deadlines.extend, "in.insurer", law.at("25 Nov 2022 12:00"), "policy 7.2", by=ANA)
    row = law.row("in.insurer")
    assert (law.shown(row.due_at), row.alarm_at is not None) == ("25 Nov 2022 12:00", True)


# --- Not applicable.


def test_not_applicable_is_legals_with_a_reason_and_can_be_taken_back(law: Law) -> None:
    na = partial(law.on, deadlines.not_applicable, CERTIN)
    for who in (KABIR, CISO, ANA):
        with pytest.raises(Refused, match=r"Only dpo or legal-lead .*<@U4DPO>, <@U3LEGAL>"):
            na("no critical system", by=who)
    with pytest.raises(Mistyped, match="needs a reason"):
        na("", by=LEGAL)
    with pytest.raises(Mistyped, match="1000 are the most"):
        na("x" * 1001, by=LEGAL)
    na("  an exercise of counsel ", by=LEGAL)
    row = law.row(CERTIN)
    assert (str(row.state), row.reason_na) == ("not_applicable", "an exercise of counsel")
    assert row.alarm_at is None
    with pytest.raises(Refused, match="D1 is not applicable"):
        law.met(CERTIN)
    with pytest.raises(Mistyped, match="Taking that back needs a reason"):
        law.on(deadlines.applies, CERTIN, by=LEGAL)
    law.on(deadlines.applies, CERTIN, "the LIS is hit after all", by=ANA)
    row = law.row(CERTIN)
    assert (str(row.state), row.reason_na, law.shown(row.due_at)) == (
        "running", None, "23 Nov 2022 13:07",
    )  # fmt: skip
    reasons = [(entry.actor, entry.reason) for entry in law.entries("deadline.na")]
    assert reasons == [(LEGAL, "an exercise of counsel")]


def test_a_soft_duty_any_responder_rules_out_with_a_reason(law: Law) -> None:
    with pytest.raises(Mistyped, match="needs a reason"):
        law.on(deadlines.not_applicable, "in.nciipc", "", by=ANA)
    law.on(deadlines.not_applicable, "in.nciipc", "no protected system was hit", by=ANA)
    assert law.state("in.nciipc") == "not_applicable"


def test_what_has_to_be_decided_counts_meanwhile(law: Law) -> None:
    assert law.row("in.nciipc").alarm_at is not None
    law.on(deadlines.applies, "in.nciipc", by=ANA)
    assert (law.state("in.nciipc"), law.due("in.nciipc")) == ("running", "23 Nov 2022 13:07")
    with pytest.raises(Refused, match="`applies` does not go from there"):
        law.on(deadlines.applies, "in.nciipc", by=ANA)


# --- Drafting and approving.


def test_a_draft_is_written_by_one_and_approved_by_another(law: Law) -> None:
    draft = law.drafts(CERTIN)
    assert (draft.begun, law.state(CERTIN), law.row(CERTIN).drafted_by) == (True, "drafting", CISO)
    assert not law.drafts(CERTIN, by=ANA).begun
    assert law.row(CERTIN).drafted_by == CISO
    for who, says in ((CISO, "somebody else must approve"), (ANA, "Only legal-lead may approve")):
        with pytest.raises(Refused, match=says):
            law.on(deadlines.approve, CERTIN, by=who)
    law.on(deadlines.approve, CERTIN, by=LEGAL)
    assert (law.state(CERTIN), law.row(CERTIN).approved_by) == ("approved", LEGAL)
    with pytest.raises(Mistyped, match="Sending it back needs a reason"):
        law.on(deadlines.send_back, CERTIN, "", by=LEGAL)
    law.on(deadlines.send_back, CERTIN, "the number of servers is wrong", by=LEGAL)
    assert (law.state(CERTIN), law.row(CERTIN).approved_by) == ("drafting", None)
    law.on(deadlines.approve, CERTIN, by=LEGAL)
    done = law.met(CERTIN)
    assert (done.unapproved, done.late) == (False, False)


def test_who_looks_at_a_report_in_order_to_sign_it_does_not_become_its_author(law: Law) -> None:
    law.drafts(CERTIN, by=LEGAL)
    assert (law.state(CERTIN), law.row(CERTIN).drafted_by) == ("drafting", None)
    with pytest.raises(Refused, match="Nobody has written the report of D1 yet"):
        law.on(deadlines.approve, CERTIN, by=LEGAL)
    law.drafts(CERTIN, by=CISO)
    assert law.row(CERTIN).drafted_by == CISO
    assert [entry.actor for entry in law.entries("deadline.author")] == [CISO]
    law.on(deadlines.approve, CERTIN, by=LEGAL)
    assert law.state(CERTIN) == "approved"


# --- Met.


def test_met_in_time_with_a_receipt(law: Law) -> None:
    law.clock.advance(hours=6)
    done = law.met(CERTIN, " CERTIn-2022-118 ", channel="e-mail")
    row = law.row(CERTIN)
    assert (done.late, done.unapproved) == (False, True)
    assert (str(row.state), row.receipt_no, row.channel, row.submitted_by, row.late_reason) == (
        "submitted", "CERTIn-2022-118", "e-mail", CISO, None,
    )  # fmt: skip
    (entry,) = law.entries("deadline.met")
    assert (entry.before, entry.after) == ("running", "submitted")
    assert entry.text == (
        "in.certin.initial: sent without a recorded approval, receipt CERTIn-2022-118, by e-mail"
    )


def test_met_late_needs_a_reason_that_is_kept(law: Law) -> None:
    law.clock.advance(hours=6, seconds=1)
    with pytest.raises(Mistyped, match="is sent late, and a late report needs its reason"):
        law.met(CERTIN)
    assert law.state(CERTIN) == "running"
    done = law.met(CERTIN, late_reason="the mail gateway was down")
    assert (done.late, law.row(CERTIN).late_reason) == (True, "the mail gateway was down")


def test_whether_it_was_late_is_judged_by_when_it_was_sent(law: Law) -> None:
    law.clock.advance(hours=8)
    for wrong, says in (
        ("23 Nov 2022 16:00", "still to come"),
        ("23 Nov 2022 07:00", "cannot have been sent before"),
    ):
        with pytest.raises(Refused, match=says):
            law.met(CERTIN, sent_at=law.at(wrong))
    done = law.met(CERTIN, sent_at=law.at("23 Nov 2022 12:50"), late_reason="not late at all")
    row = law.row(CERTIN)
    assert (done.late, row.late_reason, law.shown(row.submitted_at)) == (
        False, None, "23 Nov 2022 12:50",
    )  # fmt: skip


@pytest.mark.parametrize("receipt", ["", "   ", "x" * 201])
def test_met_needs_a_receipt_that_fits(law: Law, receipt: str) -> None:
    with pytest.raises(Mistyped):
        law.met(CERTIN, receipt)
    assert law.state(CERTIN) == "running"


def test_a_report_is_acknowledged_and_closed(law: Law) -> None:
    with pytest.raises(Refused, match="`ack` does not go from there"):
        law.on(deadlines.acknowledge, CERTIN, by=CISO)
    law.met(CERTIN)
    with pytest.raises(Refused, match="`close` does not go from there"):
        law.on(deadlines.close, CERTIN, by=CISO)
    with pytest.raises(Refused, match="`met` does not go from there"):
        law.met(CERTIN)
    law.on(deadlines.acknowledge, CERTIN, "reply of 23 Nov", by=CISO)
    law.on(deadlines.close, CERTIN, by=CISO)
    assert law.state(CERTIN) == "closed"
    (entry,) = law.entries("deadline.ack")
    assert entry.text == "in.certin.initial: number reply of 23 Nov"


# --- Follow-ups.


def test_the_first_report_opens_the_further_ones(law: Law) -> None:
    assert "in.certin.update" not in law.rows()
    law.clock.advance(hours=5)
    done = law.met(CERTIN)
    assert [row.item for row in done.going] == ["in.certin.update"]
    assert law.due("in.certin.update") == "24 Nov 2022 07:07"
    law.clock.advance(hours=18)
    law.met("in.certin.update", "R-2")
    row = law.row("in.certin.update")
    assert (str(row.state), row.round, law.shown(row.due_at)) == (
        "followup", 1, "26 Nov 2022 07:07",
    )  # fmt: skip
    assert law.shown(row.since_at) == "24 Nov 2022 06:07"
    done = law.met("in.certin.update", "R-3")
    assert (law.state("in.certin.update"), done.going, done.unapproved) == ("submitted", (), False)


def test_a_further_report_need_not_begin_overdue(law: Law) -> None:
    """Sent after thirty hours, the update counts to its next span; after 80, from now."""
    law.clock.advance(hours=30)
    law.met(CERTIN, late_reason="the mail gateway was down")
    assert law.due("in.certin.update") == "26 Nov 2022 07:07"
    law.declare()
    law.clock.advance(hours=80)
    law.met(CERTIN, late_reason="the mail gateway was down")
    row = law.row("in.certin.update")
    assert (row.due_at or law.clock.now()) - law.clock.now() == timedelta(hours=24)


def test_no_further_report_is_wanted(law: Law) -> None:
    law.met(CERTIN)
    law.met("in.certin.update", "R-2")
    law.on(deadlines.not_applicable, "in.certin.update", "CERT-In closed the case", by=ANA)
    row = law.row("in.certin.update")
    assert (str(row.state), row.receipt_no, row.alarm_at) == ("submitted", "R-2", None)


def test_an_order_of_the_authority_asks_once_more(law: Law) -> None:
    law.met(CERTIN)
    law.met("in.certin.update", "R-2")
    law.met("in.certin.update", "R-3")
    law.clock.advance(days=5)
    law.on(anchors.happened, "in.certin.update", law.at("28 Nov 2022 07:00"), by=CISO)
    assert law.due("in.certin.update") == "29 Nov 2022 07:00"


def test_the_electronic_complaint_is_signed_within_three_days(law: Law) -> None:
    law.met("in.police.complaint", "FIR 0123/2022", by=LEGAL)
    assert law.state("in.police.sign") == "not_assessed"
    assert law.due("in.police.sign") == "26 Nov 2022 23:59:59"
    law.on(deadlines.applies, "in.police.sign", by=ANA)
    law.met("in.police.sign", "signed at Lodhi Colony", by=ANA)


# --- Closing, and what has ended.


def test_an_incident_with_a_hard_duty_cannot_be_closed(opened: Open) -> None:
    law = opened(
        item("a.hard") + item("a.soft", hard="false") + item("a.waits", "custom", event="x")
    )
    law.declare(Kind.OUTAGE)
    for stage in (Stage.CONTAINED, Stage.ERADICATION, Stage.RECOVERY, Stage.MONITORING,
                  Stage.REVIEW):  # fmt: skip
        law.on(incidents.move_stage, stage, reason="on we go")
    with pytest.raises(Refused, match=r"1 hard legal deadline is open \(D1 R \(running\)\)") as no:
        law.on(incidents.close, reason="the review is done")
    assert no.value.rule == "24, closing"
    law.met("a.hard")
    law.on(incidents.close, reason="the review is done")
    with pytest.raises(Refused, match="so nobody can meet a deadline"):
        law.met("a.soft")


def test_a_false_alarm_is_stood_down_whatever_runs(law: Law) -> None:
    law.on(incidents.stand_down, reason="a cable")
    with pytest.raises(Refused, match="stood down"):
        law.drafts(CERTIN)


# --- Names, people, and two at one moment.


NAMES = (
    "D1", "d1", "1", "#1", "D#1", "D1.", " d1, ", "in.certin.initial", "IN.CERTIN.Initial",
    "`in.certin.initial`", "certin.initial", "<http://in.certin.initial|in.certin.initial>",
    "http://in.certin.initial/", "\uff24\uff11",
)  # fmt: skip
NO_NAMES = [
    ("D99", NotFound, "has no deadline `d99`; they go from D1 to D11"),
    ("in.certin.initail", NotFound, "Did you mean `in.certin.initial`?"),
    ("in.dpdp", Mistyped, "could be D5 `in.dpdp.board.1`, D6 `in.dpdp.board.2`"),
    ("D", Mistyped, "could be"),
    ("*", NotFound, "has no deadline"),
    ("0", NotFound, "has no deadline"),
    ("x" * 5_000, NotFound, "has no deadline"),
]


def test_a_deadline_is_called_by_number_id_or_a_part_of_it(law: Law) -> None:
    for name in NAMES:
        assert law.on(deadlines.found, name).item == CERTIN, name
    for name, kind, says in NO_NAMES:
        with pytest.raises(kind) as refused:
            law.on(deadlines.found, name)
        assert says in str(refused.value), name
        assert len(str(refused.value)) < 400


def test_two_who_record_a_submission_at_one_moment_and_one_wins(law: Law) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def send(number: int) -> str:
        try:
            law.met(CERTIN, f"R-{number}")
        except Refused as refused:
            return str(refused)
        return f"R-{number}"

    with ThreadPoolExecutor(6) as pool:
        said = list(pool.map(send, range(6)))
    won = [each for each in said if each.startswith("R-")]
    assert won == [law.row(CERTIN).receipt_no]
    assert sum("`met` does not go from there" in each for each in said) == 5
    assert len(law.entries("deadline.met")) == 1
    assert list(law.rows()).count("in.certin.update") == 1


def test_who_lost_the_role_cannot_rule_out(law: Law) -> None:
    law.on(people.appoint, "legal-lead", ANA)
    law.on(people.relieve, "legal-lead", LEGAL)
    with pytest.raises(Refused, match=f"<@{ANA}>"):
        law.on(deadlines.not_applicable, CERTIN, "no", by=LEGAL)
    law.on(deadlines.not_applicable, CERTIN, "no", by=ANA)
