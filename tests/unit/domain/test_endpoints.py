"""What may be counted of endpoints, and when their segment opens: tables (rules 3 and 4)."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.endpoint_guards import Attempt, cleaners
from bot.domain.endpoints import BATCH, forecast, state_of
from bot.domain.models import EndpointBatch, EndpointCount
from bot.domain.segments import SEGMENT, Opening
from bot.errors import Refused, WardroomError

NOW = datetime(2022, 12, 1, tzinfo=UTC)
CLEANER, OTHER = "U1CLEANER", "U2OTHER"
AT_FIRST = {"total": 1000, "scanned": 600, "reimaged": 100, "verified": 300}


def batch(**over: int) -> EndpointBatch:
    fields: dict[str, Any] = {**AT_FIRST, **over}
    return EndpointBatch(
        incident_id=1, number=1, since=NOW, created_at=NOW, created_by=OTHER, name="OPD",
        segment="OPD", **fields,
    )  # fmt: skip


def tried(given: dict[str, int], *, over: dict[str, int] | None = None, **more: Any) -> Attempt:
    fields: dict[str, Any] = {"user_id": OTHER, "is_open": True, "cleaners": {CLEANER}, **more}
    return Attempt("BAT-001", "scanning", batch(**(over or {})), given, **fields)


GIVEN_THEN: tuple[tuple[Attempt, str], ...] = (
    (tried({"verified": 700}), ""),
    (tried({"verified": 701}), "701 of OPD would be verified, and only 700"),
    (tried({"scanned": 100}), "300 of OPD would be verified, and only 200"),
    (tried({"infected": 4}, over={"verified": 900}), ""),
    (tried({"verified": 400}, user_id=CLEANER), "You cleaned OPD yourself"),
    (tried({"verified": 200}, user_id=CLEANER), ""),
    (tried({"scanned": 800, "verified": 800}), "You cleaned OPD yourself"),
    (tried({"verified": 400}, over={"infected": 2}), "OPD is blocked: 2 are infected"),
    (tried({"verified": 400, "resolved": 2}, over={"infected": 2}), "You cleaned OPD yourself"),
    (tried({"reconnected": 300}), ""),
    (tried({"reconnected": 301}), "Only what is verified is reconnected"),
    (tried({"reconnected": 200}, over={"infected": 2}), "OPD is blocked: 2 are infected"),
    (tried({"reconnected": 200}, is_open=False), "The segment of OPD (OPD) is not open"),
    (tried({"total": 1100}), "OPD had 1000 endpoints; why are there 1100 now?"),
    (tried({"total": 1100}, reason="hostels came to it"), ""),
    (tried({"total": 1000}), ""),
    (tried({"off": 1001}), "off would be more"),
)


@pytest.mark.parametrize(("attempt", "then"), GIVEN_THEN)
def test_what_is_counted_of_a_batch(attempt: Attempt, then: str) -> None:
    if not then:
        BATCH.machine.step("endpoints", attempt)
        return
    with pytest.raises(WardroomError) as refused:
        BATCH.machine.step("endpoints", attempt)
    assert then in refused.value.message
    assert refused.value.next_step


def test_whoever_ever_cleaned_is_known() -> None:
    counts = [("A", 100, 0), ("B", 100, 50), ("C", 90, 50), ("D", 90, 50)]
    rows = [
        EndpointCount(
            batch_id=1, at=NOW, by=who, total=1000, denominator_version=1, triaged=0, edr=0,
            infected=0, resolved=0, verified=0, reconnected=0, scanned=scanned, reimaged=reimaged,
        )
        for who, scanned, reimaged in counts
    ]  # fmt: skip
    assert cleaners(rows) == {"A", "B"}, "a correction downwards cleans nothing"


def test_what_is_off_the_wire_need_not_be_verified() -> None:
    states = [
        state_of(batch()),
        state_of(batch(scanned=900)),
        state_of(batch(scanned=900, verified=990, off=10)),
        state_of(batch(scanned=900, verified=990, off=10, reconnected=990)),
        state_of(batch(scanned=900, infected=1)),
        state_of(batch(scanned=0, reimaged=0, verified=0, off=1000)),
    ]
    assert forecast(batch(off=100), [], NOW).left == 600, "nobody waits for what is off"
    assert states == ["scanning", "clean", "verified", "reconnected", "blocked", "pending"]


def test_a_segment_opens_when_nothing_in_it_is_unready() -> None:
    ready = Opening("SEG-001", "closed", "all verified", segment="OPD")
    SEGMENT.machine.step("open", ready)
    names = tuple(f"batch {number}" for number in range(8))
    unready = Opening("SEG-001", "closed", "all verified", segment="OPD", unready=names)
    with pytest.raises(Refused) as refused:
        SEGMENT.machine.step("open", unready)
    assert refused.value.rule == "3, gate F"
    assert refused.value.message.endswith("batch 5; 2 more.")
    waived = Opening("SEG-001", "closed", "why", "OPD", names, waived=frozenset({3}))
    assert SEGMENT.machine.step("open", waived).after == "open"
