"""Recurring tasks: the next one is opened when one is finished, or when its own time comes.

When that is says `bot.domain.recurrence`. A missed one is closed by the system, never silently:
it stands in the timeline, in the reason of its task, and is counted by the one after it.
"""

from bot.domain import recurrence
from bot.domain.cadence import LATE_AFTER
from bot.domain.models import Incident, Occurrence, Task, TaskAfter
from bot.domain.words import TaskStatus
from bot.grammar.times import written
from bot.operations.turn import SYSTEM, Turn
from bot.storage import recurrences, roles, schedules, tasks

# What the next one has of its own; everything else it takes over from the one before.
OWN = frozenset(
    {
        "id", "number", "status", "due", "due_at", "started_at", "done_at", "done_by", "proof",
        "proof_round", "reason", "created_at", "created_by", "assignee", "occurrence", "missed",
        "every",
    }
)  # fmt: skip


def begin(turn: Turn, incident: Incident) -> None:
    """Let the recurring tasks begin that wait for nothing any more: their first due time."""
    for task in recurrences.ready(turn.session, incident.row):
        task.due_at = recurrence.begin(task.every or "", turn.now, turn.house.zone)
        turn.session.add(task)


def after_finish(turn: Turn, incident: Incident, task: Task) -> Task | None:
    """Let go on what waited for a finished task, and open its next one if it recurs."""
    begin(turn, incident)
    if task.every is None:
        return None
    zone, due_at = turn.house.zone, task.due_at or turn.now
    coming = recurrence.following(task.every, due_at, turn.now, zone)
    if recurrence.ends(task.every):
        if coming is not None:
            _open(turn, incident, task, coming, missed=0)
        return _wait_for_the_last(turn, task)
    # One finished occurrence is enough for whatever comes after the series.
    recurrences.follow_instead(turn.session, task, recurrences.open_siblings(task))
    return _open(turn, incident, task, coming, missed=0) if coming is not None else None


def _wait_for_the_last(turn: Turn, task: Task) -> Task | None:
    """Let whatever comes after a series that ends wait for what is still to come of it."""
    newest = recurrences.current(turn.session, task)
    if newest is not None and newest.number != task.number:
        recurrences.follow_instead(turn.session, newest, [task.number])
        return newest
    return None


def _open(
    turn: Turn,
    incident: Incident,
    task: Task,
    coming: recurrence.Next | recurrence.Passed,
    *,
    missed: int,
) -> Task | None:
    """Open the one after *task*, once; None when it was opened before."""
    due_at = coming.due_at
    claim = Occurrence(
        key=recurrences.next_key(task), kind=recurrences.KIND, incident_id=incident.id,
        due_at=due_at, fired_at=turn.now, missed=missed, late=turn.now - due_at > LATE_AFTER,
    )  # fmt: skip
    if not schedules.claim(turn.session, claim):
        return None
    kept = {name: getattr(task, name) for name in Task.model_fields if name not in OWN}
    following = Task(
        **kept,
        number=tasks.highest_number(turn.session, incident.row) + 1,
        due_at=due_at, every=coming.every, assignee=_holder(turn, incident, task), missed=missed,
        occurrence=task.occurrence + 1, created_at=turn.now, created_by=SYSTEM,
    )  # fmt: skip
    turn.session.add(following)
    for link in tasks.afters_of(turn.session, task):
        turn.session.add(
            TaskAfter(
                incident_id=incident.row, number=following.number, wanted=link.wanted,
                after_number=link.after_number,
            )
        )  # fmt: skip
    turn.session.flush()
    turn.record(
        incident, "task.recurred", subject=f"#{following.number}", text=following.title,
        before=f"#{task.number}", after=due_at.isoformat(),
    )  # fmt: skip
    return following


def _holder(turn: Turn, incident: Incident, task: Task) -> str | None:
    """Return who holds the next one: the holder of this, unless the role has passed on."""
    if task.role is None or task.assignee is None:
        return task.assignee
    held = roles.holders(turn.session, incident).get(task.role, ())
    return task.assignee if not held or task.assignee in held else None


def move_on(turn: Turn, incident: Incident, task: Task) -> Task | None:
    """Open the next one of *task* because its time has come; return it, or None if it has not.

    What nobody began is missed. What waits for other work is not: its rhythm rests until then.
    """
    if task.due_at is None or task.every is None or recurrences.has_next(turn.session, task):
        return None
    if recurrences.is_ahead(task.created_at, turn.now):
        _set_back(turn, task)
        return None
    zone, begun = turn.house.zone, task.status in recurrence.BEGUN
    gone = recurrence.passed(task.every, task.due_at, turn.now, zone, begun=begun)
    if gone is None:
        return None
    waits = tasks.waits_for(turn.session, task)
    if waits and not begun:
        _rest(turn, incident, task, waits)
        return None
    following = _open(turn, incident, task, gone, missed=task.missed + gone.missed)
    if following is not None and not begun:
        _miss(turn, incident, task, following, gone)
    elif following is not None and recurrence.ends(task.every):
        _wait_for_the_last(turn, task)
    return following


def _miss(
    turn: Turn, incident: Incident, task: Task, following: Task, gone: recurrence.Passed
) -> None:
    zone = turn.house.zone
    due = written(task.due_at, zone) if task.due_at else "it"
    more = f", and {gone.missed - 1} more before the next" if gone.missed > 1 else ""
    before, task.status = task.status, TaskStatus.SKIPPED
    why = f" (it was blocked: {task.reason})" if before is TaskStatus.BLOCKED else ""
    task.reason = f"missed {due}{more}: nobody had begun when #{following.number} fell due{why}"
    turn.session.add(task)
    recurrences.follow_instead(turn.session, following, [task.number])
    turn.session.flush()
    turn.record(
        incident, "task.missed", subject=f"#{task.number}", text=task.title,
        before=before, after=TaskStatus.SKIPPED, reason=task.reason,
    )  # fmt: skip


def _rest(turn: Turn, incident: Incident, task: Task, waits: list[Task]) -> None:
    before, task.due, task.due_at = task.due_at, None, None
    turn.session.add(task)
    turn.record(
        incident, "task.due", subject=f"#{task.number}", text=task.title,
        before=before.isoformat() if before else None,
        reason="rests until " + ", ".join(f"#{each.number}" for each in waits[:5]) + " is done",
    )  # fmt: skip


def _set_back(turn: Turn, task: Task) -> None:
    """Bring a task back that a clock opened which ran ahead: its next time counts from now."""
    task.created_at = turn.now
    task.due_at = recurrence.begin(task.every or "", turn.now, turn.house.zone)
    turn.session.add(task)


def resume(turn: Turn, incident: Incident) -> None:
    """Count anew in a reopened incident: what passed while it was ended is not missed."""
    for task in recurrences.open_ones(turn.session, incident.row):
        if task.due_at is not None and task.due_at <= turn.now:
            task.due_at = recurrence.begin(task.every or "", turn.now, turn.house.zone)
            turn.session.add(task)
