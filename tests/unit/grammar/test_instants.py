from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.grammar.times import moment, say_moment

NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("text", "now", "read_as", "note"),
    [
        (
            "2022-11-06 01:30",
            "2022-11-05T12:00",
            "6 Nov 2022 01:30 EDT",
            "01:30 comes twice that day, as the clocks go back; this is the first",
        ),
        (
            "01:30",  # The first one passed 15 minutes ago.
            "2022-11-06T05:45",
            "6 Nov 2022 01:30 EST",
            "01:30 comes twice that day, as the clocks go back; this is the second",
        ),
        (
            "01:30",
            "2022-11-06T06:45",
            "7 Nov 2022 01:30 EST",
            "01:30 has passed today, so tomorrow",
        ),
        (
            "2022-11-06 01:30 EST",
            "2022-11-05T12:00",
            "6 Nov 2022 01:30 EST",
            "01:30 comes twice that day, as the clocks go back; this is the second",
        ),
        (
            "2023-03-12 02:30",
            "2023-03-11T12:00",
            "12 Mar 2023 03:00 EDT",
            "02:30 is skipped that day, as the clocks go forward; read as 03:00",
        ),
        ("2023-03-12 03:00", "2023-03-11T12:00", "12 Mar 2023 03:00 EDT", None),
        (
            "01:00z",
            "2022-11-25T02:00",
            "25 Nov 2022 20:00 EST",
            "01:00 has passed today, so tomorrow",
        ),
        (
            "18:00 EST",
            "2022-11-25T02:00",
            "25 Nov 2022 18:00 EST",
            "18:00 has passed today, so tomorrow",
        ),
    ],
)
def test_clocks_that_change(text: str, now: str, read_as: str, note: str | None) -> None:
    at = moment(text, now=datetime.fromisoformat(now).replace(tzinfo=UTC), zone=NEW_YORK)
    assert (say_moment(at.at, NEW_YORK), at.note) == (read_as, note)


def test_an_hour_shown_twice_is_the_first_for_the_past_too() -> None:
    now = datetime(2022, 11, 6, 12, tzinfo=UTC)
    at = moment("01:30", now=now, zone=NEW_YORK, direction="past").at
    assert at == datetime(2022, 11, 6, 5, 30, tzinfo=UTC)


def test_a_day_that_was_skipped() -> None:
    apia = ZoneInfo("Pacific/Apia")
    at = moment("2011-12-30 12:00", now=datetime(2011, 12, 29, tzinfo=UTC), zone=apia)
    assert say_moment(at.at, apia) == "31 Dec 2011 00:00 UTC+14:00"
