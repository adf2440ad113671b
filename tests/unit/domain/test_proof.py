"""What counts as proof; that it is asked for at the right moment is tested with the operations."""

import pytest

from bot.domain.proof import accepted
from bot.domain.words import Proof
from bot.errors import Refused

LINES = ("monitors", "ventilators", "pumps")


@pytest.mark.parametrize("typed", ["all", "ALL", " yes ", "1,2,3", "1-3", "3 2 1", "1–3"])
def test_a_checklist_is_ticked_by_its_numbers_or_as_a_whole(typed: str) -> None:
    assert accepted(4, Proof.CHECKLIST, typed, LINES) == "all 3 lines ticked"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("1,3", "2. ventilators"),
        ("all but one", "1. monitors"),
        ("1-4", "has 3 lines; there is no line 4"),
        ("0-3", "there is no line 0"),
        ("", "every line of its checklist ticked"),
    ],
)
def test_a_line_that_is_left_out_or_not_there_is_named(typed: str, why: str) -> None:
    with pytest.raises(Refused) as refusal:
        accepted(4, Proof.CHECKLIST, typed, LINES)
    assert why in str(refusal.value)
    assert refusal.value.rule == "proof"


@pytest.mark.parametrize(
    ("kind", "fine", "poor"),
    [
        (Proof.NUMBER, ("42", "0", "1,200", "-3", "12 of 40"), ("many", "", "about 40")),
        (Proof.REFERENCE, ("FIR 0123/2022",), ("", "---", "x" * 201)),
        (Proof.TEXT, ("done at 07:52", "हो गया"), ("", "…", "---")),
        (Proof.PHOTO, ("https://files.example/a.jpg", "F0ABC123"), ("a.jpg", "photo taken")),
        (Proof.FILE, ("see <https://files.example/a.zip|here>",), ("https://", "later")),
    ],
)  # fmt: skip
def test_each_kind_takes_what_it_asks_for(
    kind: Proof, fine: tuple[str, ...], poor: tuple[str, ...]
) -> None:
    assert [accepted(1, kind, each) for each in fine] == list(fine)
    for each in poor:
        with pytest.raises(Refused, match="needs proof"):
            accepted(1, kind, each)
