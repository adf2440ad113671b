"""Very much that one reader is to hear: looked at in parts, told in one message, counted whole."""

from datetime import timedelta
from functools import partial

import pytest
from sqlmodel import Session, col, select

from bot.domain.models import Incident, Reminder, Task
from bot.domain.reminders import Rung
from bot.operations import tasks
from bot.operations.turn import Turn
from bot.schedule import telling, wording
from bot.storage import reminders
from tests.schedule.conftest import ANA, BOSS, NET, Ward

DM_ANA = f"user:{ANA}"


@pytest.fixture(autouse=True)
def _little_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "AT_ONCE", 3)
    monkeypatch.setattr(wording, "LINES", 3)


def much_for(ward: Ward, ref: str, count: int, *, minutes: float = 5) -> None:
    """Let so many tasks of Ana's fall due at one moment."""
    due_at = ward.clock.now() + timedelta(minutes=minutes)

    def write(turn: Turn, incident: Incident) -> None:
        for number in range(1, count + 1):
            task = Task(
                incident_id=incident.row, number=number, title=f"Task {number}", assignee=ANA,
                due_at=due_at, created_at=turn.now, created_by=BOSS,
            )  # fmt: skip
            turn.session.add(task)

    ward.on(ref, write)


def to_ana(ward: Ward) -> list[str]:
    return [text for target, text in ward.said() if target == DM_ANA]


def left(ward: Ward) -> int:
    """Return how much still waits for anybody."""
    wanted = select(Reminder).where(col(Reminder.told_at).is_(None))
    return ward.database.read_now(lambda session: len(list(session.exec(wanted))))


def test_what_is_too_much_to_show_is_counted_and_told_once(ward: Ward) -> None:
    first, second = ward.declare(severity=4), ward.declare(severity=4)
    much_for(ward, first, 9)
    much_for(ward, second, 8)
    ward.clock.advance(minutes=5)
    ward.tick()
    (text,) = to_ana(ward)
    assert text.startswith("17 tasks of 2 incidents need you:")
    assert text.count("Due: ") == 3
    assert left(ward) == 0
    ward.ticks(every=10, times=5)
    assert len(to_ana(ward)) == 1


def test_what_need_not_be_said_any_more_is_not_counted(ward: Ward) -> None:
    """Told of one due task at once, Ana hears of ten others an hour later: six of them are over."""
    ref = ward.declare(severity=4)
    much_for(ward, ref, 11)
    ward.on(ref, lambda turn, it: tasks.set_due(turn, it, 1, turn.now + timedelta(minutes=1)))
    ward.clock.advance(minutes=1)
    ward.tick()
    # Named ahead with the first one, they are told with the next message, once they are due.
    assert to_ana(ward)[0].startswith(f"1 task of {ref} needs you, and 10 more are soon due:")
    for number in range(2, 8):
        ward.on(ref, partial(tasks.skip, number=number, reason="exercise"))
    ward.ticks(every=70, times=1)
    assert to_ana(ward)[1].startswith(f"4 tasks of {ref} need you:")
    (text,) = [text for target, text in ward.said() if target == f"user:{BOSS}"]
    assert text.startswith("Overdue, escalated to you: *#1*")


def test_what_changes_between_writing_and_telling_is_sifted_in_parts(ward: Ward) -> None:
    ref = ward.declare(severity=4)
    much_for(ward, ref, 10)
    ward.clock.advance(minutes=5)

    def waits(session: Session) -> None:
        incident = session.exec(select(Incident)).one()
        for task in session.exec(select(Task)).all():
            letter = Reminder(
                key=f"x:{task.id}", reader=DM_ANA, incident_id=incident.row, task_id=task.id or 0,
                rung=Rung.DUE, due_at=ward.clock.now(), at=ward.clock.now(), people=ANA,
            )  # fmt: skip
            reminders.write(session, letter)

    ward.database.write_now(waits)
    for number in (2, 5, 9):
        ward.on(ref, partial(tasks.assign, number=number, user_id=NET))
    ward.database.write_now(
        lambda session: telling.tell(session, ward.house, "x", ward.clock.now())
    )
    ward.tick()
    assert to_ana(ward)[0].startswith(f"7 tasks of {ref} need you:")
    assert left(ward) == 0


@pytest.mark.both_engines
def test_a_crash_between_two_parts_loses_and_repeats_nothing(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = ward.declare(severity=4)
    much_for(ward, ref, 12)
    ward.clock.advance(minutes=5)
    parts = iter([telling._part])

    def crash(session: Session, **given: object) -> object:
        looks = next(parts, None)
        if looks is None:
            raise SystemExit(9)
        return looks(session, **given)  # type: ignore[arg-type]  # handed on as they came.

    with monkeypatch.context() as patch:
        patch.setattr(telling, "_part", crash)
        with pytest.raises(SystemExit):
            ward.tick()
    assert to_ana(ward) == []
    assert left(ward) == 12
    ward.tick()
    ward.tick()
    (text,) = to_ana(ward)
    assert text.startswith(f"12 tasks of {ref} need you:")
    assert left(ward) == 0
