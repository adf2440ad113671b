"""Who is told of a task or a promise, in which order and when."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.reminders import (
    CRITICAL,
    PROMISE,
    Clock,
    Patience,
    Rung,
    heads_up_at,
    ladder,
    notice_due,
)

NOON = datetime(2022, 11, 23, 12, tzinfo=UTC)
OWNER, LEAD, DEPUTY, BOSS = "U1OWNER", "U2LEAD", "U3DEPUTY", "U9BOSS"


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def task(
    *,
    owners: tuple[str, ...] = (OWNER,),
    stand_ins: tuple[str, ...] = (LEAD,),
    commanders: tuple[str, ...] = (BOSS,),
    patience: Patience | None = None,
    given: timedelta = timedelta(hours=4),
) -> Clock:
    clock = Clock(NOON, NOON - given, owners, stand_ins, commanders)
    return clock if patience is None else Clock(NOON, NOON - given, owners, stand_ins, commanders,
                                                patience)  # fmt: skip


@pytest.mark.parametrize(
    ("given", "before"),
    [
        (minutes(20), minutes(10)),   # a quarter would be 5: at least ten minutes
        (minutes(40), minutes(10)),
        (minutes(60), minutes(15)),
        (timedelta(hours=8), timedelta(hours=2)),
        (timedelta(days=8), timedelta(days=2)),
        (minutes(10), None),  # there is no time for a heads-up
        (minutes(5), None),
        (minutes(-30), None),  # it was due before it was written down
    ],
)  # fmt: skip
def test_heads_up(given: timedelta, before: timedelta | None) -> None:
    want = None if before is None else NOON - before
    assert heads_up_at(NOON, NOON - given) == want


Told = list[tuple[str, int, tuple[str, ...], bool]]


@pytest.mark.parametrize(
    ("clock", "steps"),
    [
        (task(), [("due", 0, (OWNER,), False), ("deputy", 60, (LEAD,), False),
                  ("commander", 120, (BOSS,), True)]),
        (task(patience=CRITICAL), [("due", 0, (OWNER,), False), ("deputy", 15, (LEAD,), False),
                                   ("commander", 30, (BOSS,), True)]),
        (task(patience=PROMISE, stand_ins=(DEPUTY,)),
         [("due", 0, (OWNER,), False), ("deputy", 15, (DEPUTY,), False),
          ("commander", 30, (BOSS,), True)]),
        # Nobody owns it: the channel is told, the role's holder answers for it.
        (task(owners=()), [("due", 0, (), True), ("deputy", 60, (LEAD,), False),
                           ("commander", 120, (BOSS,), True)]),
        # Nobody stands in: it goes to the commander when the stand-in would have heard.
        (task(stand_ins=()), [("due", 0, (OWNER,), False), ("commander", 60, (BOSS,), True)]),
        # The owner is the role's holder, or the commander: nobody is told twice.
        (task(owners=(LEAD,)), [("due", 0, (LEAD,), False), ("commander", 60, (BOSS,), True)]),
        (task(owners=(BOSS,)), [("due", 0, (BOSS,), False), ("deputy", 60, (LEAD,), False),
                                ("commander", 120, (), True)]),
        # Nobody at all: the channel twice.
        (task(owners=(), stand_ins=(), commanders=()),
         [("due", 0, (), True), ("commander", 60, (), True)]),
    ],
)  # fmt: skip
def test_the_ladder(clock: Clock, steps: Told) -> None:
    got = [
        (str(step.rung), int((step.at - NOON) / minutes(1)), step.people, step.in_channel)
        for step in ladder(clock)
    ]
    assert got == steps


@pytest.mark.parametrize(
    ("now", "taken", "rung"),
    [
        (-61, {}, None),
        (-60, {}, "heads_up"),
        (-30, {"heads_up": -60}, None),
        (0, {"heads_up": -60}, "due"),
        (0, {}, "due"),
        (59, {"due": 0}, None),
        (60, {"due": 0}, "deputy"),
        (119, {"due": 0, "deputy": 60}, None),
        (120, {"due": 0, "deputy": 60}, "commander"),
        (500, {"due": 0, "deputy": 60, "commander": 120}, None),
        # We were away for five hours: the owner is told first and gets the hour.
        (300, {}, "due"),
        (301, {"due": 300}, None),
        (360, {"due": 300}, "deputy"),
        (420, {"due": 300, "deputy": 360}, "commander"),
        # A clock that ran two days ahead took the first step; set right, the due time decides.
        (-10, {"due": 2880}, None),
        (59, {"due": 2880}, None),
        (60, {"due": 2880}, "deputy"),
        # The end is the end, also when somebody new stands in afterwards.
        (200, {"due": 0, "commander": 60}, None),
    ],
)
def test_which_step_now(now: int, taken: dict[str, int], rung: str | None) -> None:
    done = {Rung(name): NOON + minutes(at) for name, at in taken.items()}
    notice = notice_due(task(), done, NOON + minutes(now))
    assert (notice.rung if notice else None) == rung


def test_unowned_work_gets_no_heads_up() -> None:
    assert notice_due(task(owners=()), {}, NOON - minutes(1)) is None
    assert notice_due(task(), {}, NOON - minutes(1)) is not None
