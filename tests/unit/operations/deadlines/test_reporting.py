"""From the draft to the receipt, and the reports that follow."""

from datetime import timedelta

import pytest

from bot.errors import Mistyped, Refused
from bot.operations import anchors, deadlines
from tests.law import ANA, CISO, LEGAL, Law
from tests.unit.operations.deadlines.opened import CERTIN


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
        "CERT-In: First report of a cyber incident: sent without a recorded approval, "
        "receipt CERTIn-2022-118, by e-mail"
    )


def test_what_is_too_long_to_be_kept_is_refused_and_not_cut(law: Law) -> None:
    with pytest.raises(Mistyped, match="`via` has 201 characters"):
        law.met(CERTIN, "CERTIn-2022-118", channel="x" * 201)
    law.met(CERTIN, "CERTIn-2022-118", channel="x" * 200)
    with pytest.raises(Mistyped, match="`number` has 201 characters"):
        law.on(deadlines.acknowledge, CERTIN, "9" * 201)
    law.on(deadlines.acknowledge, CERTIN, "9" * 200)


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
    assert entry.text == "CERT-In: First report of a cyber incident: number reply of 23 Nov"


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
