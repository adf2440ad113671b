from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from bot.grammar.errors import TimeRefused
from bot.grammar.times import Direction, looks_like_time, moment, say_moment

DELHI = ZoneInfo("Asia/Kolkata")


NOW = datetime(2022, 11, 24, 9, 30, tzinfo=UTC)  # Thursday, 15:00 in Delhi.


def read(text: str, direction: Direction = "future") -> str:
    return say_moment(moment(text, now=NOW, zone=DELHI, direction=direction).at, DELHI)


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("now", "24 Nov 2022 15:00 IST"),
        ("2h", "24 Nov 2022 17:00 IST"),
        ("90m", "24 Nov 2022 16:30 IST"),
        ("1h30m", "24 Nov 2022 16:30 IST"),
        ("1h30", "24 Nov 2022 16:30 IST"),
        ("1 hour and 30 minutes", "24 Nov 2022 16:30 IST"),
        ("2d", "26 Nov 2022 15:00 IST"),
        ("in 2h", "24 Nov 2022 17:00 IST"),
        ("+2h", "24 Nov 2022 17:00 IST"),
        ("2h from now", "24 Nov 2022 17:00 IST"),
        ("in half an hour", "24 Nov 2022 15:30 IST"),
        ("in 2 weeks", "8 Dec 2022 15:00 IST"),
        ("２ｈ", "24 Nov 2022 17:00 IST"),
        ("400d", "29 Dec 2023 15:00 IST"),
        ("18:00", "24 Nov 2022 18:00 IST"),
        ("१८:००", "24 Nov 2022 18:00 IST"),
        ("6.30pm", "24 Nov 2022 18:30 IST"),
        ("6 PM", "24 Nov 2022 18:00 IST"),
        ("1800", "24 Nov 2022 18:00 IST"),
        ("1800 hrs", "24 Nov 2022 18:00 IST"),
        ("18:00 hrs", "24 Nov 2022 18:00 IST"),
        ("at 18:00", "24 Nov 2022 18:00 IST"),
        ("9am", "25 Nov 2022 09:00 IST"),
        ("noon", "25 Nov 2022 12:00 IST"),
        ("midnight", "25 Nov 2022 00:00 IST"),
        ("today 18:00", "24 Nov 2022 18:00 IST"),
        ("tonight 9pm", "24 Nov 2022 21:00 IST"),
        ("tomorrow 9am", "25 Nov 2022 09:00 IST"),
        ("Tomorrow at 9 a.m.", "25 Nov 2022 09:00 IST"),
        ("9am tomorrow", "25 Nov 2022 09:00 IST"),
        ("tomorrow\u00a09am", "25 Nov 2022 09:00 IST"),
        ("day after tomorrow 9am", "26 Nov 2022 09:00 IST"),
        ("tomorrow", "25 Nov 2022 23:59 IST"),
        ("24 nov 18:00", "24 Nov 2022 18:00 IST"),
        ("24 nov", "24 Nov 2022 23:59 IST"),
        ("25th of November, 9am", "25 Nov 2022 09:00 IST"),
        ("nov 25 18:00", "25 Nov 2022 18:00 IST"),
        ("24 nov 2022 18:00", "24 Nov 2022 18:00 IST"),
        ("24nov2022 1800", "24 Nov 2022 18:00 IST"),
        ("5 jan 09:00", "5 Jan 2023 09:00 IST"),
        ("20 oct 09:00", "20 Oct 2023 09:00 IST"),
        ("25/11 9:30", "25 Nov 2022 09:30 IST"),
        ("25/11/2022 9:30", "25 Nov 2022 09:30 IST"),
        ("25.11.2022 9.30am", "25 Nov 2022 09:30 IST"),
        ("2022-11-24 18:00", "24 Nov 2022 18:00 IST"),
        ("2022-11-24T18:00", "24 Nov 2022 18:00 IST"),
        ("2022-11-24T18:00Z", "24 Nov 2022 23:30 IST"),
        ("2022-11-24T18:00:30.123+05:30", "24 Nov 2022 18:00 IST"),
        ("2022-11-24T18:00-0500", "25 Nov 2022 04:30 IST"),
        ("18:00 IST", "24 Nov 2022 18:00 IST"),
        ("18:00 UTC", "24 Nov 2022 23:30 IST"),
        ("18:00 utc+5:30", "24 Nov 2022 18:00 IST"),
        ("fri 09:00", "25 Nov 2022 09:00 IST"),
        ("thu 16:00", "24 Nov 2022 16:00 IST"),
        ("thu 14:00", "1 Dec 2022 14:00 IST"),
        ("on Thursday", "24 Nov 2022 23:59 IST"),
        ("this fri 9am", "25 Nov 2022 09:00 IST"),
        ("next fri 9am", "25 Nov 2022 09:00 IST"),
        ("next thu 9am", "1 Dec 2022 09:00 IST"),
    ],
)
def test_what_lies_ahead(text: str, read_as: str) -> None:
    assert read(text) == read_as
    assert looks_like_time(text)


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("20m ago", "24 Nov 2022 14:40 IST"),
        ("20m", "24 Nov 2022 14:40 IST"),
        ("2 hours earlier", "24 Nov 2022 13:00 IST"),
        ("14:00", "24 Nov 2022 14:00 IST"),
        ("18:00", "23 Nov 2022 18:00 IST"),
        ("yesterday 18:00", "23 Nov 2022 18:00 IST"),
        ("day before yesterday 18:00", "22 Nov 2022 18:00 IST"),
        ("23 nov 07:07", "23 Nov 2022 07:07 IST"),
        ("23 nov", "23 Nov 2022 00:00 IST"),
        ("1 jan 09:00", "1 Jan 2022 09:00 IST"),
        ("fri 9am", "18 Nov 2022 09:00 IST"),
        ("last thu 9am", "17 Nov 2022 09:00 IST"),
        ("today", "24 Nov 2022 00:00 IST"),
    ],
)
def test_what_lies_behind(text: str, read_as: str) -> None:
    assert read(text, "past") == read_as


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("20m", "24 Nov 2022 15:20 IST"),
        ("20m ago", "24 Nov 2022 14:40 IST"),
        ("18:00", "24 Nov 2022 18:00 IST"),
        ("24 nov 10:00", "24 Nov 2022 10:00 IST"),
        ("23 nov", "23 Nov 2022 23:59 IST"),
        ("fri 09:00", "25 Nov 2022 09:00 IST"),
        ("30 may 09:00", "30 May 2022 09:00 IST"),
        ("20 may 09:00", "20 May 2023 09:00 IST"),
    ],
)
def test_what_lies_anywhere(text: str, read_as: str) -> None:
    assert read(text, "any") == read_as


