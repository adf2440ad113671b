"""A report that was gathered for a moment, and whether that moment is still unanswered.

Gathering happens on a reading connection, so between it and the writing others may have posted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from bot.domain.cadence import Catch
from bot.domain.models import Schedule
from bot.domain.words import DigestCut, Door
from bot.operations import posting, reports
from bot.operations.turn import SYSTEM, Actor, Turn
from bot.schedule.beat import Beat
from bot.storage import schedules

Asked = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """A report that was gathered, for a moment that may meanwhile have been answered.

    `asked` is what was wanted when it was gathered. `mailed` are the cuts that go out by mail.
    """

    due_at: datetime
    asked: Asked
    catch: Catch
    report: reports.Report
    mailed: Mapping[DigestCut, reports.Report] = field(default_factory=dict)


def system(session: Session, beat: Beat) -> Turn:
    """Return the turn of the clock itself."""
    return Turn(session, beat.now, Actor(SYSTEM, Door.SYSTEM), beat.house)


def due_row(session: Session, beat: Beat, key: str) -> Schedule | None:
    """Return the schedule if it is due still: another replica may have answered meanwhile."""
    row = schedules.by_key(session, key)
    if row is None or not row.enabled or row.next_due_at is None or row.next_due_at > beat.now:
        return None
    return row


def asked_of(row: Schedule) -> Asked:
    """Return what people may change of a schedule while its report is gathered."""
    return (row.at_local, row.zone, row.cut, row.lang)


def still_due(row: Schedule | None, planned: Planned) -> bool:
    """Tell whether nobody answered, moved or changed it since the report was gathered."""
    if row is None or not row.enabled:
        return False
    return (row.next_due_at, asked_of(row)) == (planned.due_at, planned.asked)


def posting_of(key: str, catch: Catch) -> posting.Posting:
    """Return under which key the report is posted and what it answers for."""
    return posting.Posting(key, catch.due_at, catch.missed, catch.late)
