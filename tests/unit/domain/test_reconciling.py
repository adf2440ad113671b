"""Whether what was counted in the store is what is booked, by exhibit."""

from datetime import UTC, datetime

from bot.domain.evidence import MACHINE
from bot.domain.models import Exhibit
from bot.domain.reconciling import PLACES, Compared, booked, compare, written

AT = datetime(2022, 11, 23, 18, 0, tzinfo=UTC)


def _exhibit(number: int, state: str, seal: str = "", *, external: bool = False) -> Exhibit:
    return Exhibit(
        incident_id=1, number=number, since=AT, created_at=AT, created_by="U1", type="disk",
        exhibit_no=f"WR-{number}", custodian="U1", state=state, seal_no=seal, external=external,
    )  # fmt: skip


ROWS = (
    _exhibit(1, "stored", "S-1"), _exhibit(2, "stored", "S-2"), _exhibit(3, "in_transit", "S-3"),
    _exhibit(4, "retained", "S-4", external=True), _exhibit(5, "identified"),
)  # fmt: skip


def test_every_state_has_one_place_so_that_the_places_add_up() -> None:
    states = [state for _, held in PLACES for state in held]
    reached = {step.after for step in MACHINE.steps} - {""}
    assert sorted(states) == sorted(reached | {"identified"})
    assert sum(map(len, booked(ROWS).values())) == len(ROWS)


def test_what_lies_there_as_booked_agrees() -> None:
    found = compare(ROWS, ["EXH-002", "EXH-001", "EXH-002"], {"EXH-001": "s-1"})
    assert found.agrees
    assert written(found) == "2 counted, 2 booked on the shelf"


def test_what_is_missing_or_too_many_is_named_with_where_it_is_booked() -> None:
    found = compare(
        ROWS, ["EXH-001", "EXH-003", "EXH-004", "EXH-099"], {"EXH-001": "S-9", "EXH-099": "S-7"}
    )
    assert found == Compared(
        booked=("EXH-001", "EXH-002"),
        counted=("EXH-001", "EXH-003", "EXH-004", "EXH-099"),
        missing=("EXH-002",),
        extra=(("EXH-003", "in transit"), ("EXH-004", "with the authority"), ("EXH-099", "")),
        opened=(("EXH-001", "S-9"),),
    )
    assert written(found) == (
        "4 counted, 2 booked on the shelf; missing: EXH-002; too many: EXH-003 (in transit), "
        "EXH-004 (with the authority), EXH-099 (in no register); EXH-001 reads S-9"
    )
