"""The tables of time: what recurs, what was acted on, and the numbers that were said last.

When something is due is `bot.domain.cadence`; here nothing is decided.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from bot.domain.models import DigestFigures, Incident, Occurrence, Schedule
from bot.domain.reminders import Rung
from bot.domain.words import ENDED, Stage
from bot.faults import reach
from bot.storage.columns import fetched

SUMMARY, DIGEST, SUBSCRIPTION = "summary", "digest", "subscription"
DAILY_DIGEST = "digest:daily"
DIGEST_SCOPE = "digest"

OPEN_STAGES = tuple(stage for stage in Stage if stage not in ENDED)

PAGE = 200
# With each engine's own ON CONFLICT; a claim is asked for each due moment, so they are built once.
_ENGINES: Any = (("sqlite", sqlite), ("postgresql", postgresql))
_SCHEDULE: Any = sa.inspect(Schedule).local_table
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
    sa.select(
        col(Schedule.key), col(Schedule.kind), col(Schedule.every_s), col(Schedule.by_hand),
        col(Schedule.at_local), col(Schedule.zone), col(Schedule.next_due_at),
        col(Incident.severity), col(Incident.declared_at),
    )
    .outerjoin(Incident, col(Incident.id) == col(Schedule.incident_id))
    .where(
        col(Schedule.key) > sa.bindparam("after"),
        col(Schedule.enabled),
        col(Schedule.next_due_at) > _NOW,
    )
    .order_by(col(Schedule.key))
    .limit(PAGE)
)  # fmt: skip
_FIRED = sa.select(col(Occurrence.key), col(Occurrence.fired_at)).where(
    col(Occurrence.key).in_(sa.bindparam("keys", expanding=True))
)
# Asked by every declaration and update.
_BY_KEY = (
    select(Schedule)
    .where(Schedule.key == sa.bindparam("key"))
    .execution_options(populate_existing=True)
)
_HELD = _BY_KEY.with_for_update()


def summary_key(ref: str) -> str:
    """Return the key of an incident's summaries."""
    return f"summary:{ref}"


def by_key(session: Session, key: str, *, hold: bool = False) -> Schedule | None:
    """Return a schedule as it is now, or None; *hold* keeps others from it until the commit."""
    return session.exec(_HELD if hold else _BY_KEY, params={"key": key}).first()


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


def zones(session: Session) -> list[str]:
    """Return by the clocks of which zones something is planned."""
    return [name for (name,) in fetched(session, sa.select(col(Schedule.zone)).distinct())]


def move_zones(session: Session, names: Sequence[str], to: str) -> None:
    """Let what is planned by the clocks of these zones go by those of another."""
    session.execute(sa.update(Schedule).where(col(Schedule.zone).in_(names)).values(zone=to))


def due_keys(session: Session, *, now: datetime, limit: int = PAGE) -> list[tuple[str, str]]:
    """Return key and kind of what is due, the longest overdue first; ended incidents are left."""
    rows = fetched(session, _DUE, {"now": now, "most": limit})
    return [(key, kind) for key, kind in rows]


def planned(session: Session, *, later_than: datetime, after: str) -> Sequence[Any]:
    """Return a page of what is enabled and planned for *later_than* a moment, by key.

    Of each only the columns that its rhythm follows from, its incident's among them: a thousand
    whole rows are so much garbage that collecting it keeps everybody waiting.
    """
    return fetched(session, _PLANNED, {"now": later_than, "after": after})


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


def is_open(incident_id: Any) -> Any:
    """Return SQL that tells whether an incident is open, asked for each row."""
    return (
        sa.select(sa.literal(1))
        .select_from(Incident)
        .where(col(Incident.id) == incident_id, col(Incident.stage).in_(OPEN_STAGES))
        .exists()
    )
