"""When a legal clock is said aloud: a table of moments, and what may never happen between them."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import alarms

DAY = datetime(2022, 11, 23, tzinfo=UTC)


def at(clock: str) -> datetime:
    """Return a moment of 23 November; `+1 06:00` is on the day after."""
    days, _, hours = clock.rpartition(" ")
    parsed = datetime.strptime(hours, "%H:%M:%S" if hours.count(":") > 1 else "%H:%M")  # noqa: DTZ007 - a time of day.
    span = timedelta(hours=parsed.hour, minutes=parsed.minute, seconds=parsed.second)
    return DAY + timedelta(days=int(days or 0)) + span


# given a clock from … to … then it is warned of at 50, 75, 90 %, half an hour before, at its end.
TABLE = {
    "six hours (CERT-In)": ("07:07", "13:07", "10:07 11:37 12:31 12:37 13:07"),
    "twelve hours (police)": ("07:07", "19:07", "13:07 16:07 17:55 18:37 19:07"),
    "one day (early warning)": ("07:00", "+1 07:00", "19:00 +1 01:00 +1 04:36 +1 06:30 +1 07:00"),
    "72 hours (GDPR)": ("07:00", "+3 07:00", "+1 19:00 +2 13:00 +2 23:48 +3 06:30 +3 07:00"),
    "five hours: 90 % is T-30": ("07:00", "12:00", "09:30 10:45 11:30 11:30 12:00"),
    "one hour: T-30 is 50 %": ("07:00", "08:00", "07:30 07:30 07:45 07:54 08:00"),
    "half an hour": ("07:00", "07:30", "07:15 07:22:30 07:27 07:30"),
    "ten minutes": ("07:00", "07:10", "07:05 07:07:30 07:09 07:10"),
    "opened when it was over": ("07:00", "06:00", "06:00"),
    "opened at its end": ("07:00", "07:00", "07:00"),
}


@pytest.mark.parametrize("case", TABLE)
def test_given_a_clock_then_it_is_warned_of(case: str) -> None:
    since, due, expected = TABLE[case]
    moments = [each.at for each in alarms.before(at(since), at(due))]
    words = iter(expected.split())
    wanted = [at(f"{word} {next(words)}" if word.startswith("+") else word) for word in words]
    assert moments == wanted


def test_after_the_end_it_is_said_every_half_hour_for_as_long_as_it_is_owed() -> None:
    since, due = at("07:07"), at("13:07")
    moment, said = due, []
    for _ in range(500):
        alarm = alarms.following(since, due, moment)
        moment = alarm.at
        said.append(moment)
    assert said == [due + n * timedelta(minutes=30) for n in range(1, 501)]


def test_each_alarm_has_a_name_of_its_own() -> None:
    since, due = at("07:07"), at("13:07")
    named = [each.name for each in alarms.before(since, due)]
    named += [alarms.overdue(due, count).name for count in range(1, 200)]
    assert named[:7] == ["50", "75", "90", "soon", "due", "over30", "over60"]
    assert len(set(named)) == len(named)
    over = [alarms.overdue(due, count).overdue for count in range(3)]
    assert over == [True, True, True]
    assert not any(each.overdue for each in alarms.before(since, due)[:-1])


@pytest.mark.parametrize(("moment", "newest", "next_one"), [
    ("07:07", None, "10:07"), ("10:06:59", None, "10:07"), ("10:07", "50", "11:37"),
    ("11:36:59", "50", "11:37"), ("12:31", "90", "12:37"), ("12:36:59", "90", "12:37"),
    ("12:37", "soon", "13:07"), ("13:06:59", "soon", "13:07"), ("13:07", "due", "13:37"),
    ("13:36:59", "due", "13:37"), ("13:37", "over30", "14:07"), ("+3 07:07", "over3960", "+3 07:37"),
])  # fmt: skip
def test_only_the_newest_is_said_and_the_next_is_planned(
    moment: str, newest: str | None, next_one: str
) -> None:
    since, due = at("07:07"), at("13:07")
    last = alarms.newest(since, due, at(moment))
    assert (last.name if last else None) == newest
    assert alarms.following(since, due, at(moment)).at == at(next_one)


@pytest.mark.parametrize(("first", "last", "count"), [
    ("10:07", "10:07", 0), ("10:07", "11:37", 1), ("10:07", "13:07", 4), ("13:07", "13:37", 1),
    ("10:07", "13:37", 5), ("13:37", "14:37", 2), ("10:07", "+3 07:07", 5 + 131),
    ("12:37", "12:31", 0), ("15:07", "14:37", 0),
])  # fmt: skip
def test_what_went_unsaid_is_counted(first: str, last: str, count: int) -> None:
    assert alarms.missed(at("07:07"), at("13:07"), at(first), at(last)) == count


SPANS = st.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(days=90))


@given(span=SPANS, past=st.timedeltas(timedelta(days=-1), timedelta(days=120)))
def test_no_alarm_is_skipped_or_said_early(span: timedelta, past: timedelta) -> None:
    """What is newest is over, what follows is ahead, and nothing lies between the two."""
    since, due = DAY, DAY + span
    moment = DAY + past
    newest, coming = alarms.newest(since, due, moment), alarms.following(since, due, moment)
    assert coming.at > moment
    if newest is None:
        assert coming == alarms.before(since, due)[0]
        return
    assert newest.at <= moment
    everything = [each.at for each in alarms.before(since, due)]
    everything += [alarms.overdue(due, count).at for count in range(1, 6000)]
    assert not [each for each in everything if newest.at < each < coming.at]
    assert alarms.missed(since, due, newest.at, coming.at) == everything.count(newest.at)


@given(span=SPANS)
def test_the_warnings_come_in_order_and_end_with_the_end(span: timedelta) -> None:
    before = alarms.before(DAY, DAY + span)
    assert before[-1] == alarms.Alarm(alarms.DUE, DAY + span)
    assert all(one.at <= other.at for one, other in pairwise(before))
    assert all(DAY < each.at <= DAY + span for each in before)
