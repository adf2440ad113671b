"""What stands on the paper of wards and of the evidence store, whatever draws it."""

from html import escape

import pytest

from bot.operations import aiims
from bot.paper import evidence_forms, html, kits, ward_pack
from bot.paper.ward_pack import BLANK, Block, Contact, Pack, Ward


def _page(pack: Pack) -> str:
    return html.page(ward_pack.document(pack))


def test_every_kind_of_department_has_its_rule_its_forms_and_its_counts() -> None:
    found = {slug: kits.kit_of(slug, name) for slug, name, *_ in aiims.DEPARTMENTS}
    # Each of the hospital's eleven has one of its own.
    assert len(set(map(id, found.values()))) == len(found) == len(kits.KITS)
    assert kits.kit_of("ward-7", "Orthopaedics") is kits.WARD
    page = _page(Pack("foot"))
    for ward, kit in zip(BLANK, kits.KITS, strict=True):
        assert f">{escape(ward.name)}</h1>" in page
        assert escape(kit.rule) in page
    assert "Critical result: phone it, have it read back" in page


def test_labels_are_the_numbers_that_nobody_used_yet_and_end_with_the_block() -> None:
    ward = Ward("opd", "OPD", numbers=(Block(1000, 1999, 1990), Block(2000, 2009, 2010)))
    page = _page(Pack("foot", "INC-2022-001", wards=(ward,), labels=21))
    assert [f"<b>T {number}</b>" in page for number in (1989, 1990, 1999, 2000)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert "give out each number once, against a signature" in page
    none = _page(Pack("foot", "INC-2022-001", wards=(ward,), labels=0))
    assert "class=labels" not in none


def test_contacts_have_a_line_for_the_number_that_no_chat_may_hold() -> None:
    page = _page(Pack("foot", contacts=(Contact("Nursing lead", "Meera"),)))
    assert "<td>Nursing lead</td><td>Meera</td><td></td><td></td>" in page


@pytest.mark.parametrize("broken", ["", "seal read as S-2"])
def test_an_exhibit_has_a_chain_of_custody_with_room_for_seals_and_signatures(broken: str) -> None:
    item = evidence_forms.Item(
        "EXH-001", "disk", (("Serial no.", ""),), (("SHA-256", "ab" * 32),),
        (("Seal no.", "S-1"),), "Nisha", "stored", broken,
        (evidence_forms.Moved("TRF-001", "Nisha", "IO", "S-1", "image", "23 Nov 2022 07:07 IST"),),
    )  # fmt: skip
    machine = evidence_forms.Machine(
        "SRV-001", "lis-db", "held", "now", "encrypted", "rack 4", "EXH-001", "Nisha"
    )
    register = evidence_forms.Register("INC-2022-001", "foot", (), (item,), (machine,))
    page = html.page(evidence_forms.document(register))
    assert (
        f"<td>EXH-001</td><td>disk</td><td>stored</td><td>S-1</td><td>Nisha</td><td>{'ab' * 4} … "
        in page
    )
    assert "<td>TRF-001</td><td>Nisha</td><td>IO</td>" in page
    assert page.count("Signature: second witness") == 1
    # Two copies: one for each side.
    assert page.count("Signature: from") == 2
    assert ("The chain is broken: seal read as S-2" in page) is bool(broken)
    assert "DO NOT TOUCH: lis-db" in page
    assert "</svg>/server show SRV-001 INC-2022-001</p>" in page
