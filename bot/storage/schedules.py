"""The tables of time: what recurs, what was acted on, and the numbers that were said last.

When something is due is `bot.domain.cadence`; here nothing is decided.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from bot.domain.cadence import CLOCKS_DIFFER
from bot.domain.models import DigestFigures, Incident, Occurrence, Schedule, Task
from bot.domain.reminders import (
    CRITICAL,
    LAST,
    LEAD_MAX,
    LEAD_MIN,
    LEAD_SHARE,
    ORDINARY,
    Rung,
)
from bot.domain.words import ENDED, Stage, TaskStatus
from bot.faults import reach
from bot.storage.columns import fetched

SUMMARY, DIGEST, SUBSCRIPTION = "summary", "digest", "subscription"
DAILY_DIGEST = "digest:daily"
DIGEST_SCOPE = "digest"

OPEN_STAGES = tuple(stage for stage in Stage if stage not in ENDED)

# What is overdue for longer than this has been escalated long ago, or fell due while Wardroom was
# away for a week: the summaries and the digest name it, nobody is woken for it.
LOOK_BACK = timedelta(days=7)
PAGE = 200
# So many tasks may take a step in one beat.
AT_ONCE = 1000

# The very words of the partial index: SQLite uses it only for a condition that it recognises.
_UNFINISHED = sa.text("task.status NOT IN ('done', 'skipped')")
# With each engine's own ON CONFLICT; a claim is asked for each due moment, so they are built once.
_ENGINES: Any = (("sqlite", sqlite), ("postgresql", postgresql))
_SCHEDULE: Any = sa.inspect(Schedule).local_table
_TASK: Any = sa.inspect(Task).local_table
_OCCURRENCE: Any = sa.inspect(Occurrence).local_table
_LAY = {name: engine.insert(_SCHEDULE).on_conflict_do_nothing() for name, engine in _ENGINES}
_CLAIM = {
    name: engine.insert(_OCCURRENCE).on_conflict_do_nothing().returning(_OCCURRENCE.c.key)
    for name, engine in _ENGINES
}

_NOW: Any = sa.bindparam("now")
_DUE = (
    sa.select(col(Schedule.key), col(Schedule.kind))
    .where(
        col(Schedule.enabled),
        col(Schedule.next_due_at) <= _NOW,
        ~sa.select(col(Incident.id))
        .where(
            col(Incident.id) == col(Schedule.incident_id),
            col(Incident.stage).not_in(OPEN_STAGES),
        )
        .exists(),
    )
    .order_by(col(Schedule.next_due_at), col(Schedule.key))
    .limit(sa.bindparam("most"))
)
_PLANNED = (
    sa.select(Schedule, Incident)
    .outerjoin(Incident, col(Incident.id) == col(Schedule.incident_id))
    .where(col(Schedule.enabled), col(Schedule.next_due_at) > _NOW)
    .order_by(col(Schedule.next_due_at), col(Schedule.key))
)
_FIRED = sa.select(col(Occurrence.key), col(Occurrence.fired_at)).where(
    col(Occurrence.key).in_(sa.bindparam("keys", expanding=True))
)


def summary_key(ref: str) -> str:
    """Return the key of an incident's summaries."""
    return f"summary:{ref}"


def by_key(session: Session, key: str, *, hold: bool = False) -> Schedule | None:
    """Return a schedule as it is now, or None; *hold* keeps others from it until the commit."""
    wanted = select(Schedule).where(Schedule.key == key)
    if hold:
        wanted = wanted.with_for_update()
    return session.exec(wanted.execution_options(populate_existing=True)).first()


def laid_down(session: Session, row: Schedule) -> Schedule:
    """Return the schedule of that key, held; *row* itself if there was none, also in a race."""
    values = {name: getattr(row, name) for name in Schedule.model_fields}
    session.execute(_LAY[session.get_bind().dialect.name], values)
    found = by_key(session, row.key, hold=True)
    if found is None:
        raise LookupError(f"{row.key} has no schedule")
    return found


