"""When recurring work is due next, and what of it was missed, as tables."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain import recurrence
from bot.domain.recurrence import Next, begin, ends, passed, told

DELHI, LONDON = ZoneInfo("Asia/Kolkata"), ZoneInfo("Europe/London")


def at(said: str, zone: ZoneInfo = DELHI) -> datetime:
    """Return a moment as a zone's clocks show it."""
    return datetime.fromisoformat(said).replace(tzinfo=zone).astimezone(UTC)


def following(every: str, due_at: datetime, now: datetime, zone: ZoneInfo) -> datetime:
    """Return when something that never ends is due again."""
    found = recurrence.following(every, due_at, now, zone)
    assert found is not None
    assert found.every == every
    return found.due_at


@pytest.mark.parametrize(
    ("every", "due", "finished", "then"),
    [
        # Early, on time, late: the rhythm does not shift.
        ("4h", "2022-11-23T11:00", "2022-11-23T09:30", "2022-11-23T15:00"),
        ("4h", "2022-11-23T11:00", "2022-11-23T11:00", "2022-11-23T15:00"),
        ("4h", "2022-11-23T11:00", "2022-11-23T14:59", "2022-11-23T15:00"),
        # So late that the next was over as well: on with the one to come.
        ("4h", "2022-11-23T11:00", "2022-11-23T20:00", "2022-11-23T23:00"),
        ("08:00", "2022-11-23T08:00", "2022-11-23T07:30", "2022-11-24T08:00"),
        ("06:30,18:30", "2022-11-23T06:30", "2022-11-23T06:40", "2022-11-23T18:30"),
        ("06:30,18:30", "2022-11-23T18:30", "2022-11-25T07:00", "2022-11-25T18:30"),
        # Month's end, a leap day, a year's end.
        ("08:00", "2022-11-30T08:00", "2022-11-30T08:00", "2022-12-01T08:00"),
        ("08:00", "2024-02-28T08:00", "2024-02-28T08:00", "2024-02-29T08:00"),
        ("1d", "2022-12-31T08:00", "2022-12-31T08:00", "2023-01-01T08:00"),
    ],
)  # fmt: skip
def test_the_next_after_one_is_finished(every: str, due: str, finished: str, then: str) -> None:
    assert following(every, at(due), at(finished), DELHI) == at(then)


def test_another_rhythm_holds_on_the_first_days() -> None:
    """From the start at 07:07: every four hours that day, twice a day until the third, once then."""
    start = at("2022-11-23T07:07").timestamp()
    every = f"4h<{start + 86_400:.0f} 09:00,17:00<{start + 3 * 86_400:.0f} 17:00"
    due, found = at("2022-11-24T03:07"), []
    for _ in range(7):
        due = following(every, due, due, DELHI)
        found.append(f"{due.astimezone(DELHI):%dT%H:%M}")
    assert found == [
        "24T07:07", "24T09:00", "24T17:00", "25T09:00", "25T17:00", "26T09:00", "26T17:00",
    ]  # fmt: skip
    assert following(every, due, due, DELHI) == at("2022-11-27T17:00")
    gone = passed(every, at("2022-11-24T03:07"), at("2022-11-24T18:00"), DELHI, begun=False)
    assert gone is not None
    assert (gone.due_at, gone.missed) == (at("2022-11-24T17:00"), 3)
    assert told(every) == "4h → 09:00,17:00 → 17:00"


@pytest.mark.parametrize(
    ("now", "newest", "missed"),
    [
        ("2022-11-23T14:59", None, 0),
        ("2022-11-23T15:00", "2022-11-23T15:00", 1),
        ("2022-11-23T18:59", "2022-11-23T15:00", 1),
        ("2022-11-23T19:00", "2022-11-23T19:00", 2),
        # Three days down are one to catch up with.
        ("2022-11-26T12:00", "2022-11-26T11:00", 18),
    ],
)
@pytest.mark.parametrize("begun", [False, True])
def test_what_passed_while_it_was_open(
    now: str, newest: str | None, missed: int, *, begun: bool
) -> None:
    """Every four hours, due at 11:00. What somebody is at was not missed itself."""
    gone = passed("4h", at("2022-11-23T11:00"), at(now), DELHI, begun=begun)
    if newest is None:
        assert gone is None
        return
    assert gone is not None
    assert (gone.due_at, gone.missed) == (at(newest), missed - begun)


@pytest.mark.parametrize(
    ("at_local", "days"),
    [
        # 01:30 is shown twice on 25 October 2026, and skipped on 29 March 2026.
        ("01:30", ["2026-10-24T01:30", "2026-10-25T01:30", "2026-10-26T01:30"]),
        ("01:30", ["2026-03-28T01:30", "2026-03-29T02:00", "2026-03-30T01:30"]),
    ],
)
def test_where_clocks_are_moved_it_comes_once_a_day(at_local: str, days: list[str]) -> None:
    first, second, third = (at(day, LONDON) for day in days)
    assert following(at_local, first, first, LONDON) == second
    assert following(at_local, second, second, LONDON) == third
    gone = passed(at_local, first, third, LONDON, begun=False)
    assert gone is not None
    assert (gone.due_at, gone.missed) == (third, 2)


@pytest.mark.parametrize(
    ("finished", "then", "left"),
    [
        # The hours 0, 4 and 24 after 11:00; on time, late, and so late that one is over.
        ("2022-11-23T11:05", "2022-11-23T15:00", ">20h"),
        ("2022-11-23T14:59", "2022-11-23T15:00", ">20h"),
        ("2022-11-23T15:00", "2022-11-24T11:00", None),
        ("2022-11-24T11:00", None, None),
    ],
)
def test_what_comes_a_few_times_ends(finished: str, then: str | None, left: str | None) -> None:
    coming = recurrence.following(">4h,20h", at("2022-11-23T11:00"), at(finished), DELHI)
    assert coming == (Next(at(then), left) if then else None)


def test_what_passed_of_something_that_ends() -> None:
    due = at("2022-11-23T11:00")
    assert passed(">4h,20h", due, at("2022-11-23T14:59"), DELHI, begun=False) is None
    gone = passed(">4h,20h", due, at("2022-11-25T14:59"), DELHI, begun=False)
    assert gone is not None
    assert (gone.due_at, gone.missed, gone.every) == (at("2022-11-24T11:00"), 2, None)
    begun = passed(">4h,20h", due, at("2022-11-23T15:00"), DELHI, begun=True)
    assert begun is not None
    assert (begun.missed, begun.every) == (0, ">20h")
    assert (ends(">4h,20h"), ends("4h"), told(">4h,20h")) == (True, False, "+4h,+20h")
    assert begin(">4h,20h", due, DELHI) == due
