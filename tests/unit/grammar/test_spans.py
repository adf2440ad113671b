from datetime import UTC, datetime, timedelta

import pytest

from bot.grammar.errors import TimeRefused
from bot.grammar.times import say_ago, say_due, say_span, span

NOW = datetime(2022, 11, 24, 9, 30, tzinfo=UTC)  # Thursday, 15:00 in Delhi.


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("2h", timedelta(hours=2)),
        ("90m", timedelta(minutes=90)),
        ("1d", timedelta(days=1)),
        ("1 week", timedelta(days=7)),
        ("1h 30m", timedelta(minutes=90)),
        ("1h, 30 min", timedelta(minutes=90)),
        ("1h30", timedelta(minutes=90)),
        ("1.5h", timedelta(minutes=90)),
        ("an hour", timedelta(hours=1)),
        ("Half an hour", timedelta(minutes=30)),
        ("60s", timedelta(minutes=1)),
    ],
)
def test_span(text: str, length: timedelta) -> None:
    assert span(text) == length


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("0m", "`0m` is too short: the shortest here is 1 min; type `45m`, `2h`, `1h30m` or `1d`."),
        ("1s", "`1s` is too short"),
        ("8d", "`8d` is too long: the longest here is 7 d"),
        ("400 days", "`400 days` is too long"),
        ("-2h", "`-2h` is not a length of time: it cannot be negative"),
        ("5", "`5` has no unit: it could be minutes, hours or days"),
        ("", "No length of time was given"),
        ("often", "`often` is not a length of time: it needs a number and a unit"),
        ("25:61", "`25:61` is not a length of time"),
        ("1800 hrs", "`1800 hrs` is not a length of time"),
        ("2h2h", "`2h2h` is not a length of time"),
        ("9999999h", "`9999999h` is not a length of time"),
        ("1h" * 40, "is not a length of time"),
    ],
)
def test_span_refused(text: str, sentence: str) -> None:
    with pytest.raises(TimeRefused) as refused:
        span(text)
    assert sentence in str(refused.value)


def test_span_takes_its_bounds() -> None:
    assert span("30d", maximum=timedelta(days=30)) == timedelta(days=30)
    with pytest.raises(TimeRefused, match="the shortest here is 15 min"):
        span("14m", minimum=timedelta(minutes=15))


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(), "0 s"),
        (timedelta(seconds=45), "45 s"),
        (timedelta(minutes=25), "25 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(hours=2, seconds=-1), "2 h"),
        (timedelta(hours=2, minutes=30), "2 h 30 min"),
        (-timedelta(hours=2, minutes=30), "2 h 30 min"),
        (timedelta(hours=23, minutes=59, seconds=45), "1 d"),
        (timedelta(days=3, hours=4, minutes=20), "3 d 4 h"),
        (timedelta(days=400), "400 d"),
    ],
)
def test_say_span(length: timedelta, said: str) -> None:
    assert say_span(length) == said


@pytest.mark.parametrize(
    ("ahead", "due", "ago"),
    [
        (timedelta(minutes=25), "in 25 min", "in 25 min"),
        (timedelta(minutes=-40), "40 min late", "40 min ago"),
        (timedelta(seconds=59), "now", "now"),
        (timedelta(seconds=-59), "now", "now"),
    ],
)
def test_say_due_and_ago(ahead: timedelta, due: str, ago: str) -> None:
    assert (say_due(NOW + ahead, now=NOW), say_ago(NOW + ahead, now=NOW)) == (due, ago)
