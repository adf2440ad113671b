"""Which incidents are reported on, and what happened in them since the last report.

The numbers of their tasks are `figures`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.domain.models import Incident, Person
from bot.domain.models import TimelineEntry as Entry
from bot.domain.report import Change, Happened, Listing, Subject
from bot.storage import suspensions
from bot.storage.columns import IDS, built_once, fetched
from bot.storage.incidents import visible_to
from bot.storage.schedules import OPEN_STAGES

MASKED = "name withheld"
# What happened is gathered in Python, so more of it is looked at than is told.
CHANGES = 300

# What the clock and the desk write down for the record is no news to those who read a report.
NO_NEWS = ("reminder.%", "summary.%", "digest.%", "channel.%", "task.noted")

# What may be said where no name and no word of a person may: see `course` of the views.
COURSE = ("incident.declared", "incident.severity", "incident.stage")


# Names every incident, open or not: for questions about given ones.
EVERY: Any = sa.select(col(Incident.id))
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
    return [Subject(*row) for row in rows]


def heads(session: Session, among: Any) -> list[tuple[int, str, int]]:
    """Return id, name and last place in the timeline of the incidents that the SQL *among* names.

    The worst and oldest come first.
    """
    return [(each, ref, seq) for each, ref, seq in fetched(session, _heads(among))]


@built_once
def _heads(among: Any) -> Any:
    return (
        sa.select(col(Incident.id), col(Incident.ref), col(Incident.head_seq))
        .where(col(Incident.id).in_(among))
        .order_by(col(Incident.severity), col(Incident.id))
    )


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


@built_once
def open_ids(*, reader: str | None = None, only: int | None = None) -> Any:
    """Return the SQL that names the open incidents which the reader may see (None: everybody)."""
    wanted = sa.select(col(Incident.id)).where(
        col(Incident.stage).in_(OPEN_STAGES), visible_to(reader)
    )
    return wanted if only is None else wanted.where(col(Incident.id) == only)


def happened(session: Session, incident_id: int, seq: int) -> Sequence[Happened]:
    """Return what happened in an incident after the given place in its timeline, in order.

    It is just enough to decide what is told; `entries` has the rest.
    """
    return _rows(session, incident_id, seq, _NEWS)


def entries(session: Session, ids: Sequence[int]) -> dict[int, Change]:
    """Return the entries of those ids."""
    found = fetched(session, _CHANGES, {"ids": ids}) if ids else ()
    return {each: Change._make(rest) for each, *rest in found}


def course(session: Session, since: Mapping[int, int]) -> dict[int, Listing[Change]]:
    """Return how severity and stage of each incident moved after that place, in order."""
    found = {each: _rows(session, each, seq, _COURSE) for each, seq in since.items()}
    return {
        each: Listing(tuple(Change._make(row[:-1]) for row in rows), rows[0][-1])
        for each, rows in found.items()
        if rows
    }


def _after(columns: Sequence[Any], *conditions: Any) -> Any:
    """Return the SQL for the newest that happened after a place in a timeline.

    Each row ends with how much it is in all: it is counted once, in the same statement.
    """
    news = (
        col(Entry.incident_id) == sa.bindparam("incident_id"),
        col(Entry.seq) > sa.bindparam("seq"),
        *conditions,
    )
    total = sa.select(sa.func.count()).where(*news).scalar_subquery()
    newest = sa.select(*columns, total).where(*news)
    return newest.order_by(sa.desc(col(Entry.seq))).limit(CHANGES)


_WHOLE = (
    col(Entry.happened_at), col(Entry.actor), col(Entry.action), col(Entry.subject),
    col(Entry.text), col(Entry.before), col(Entry.after), col(Entry.reason),
)  # fmt: skip
_CHANGES = sa.select(col(Entry.id), *_WHOLE).where(col(Entry.id).in_(IDS))
# A digest asks this of each incident, so it is built once.
_NEWS = _after(
    (
        col(Entry.id),
        col(Entry.action),
        col(Entry.subject),
        col(Entry.actor),
        col(Entry.before),
        col(Entry.after),
    ),
    *(col(Entry.action).not_like(pattern) for pattern in NO_NEWS),
)
_COURSE = _after(_WHOLE, col(Entry.action).in_(COURSE))


def _rows(session: Session, incident_id: int, seq: int, wanted: Any) -> Sequence[Any]:
    """Return the newest rows after that place, in order."""
    return fetched(session, wanted, {"incident_id": incident_id, "seq": seq})[::-1]


def names(session: Session, user_ids: Iterable[str]) -> dict[str, str]:
    """Return what people are called, as far as Slack told us."""
    rows = fetched(session, _NAMES, {"ids": sorted(set(user_ids))})
    named = {user_id: real or short for user_id, real, short in rows if real or short}
    # Suspension is not proof: such a name stands on no page (rule 29).
    return named | dict.fromkeys(suspensions.everybody(session), MASKED)
