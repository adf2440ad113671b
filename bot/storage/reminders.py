"""The table of what readers are told: what waits for whom, and when they last heard.

What is told when is `bot.domain.gathering`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from bot.domain.cadence import CLOCKS_DIFFER
from bot.domain.gathering import HOUR, Heard, Waiting
from bot.domain.models import Incident, Person, Reminder, Task
from bot.domain.reminders import Rung
from bot.domain.words import TaskStatus
from bot.storage.columns import fetched
from bot.storage.incidents import may_see, seen_by, visible_to
from bot.storage.schedules import OPEN_STAGES

PERSON = "user:"
# So many ids both engines take in one statement.
IN_ONE_STATEMENT = 1000
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
_HERE = (col(Reminder.reader) == sa.bindparam("reader"), _WAITING)
_LETTERS = select(Reminder).where(*_HERE).execution_options(populate_existing=True)
_MOST: Any = sa.bindparam("most")
_FRONT = _LETTERS.order_by(
    sa.desc(col(Reminder.urgent)), col(Reminder.due_at), col(Reminder.id)
).limit(_MOST)
_PART = (
    _LETTERS.where(col(Reminder.id) > sa.bindparam("after")).order_by(col(Reminder.id)).limit(_MOST)
)
_DUE: Any = col(Reminder.rung) != Rung.HEADS_UP
_SUMMED = sa.select(
    sa.func.count(),
    sa.func.max(sa.case((col(Reminder.urgent), 1), else_=0)),
    sa.func.max(sa.case((_DUE, 1), else_=0)),
).where(*_HERE)
_HELD = (
    sa.select(
        col(Reminder.id), col(Reminder.task_id), col(Reminder.incident_id), col(Reminder.rung),
        col(Reminder.urgent), col(Reminder.late),
    )
    .where(*_HERE)
    .order_by(col(Reminder.id))
    .with_for_update()
)  # fmt: skip
_LATE = sa.select(sa.func.min(col(Reminder.at))).where(
    *_HERE, col(Reminder.late), sa.or_(col(Reminder.urgent), sa.bindparam("all", type_=sa.Boolean))
)
_HEARD = sa.select(
    sa.func.max(col(Reminder.told_at)),
    sa.func.max(sa.case((_DUE, col(Reminder.told_at)))),
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


@dataclass(frozen=True, slots=True)
class Held:
    """What is to be known of something that waits, to count it with many thousand others."""

    id: int
    task_id: int
    incident_id: int
    rung: Rung
    urgent: bool
    late: bool


def waiting(session: Session, reader: str) -> tuple[int, Waiting]:
    """Return how much waits for a reader, and of which kind; nothing is loaded for it."""
    count, urgent, due = fetched(session, _SUMMED, {"reader": reader})[0]
    return count, Waiting(bool(urgent), bool(due))


def held(session: Session, reader: str) -> list[Held]:
    """Return what waits for a reader, in order, and keep another replica from it."""
    return [Held(*row) for row in fetched(session, _HELD, {"reader": reader})]


def front(session: Session, reader: str, *, most: int) -> list[Reminder]:
    """Return what is told first of all that waits: the critical, then by the due times."""
    return list(session.exec(_FRONT, params={"reader": reader, "most": most}))


def part(session: Session, reader: str, *, after: int, most: int) -> list[Reminder]:
    """Return what waits for a reader, in order, a part at a time."""
    return list(session.exec(_PART, params={"reader": reader, "after": after, "most": most}))


def those(session: Session, ids: Sequence[int]) -> list[Reminder]:
    """Return those of these that still wait, and keep another replica from them."""
    wanted = select(Reminder).where(col(Reminder.id).in_(ids), _WAITING).with_for_update()
    return list(session.exec(wanted.execution_options(populate_existing=True)))


def late_since(session: Session, reader: str, *, urgent: bool) -> datetime | None:
    """Return since when the latest of what waits should have been told; *urgent*: of that alone."""
    found: datetime | None = fetched(session, _LATE, {"reader": reader, "all": not urgent})[0][0]
    return found


def heard(session: Session, reader: str, *, now: datetime) -> Heard:
    """Return when the reader last had a message, as far as it still matters at *now*."""
    given = {"reader": reader, "from": now - HOUR, "until": now + CLOCKS_DIFFER}
    return Heard(*fetched(session, _HEARD, given)[0])


def tell(session: Session, ids: Sequence[int], *, now: datetime) -> None:
    """Write down that these were told: thousands of them take a few hundredths of a second."""
    for at in range(0, len(ids), IN_ONE_STATEMENT):
        chosen = col(Reminder.id).in_(ids[at : at + IN_ONE_STATEMENT])
        session.execute(
            sa.update(Reminder).where(chosen).values(told_at=now),
            execution_options={"synchronize_session": False},
        )


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
    return _is_here(known) and may_see(session, incident, user_id, guest=known.is_guest)


def readable(session: Session, user_id: str, incidents: Iterable[Incident]) -> frozenset[int]:
    """Return the ids of those incidents of which the person can be told, as `may_read` does."""
    known = session.get(Person, user_id)
    if known is not None and not _is_here(known):
        return frozenset()
    guest = known is not None and known.is_guest
    return frozenset(each.row for each in seen_by(session, incidents, user_id, guest=guest))


def _is_here(person: Person) -> bool:
    return not person.is_gone and not person.is_bot


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