@pytest.mark.parametrize(
    ("text", "direction", "note"),
    [
        ("18:00", "future", None),
        ("9am", "future", "09:00 has passed today, so tomorrow"),
        ("midnight", "future", None),
        ("18:00", "past", "18:00 is still to come today, so yesterday"),
        ("25 nov", "future", "no time was given, so 23:59"),
        ("23 nov", "past", "no time was given, so 00:00"),
        ("tomorrow 9am", "future", None),
        ("2h", "future", None),
    ],
)
def test_a_note_says_what_was_supposed(text: str, direction: Direction, note: str | None) -> None:
    assert moment(text, now=NOW, zone=DELHI, direction=direction).note == note


@pytest.mark.parametrize(
    ("text", "direction", "sentence"),
    [
        (
            "today 9am",
            "future",
            "`today 9am` means 24 Nov 2022 09:00 IST: that was 6 h ago; type a time ahead such as",
        ),
        (
            "in 2h",
            "past",
            "that is still 2 h ahead; type when it was, such as `20m ago`, `18:00` or `yesterday 9am`.",
        ),
        ("2h ago", "future", "`2h ago` means 24 Nov 2022 13:00 IST: that was 2 h ago"),
        ("23 nov", "future", "`23 nov` means 23 Nov 2022 23:59 IST: that was 15 h 1 min ago"),
        ("last fri 9am", "future", "`last fri 9am` means 18 Nov 2022 09:00 IST"),
        ("1 dec", "past", "`1 dec` means 1 Dec 2022 00:00 IST: that is still 6 d 9 h ahead"),
        ("", "future", "No time was given: this needs one; type a time ahead such as"),
        (" \u00a0 ", "any", "No time was given"),
        ("at", "any", "`at` is not a time"),
        ("25:61", "future", "`25:61` is not a time of day: hours go from 0 to 23; type `18:00`"),
        ("24:00", "future", "hours go from 0 to 23"),
        ("18:61", "future", "minutes have two digits and go from 00 to 59"),
        ("18:5", "future", "minutes have two digits"),
        ("18:00:99", "future", "minutes have two digits"),
        ("13pm", "future", "with am or pm the hour goes from 1 to 12"),
        ("0am", "future", "with am or pm the hour goes from 1 to 12"),
        ("0m", "future", "`0m` is not a time: it needs more than nothing"),
        ("-2h", "future", "`-2h` is not a time: it cannot be negative"),
        ("9", "future", "`9` is not a time: `9` alone could be a clock time or a length"),
        ("tomorrow 9", "future", "`9` alone could be a clock time or a length"),
        ("tomorrow 2h", "future", "a date takes a clock time"),
        ("401d", "future", "`401d` is too far off: that is more than 400 days away"),
        ("999999w", "future", "`999999w` is too far off"),
        ("401d ago", "past", "`401d ago` is too far off"),
        ("24 nov 2030", "future", "`24 nov 2030` is too far off"),
        ("29 dec 2023 14:59", "past", "means 29 Dec 2023 14:59 IST"),
        ("29 dec 2023 15:01", "future", "`29 dec 2023 15:01` is too far off"),
        ("0001-01-01", "past", "`0001-01-01` is too far off"),
        ("9999-12-31", "any", "`9999-12-31` is too far off"),
        ("0000-01-01", "past", "`0000-01-01` is on no calendar: there is no such day"),
        ("31 feb", "future", "`31 feb` is on no calendar"),
        ("29 feb", "future", "`29 feb` is on no calendar: there is no such day in these years"),
        ("2022-13-01", "future", "`2022-13-01` is on no calendar"),
        ("18:00 PST", "future", "`18:00 PST` names another zone: times here are read in Asia/Kol"),
        ("18:00 +25:00", "future", "`18:00 +25:00` names another zone"),
        ("18:00 EST", "past", "type `UTC` or an offset such as `+05:30`"),
        ("soon", "future", "`soon` is not a time: it is no length of time, clock time or date"),
        ("1 fortnight", "future", "`1 fortnight` is not a time"),
        ("1h1h", "future", "`1h1h` is not a time"),
        ("tommorow 9am", "future", "perhaps `tomorrow` was meant by `tommorow`; type"),
        (
            "yesterdayish",
            "past",
            "`yesterdayish` is not a time: perhaps `yesterday` was meant; type",
        ),
        ("x" * 61, "future", "is too long for a time: a few words say it"),
        ("<@U1>", "future", "`<@U1>` is not a time"),
    ],
)
def test_what_is_refused(text: str, direction: Direction, sentence: str) -> None:
    with pytest.raises(TimeRefused) as refused:
        moment(text, now=NOW, zone=DELHI, direction=direction)
    assert sentence in str(refused.value)


