"""Quiet hours on the clocks of a zone: over midnight, within a day, when clocks are moved."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.quiet import checked_hours, quiet_hours

DELHI, LONDON = ZoneInfo("Asia/Kolkata"), ZoneInfo("Europe/London")


def at(zone: ZoneInfo, said: str) -> datetime:
    """Return a moment as the zone's clocks show it."""
    return datetime.fromisoformat(said).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("hours", "now", "until"),
    [
        ("22:00-06:00", "2022-11-23T21:59", None),
        ("22:00-06:00", "2022-11-23T22:00", "2022-11-24T06:00"),
        ("22:00-06:00", "2022-11-24T00:00", "2022-11-24T06:00"),
        ("22:00-06:00", "2022-11-24T05:59", "2022-11-24T06:00"),
        ("22:00-06:00", "2022-11-24T06:00", None),
        ("12:00-14:00", "2022-11-23T13:00", "2022-11-23T14:00"),
        ("12:00-14:00", "2022-11-23T14:00", None),
        ("22:00-06:00", "2022-12-31T23:30", "2023-01-01T06:00"),
        ("22:00-06:00", "2024-02-28T23:30", "2024-02-29T06:00"),
        ("22:00 – 06:00", "2022-11-23T23:00", "2022-11-24T06:00"),
    ],
)  # fmt: skip
def test_from_when_until_when(hours: str, now: str, until: str | None) -> None:
    quiet = quiet_hours(hours, DELHI)
    assert quiet is not None
    moment = at(DELHI, now)
    assert quiet.until(moment) == (at(DELHI, until) if until else moment)
    assert quiet.covers(moment) == (until is not None)


@pytest.mark.parametrize(
    ("night", "hours"),
    [
        ("2026-10-24", 9.0),  # clocks go back: 22:00 to 06:00 lasts nine hours
        ("2026-03-28", 7.0),  # clocks go forward: seven
        ("2026-06-01", 8.0),
    ],
)
def test_a_night_in_which_clocks_are_moved(night: str, hours: float) -> None:
    quiet = quiet_hours("22:00-06:00", LONDON)
    assert quiet is not None
    begins = at(LONDON, f"{night}T22:00")
    assert (quiet.until(begins) - begins).total_seconds() / 3600 == hours


def test_hours_that_the_clocks_skip_are_none() -> None:
    """In London 01:15 to 01:45 on 29 March 2026 does not exist, so nobody is quiet for it."""
    quiet = quiet_hours("01:15-01:45", LONDON)
    assert quiet is not None
    assert not quiet.covers(at(LONDON, "2026-03-29T02:15"))
    assert quiet.covers(at(LONDON, "2026-03-30T01:30"))


def test_none_are_none() -> None:
    assert quiet_hours("", DELHI) is quiet_hours("  ", DELHI) is None


@pytest.mark.parametrize("text", [
    "25:61-06:00", "22:00", "22:00-", "-06:00", "22-06", "22:00-22:00", "22:00-24:00", "always",
    "22:00-06:00-07:00", "22:00;06:00", "٢٢:٠٠-٠٦:٠٠",
])  # fmt: skip
def test_what_is_no_span_of_hours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not like 22:00-06:00"):
        checked_hours(text)
