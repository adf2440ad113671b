"""Opens the next occurrence of recurring tasks whose own time has come, and marks the missed.

When that is says `bot.domain.recurrence`; what becomes of the rows `bot.operations.recurring`.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlmodel import Session

from bot.domain import recurrence
from bot.domain.models import Incident, Reminder, Task
from bot.domain.reminders import Rung
from bot.domain.words import ENDED, TaskStatus
from bot.operations import recurring
from bot.operations.turn import Turn
from bot.schedule.beat import UNREADABLE, Beat
from bot.schedule.planned import system
from bot.storage import incidents, posts, recurrences, reminders, watch


def repeating(beat: Beat) -> int:
    """Open what is to come again; each incident is a transaction of its own."""
    found = beat.database.browse_now(lambda session: _ripe(session, beat))
    return sum(
        beat.guarded(f"recurring:{incident_id}", partial(_write, beat, incident_id, tasks))
        for incident_id, tasks in found.items()
    )


def _ripe(session: Session, beat: Beat) -> dict[int, list[int]]:
    """Return the tasks whose next moment has come, by incident; most are within their time."""
    found: dict[int, list[int]] = {}
    for each in recurrences.over(session, now=beat.now):
        if recurrences.is_ahead(each.created_at, beat.now) or _has_passed(each, beat):
            found.setdefault(each.incident_id, []).append(each.task_id)
    return found


def _has_passed(task: recurrences.Over, beat: Beat) -> bool:
    if task.due_at is None:
        return False
    begun = task.status in recurrence.BEGUN
    try:
        gone = recurrence.passed(task.every, task.due_at, beat.now, beat.house.zone, begun=begun)
    except UNREADABLE:
        return True
    return gone is not None


def _write(beat: Beat, incident_id: int, tasks: Sequence[int]) -> int:
    return beat.database.write_now(
        lambda session: move_on(system(session, beat), incident_id, tasks)
    )


def move_on(turn: Turn, incident_id: int, tasks: Sequence[int]) -> int:
    """Let these tasks of an incident go on to their next time; return how many did."""
    incident = incidents.by_id(turn.session, incident_id)
    if incident is None:
        return 0
    incident = incidents.lock(turn.session, incident)
    if incident.stage in ENDED:
        return 0
    done = 0
    for task_id in tasks:
        task = recurrences.by_id(turn.session, task_id)
        due_at = task.due_at if task is not None else None
        following = recurring.move_on(turn, incident, task) if task is not None else None
        if task is None or following is None or due_at is None:
            continue
        done += 1
        if task.status is TaskStatus.SKIPPED:
            _tell_missed(turn.session, incident, following, missed_at=due_at)
    if done:
        turn.refresh_board(incident)
    return done


def _tell_missed(
    session: Session, incident: Incident, following: Task, *, missed_at: datetime
) -> None:
    """Let command hear that nobody did it, or the channel where nobody commands."""
    if following.due_at is None or following.id is None:
        return
    # Whoever has the next one reads it there.
    command = watch.staff(session, incident).command
    people = tuple(each for each in command if each != following.assignee)
    readers = [reminders.person(each) for each in people]
    for reader in readers if command else [posts.incident_target(incident)]:
        letter = Reminder(
            key=f"missed:{following.id}:{reader}", reader=reader, incident_id=incident.row,
            task_id=following.id, rung=Rung.MISSED, urgent=following.critical,
            due_at=following.due_at, at=missed_at, people=",".join(people),
        )  # fmt: skip
        reminders.write(session, letter)
