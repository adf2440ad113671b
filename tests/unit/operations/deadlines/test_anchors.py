"""From when a clock counts, and who may move that or its end."""

from functools import partial

import pytest

from bot.domain.words import Kind
from bot.errors import Mistyped, Refused
from bot.grammar.times import Moment
from bot.operations import anchors, deadlines, extending
from bot.operations.extending import Ending
from tests.law import ANA, CISO, DPO, KABIR, LEGAL, Law
from tests.unit.operations.deadlines.opened import BOARD, CERTIN, Open


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
    assert entries[0].text.startswith(
        "D1 CERT-In: First report of a cyber incident, due 23 Nov 2022 13:07 IST "
        "(was 23 Nov 2022 15:07 IST); "
    )


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


def test_an_extension_moves_the_end_and_no_state(law: Law) -> None:
    extend = partial(law.on, extending.extend, CERTIN)
    to = _end(law, "23 Nov 2022 18:00")
    for who, basis, says in (
        (ANA, "letter no. 12", "Only dpo or legal-lead may extend D1: a law sets it"),
        (CISO, "letter no. 12", f"<@{LEGAL}>"),
        (LEGAL, " ", "An extension needs a reason"),
    ):
        with pytest.raises((Refused, Mistyped), match=says):
            extend(to, basis, by=who)
    with pytest.raises(Refused, match="is no later"):
        extend(_end(law, "23 Nov 2022 13:07"), "letter no. 12", by=LEGAL)
    with pytest.raises(Refused, match="is over, so nothing can be extended to it"):
        extend(_end(law, "23 Nov 2022 07:07"), "letter no. 12", by=LEGAL)
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


def test_a_mistyped_extension_is_corrected_by_another(law: Law) -> None:
    extend = partial(law.on, extending.extend, CERTIN, basis="letter no. 12", by=LEGAL)
    extend(_end(law, "1 Dec 2023 18:00"))
    with pytest.raises(Refused, match="due 1 Dec 2023 18:00 IST; 1 Dec 2023 18:00 IST is no"):
        extend(_end(law, "1 Dec 2023 18:00"))
    with pytest.raises(Refused, match="due 23 Nov 2022 13:07 IST; 23 Nov 2022 13:06 IST is no"):
        extend(_end(law, "23 Nov 2022 13:06"))
    law.clock.advance(hours=3)
    extend(_end(law, "23 Nov 2022 13:07"))
    row = law.row(CERTIN)
    assert (str(row.state), law.due(CERTIN)) == ("running", "23 Nov 2022 13:07")
    assert row.alarm_at == law.clock.now(), "Half of its time is over, and that was not said."
    assert [entry.after for entry in law.entries("deadline.extended")][-1] == (
        "2022-11-23T07:37:00+00:00"
    )


def test_what_a_contract_sets_any_responder_types_in(law: Law) -> None:
    law.on(deadlines.applies, "in.insurer", by=ANA)
    assert law.due("in.insurer") == "-"
    law.on(extending.extend, "in.insurer", _end(law, "25 Nov 2022 12:00"), "policy 7.2", by=ANA)
    row = law.row("in.insurer")
    assert (law.shown(row.due_at), row.alarm_at is not None) == ("25 Nov 2022 12:00", True)


def _end(law: Law, at: str) -> Ending:
    return Ending(Moment(law.at(at)))
