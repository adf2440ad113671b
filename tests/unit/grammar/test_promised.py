"""The promise at the end of an update, however people say it: none is lost, no text is spoilt."""

import pytest

from bot.grammar.promised import Promised, promised


@pytest.mark.parametrize(("typed", "text", "at"), [
    ("40 isolated next 45m", "40 isolated", "45m"),
    ("40 isolated next: 45m", "40 isolated", "45m"),
    ("40 isolated next at 18:00", "40 isolated", "18:00"),
    ("40 isolated next monday 9am", "40 isolated", "monday 9am"),
    ("40 isolated next -5m", "40 isolated", "-5m"),
    ("next 45m", "", "45m"),
])  # fmt: skip
def test_what_is_typed_behind_the_text_is_cut_off(typed: str, text: str, at: str) -> None:
    assert promised(typed) == Promised(text, at)


@pytest.mark.parametrize(("typed", "at"), [
    ("40 isolated, next update 45m", "45m"),
    ("We give the next update at 18:00.", "18:00"),
    ("40 isolated.\nNext update: tomorrow 9am", "tomorrow 9am"),
    ("the next one is due by noon", "noon"),
    ("NIC aa gaya, next update 30 min mein", "30 min"),
    ("Next update 10 pm tak please.", "10 pm"),
    ("40 isolated next update 25:61", "25:61"),
])  # fmt: skip
def test_what_is_said_in_a_sentence_stays_whole(typed: str, at: str) -> None:
    assert promised(typed) == Promised(typed, at)


@pytest.mark.parametrize("typed", [
    "the next 45m will be hard", "lis-db is next", "we begin next week",
    "next update when NIC answers", "We meet next Monday", "OPD opens next Fri.", "the next server is back at 18:00", "next update", "",
])  # fmt: skip
def test_what_promises_nothing_is_text(typed: str) -> None:
    assert promised(typed) == Promised(typed)
