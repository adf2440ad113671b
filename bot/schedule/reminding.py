"""Takes the steps of tasks and promised updates that are due: each once, however many look.

Which step is due is `bot.domain.reminders`. What tasks have to say waits for its readers' next
message (`telling`); a broken promise is said at once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.domain.models import Incident, Occurrence, Reminder, Task
from bot.domain.reminders import HIGHER, Clock, Notice, Rung, is_late, notice_due
from bot.domain.words import ENDED, Door
from bot.grammar.times import written
from bot.operations.turn import SYSTEM, Actor, House, Turn
from bot.slack.views import promises as view
from bot.slack.views.page import Page
from bot.slack.views.reminders import Place
from bot.storage import incidents, posts, reminders, schedules, watch
from bot.storage.schedules import Ticking
from bot.storage.watch import Waiter

# So many steps of one incident are taken in one transaction; the rest follows in the next.
AT_ONCE = 25
# With these steps those hear of it whose own work waits.
OVERDUE = HIGHER | {Rung.BLOCKED}


@dataclass(frozen=True, slots=True)
class Due:
    """A step that is to be taken now, with the key that lets it be taken once.

    `task` is what it is about; a promise has none.
    """

    key: str
    notice: Notice
    due_at: datetime
    late: bool
    task: Task | None = None


def due_steps(
    session: Session,
    incident: Incident,
    ticking: Sequence[Ticking],
    now: datetime,
    house: House,
) -> list[Due]:
    """Return the steps of these clocks of one incident that are due now."""
    found = watch.open_tasks(session, [each.task_id for each in ticking if each.task_id])
    clocks = _clocks(session, incident, ticking, found, house)
    taken = watch.taken(session, clocks)
    quiet, steps = house.quiet, []
    for each in ticking:
        clock = clocks.get(each.name)
        notice = notice_due(clock, taken[each.name], now, quiet) if clock is not None else None
        if clock is not None and notice is not None:
            key = schedules.occurrence_key(each.name, clock.due_at, notice.rung)
            late = is_late(notice, now, quiet)
            steps.append(Due(key, notice, clock.due_at, late, found.get(each.task_id or 0)))
    return steps


def _clocks(
    session: Session, incident: Incident, ticking: Sequence[Ticking], found: Mapping[int, Task],
    house: House,
) -> dict[str, Clock]:  # fmt: skip
    promised_by = watch.promiser(session, incident) if incident.next_update_due else None
    also = [promised_by, *(task.assignee for task in found.values())]
    who = watch.staff(session, incident, also, house.library.playbooks)
    clocks: dict[str, Clock] = {}
    for each in ticking:
        task = found.get(each.task_id or 0)
        if task is not None:
            clock = watch.task_clock(session, task, who)
        else:
            clock = watch.promise_clock(incident, promised_by, who) if not each.task_id else None
        if clock is not None:
            clocks[each.name] = clock
    return clocks


def take(
    session: Session, house: House, incident_id: int, ticking: Sequence[Ticking], now: datetime
) -> int:
    """Take the steps of one incident that are due: claim each, and write what is to be told."""
    incident = incidents.by_id(session, incident_id)
    if incident is None:
        return 0
    incident = incidents.lock(session, incident)
    if incident.stage in ENDED:
        return 0
    steps = [
        step
        for step in due_steps(session, incident, ticking, now, house)[:AT_ONCE]
        if _claimed(session, incident, step, now)
    ]
    turn = Turn(session, now, Actor(SYSTEM, Door.SYSTEM), house)
    _write_letters(session, incident, steps)
    for step in steps:
        if step.task is None:
            _tell_of_promise(turn, incident, step)
        _note_escalation(turn, incident, step)
    if steps:
        turn.refresh_board(incident)
    return len(steps)


def _claimed(session: Session, incident: Incident, step: Due, now: datetime) -> bool:
    kind = "promise" if step.task is None else "task"
    return schedules.claim(
        session,
        Occurrence(
            key=step.key, kind=kind, incident_id=incident.id, due_at=step.due_at, fired_at=now,
            late=step.late,
        ),
    )  # fmt: skip


def _write_letters(session: Session, incident: Incident, steps: Sequence[Due]) -> None:
    overdue = [step.task.number for step in steps if step.task and step.notice.rung in OVERDUE]
    waiters = watch.waiters(session, incident, overdue) if overdue else {}
    for step in steps:
        if step.task is not None:
            for letter in _letters(incident, step, step.task, waiters.get(step.task.number, ())):
                reminders.write(session, letter)


def _letters(
    incident: Incident, step: Due, task: Task, waiters: Sequence[Waiter]
) -> Iterator[Reminder]:
    """Yield what each reader of a step is to be told; those who wait for the task hear it once."""
    notice = step.notice
    readers = [reminders.person(each) for each in notice.people]
    readers += [posts.incident_target(incident)] if notice.in_channel else []
    for reader in readers:
        yield _letter(incident, step, task, reader, notice.rung, urgent=task.critical)
    critical: dict[str, bool] = {}
    for each in waiters:
        if each.user_id not in {*notice.people, *notice.told_before}:
            critical[each.user_id] = critical.get(each.user_id, False) or each.critical
    for user_id, urgent in critical.items():
        reader = reminders.person(user_id)
        yield _letter(incident, step, task, reader, Rung.WAITING, urgent=urgent)


def _letter(
    incident: Incident, step: Due, task: Task, reader: str, rung: Rung, *, urgent: bool
) -> Reminder:
    key = schedules.occurrence_key(f"task:{task.id}", step.due_at, rung)
    return Reminder(
        key=f"{key}:{reader}", reader=reader, incident_id=incident.row, task_id=task.id or 0,
        rung=rung, urgent=urgent, due_at=step.due_at, at=step.notice.at, late=step.late,
        people=",".join(step.notice.people), told_before=",".join(step.notice.told_before),
    )  # fmt: skip


def _tell_of_promise(turn: Turn, incident: Incident, step: Due) -> None:
    place = Place(incident.ref, incident.channel_id)
    page = Page(turn.now, turn.house.zone)

    def said() -> dict[str, object]:
        return view.broken(place, step.due_at, step.notice, page, late=step.late)

    targets = [reminders.person(each) for each in step.notice.people]
    targets += [posts.incident_target(incident)] if step.notice.in_channel else []
    for target in targets:
        turn.call(
            posts.Call(
                key=f"{step.key}:{target}", kind="reminder", target=target,
                incident_id=incident.id, priority=posts.ALERT, said=said,
            )
        )  # fmt: skip


def _note_escalation(turn: Turn, incident: Incident, step: Due) -> None:
    """Write into the timeline that a silence went higher; plain reminders are no event."""
    if step.notice.rung not in HIGHER:
        return
    task = step.task
    turn.record(
        incident,
        "reminder.escalated",
        subject=f"#{task.number}" if task is not None else incident.ref,
        text=task.title if task is not None else "promised update",
        after=",".join(step.notice.people) or "channel",
        reason=f"due {written(step.due_at, turn.house.zone)}",
    )


def by_incident(clocks: Iterable[Ticking], *, most: int) -> Iterator[tuple[int, list[Ticking]]]:
    """Yield the clocks by the incident that they belong to, at most so many at a time."""
    found: dict[int, list[Ticking]] = {}
    for each in clocks:
        found.setdefault(each.incident_id, []).append(each)
    for incident_id, its in found.items():
        for at in range(0, len(its), most):
            yield incident_id, its[at : at + most]
