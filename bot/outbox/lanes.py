"""Holding a lane: leased by the database's clock, fenced by an epoch, given back when idle.

A lane is leased and not a message, so the order within a channel keeps itself.
"""

from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.domain.models import Lane
from bot.outbox.job import Claim, Moment
from bot.outbox.timing import Timing, is_ahead
from bot.slack.failures import LONGEST_WAIT_S
from bot.storage.columns import made
from bot.storage.outbox import Waiting, database_now, lane_rows, waiting_lanes

# Two processes may meet a new lane at the same moment; both engines know this form.
_NEW_LANE = sa.text("INSERT INTO lane (lane, epoch) VALUES (:lane, 0) ON CONFLICT DO NOTHING")


_BY_NAME = select(Lane).where(col(Lane.lane) == sa.bindparam("lane", type_=sa.String()))
_OURS, _FREE = _BY_NAME.with_for_update(), _BY_NAME.with_for_update(skip_locked=True)


def free_lanes(
    session: Session, timing: Timing, *, now: datetime, door: str = "", rest: bool = True
) -> list[Waiting]:
    """Return the lanes with work that nobody holds and that need not rest."""
    waiting = waiting_lanes(session, now=now, door=door, rest=rest)
    if not waiting:
        return []
    leases_at = database_now(session, now)
    rows = lane_rows(session, [each.lane for each in waiting])
    return [
        each for each in waiting
        if each.lane not in rows or _is_free(rows[each.lane], timing, now, leases_at)
    ]  # fmt: skip


def _is_free(row: Lane, timing: Timing, now: datetime, leases_at: datetime) -> bool:
    held = row.owner is not None and is_ahead(row.lease_until, leases_at, timing.lease_s)
    return not held and not is_ahead(row.not_before, now, LONGEST_WAIT_S)


def free(session: Session, lane: str, timing: Timing, at: Moment) -> Lane | None:
    """Lock and return the lane's row; None because another process has it or is taking it."""
    row = session.exec(_FREE, params={"lane": lane}).first()
    if row is None:
        made(session, _NEW_LANE, {"lane": lane})
        row = session.exec(_FREE, params={"lane": lane}).first()
    if row is None or not _is_free(row, timing, at.now, database_now(session, at.now)):
        return None
    return row


def claim(row: Lane, owner: str, timing: Timing, at: Moment) -> Claim:
    """Return the claim by which *owner* would hold a free lane; `hold` writes it."""
    return Claim(row.lane, owner, row.epoch + 1, until=at.monotonic + timing.latest_start_s)


def still_ours(session: Session, held: Claim) -> Lane | None:
    """Lock and return the lane's row if the claim stands; None if somebody took it over."""
    row = session.exec(_OURS, params={"lane": held.lane}).first()
    if row is None or row.owner != held.owner or row.epoch != held.epoch:
        return None
    return row


def renewed(held: Claim, timing: Timing, at: Moment) -> Claim:
    """Return the claim with a longer lease; `hold` writes it."""
    return replace(held, until=at.monotonic + timing.latest_start_s)


def hold(session: Session, row: Lane, held: Claim, timing: Timing, at: Moment) -> None:
    """Hold the lane, whose row is locked, by this claim from now on."""
    row.owner, row.epoch, row.not_before = held.owner, held.epoch, None
    row.lease_until = database_now(session, at.now) + timedelta(seconds=timing.lease_s)
    session.add(row)


def release(session: Session, row: Lane, *, rest_until: datetime | None = None) -> None:
    """Give the lane back; with *rest_until* nobody takes it before."""
    row.owner, row.lease_until = None, None
    row.not_before = rest_until
    session.add(row)


def owned_by(session: Session, owner: str) -> list[str]:
    """Return the lanes that *owner* holds."""
    return list(session.exec(select(Lane.lane).where(col(Lane.owner) == owner)))
