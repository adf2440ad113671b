"""Closing an incident that owes a report, and how a deadline is called."""

import pytest

from bot.domain.words import Kind, Stage
from bot.errors import Mistyped, NotFound, Refused
from bot.operations import deadlines, incidents
from tests.law import Law, item
from tests.unit.operations.deadlines.opened import CERTIN, Open


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