def subscriptions(
    session: Session, *, target: str | None = None, incident_id: int | None = None
) -> list[Schedule]:
    """Return the digests that people subscribed to: of one person, or of one incident."""
    wanted = select(Schedule).where(Schedule.kind == SUBSCRIPTION)
    if target is not None:
        wanted = wanted.where(Schedule.target == target)
    if incident_id is not None:
        wanted = wanted.where(Schedule.incident_id == incident_id)
    return list(session.exec(wanted.order_by(col(Schedule.key))))


def due_keys(session: Session, *, now: datetime, limit: int = PAGE) -> list[tuple[str, str]]:
    """Return key and kind of what is due, the longest overdue first; ended incidents are left."""
    rows = fetched(session, _DUE, {"now": now, "most": limit})
    return [(key, kind) for key, kind in rows]


def planned_after(session: Session, moment: datetime) -> list[tuple[Schedule, Incident | None]]:
    """Return what is enabled and planned for later than *moment*, each with its incident."""
    return [(row, incident) for row, incident in session.execute(_PLANNED, {"now": moment})]


def claim(session: Session, occurrence: Occurrence) -> bool:
    """Write down that a due moment is acted on; False when it was before, here or elsewhere."""
    values = {name: getattr(occurrence, name) for name in Occurrence.model_fields}
    statement = _CLAIM[session.get_bind().dialect.name]
    reach(f"{occurrence.kind}.before_claim")
    # Asked for the row and not for a count: drivers may not count what an insert did.
    claimed = session.execute(statement, values).first() is not None
    reach(f"{occurrence.kind}.after_claim")
    return claimed


def taken(session: Session, keys: Iterable[str]) -> dict[str, datetime]:
    """Return which of *keys* were acted on, and when."""
    return {row.key: row.fired_at for row in fetched(session, _FIRED, {"keys": list(keys)})}


def figures_of(session: Session, key: str | None) -> DigestFigures | None:
    """Return the numbers that were said under *key*, or None."""
    return session.get(DigestFigures, key) if key else None


@dataclass(frozen=True, slots=True)
class Ticking:
    """A clock that may have something to say: whose it is, and the task (none for a promise)."""

    incident_id: int
    task_id: int | None = None

    @property
    def name(self) -> str:
        """What the keys of its occurrences begin with, before the due moment."""
        if self.task_id is None:
            return f"promise:{self.incident_id}"
        return f"task:{self.task_id}"


def occurrence_key(name: str, due_at: datetime, rung: Rung) -> str:
    """Return the key of one step for one due moment: another due time begins anew."""
    return f"{name}:{int(due_at.timestamp())}:{rung.value}"


# The statements below are asked in every beat, so they are built once: building one takes as long
# as running it. They take the moments that they compare with by name.
def _given(name: str) -> Any:
    return sa.bindparam(name, type_=_TASK.c.due_at.type)


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


def _epoch(dialect: str, moment: Any) -> Any:
    """Return SQL for a moment as whole seconds since 1970, cut off as `int()` cuts."""
    if dialect == "postgresql":
        return sa.cast(sa.func.floor(sa.extract("epoch", moment)), sa.BigInteger)
    return sa.cast(sa.func.strftime("%s", moment), sa.BigInteger)


def _taken(dialect: str, prefix: str, row_id: Any, due_at: Any, rungs: Iterable[Rung]) -> Any:
    """Return SQL for the occurrences of these steps of a row's present due moment."""
    key = sa.literal(f"{prefix}:").concat(sa.cast(row_id, sa.String))
    key = key.concat(":").concat(sa.cast(_epoch(dialect, due_at), sa.String)).concat(":")
    keys = [key.concat(rung.value) for rung in rungs]
    return sa.select(sa.literal(1)).select_from(Occurrence).where(col(Occurrence.key).in_(keys))


def _not_taken(dialect: str, prefix: str, row_id: Any, due_at: Any, *rungs: Rung) -> Any:
    return ~_taken(dialect, prefix, row_id, due_at, rungs).exists()


def is_open(incident_id: Any) -> Any:
    """Return SQL that tells whether an incident is open, asked for each row."""
    return (
        sa.select(sa.literal(1))
        .select_from(Incident)
        .where(col(Incident.id) == incident_id, col(Incident.stage).in_(OPEN_STAGES))
        .exists()
    )


