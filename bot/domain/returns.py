"""When departments on paper report, and which of them did not. Pure."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.departments import ON_PAPER, RETURNS_AT
from bot.domain.models import Department

# A return that comes up to two hours early counts for the period; one that is asked for six hours
# late is not asked for any more, the next digest says it.
EARLY: Final = timedelta(hours=2)
ASKED_FOR: Final = timedelta(hours=6)


def last_due(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the last moment at which returns were due on the hospital's clock."""
    local = now.astimezone(zone)
    days = (local.date(), (local - timedelta(days=1)).date())
    moments = [datetime.combine(day, at, tzinfo=zone) for day in days for at in RETURNS_AT]
    return max(each for each in moments if each <= local)


def is_silent(row: Department, now: datetime, zone: ZoneInfo) -> bool:
    """Tell whether a department on paper did not report for the last period (rule 31)."""
    if row.mode not in ON_PAPER:
        return False
    due = last_due(now, zone)
    if row.last_return_at is None:
        return row.since < due
    return row.last_return_at < due - EARLY
