"""How exhibits arrive, compared with how they left (rule 12)."""

import pytest

from bot.domain.receipt import Arrived, Left, arrivals, intact, is_digest
from bot.errors import Mistyped

SHA = "9f86d081" + "0" * 56
DISK, CABLE = Left("EXH-001", "S-1", SHA), Left("EXH-002", "S-2", "")


def test_what_arrives_as_it_left() -> None:
    assert arrivals([CABLE, DISK], ["s-2", "S-1"], ["9F86D081"], whole=True) == (
        Arrived("EXH-002", "s-2", "", True, None, ()),
        Arrived("EXH-001", "S-1", "9f86d081", True, True, ()),
    )


def test_seal_and_digest_are_compared_each_for_itself() -> None:
    [both] = arrivals([DISK], ["S-9"], ["a" * 8])
    assert (both.seal_match, both.hash_match) == (False, False)
    assert both.wrong == (
        "seal S-9 was read, S-1 was put on", "another SHA-256 was read than it left with",
    )  # fmt: skip


def test_a_seal_with_the_right_number_that_was_opened_is_wrong() -> None:
    [opened] = arrivals([CABLE], ["S-2"], [], whole=False)
    assert (opened.seal_match, opened.hash_match) == (True, None)
    assert opened.wrong == ("the seal was not intact",)


def test_a_digest_is_eight_hexadecimal_digits_or_more() -> None:
    assert [is_digest(each) for each in ("9f86d081", SHA)] == [True, True]
    assert [is_digest(each) for each in ("9f86d08", "9f86d08z", f"{SHA}0")] == [False] * 3


def test_intact_is_yes_or_no_or_not_said() -> None:
    assert [intact(each) for each in ("yes", "NO", "")] == [True, False, None]
    with pytest.raises(Mistyped, match="intact or it was not"):
        intact("rather")
