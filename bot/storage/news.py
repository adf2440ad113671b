"""Which incidents are reported on, and what happened in them since the last report.

The numbers of their tasks are `figures`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.domain.models import Incident, Person
from bot.domain.models import TimelineEntry as Entry
from bot.domain.report import Change, Listing, Subject
from bot.storage import suspensions
from bot.storage.columns import IDS, fetched
from bot.storage.incidents import visible_to
from bot.storage.schedules import OPEN_STAGES

MASKED = "name withheld"
# Changes are grouped in Python, so more of them are fetched than are shown.
CHANGES = 300

# What the clock and the desk write down for the record is no news to those who read a report.
NO_NEWS = ("reminder.%", "summary.%", "digest.%", "channel.%", "task.noted")

# What may be said where no name and no word of a person may: see `course` of the views.
COURSE = ("incident.declared", "incident.severity", "incident.stage")


# Built once, as every report asks them.
_TOLD = tuple(Subject.__dataclass_fields__)
_SUBJECTS = (
    sa.select(*(getattr(Incident, name) for name in _TOLD))
    .where(col(Incident.id).in_(IDS))
    .order_by(col(Incident.severity), col(Incident.id))
)
_NAMES = sa.select(col(Person.user_id), col(Person.real_name), col(Person.name)).where(
    col(Person.user_id).in_(IDS)
)


def subjects(session: Session, ids: Sequence[int]) -> list[Subject]:
    """Return these incidents, the worst and oldest first."""
    rows = fetched(session, _SUBJECTS, {"ids": ids})
    return [Subject(**dict(zip(_TOLD, row, strict=True))) for row in rows]


def heads(session: Session, among: Any) -> list[tuple[int, str, int]]:
    """Return id, name and last place in the timeline of the incidents that the SQL *among* names.

    The worst and oldest come first.
    """
    wanted = (
        sa.select(col(Incident.id), col(Incident.ref), col(Incident.head_seq))
        .where(col(Incident.id).in_(among))
        .order_by(col(Incident.severity), col(Incident.id))
    )
    return [(each, ref, seq) for each, ref, seq in fetched(session, wanted)]


def ended(
    session: Session, refs: Iterable[str], *, reader: str | None = None
) -> list[tuple[str, str]]:
    """Return which of *refs* have ended, with how; what the reader may not see is left out."""
    wanted = (
        sa.select(col(Incident.ref), col(Incident.stage))
        .where(
            col(Incident.ref).in_(list(refs)),
            col(Incident.stage).not_in(OPEN_STAGES),
            visible_to(reader),
        )
        .order_by(col(Incident.id))
    )
    return [(ref, stage.value) for ref, stage in fetched(session, wanted)]


def open_ids(*, reader: str | None = None, only: int | None = None) -> Any:
    """Return the SQL that names the open incidents which the reader may see (None: everybody)."""
    wanted = sa.select(col(Incident.id)).where(
        col(Incident.stage).in_(OPEN_STAGES), visible_to(reader)
    )
    return wanted if only is None else wanted.where(col(Incident.id) == only)


def changes(session: Session, since: Mapping[int, int]) -> dict[int, Listing[Change]]:
    """Return what happened in each incident after the given place in its timeline, in order."""
    return {each: _entries(session, each, seq, _NEWS) for each, seq in since.items()}


def course(session: Session, since: Mapping[int, int]) -> dict[int, Listing[Change]]:
    """Return how severity and stage of each incident moved after that place, in order."""
    return {each: _entries(session, each, seq, _COURSE) for each, seq in since.items()}


@dataclass(frozen=True, slots=True)
class _After:
    """The SQL for what happened after a place in a timeline: the newest of it, and how much."""

    newest: Any
    count: Any


def _after(*conditions: Any) -> _After:
    news = (
        col(Entry.incident_id) == sa.bindparam("incident_id"),
        col(Entry.seq) > sa.bindparam("seq"),
        *conditions,
    )
    newest = (
        sa.select(
            col(Entry.happened_at), col(Entry.actor), col(Entry.action), col(Entry.subject),
            col(Entry.text), col(Entry.before), col(Entry.after), col(Entry.reason),
        )
        .where(*news)
        .order_by(sa.desc(col(Entry.seq)))
        .limit(CHANGES)
    )  # fmt: skip
    return _After(newest, sa.select(sa.func.count()).where(*news))


# A digest asks this of each incident, so it is built once.
_NEWS = _after(*(col(Entry.action).not_like(pattern) for pattern in NO_NEWS))
_COURSE = _after(col(Entry.action).in_(COURSE))


def _entries(session: Session, incident_id: int, seq: int, after: _After) -> Listing[Change]:
    given = {"incident_id": incident_id, "seq": seq}
    rows = [Change._make(row) for row in fetched(session, after.newest, given)]
    total = len(rows)
    if total == CHANGES:
        total = fetched(session, after.count, given)[0][0]
    return Listing(tuple(reversed(rows)), total)


def names(session: Session, user_ids: Iterable[str]) -> dict[str, str]:
    """Return what people are called, as far as Slack told us."""
    rows = fetched(session, _NAMES, {"ids": sorted(set(user_ids))})
    named = {user_id: real or short for user_id, real, short in rows if real or short}
    # Suspension is not proof: such a name stands on no page (rule 29).
    return named | dict.fromkeys(suspensions.everybody(session), MASKED)
