"""Posts the summaries and the digest that are due, each moment once.

What they say is `bot.operations.reports`; it is gathered on a reading connection, so that the
writing transaction stays short.
"""

from functools import partial
from typing import Final

import structlog
from sqlmodel import Session

from bot.domain.cadence import caught_up
from bot.domain.words import ENDED, DigestCut
from bot.operations import posting, reports
from bot.operations.digests import daily
from bot.operations.schedules import rhythm_of
from bot.schedule import subscribing
from bot.schedule.beat import Beat
from bot.schedule.planned import Planned, asked_of, due_row, posting_of, still_due, system
from bot.storage import incidents, schedules

log = structlog.get_logger(__name__)


RECURRING: Final = "recurring"
# So long reports may take in one beat, the longest overdue first: legal clocks come before the
# rest of them.
REPORT_S: Final = 1.0


def recurring(beat: Beat) -> int:
    """Post every summary and every digest that is due, as far as there is time in this beat."""
    found = beat.database.read_now(lambda session: schedules.due_keys(session, now=beat.now))
    fires = {
        schedules.SUMMARY: _summary,
        schedules.DIGEST: _digest,
        schedules.SUBSCRIPTION: subscribing.post,
    }
    return sum(
        beat.guarded(key, partial(fires[kind], beat, key))
        for key, kind in beat.in_time(RECURRING, found, REPORT_S)
        if kind in fires
    )


def _summary(beat: Beat, key: str) -> int:
    planned = beat.database.browse_now(lambda session: _plan_summary(session, beat, key))
    if planned is None:
        return 0
    return beat.database.write_now(lambda session: _post_summary(session, beat, key, planned))


def _plan_summary(session: Session, beat: Beat, key: str) -> Planned | None:
    row = due_row(session, beat, key)
    incident = incidents.by_id(session, row.incident_id or 0) if row else None
    if row is None or row.next_due_at is None or incident is None:
        return None
    catch = caught_up(rhythm_of(row, incident, beat.house), row.next_due_at, beat.now)
    report = reports.summary(
        session, beat.house, incident.row,
        now=beat.now, row=row, next_due_at=catch.next_due_at, catch=catch,
    )  # fmt: skip
    return Planned(row.next_due_at, asked_of(row), catch, report)


def _post_summary(session: Session, beat: Beat, key: str, planned: Planned) -> int:
    first = schedules.by_key(session, key)
    incident = incidents.by_id(session, first.incident_id or 0) if first else None
    if incident is None:
        return 0
    # The incident first, then its schedule: operations take their locks in this order too.
    incident = incidents.lock(session, incident)
    row = schedules.by_key(session, key, hold=True)
    if row is None or not still_due(row, planned) or incident.stage in ENDED:
        return 0
    row.next_due_at = planned.catch.next_due_at
    session.add(row)
    name = f"{key}:{planned.catch.due_at:%Y-%m-%dT%H:%M:%SZ}"
    turn = system(session, beat)
    return int(
        posting.post_summary(turn, incident, row, posting_of(name, planned.catch), planned.report)
    )


def _digest(beat: Beat, key: str) -> int:
    if not beat.house.managers_channel and not beat.house.mail_to:
        return beat.database.write_now(lambda session: _skip_digest(session, beat, key))
    planned = beat.database.browse_now(lambda session: _plan_digest(session, beat, key))
    if planned is None:
        return 0
    return beat.database.write_now(lambda session: _post_digest(session, beat, key, planned))


def _skip_digest(session: Session, beat: Beat, key: str) -> int:
    row = schedules.by_key(session, key, hold=True)
    if row is not None and row.next_due_at is not None:
        row.next_due_at = daily(row).after(beat.now)
        session.add(row)
        log.warning("schedule.digest_without_channel", setting="WARDROOM_MANAGERS_CHANNEL")
    return 0


def _plan_digest(session: Session, beat: Beat, key: str) -> Planned | None:
    row = due_row(session, beat, key)
    if row is None or row.next_due_at is None:
        return None
    catch = caught_up(daily(row), row.next_due_at, beat.now)
    wanted = {DigestCut.COMMAND, *(each.cut for each in beat.house.mail_to)}
    made = {
        cut: reports.digest(
            session, beat.house, now=beat.now, row=row, next_due_at=catch.next_due_at, catch=catch,
            edition=reports.Edition(cut=cut),
        )
        for cut in sorted(wanted)
    }  # fmt: skip
    return Planned(row.next_due_at, asked_of(row), catch, made[DigestCut.COMMAND], made)


def _post_digest(session: Session, beat: Beat, key: str, planned: Planned) -> int:
    row = schedules.by_key(session, key, hold=True)
    if row is None or not still_due(row, planned):
        return 0
    name = f"{key}:{daily(row).nominal(planned.catch.due_at)}"
    row.next_due_at = planned.catch.next_due_at
    session.add(row)
    turn = system(session, beat)
    answers_for = posting_of(name, planned.catch)
    return int(posting.post_digest(turn, row, answers_for, planned.report, planned.mailed))
