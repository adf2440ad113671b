"""Titles that two people type for one incident, and titles of two incidents."""

import pytest

from bot.domain.likeness import alike


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("e-Hospital encrypted", "E-HOSPITAL encrypted!", True),
        ("e-Hospital encrypted", "ehospital servers encrypted", True),
        ("e-Hospital encrypted", "Encrypted: e-hospital", True),
        ("e-Hospital down", "e-Hospital down since 3, nobody can log in", True),
        ("e-Hospitl encryptd", "e-Hospital encrypted", True),
        ("लैब के सर्वर बंद", "लैब के सर्वर बंद हैं", True),
        ("e-Hospital encrypted", "HIS servers encrypted", False),
        ("e-Hospital is down", "Laboratory is down", False),
        ("Printers", "Printers and scanners print a ransom note", False),
        ("🚨", "🔥", False),
    ],
)
def test_titles_are_alike(one: str, other: str, *, same: bool) -> None:
    assert alike(one, other) is same
    assert alike(other, one) is same
