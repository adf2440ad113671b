import pytest

from bot.grammar.errors import ReferenceRefused
from bot.grammar.severities import (
    LeadingSeverity,
    leading_severity,
    severity,
    trailing_severity,
)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        *(("sev1", 1), ("sev-1", 1), ("SEV 1", 1), ("Sev1", 1), ("s1", 1), ("1", 1), ("p1", 1)),
        *(("P-2", 2), ("severity 3", 3), ("severity=3", 3), ("ＳＥＶ４", 4), (" 4 ", 4)),
        *(("critical", 1), ("Major", 2), ("high", 2), ("minor", 3), ("medium", 3), ("low", 4)),
    ],
)
def test_severity(text: str, level: int) -> None:
    assert severity(text) == level


@pytest.mark.parametrize("text", ["0", "5", "sev0", "sev 12", "-1x", "bad", "1.5", "9" * 99])
def test_what_is_no_severity(text: str) -> None:
    with pytest.raises(ReferenceRefused, match="is not a severity: they go from 1"):
        severity(text)


def test_no_severity_named() -> None:
    with pytest.raises(ReferenceRefused, match="No severity was named"):
        severity(" ")


@pytest.mark.parametrize(
    ("text", "level", "rest"),
    [
        ("sev1 Disk full", 1, "Disk full"),
        ("SEV-1: Disk full", 1, "Disk full"),
        ("sev 2 Disk full", 2, "Disk full"),
        ("S3 Disk full", 3, "Disk full"),
        ("p4", 4, ""),
        ("1 server is down", None, "1 server is down"),
        ("critical servers are down", None, "critical servers are down"),
        ("P5 is dark", None, "P5 is dark"),
        ("sev high", None, "sev high"),
        ("Disk sev1", None, "Disk sev1"),
        ("", None, ""),
    ],
)
def test_leading_severity(text: str, level: int | None, rest: str) -> None:
    assert leading_severity(text) == LeadingSeverity(level, rest)


@pytest.mark.parametrize(
    ("text", "level", "rest"),
    [
        ("1 patients diverted", 1, "patients diverted"),
        ("critical: patients diverted", 1, "patients diverted"),
        ("sev3 contained", 3, "contained"),
        ("worse now", None, "worse now"),
    ],
)
def test_a_bare_severity_leads_where_one_is_asked_for(
    text: str, level: int | None, rest: str
) -> None:
    assert leading_severity(text, bare=True) == LeadingSeverity(level, rest)


@pytest.mark.parametrize(("text", "bare"), [("sev5 x", False), ("sev 9 x", False), ("7 x", True)])
def test_a_severity_that_does_not_exist(text: str, *, bare: bool) -> None:
    with pytest.raises(ReferenceRefused, match="they go from 1, the worst, to 4"):
        leading_severity(text, bare=bare)


@pytest.mark.parametrize(
    ("text", "level", "rest", "named"),
    [
        ("Disk full sev1", 1, "Disk full", "sev1"),
        ("Disk full, severity 3.", 3, "Disk full", "severity 3"),
        ("Disk full: SEV-2", 2, "Disk full", "SEV-2"),
        ("sev1", 1, "", "sev1"),
        ("It looks like a sev1", None, "It looks like a sev1", "sev1"),
        ("Down from SEV 1.", None, "Down from SEV 1.", "SEV 1"),
        ("not a sev9", None, "not a sev9", "sev9"),
        ("Rack 7, shelf s1", None, "Rack 7, shelf s1", ""),
        ("Ward 3", None, "Ward 3", ""),
        ("sev2 is too low", None, "sev2 is too low", ""),
        ('"Disk full sev1"', None, '"Disk full sev1"', ""),
        ("", None, "", ""),
    ],
)
def test_trailing_severity(text: str, level: int | None, rest: str, named: str) -> None:
    assert trailing_severity(text) == LeadingSeverity(level, rest, named)


def test_a_trailing_severity_that_is_none_is_refused() -> None:
    with pytest.raises(ReferenceRefused, match="sev9"):
        trailing_severity("Disk full sev9")
