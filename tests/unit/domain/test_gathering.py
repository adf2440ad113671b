"""When a reader is told what waits for them: one message an hour, the urgent at once."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.gathering import Heard, Share, Waiting, helps_still, looks_ahead, told_now
from bot.domain.quiet import Quiet, quiet_hours
from bot.domain.reminders import Rung

NOON = datetime(2022, 11, 23, 12, tzinfo=UTC)
NIGHT = quiet_hours("22:00-06:00", ZoneInfo("UTC"))
MIDNIGHT = datetime(2022, 11, 23, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Waits:
    """Something that waits to be told."""

    rung: Rung
    urgent: bool = False


DUE, SOON = Waits(Rung.DUE), Waits(Rung.HEADS_UP)
NOW_DUE, NOW_SOON = Waits(Rung.DUE, urgent=True), Waits(Rung.HEADS_UP, urgent=True)


def minutes(ago: float | None) -> datetime | None:
    return None if ago is None else NOON - timedelta(minutes=ago)


@pytest.mark.parametrize(
    ("waits", "last", "last_due", "told"),
    [
        # Nothing was said within the hour: all of it is.
        ((DUE, SOON), None, None, (DUE, SOON)),
        # Ten minutes ago something due was said: what is due waits, and so does a heads-up.
        ((DUE,), 10, 10, ()),
        ((SOON,), 10, 10, ()),
        # Ten minutes ago there was a heads-up: what is due does not wait for that.
        ((DUE,), 10, None, (DUE,)),
        ((SOON,), 10, None, ()),
        ((DUE, SOON), 10, None, (DUE, SOON)),
        # An hour later, to the minute.
        ((DUE,), 59, 59, ()),
        ((DUE,), 60, 60, (DUE,)),
        # What is urgent goes at once, and takes along what waits.
        ((DUE, NOW_DUE, SOON), 1, 1, (DUE, NOW_DUE, SOON)),
        ((NOW_SOON, DUE), 1, 1, (NOW_SOON, DUE)),
        # A message from "later than now" was sent by a clock that ran ahead.
        ((DUE,), -120, -120, (DUE,)),
        ((), None, None, ()),
    ],
)  # fmt: skip
def test_what_is_told_now(
    waits: tuple[Waits, ...], last: float | None, last_due: float | None, told: tuple[Waits, ...]
) -> None:
    assert to_tell(waits, Heard(minutes(last), minutes(last_due)), NOON, NIGHT) == told


def to_tell(
    waits: tuple[Waits, ...], heard: Heard, now: datetime, quiet: Quiet | None = None
) -> tuple[Waits, ...]:
    waiting = Waiting(
        any(each.urgent for each in waits), any(each.rung is not Rung.HEADS_UP for each in waits)
    )
    share = told_now(waiting, heard, now, quiet)
    if share is Share.URGENT:
        return tuple(each for each in waits if each.urgent)
    return waits if share is Share.ALL else ()


def test_at_night_only_what_is_urgent_is_told() -> None:
    assert to_tell((DUE, NOW_DUE, SOON), Heard(), MIDNIGHT, NIGHT) == (NOW_DUE,)
    assert to_tell((DUE, SOON), Heard(), MIDNIGHT, NIGHT) == ()
    assert to_tell((DUE, SOON), Heard(), MIDNIGHT) == (DUE, SOON)


def test_a_message_about_what_is_due_looks_ahead() -> None:
    assert looks_ahead((SOON, DUE), NOON, NIGHT)
    assert not looks_ahead((SOON,), NOON, NIGHT)
    assert not looks_ahead((NOW_DUE,), MIDNIGHT, NIGHT)


@pytest.mark.parametrize(
    ("minutes_left", "helps"), [(30, True), (10, True), (9, False), (0, False)]
)
def test_a_heads_up_that_waited_too_long_helps_nobody(minutes_left: int, *, helps: bool) -> None:
    assert helps_still(NOON + timedelta(minutes=minutes_left), NOON) == helps
