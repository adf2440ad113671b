from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cadence import odd_day
from bot.grammar.errors import TimeRefused
from bot.grammar.keyed import keyed
from bot.grammar.zones import is_zone, zone


@pytest.mark.parametrize(
    ("typed", "want"),
    [
        ("Asia/Kolkata", "Asia/Kolkata"),
        ("asia/kolkata", "Asia/Kolkata"),
        ("Kolkata", "Asia/Kolkata"),
        ("new york", "America/New_York"),
        ("America/Port-au-Prince", "America/Port-au-Prince"),
        ("utc", "UTC"),
        ("\uff21sia/Kolkata", "Asia/Kolkata"),
    ],
)
def test_zones_as_people_type_them(typed: str, want: str) -> None:
    assert zone(typed) == ZoneInfo(want)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "No time zone was given"),
        ("IST", "such letters stand for several zones"),
        ("+05:30", "an offset does not follow"),
        ("UTC+5", "an offset does not follow"),
        ("Asia/Calcuta", "did you mean `Asia/Calcutta`"),
        ("louisville", "it could be America/Kentucky/Louisville or America/Louisville"),
        ("Mars/Phobos", "no zone has that name"),
        ("../../etc/passwd", "no zone has that name"),
        ("Etc/GMT+5", "is no time zone"),
    ],
)
def test_what_is_no_zone_says_why(typed: str, says: str) -> None:
    with pytest.raises(TimeRefused, match=says.replace("+", r"\+")):
        zone(typed)


@given(st.text(max_size=120))
def test_anything_is_a_zone_or_refused(text: str) -> None:
    try:
        found = zone(text)
    except TimeRefused:
        return
    assert is_zone(found.key)


WORDS = {"at": "at", "zone": "zone", "in": "zone", "of": "of"}


@pytest.mark.parametrize(
    ("typed", "found", "before"),
    [
        ("", {}, ""),
        ("at 8 pm zone Asia/Kolkata", {"at": "8 pm", "zone": "Asia/Kolkata"}, ""),
        ("ZONE=London at=08:00", {"zone": "London", "at": "08:00"}, ""),
        ("please at 7 at 8 in x", {"at": "8", "zone": "x"}, "please"),
        ("of", {"of": ""}, ""),
        ('"at" 8', {}, "at 8"),
    ],
)
def test_named_parts_in_any_order(typed: str, found: dict[str, str], before: str) -> None:
    read = keyed(typed, WORDS)
    assert (dict(read.found), read.before) == (found, before)


@pytest.mark.parametrize(
    ("name", "at", "want"),
    [
        ("America/New_York", time(1, 30), (date(2026, 11, 1), True)),
        ("America/New_York", time(2, 30), (date(2027, 3, 14), False)),
        ("America/New_York", time(8), None),
        ("Europe/London", time(1), (date(2026, 10, 25), True)),
        ("Asia/Kolkata", time(1, 30), None),
        ("UTC", time(0), None),
    ],
)
def test_the_day_on_which_an_hour_is_odd(
    name: str, at: time, want: tuple[date, bool] | None
) -> None:
    assert odd_day(at, ZoneInfo(name), datetime(2026, 9, 1, 12, tzinfo=UTC)) == want
