"""What becomes news because time passed, though nobody did anything. Pure."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain import returns
from bot.domain.custody import OVERDUE_AFTER
from bot.domain.models import Department, Eta, Transfer


def fell_silent(row: Department, since: datetime, now: datetime, zone: ZoneInfo) -> bool:
    """Tell whether a return fell due between the moments and did not come (rule 31)."""
    return since < returns.last_due(now, zone) and returns.is_silent(row, now, zone)


def became_overdue(row: Transfer, since: datetime, now: datetime) -> bool:
    """Tell whether a hand-over has taken a day since *since*."""
    return since < (row.released_at or row.created_at) + OVERDUE_AFTER <= now


def has_passed(said: Iterable[Eta], since: datetime, now: datetime) -> bool:
    """Tell whether the newest of these promised dates came between the moments."""
    newest = max(said, key=lambda each: each.id or 0, default=None)
    return newest is not None and since < newest.at <= now
