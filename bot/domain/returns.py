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
# What is older belongs to no period that is still the last, not even where clocks are put back.
LASTS: Final = timedelta(hours=13) + EARLY


def last_due(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the last moment at which returns were due on the hospital's clock."""
    local = now.astimezone(zone)
    days = (local.date(), (local - timedelta(days=1)).date())
    moments = [datetime.combine(day, at, tzinfo=zone) for day in days for at in RETURNS_AT]
    return max(each for each in moments if each <= local)


def period(at: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment at which the return was due that came at that time."""
    return last_due(at + EARLY, zone)


def is_current(at: datetime, now: datetime, zone: ZoneInfo) -> bool:
    """Tell whether what was reported then is of the last period, no old number (rule 31)."""
    return at >= last_due(now, zone) - EARLY


def is_silent(row: Department, now: datetime, zone: ZoneInfo) -> bool:
    """Tell whether a department on paper did not report for the last period (rule 31)."""
    if row.mode not in ON_PAPER:
        return False
    if row.last_return_at is None:
        return row.since < last_due(now, zone)
    return not is_current(row.last_return_at, now, zone)
