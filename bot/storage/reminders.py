"""The table of what readers are told: what waits for whom, and when they last heard.

What is told when is `bot.domain.gathering`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from bot.domain.cadence import CLOCKS_DIFFER
from bot.domain.gathering import HOUR, Heard
from bot.domain.models import Incident, Person, Reminder, Task
from bot.domain.reminders import Rung
from bot.domain.words import TaskStatus
from bot.storage.columns import fetched
from bot.storage.incidents import may_see, visible_to
from bot.storage.schedules import OPEN_STAGES

PERSON = "user:"
_TABLE: Any = sa.inspect(Reminder).local_table
_ENGINES: Any = (("sqlite", sqlite), ("postgresql", postgresql))
_WRITE = {
    name: engine.insert(_TABLE).on_conflict_do_nothing().returning(_TABLE.c.id)
    for name, engine in _ENGINES
}
# The very words of the partial indexes: SQLite uses them only for a condition that it recognises.
_WAITING = sa.text("reminder.told_at IS NULL")
_UNFINISHED = sa.text("task.status NOT IN ('done', 'skipped')")

# Every beat asks these, so they are built once.
_READERS = (
    sa.select(col(Reminder.reader))
    # A range, so that SQLite takes the partial index and does not walk all that was ever told.
    .where(_WAITING, col(Reminder.reader) > "")
    .distinct()
    .order_by(col(Reminder.reader))
)
_URGENT = _READERS.where(col(Reminder.urgent))
_LOOKED_AT = (
    select(Reminder)
    .where(col(Reminder.reader) == sa.bindparam("reader"), _WAITING)
    .order_by(col(Reminder.id))
    .execution_options(populate_existing=True)
)
_HELD = _LOOKED_AT.with_for_update()
_HEARD = sa.select(
    sa.func.max(col(Reminder.told_at)),
    sa.func.max(sa.case((col(Reminder.rung) != Rung.HEADS_UP, col(Reminder.told_at)))),
).where(
    col(Reminder.reader) == sa.bindparam("reader"),
    col(Reminder.told_at) > sa.bindparam("from"),
    col(Reminder.told_at) <= sa.bindparam("until"),
)


def person(user_id: str) -> str:
    """Return a person as a reader."""
    return f"{PERSON}{user_id}"


def user_of(reader: str) -> str | None:
    """Return the person that a reader is, or None for a channel."""
    return reader.removeprefix(PERSON) if reader.startswith(PERSON) else None


def write(session: Session, letter: Reminder) -> bool:
    """Let something wait for its reader; False when it was written before."""
    values = {name: getattr(letter, name) for name in Reminder.model_fields if name != "id"}
    return session.execute(_WRITE[session.get_bind().dialect.name], values).first() is not None


def readers(session: Session, *, urgent: bool = False) -> list[str]:
    """Return for whom something waits, with *urgent* something that cannot."""
    return [reader for (reader,) in fetched(session, _URGENT if urgent else _READERS)]


def waiting(session: Session, reader: str, *, hold: bool = False) -> list[Reminder]:
    """Return what waits for a reader, in order; *hold* keeps another replica from it."""
    return list(session.exec(_HELD if hold else _LOOKED_AT, params={"reader": reader}))


def heard(session: Session, reader: str, *, now: datetime) -> Heard:
    """Return when the reader last had a message, as far as it still matters at *now*."""
    given = {"reader": reader, "from": now - HOUR, "until": now + CLOCKS_DIFFER}
    return Heard(*fetched(session, _HEARD, given)[0])


def tell(session: Session, letters: Sequence[Reminder], *, now: datetime) -> None:
    """Write down that these were told."""
    for each in letters:
        each.told_at = now
        session.add(each)


def drop(session: Session, letters: Sequence[Reminder]) -> None:
    """Forget what need not be told any more."""
    for each in letters:
        session.delete(each)


def tasks_of(session: Session, letters: Sequence[Reminder]) -> dict[int, tuple[Task, Incident]]:
    """Return the open tasks of open incidents that the letters are about, by their ids."""
    wanted = (
        sa.select(Task, Incident)
        .join(Incident, col(Incident.id) == col(Task.incident_id))
        .where(
            col(Task.id).in_({each.task_id for each in letters}),
            _UNFINISHED,
            col(Incident.stage).in_(OPEN_STAGES),
        )
        .execution_options(populate_existing=True)
    )
    return {task.id or 0: (task, incident) for task, incident in session.execute(wanted)}


def may_read(session: Session, user_id: str, incident: Incident) -> bool:
    """Tell whether the person can be told of the incident: here still, and allowed to see it."""
    known = session.get(Person, user_id)
    if known is None:
        return may_see(session, incident, user_id)
    here = not known.is_gone and not known.is_bot
    return here and may_see(session, incident, user_id, guest=known.is_guest)


def ahead(session: Session, user_id: str, *, now: datetime) -> list[tuple[Task, Incident]]:
    """Return what falls due for the person within the hour, in order; the critical rings itself."""
    wanted = (
        sa.select(Task, Incident)
        .join(Incident, col(Incident.id) == col(Task.incident_id))
        .where(
            _UNFINISHED,
            col(Task.assignee) == user_id,
            col(Task.due_at) > now,
            col(Task.due_at) <= now + HOUR,
            col(Task.critical).is_(False),
            col(Task.status).in_((TaskStatus.TODO, TaskStatus.IN_PROGRESS)),
            col(Incident.stage).in_(OPEN_STAGES),
            visible_to(user_id),
        )
        .order_by(col(Task.due_at), col(Task.id))
        .limit(50)
    )
    return [(task, incident) for task, incident in session.execute(wanted)]


def forget(session: Session, *, before: datetime) -> int:
    """Drop what was told long ago; return how many there were."""
    gone = session.execute(sa.delete(Reminder).where(col(Reminder.told_at) < before))
    return int(gone.rowcount)  # type: ignore[attr-defined]  # A delete has one.
