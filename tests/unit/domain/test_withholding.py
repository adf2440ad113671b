"""A text without the names of people whose access was taken."""

import pytest

from bot.domain.withholding import Withheld, without

PEOPLE = Withheld(frozenset({"U1RAVI"}), frozenset({"ravi.k", "Ravi Kumar", "Om", "रवि कुमार"}))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<@U1RAVI> left", "X left"),
        ("<@U1RAVI|ravi.k> left", "X left"),
        ("<@U1RAVIA> stays", "<@U1RAVIA> stays"),
        ("ask RAVI  KUMAR today", "ask X today"),
        ("@ravi.k, om and Omkar", "X, X and Omkar"),
        ("Kumar of another ward", "Kumar of another ward"),
        ("रवि कुमार गए", "X गए"),
        ("see <https://om.example|om>", "see <https://om.example|X>"),
    ],
)
def test_whole_names_are_taken_out(text: str, read: str) -> None:
    assert without(text, PEOPLE, "X") == read
