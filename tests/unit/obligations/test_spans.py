"""When a span after a moment ends, as a lawyer would count it on the hospital's calendar."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.obligations.spans import Within, ends_at, read_within
from bot.playbook.findings import BadValueError

DELHI, BERLIN, NEW_YORK = "Asia/Kolkata", "Europe/Berlin", "America/New_York"


def local(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


# given this moment … in this zone … then the span ends at that second of the same zone's clocks.
TABLE = [
    # Hours are absolute.
    ("2022-11-23 07:07", "PT6H", DELHI, "2022-11-23 13:07:00"),
    ("2022-11-23 22:00", "PT6H", DELHI, "2022-11-24 04:00:00"),
    ("2022-11-23 07:07", "PT72H", DELHI, "2022-11-26 07:07:00"),
    ("2022-11-23 07:07", "PT1H30M", DELHI, "2022-11-23 08:37:00"),
    ("2023-12-31 20:00", "PT6H", DELHI, "2024-01-01 02:00:00"),
    # … also through the night in which the clocks go forward, or back.
    ("2022-03-26 12:00", "PT24H", BERLIN, "2022-03-27 13:00:00"),
    ("2022-10-29 12:00", "PT24H", BERLIN, "2022-10-30 11:00:00"),
    ("2022-10-29 12:00", "PT72H", BERLIN, "2022-11-01 11:00:00"),
    # Days end with their last second, at whatever hour they began.
    ("2022-11-23 07:07", "P3D", DELHI, "2022-11-26 23:59:59"),
    ("2022-11-23 00:00", "P3D", DELHI, "2022-11-26 23:59:59"),
    ("2022-11-23 23:59", "P3D", DELHI, "2022-11-26 23:59:59"),
    ("2022-11-23 07:07", "P21D", DELHI, "2022-12-14 23:59:59"),
    ("2022-11-23 07:07", "P60D", DELHI, "2023-01-22 23:59:59"),
    ("2022-11-23 07:07", "P1W", DELHI, "2022-11-30 23:59:59"),
    ("2022-11-07 12:00", "P1D", NEW_YORK, "2022-11-08 23:59:59"),
    # … on a day that has 23 hours, or 25.
    ("2022-03-26 12:00", "P1D", BERLIN, "2022-03-27 23:59:59"),
    ("2022-10-29 12:00", "P1D", BERLIN, "2022-10-30 23:59:59"),
    ("2022-03-12 23:30", "P1D", NEW_YORK, "2022-03-13 23:59:59"),
    # … where the missing hour is the first of a day (Lebanon, Chile), or a day is left out (Samoa).
    ("2022-03-25 12:00", "P1D", "Asia/Beirut", "2022-03-26 23:59:59"),
    ("2022-09-09 12:00", "P1D", "America/Santiago", "2022-09-10 23:59:59"),
    ("2011-12-28 12:00", "P1D", "Pacific/Apia", "2011-12-29 23:59:59"),
    # A month ends on the same day of the next one, or on that one's last.
    ("2022-11-26 07:07", "P1M", BERLIN, "2022-12-26 23:59:59"),
    ("2022-01-31 09:00", "P1M", BERLIN, "2022-02-28 23:59:59"),
    ("2024-01-31 09:00", "P1M", BERLIN, "2024-02-29 23:59:59"),
    ("2022-05-31 09:00", "P1M", BERLIN, "2022-06-30 23:59:59"),
    ("2022-12-15 09:00", "P1M", BERLIN, "2023-01-15 23:59:59"),
    ("2024-02-29 09:00", "P12M", BERLIN, "2025-02-28 23:59:59"),
    ("2022-01-31 09:00", "P1M1D", BERLIN, "2022-03-01 23:59:59"),
    # Days across the end of a month, of a year, and through 29 February.
    ("2024-02-28 09:00", "P1D", DELHI, "2024-02-29 23:59:59"),
    ("2024-02-28 09:00", "P2D", DELHI, "2024-03-01 23:59:59"),
    ("2023-02-28 09:00", "P1D", DELHI, "2023-03-01 23:59:59"),
    ("2023-12-31 23:59", "P1D", DELHI, "2024-01-01 23:59:59"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "within", "zone", "then"), TABLE)
def test_given_a_moment_then_the_span_ends(given: str, within: str, zone: str, then: str) -> None:
    end = ends_at(read_within(within), local(given, zone), ZoneInfo(zone))
    assert end.tzinfo is UTC
    assert end.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S") == then


def test_the_day_is_the_hospitals_and_not_the_servers() -> None:
    """23 November, 20:00 in London is the 24th in Delhi already."""
    given = datetime(2022, 11, 23, 20, 0, tzinfo=UTC)
    ends = {zone: ends_at(Within(days=3), given, ZoneInfo(zone)) for zone in (DELHI, BERLIN)}
    assert ends == {
        DELHI: local("2022-11-27 23:59:59", DELHI),
        BERLIN: local("2022-11-26 23:59:59", BERLIN),
    }


def test_a_day_that_begins_twice_ends_before_its_first_midnight() -> None:
    """In Havana the clocks go back from 01:00 to 00:00: the 6th begins twice."""
    end = ends_at(Within(days=1), local("2022-11-04 12:00", "America/Havana"),
                  ZoneInfo("America/Havana"))  # fmt: skip
    assert end == datetime(2022, 11, 6, 3, 59, 59, tzinfo=UTC)
    assert (end + timedelta(seconds=1)).astimezone(ZoneInfo("America/Havana")).hour == 0


@pytest.mark.parametrize(("given", "then"), [
    ("2022-11-23 07:07", "2023-03-01 23:59:59"),
    ("2022-01-01 00:00", "2023-03-01 23:59:59"),
    ("2023-12-31 23:59", "2024-02-29 23:59:59"),
])  # fmt: skip
def test_sixty_days_after_the_end_of_the_year_of_discovery(given: str, then: str) -> None:
    end = ends_at(Within(days=60), local(given, NEW_YORK), ZoneInfo(NEW_YORK), from_year_end=True)
    assert end == local(then, NEW_YORK)


@pytest.mark.parametrize(("written", "said", "kept"), [
    ("PT6H", "6 hours", "PT6H"),
    ("PT1H", "1 hour", "PT1H"),
    ("PT90M", "1 hour 30 minutes", "PT1H30M"),
    ("P60D", "60 calendar days", "P60D"),
    ("P1M", "1 calendar month", "P1M"),
    ("P2W", "14 calendar days", "P14D"),
    ("P1M3D", "1 calendar month 3 calendar days", "P1M3D"),
])  # fmt: skip
def test_a_span_is_read_kept_and_said(written: str, said: str, kept: str) -> None:
    within = read_within(written)
    assert (within.said, str(within)) == (said, kept)
    assert read_within(kept) == within


@pytest.mark.parametrize(("written", "why"), [
    ("", "is not a span"), ("6h", "is not a span"), ("P", "is not a span"),
    ("PT", "is not a span"), ("P1Y", "is not a span"), ("-PT6H", "is not a span"),
    ("PT6.5H", "is not a span"), ("P6H", "is not a span"), ("PT1D", "is not a span"),
    ("P1W2D", "is not a span"), ("pt6h", "is not a span"), ("PT6H ", "is not a span"),
    ("PT" + "9" * 5000 + "H", "is not a span"),
    ("P1DT6H", "mixes calendar days with hours"), ("P1MT1M", "mixes calendar days with hours"),
    ("PT0H", "out of range"), ("P0D", "out of range"), ("P9999D", "out of range"),
    ("P999M", "out of range"), ("PT99999H", "out of range"),
])  # fmt: skip
def test_what_is_no_span_is_refused_with_the_cure(written: str, why: str) -> None:
    with pytest.raises(BadValueError, match=why) as refused:
        read_within(written)
    assert len(str(refused.value)) < 300