def task_clocks(session: Session, *, now: datetime, hushed: bool = False) -> Sequence[Ticking]:
    """Return the open tasks whose next step may be due: ids only, so that no row can spoil it.

    In *hushed* hours only what is critical has any. So many come at once that a night's worth of
    them does not keep everything else waiting; what has taken its step makes room for the others.
    """
    given = {
        "now": now, "from": now - LOOK_BACK, "until": now + LEAD_MAX,
        "pause": now - ORDINARY.shortest, "critical_pause": now - CRITICAL.shortest,
        "ahead": now + CLOCKS_DIFFER, "seconds": int(now.timestamp()),
    }  # fmt: skip
    rows = fetched(session, _task_clocks(_dialect(session), hushed=hushed), given)
    return [Ticking(incident_id, task_id) for incident_id, task_id in rows]


@cache
def _task_clocks(dialect: str, *, hushed: bool) -> Any:
    due_at = col(Task.due_at)
    return (
        sa.select(col(Task.incident_id), col(Task.id))
        .where(
            _UNFINISHED,
            due_at > _given("from"),
            due_at <= _given("until"),
            col(Task.critical) if hushed else sa.true(),
            # This before the other: it is the cheaper question, and rules out all that has ended.
            is_open(col(Task.incident_id)),
            sa.or_(_fallen(dialect), _soon(dialect)),
        )
        # By number where two fall due together: readers and replicas shall find one order.
        .order_by(col(Task.incident_id), due_at, col(Task.id))
        .limit(AT_ONCE)
    )


def _fallen(dialect: str) -> Any:
    """Return SQL for what is due and between no two steps: the last one leaves it in peace."""
    row_id, due_at = col(Task.id), col(Task.due_at)
    pause = sa.case((col(Task.critical), _given("critical_pause")), else_=_given("pause"))
    steps = _taken(dialect, "task", row_id, due_at, (Rung.DUE, Rung.STAND_IN))
    resting = steps.where(
        col(Occurrence.fired_at) > pause, col(Occurrence.fired_at) <= _given("ahead")
    )
    blocked = col(Task.status) == TaskStatus.BLOCKED
    return sa.and_(
        due_at <= _given("now"),
        _not_taken(dialect, "task", row_id, due_at, LAST),
        sa.case(
            (blocked, _not_taken(dialect, "task", row_id, due_at, Rung.BLOCKED)),
            else_=~resting.exists(),
        ),
    )


def _soon(dialect: str) -> Any:
    """Return SQL for what is in hand and will fall due within its lead, unless that was said."""
    due_at = col(Task.due_at)
    given = _epoch(dialect, due_at) - _epoch(dialect, col(Task.created_at))
    shortest = int(LEAD_MIN.total_seconds())
    lead = sa.case((given / LEAD_SHARE < shortest, shortest), else_=given / LEAD_SHARE)
    return sa.and_(
        due_at > _given("now"),
        col(Task.assignee).is_not(None),
        col(Task.status).in_((TaskStatus.TODO, TaskStatus.IN_PROGRESS)),
        given > lead,
        _epoch(dialect, due_at) - sa.bindparam("seconds", type_=sa.BigInteger) <= lead,
        # What is told ahead to whoever hears of something else anyway needs no heads-up.
        _not_taken(dialect, "task", col(Task.id), due_at, Rung.HEADS_UP, Rung.DUE),
    )


def promise_clocks(session: Session, *, now: datetime) -> Sequence[Ticking]:
    """Return the open incidents whose promised update is due and was not escalated to the end."""
    given = {"now": now, "from": now - LOOK_BACK}
    rows = fetched(session, _promise_clocks(_dialect(session)), given)
    return [Ticking(incident_id) for (incident_id,) in rows]


@cache
def _promise_clocks(dialect: str) -> Any:
    due_at = col(Incident.next_update_due)
    return (
        sa.select(col(Incident.id))
        .where(
            col(Incident.stage).in_(OPEN_STAGES),
            due_at <= _given("now"),
            due_at > _given("from"),
            _not_taken(dialect, "promise", col(Incident.id), due_at, LAST),
        )
        .order_by(col(Incident.id))
    )
