"""What does not apply: said by whom, with which reason, taken back."""

from functools import partial

import pytest

from bot.errors import Mistyped, Refused
from bot.operations import deadlines, people
from tests.law import ANA, CISO, KABIR, LEGAL, Law
from tests.unit.operations.deadlines.opened import CERTIN


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


def test_who_lost_the_role_cannot_rule_out(law: Law) -> None:
    law.on(people.appoint, "legal-lead", ANA)
    law.on(people.relieve, "legal-lead", LEGAL)
    with pytest.raises(Refused, match=f"<@{ANA}>"):
        law.on(deadlines.not_applicable, CERTIN, "no", by=LEGAL)
    law.on(deadlines.not_applicable, CERTIN, "no", by=ANA)
