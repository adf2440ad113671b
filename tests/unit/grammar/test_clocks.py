from datetime import time

import pytest

from bot.grammar.errors import TimeRefused
from bot.grammar.times import clock


@pytest.mark.parametrize(
    ("text", "at"),
    [
        *(("07:30", time(7, 30)), ("7:30", time(7, 30)), ("7.30am", time(7, 30))),
        *(
            ("0730", time(7, 30)),
            ("7.30 p.m.", time(19, 30)),
            ("12am", time(0)),
            ("12pm", time(12)),
        ),
        *(("noon", time(12)), ("midnight", time(0)), ("０７：３０", time(7, 30))),
        *(("07:30 hrs", time(7, 30)), ("07:30:15", time(7, 30, 15))),
    ],
)
def test_clock(text: str, at: time) -> None:
    assert clock(text) == at


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "No time was given: it needs an hour and minutes; type `07:30`, `7.30am` or `0730`."),
        ("9", "`9` is not a time of day: it needs an hour and minutes"),
        ("soon", "`soon` is not a time of day"),
        ("25:00", "hours go from 0 to 23"),
        ("2360", "minutes have two digits and go from 00 to 59"),
        ("07:30 IST", "`07:30 IST` names a zone: times of day are kept in the hospital's zone"),
        ("7" * 61, "is not a time of day"),
    ],
)
def test_clock_refused(text: str, sentence: str) -> None:
    with pytest.raises(TimeRefused) as refused:
        clock(text)
    assert sentence in str(refused.value)
