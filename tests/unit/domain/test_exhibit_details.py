"""What the register says of an exhibit: read whole, and not rewritten under a seal (rule 8)."""

from datetime import UTC, datetime

import pytest

from bot.domain import exhibit_details as details
from bot.domain.models import Exhibit
from bot.errors import Mistyped, Refused

AT = datetime(2022, 11, 23, 7, 7, tzinfo=UTC)


def _exhibit(serial: str, make: str = "", retention: str = "") -> Exhibit:
    return Exhibit(
        incident_id=1, number=1, since=AT, created_at=AT, created_by="U1", custodian="U1",
        exhibit_no="WR-1", type="disk", server="SRV-001", serial=serial, make=make,
        retention=retention,
    )  # fmt: skip


def test_every_detail_is_a_column_with_room_for_it() -> None:
    columns = Exhibit.__table__.columns  # type: ignore[attr-defined]  # SQLModel's own.
    for each in details.DETAILS:
        assert getattr(columns[each.column].type, "length", None) in {None, each.longest}


def test_details_are_read_by_any_of_their_names() -> None:
    typed = {"fir": "312/2022", "parcel": " 3  of 5 ", "part_a": "Signed", "reason": "no detail"}
    assert details.read(typed) == {
        "fir_no": "312/2022", "parcel_no": "3 of 5", "certificate_a": "signed",
    }  # fmt: skip
    with pytest.raises(Mistyped, match="`part_b` is one of none, drafted") as wrong:
        details.read({"part_b": "maybe", "parcel": "3" * 65})
    assert [each.about for each in (wrong.value, *wrong.value.besides)] == ["part_b", "parcel"]


def test_what_is_sealed_is_not_rewritten() -> None:
    row = _exhibit("WD-1", retention="the trial")
    details.check_kept(row, "EXH-001", {"serial": "WD-2"})
    row.sealed_at = AT
    details.check_kept(row, "EXH-001", {"serial": "WD-1", "model": "Gold", "retention": "2030"})
    with pytest.raises(Refused, match="a correction is a new entry") as refused:
        details.check_kept(row, "EXH-001", {"serial": "WD-2"})
    assert "/evidence add SRV-001 disk corrects=EXH-001 serial=…" in refused.value.next_step


def test_the_record_names_what_stood_there_before() -> None:
    row = _exhibit("WD-1", make="WD")
    said = details.listed(row, {"serial": "WD-2", "model": "Gold", "make": "WD"})
    assert said == "serial=WD-2 (was WD-1); model=Gold"
