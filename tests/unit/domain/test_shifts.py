"""Twelve hours are long; a brief is called for after ten minutes, and not for ever."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.shifts import MOST_CALLS, call_due, spell

AT = datetime(2022, 11, 23, 1, 37, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "wanted"), [(-1, 0), (0, 0), (11.99, 0), (12, 1), (23.9, 1), (24, 2), (60, 5)]
)
def test_spells_of_twelve_hours(hours: float, wanted: int) -> None:
    assert spell(AT, AT + timedelta(hours=hours)) == wanted


@pytest.mark.parametrize(
    ("minutes", "wanted"), [(-5, 0), (9, 0), (10, 1), (29, 1), (30, 2), (50, 3), (600, MOST_CALLS)]
)
def test_calls_for_an_unread_brief(minutes: int, wanted: int) -> None:
    assert call_due(AT, AT + timedelta(minutes=minutes)) == wanted
