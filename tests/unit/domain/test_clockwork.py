"""What becomes news because time passed: for the reader's quiet line none of it is nothing."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain import clockwork
from bot.domain.models import Department, Eta, Transfer
from tests.conftest import NIGHT

DELHI = ZoneInfo("Asia/Kolkata")
HOUR = timedelta(hours=1)
# 07:07 in Delhi, and the return of 18:30.
DUE = NIGHT + timedelta(hours=11, minutes=23)


def lab(mode: str = "manual") -> Department:
    return Department(
        incident_id=1, number=1, slug="lab", name="Lab", mode=mode, since=NIGHT - 24 * HOUR,
        last_return_at=NIGHT, created_at=NIGHT, created_by="U1",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("mode", "since", "now", "news"),
    [
        ("manual", DUE - HOUR, DUE - HOUR / 2, False),
        ("manual", DUE - HOUR, DUE + HOUR, True),
        ("manual", DUE + HOUR, DUE + 2 * HOUR, False),
        ("normal", DUE - HOUR, DUE + HOUR, False),
    ],
)
def test_a_return_that_did_not_come(
    mode: str, since: datetime, now: datetime, *, news: bool
) -> None:
    assert clockwork.fell_silent(lab(mode), since, now, DELHI) is news


def test_a_hand_over_that_takes_a_day() -> None:
    row = Transfer(
        incident_id=1, number=1, created_at=NIGHT, created_by="U1", from_user="U1", since=NIGHT,
        purpose="imaging",
    )  # fmt: skip
    day = NIGHT + 24 * HOUR
    assert clockwork.became_overdue(row, day - HOUR, day)
    assert not clockwork.became_overdue(row, day, day + HOUR)
    assert not clockwork.became_overdue(row, NIGHT, day - HOUR)


def test_only_the_newest_promise_can_pass() -> None:
    first = Eta(id=1, incident_id=1, what="LIS", at=NIGHT + HOUR, said_at=NIGHT, said_by="U1")
    second = Eta(id=2, incident_id=1, what="LIS", at=NIGHT + 5 * HOUR, said_at=NIGHT, said_by="U1")
    assert clockwork.has_passed([first], NIGHT, NIGHT + 2 * HOUR)
    assert not clockwork.has_passed([first, second], NIGHT, NIGHT + 2 * HOUR)
    assert clockwork.has_passed([second, first], NIGHT, NIGHT + 5 * HOUR)
    assert not clockwork.has_passed([], NIGHT, NIGHT + HOUR)