def test_a_leap_day_in_reach_is_found() -> None:
    read_as = moment("29 feb 9am", now=datetime(2023, 6, 1, tzinfo=UTC), zone=DELHI)
    assert say_moment(read_as.at, DELHI) == "29 Feb 2024 09:00 IST"


@pytest.mark.parametrize(
    ("text", "looks"),
    [
        *(("25:61", True), ("3", True), ("tommorow", True), ("may 3", True), ("an hour", True)),
        *(("18:00 ist", True), ("18:00 xyz", True), ("0m", True), ("1h1h", True)),
        *(("the gate", False), ("bed 3", False), ("18:00 sharply", False), ("once", False)),
        *(("may", False), ("2 servers", False), ("", False), ("2h " * 30, False)),
        ("18:00 the server burned", False),
    ],
)
def test_what_means_to_be_a_time(text: str, *, looks: bool) -> None:
    assert looks_like_time(text) is looks


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Asia/Kolkata", "24 Nov 2022 15:00 IST"),
        ("UTC", "24 Nov 2022 09:30 UTC"),
        ("Europe/London", "24 Nov 2022 09:30 GMT"),
        ("Asia/Kathmandu", "24 Nov 2022 15:15 UTC+05:45"),
        ("America/Sao_Paulo", "24 Nov 2022 06:30 UTC-03:00"),
    ],
)
def test_say(zone: str, said: str) -> None:
    assert say_moment(NOW, ZoneInfo(zone)) == said
    assert say_moment(NOW.astimezone(timezone(timedelta(hours=9))), ZoneInfo(zone)) == said


def test_say_with_now_says_how_far_off() -> None:
    assert say_moment(NOW, DELHI, NOW - timedelta(minutes=25)) == "24 Nov 2022 15:00 IST, in 25 min"
    assert say_moment(NOW, DELHI, NOW + timedelta(hours=2)) == "24 Nov 2022 15:00 IST, 2 h ago"
