"""Writing and reading the timeline. The chain itself is `bot.domain.chain`."""

import contextlib
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.domain import chain
from bot.domain.models import Incident, TimelineEntry
from bot.domain.words import Door
from bot.storage.columns import made

PAGE = 1000
_TABLE: Any = sa.inspect(TimelineEntry).local_table
_APPEND = sa.insert(_TABLE)
# The fields that are hashed and exported, with their hash: a chain is long, so no objects.
_FIELDS = (*chain.FIELDS, "hash")
# As the driver gives them: making objects of a million moments only to write them out is half the
# work of verifying a chain.
_PAGE = (
    sa.select(*(sa.type_coerce(_TABLE.c[name], sa.types.NullType()) for name in _FIELDS))
    .where(_TABLE.c.incident_id == sa.bindparam("incident_id"), _TABLE.c.seq > sa.bindparam("seq"))
    .order_by(_TABLE.c.seq)
    .limit(PAGE)
)


@dataclass(frozen=True, slots=True)
class Happening:
    """What is to be written down. Absent times mean the moment of recording."""

    actor: str
    door: Door
    action: str
    role: str = ""
    subject: str = ""
    text: str = ""
    before: str | None = None
    after: str | None = None
    reason: str | None = None
    happened_at: datetime | None = None


def _kept(text: str | None) -> str | None:
    return None if text is None else chain.clean(text)


def append(session: Session, incident: Incident, what: Happening, *, now: datetime) -> None:
    """Add *what* to the incident's chain and move its head; the caller holds its lock."""
    entry = {
        "incident_id": incident.row,
        "seq": incident.head_seq + 1,
        "happened_at": what.happened_at or now,
        "recorded_at": now,
        "actor": what.actor,
        "role": what.role[:200],
        "door": what.door,
        "action": what.action,
        "subject": chain.clean(what.subject)[:200],
        "text": chain.clean(what.text),
        "before": _kept(what.before),
        "after": _kept(what.after),
        "reason": _kept(what.reason),
        "prev_hash": incident.head_hash,
    }
    entry["hash"] = chain.entry_hash(incident.ref, as_hashed(entry))
    made(session, _APPEND, entry)
    incident.head_seq, incident.head_hash = incident.head_seq + 1, str(entry["hash"])
    session.add(incident)


def as_hashed(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry's columns as they are hashed and exported: moments and door as text."""
    return {
        **entry,
        "happened_at": chain.stamp(entry["happened_at"]),
        "recorded_at": chain.stamp(entry["recorded_at"]),
        "door": str(entry["door"]),
    }


def every_entry(session: Session, incident_id: int) -> Iterator[dict[str, Any]]:
    """Yield the incident's entries in order as fields, a page at a time."""
    seq = 0
    while True:
        where = {"incident_id": incident_id, "seq": seq}
        page = session.execute(_PAGE, where).all()
        for row in page:
            entry = dict(zip(_FIELDS, row, strict=True))
            entry["happened_at"] = _stamp(entry["happened_at"])
            entry["recorded_at"] = _stamp(entry["recorded_at"])
            yield entry
        if len(page) < PAGE:
            return
        seq = page[-1][0]


@contextlib.contextmanager
def any_bytes(session: Session) -> Iterator[None]:
    """Let texts be read that are no UTF-8, with half characters in them: SQLite keeps any bytes.

    To whoever verifies what somebody else put there, an entry that cannot be read is the answer.
    """
    driver = session.connection().connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        yield
        return
    before = driver.text_factory
    driver.text_factory = lambda kept: kept.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        driver.text_factory = before


def _stamp(stored: str | datetime) -> str:
    """Return a stored moment as it is hashed: SQLite gives its text, PostgreSQL a datetime."""
    if isinstance(stored, str):
        return f"{stored[:10]}T{stored[11:26]}Z"
    return chain.stamp(stored)


def last(session: Session, incident_id: int, action: str, subject: str, *, since: datetime) -> int:
    """Return where the newest such entry since a moment stands in the chain; 0 without one."""
    wanted = sa.select(sa.func.max(_TABLE.c.seq)).where(
        _TABLE.c.incident_id == incident_id, _TABLE.c.recorded_at >= since,
        _TABLE.c.action == action, _TABLE.c.subject == subject,
    )  # fmt: skip
    return session.execute(wanted).scalar() or 0


def after(session: Session, incident_id: int, seq: int, *, limit: int) -> list[TimelineEntry]:
    """Return up to *limit* entries that follow number *seq*, oldest first."""
    wanted = (
        select(TimelineEntry)
        .where(TimelineEntry.incident_id == incident_id, TimelineEntry.seq > seq)
        .order_by(col(TimelineEntry.seq))
        .limit(limit)
    )
    return list(session.exec(wanted))


Note = tuple[datetime, str]


def notes_at(session: Session, incident_id: int, moments: Collection[datetime]) -> set[Note]:
    """Return the notes of what happened at these moments: when, and the words."""
    wanted = select(TimelineEntry.happened_at, TimelineEntry.text).where(
        TimelineEntry.incident_id == incident_id,
        TimelineEntry.action == "note",
        col(TimelineEntry.happened_at).in_(set(moments)),
    )
    return set(session.exec(wanted)) if moments else set()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: of one actor, of actions that begin so, before or after a number."""

    actor: str | None = None
    beginnings: tuple[str, ...] = ()
    before_seq: int | None = None
    after_seq: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of entries, oldest first, of `total` that are wanted; whether more are either way."""

    entries: tuple[TimelineEntry, ...]
    total: int
    older: bool
    newer: bool


def page(session: Session, incident_id: int, wanted: Wanted, *, limit: int) -> Found:
    """Return the newest entries that are wanted, or those that follow a number."""
    those: list[Any] = [TimelineEntry.incident_id == incident_id]
    if wanted.actor is not None:
        those.append(TimelineEntry.actor == wanted.actor)
    if wanted.beginnings:
        action = col(TimelineEntry.action)
        those.append(sa.or_(*(action.startswith(each) for each in wanted.beginnings)))
    seq = col(TimelineEntry.seq)
    rows = select(TimelineEntry).where(*those).limit(limit)
    if wanted.after_seq is not None:
        rows = rows.where(seq > wanted.after_seq).order_by(seq)
    else:
        rows = rows.order_by(sa.desc(seq))
        rows = rows if wanted.before_seq is None else rows.where(seq < wanted.before_seq)
    entries = tuple(sorted(session.exec(rows), key=lambda entry: entry.seq))
    ends = sa.select(sa.func.count(), sa.func.min(seq), sa.func.max(seq)).where(*those)
    total, first, last = session.execute(ends).one()
    return Found(
        entries, total, older=bool(entries) and entries[0].seq > first,
        newer=bool(entries) and entries[-1].seq < last,
    )  # fmt: skip


def since(session: Session, incident_id: int, moment: datetime) -> list[TimelineEntry]:
    """Return what was recorded after *moment*, oldest first."""
    wanted = (
        select(TimelineEntry)
        .where(TimelineEntry.incident_id == incident_id, TimelineEntry.recorded_at > moment)
        .order_by(col(TimelineEntry.seq))
    )
    return list(session.exec(wanted))
