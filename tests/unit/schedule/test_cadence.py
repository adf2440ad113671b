"""When summaries and digests fall due, in tables that can be checked with a calendar."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.cadence import (
    EVERY,
    Catch,
    Daily,
    Interval,
    Tapering,
    caught_up,
    day_number,
    instant,
    of_summary,
    sooner,
)

DELHI = ZoneInfo("Asia/Kolkata")
NEW_YORK = ZoneInfo("America/New_York")
LONDON = ZoneInfo("Europe/London")
APIA = ZoneInfo("Pacific/Apia")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


@pytest.mark.parametrize(
    ("zone", "day", "at", "due"),
    [
        (DELHI, "2022-11-24", "07:30", "2022-11-24 02:00"),
        (DELHI, "2022-11-24", "00:00", "2022-11-23 18:30"),
        (NEW_YORK, "2026-11-01", "00:59", "2026-11-01 04:59"),
        # On this night 01:30 comes twice: the first counts.
        (NEW_YORK, "2026-11-01", "01:30", "2026-11-01 05:30"),
        (NEW_YORK, "2026-11-01", "02:00", "2026-11-01 07:00"),
        # On this night 02:30 does not come: the first moment after the gap counts, 03:00.
        (NEW_YORK, "2026-03-08", "02:30", "2026-03-08 07:00"),
        (NEW_YORK, "2026-03-08", "02:00", "2026-03-08 07:00"),
        (NEW_YORK, "2026-03-08", "03:00", "2026-03-08 07:00"),
        (LONDON, "2026-10-25", "01:30", "2026-10-25 00:30"),
        (LONDON, "2026-03-29", "01:30", "2026-03-29 01:00"),
        # A whole day that a country skipped.
        (APIA, "2011-12-30", "07:30", "2011-12-30 10:00"),
        (DELHI, "2024-02-29", "07:30", "2024-02-29 02:00"),
    ],
)
def test_when_clocks_show_a_time(zone: ZoneInfo, day: str, at: str, due: str) -> None:
    assert instant(date.fromisoformat(day), time.fromisoformat(at), zone) == utc(due)


@pytest.mark.parametrize(
    ("zone", "at", "after", "nominals"),
    [
        (DELHI, "07:30", "2022-11-23 01:37",
         ["2022-11-23T07:30", "2022-11-24T07:30", "2022-11-25T07:30"]),
        (DELHI, "07:30", "2022-11-23 02:00", ["2022-11-24T07:30"]),
        (DELHI, "07:30", "2022-12-30 20:00",
         ["2022-12-31T07:30", "2023-01-01T07:30"]),
        (DELHI, "07:30", "2024-02-28 03:00",
         ["2024-02-29T07:30", "2024-03-01T07:30"]),
        (DELHI, "07:30", "2023-02-28 03:00", ["2023-03-01T07:30"]),
        (NEW_YORK, "01:30", "2026-10-31 00:00",
         ["2026-10-31T01:30", "2026-11-01T01:30", "2026-11-02T01:30"]),
        (NEW_YORK, "02:30", "2026-03-07 00:00",
         ["2026-03-07T02:30", "2026-03-08T02:30", "2026-03-09T02:30"]),
        (LONDON, "01:30", "2026-03-28 12:00", ["2026-03-29T01:30", "2026-03-30T01:30"]),
        (APIA, "07:30", "2011-12-29 12:00",
         ["2011-12-29T07:30", "2011-12-30T07:30", "2011-12-31T07:30"]),
    ],
)  # fmt: skip
def test_one_digest_for_each_date(zone: ZoneInfo, at: str, after: str, nominals: list[str]) -> None:
    daily, moment, named = Daily((time.fromisoformat(at),), zone), utc(after), []
    for _ in nominals:
        moment = daily.after(moment)
        named.append(daily.nominal(moment))
    assert named == nominals


@settings(max_examples=150, deadline=None)
@given(
    zone=st.sampled_from(
        ["Asia/Kolkata", "America/New_York", "Europe/London", "Australia/Lord_Howe",
         "America/St_Johns", "Pacific/Apia", "Africa/Casablanca", "America/Havana"]
    ),
    start=st.integers(0, 27 * 365 * 24 * 60).map(lambda m: utc("2010-01-01") + timedelta(minutes=m)),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
)  # fmt: skip
def test_daily_never_repeats_and_never_skips_a_date(zone: str, start: datetime, at: time) -> None:
    daily, moment = Daily((at,), ZoneInfo(zone)), start
    named = []
    for _ in range(10):
        following = daily.after(moment)
        assert moment < following <= moment + timedelta(hours=49)
        moment = following
        named.append(daily.nominal(moment))
    days = [date.fromisoformat(name[:10]) for name in named]
    assert days == [days[0] + timedelta(days=number) for number in range(10)]
    assert {name[11:] for name in named} == {f"{at:%H:%M}"}


DECLARED = utc("2022-11-23 01:37")  # 07:07 in Delhi.


@pytest.mark.parametrize(
    ("severity", "since_declared", "then"),
    [
        (1, hours(0), hours(2)),
        (1, hours(22), hours(2)),
        (1, hours(24), hours(4)),
        (1, hours(44), hours(4)),
        (2, hours(0), hours(4)),
        (2, hours(100), hours(4)),
        (3, hours(5), hours(12)),
        (4, hours(5), hours(24)),
    ],
)
def test_cadence_by_severity(severity: int, since_declared: timedelta, then: timedelta) -> None:
    rhythm = of_summary(
        severity=severity, declared_at=DECLARED, by_hand=None, every=EVERY, zone=DELHI
    )
    assert rhythm.after(DECLARED + since_declared) == DECLARED + since_declared + then


def test_severity_1_before_the_meetings_from_the_third_day_on() -> None:
    rhythm = Tapering(DECLARED, hours(2), DELHI)
    moment, said = DECLARED + hours(47), []
    for _ in range(4):
        moment = rhythm.after(moment)
        said.append(moment.astimezone(DELHI).strftime("%d %b %H:%M"))
    # 25 Nov 06:07 + 4 h, then 08:00 and 20:00.
    assert said == ["25 Nov 10:07", "25 Nov 20:00", "26 Nov 08:00", "26 Nov 20:00"]


@pytest.mark.parametrize(
    ("by_hand", "every", "want"),
    [
        (timedelta(minutes=30), EVERY, Interval(timedelta(minutes=30))),
        (None, {1: hours(3)}, Interval(hours(3))),
        (None, EVERY, Tapering(DECLARED, hours(2), DELHI)),
    ],
)
def test_tapering_only_where_nobody_chose(
    by_hand: timedelta | None, every: dict[int, timedelta], want: object
) -> None:
    got = of_summary(severity=1, declared_at=DECLARED, by_hand=by_hand, every=every, zone=DELHI)
    assert got == want


@pytest.mark.parametrize(
    ("due", "now", "catch"),
    [
        # On time: the rhythm goes on from the due moment, not from the tick.
        ("10:00", "10:00:01", ("10:00", 0, False, "12:00")),
        ("10:00", "10:01:59", ("10:00", 0, False, "12:00")),
        # Down over one: one late post, and the rhythm starts anew from it.
        ("10:00", "11:00", ("10:00", 0, True, "13:00")),
        # Down over four: the latest is posted, three are counted.
        ("10:00", "17:00", ("16:00", 3, True, "19:00")),
        # Up again at the very moment of the fourth: on time, but it stands for three more.
        ("10:00", "16:00", ("16:00", 3, False, "18:00")),
    ],
)
def test_catching_up_an_interval(due: str, now: str, catch: tuple[str, int, bool, str]) -> None:
    def at(text: str) -> datetime:
        return utc(f"2022-11-23 {text}")

    want = Catch(at(catch[0]), catch[1], catch[2], at(catch[3]))
    assert caught_up(Interval(hours(2)), at(due), at(now)) == want


def test_catching_up_nine_digests() -> None:
    daily = Daily((time(7, 30),), DELHI)
    catch = caught_up(daily, utc("2022-11-24 02:00"), utc("2022-12-02 05:00"))
    assert catch == Catch(utc("2022-12-02 02:00"), 8, True, utc("2022-12-03 02:00"))


def test_a_minute_cadence_after_a_year_is_counted_not_walked() -> None:
    due = utc("2022-11-23 10:00")
    catch = caught_up(Interval(timedelta(minutes=1)), due, due + timedelta(days=365))
    assert catch.missed == 365 * 24 * 60


@pytest.mark.parametrize(
    ("planned", "want"),
    [("09:00", "09:00"), ("16:00", "12:00"), (None, "12:00")],
)
def test_a_change_never_delays_what_was_announced(planned: str | None, want: str) -> None:
    at = utc(f"2022-11-23 {planned}") if planned else None
    assert sooner(Interval(hours(4)), at, utc("2022-11-23 08:00")) == utc(f"2022-11-23 {want}")


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2022-11-23 01:37", 1),
        ("2022-11-23 18:29", 1),
        ("2022-11-23 18:30", 2),
        ("2022-11-29 06:00", 7),
        ("2022-11-22 06:00", 1),
    ],
)
def test_days_are_counted_on_the_hospitals_calendar(moment: str, day: int) -> None:
    assert day_number(DECLARED, utc(moment), DELHI) == day


@pytest.mark.parametrize(
    "rhythm",
    [Interval(hours(2)), Daily((time(7, 30),), NEW_YORK), Tapering(DECLARED, hours(2), DELHI)],
)
def test_the_next_moment_lies_within_the_horizon(
    rhythm: Interval | Daily | Tapering,
) -> None:
    for quarters in range(400):
        moment = DECLARED + timedelta(minutes=15 * quarters)
        assert moment < rhythm.after(moment) <= rhythm.horizon(moment)
