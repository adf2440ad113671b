"""Posts people's own digests when they are due, each moment once, and ends those nobody gets.

What they say is `bot.operations.reports`; who may have one is `bot.operations.subscriptions`.
"""

from functools import partial

from sqlmodel import Session

from bot.domain.cadence import caught_up
from bot.domain.models import Incident, Schedule
from bot.domain.words import PostState
from bot.operations import lapses, posting, reports, subscriptions
from bot.operations.digests import daily
from bot.operations.lapses import Why
from bot.schedule.beat import Beat
from bot.schedule.planned import Planned, asked_of, due_row, posting_of, still_due, system
from bot.storage import incidents, outbox, schedules

# What Slack answers when there is nobody whom a message could reach any more.
# https://docs.slack.dev/reference/methods/conversations.open
NOBODY = frozenset(
    {"account_inactive", "cannot_dm_bot", "user_disabled", "user_not_found", "user_not_visible"}
)


def post(beat: Beat, key: str) -> int:
    """Post one person's digest, or end it if the person is not to have it any more."""
    planned = beat.database.browse_now(lambda session: _plan(session, beat, key))
    if planned is None:
        return 0
    if isinstance(planned, Why):
        return beat.database.write_now(partial(_end, beat=beat, key=key))
    return beat.database.write_now(lambda session: _post(session, beat, key, planned))


def _plan(session: Session, beat: Beat, key: str) -> Planned | Why | None:
    """Return the report, or why there is to be none any more, or None if nothing is due."""
    row = due_row(session, beat, key)
    if row is None or row.next_due_at is None:
        return None
    why = _why_ended(session, beat, row)
    if why is not None:
        return why
    catch = caught_up(daily(row), row.next_due_at, beat.now)
    report = reports.digest(
        session, beat.house, now=beat.now, row=row, next_due_at=catch.next_due_at, catch=catch,
        edition=subscriptions.edition(row),
    )  # fmt: skip
    return Planned(row.next_due_at, asked_of(row), catch, report)


def _incident(session: Session, row: Schedule | None) -> Incident | None:
    return incidents.by_id(session, row.incident_id) if row and row.incident_id else None


def _why_ended(session: Session, beat: Beat, row: Schedule) -> Why | None:
    last = outbox.by_key(session, row.last_key) if row.last_key else None
    if last is not None and last.state is PostState.DEAD and last.error in NOBODY:
        return Why.UNREACHABLE
    return lapses.why_ended(system(session, beat), row, _incident(session, row))


def _end(session: Session, beat: Beat, key: str) -> int:
    incident = _incident(session, schedules.by_key(session, key))
    # The incident first, then its schedule: operations take their locks in this order too.
    if incident is not None:
        incident = incidents.lock(session, incident)
    row = schedules.by_key(session, key, hold=True)
    why = _why_ended(session, beat, row) if row is not None else None
    if row is None or why is None:
        return 0
    lapses.end(system(session, beat), row, incident, why)
    return 1


def _post(session: Session, beat: Beat, key: str, planned: Planned) -> int:
    row = schedules.by_key(session, key, hold=True)
    if row is None or not still_due(row, planned):
        return 0
    # With its zone, so that 08:00 in another zone on the same date is another moment.
    name = f"{key}:{daily(row).nominal(planned.catch.due_at)}@{row.zone}"
    row.next_due_at = planned.catch.next_due_at
    session.add(row)
    turn = system(session, beat)
    return int(
        posting.post_subscription(turn, row, posting_of(name, planned.catch), planned.report)
    )
