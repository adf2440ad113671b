"""Reads the spans of obligations (`PT6H`, `P60D`, `P1M`) and counts with them as a law does.

Hours are absolute. Days and months are those of the hospital's calendar and end with the last
second of their day, whatever the clocks did in between.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.playbook.findings import BadValueError, quoted

LONGEST_DAYS = 3_660
_WRITTEN = re.compile(
    r"P(?:(?P<weeks>\d{1,3})W|(?:(?P<months>\d{1,3})M)?(?:(?P<days>\d{1,4})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,5})H)?(?:(?P<minutes>\d{1,6})M)?)?)"
)
_MONTH_DAYS, _WEEK_DAYS, _YEAR_MONTHS = 31, 7, 12


@dataclass(frozen=True, slots=True)
class Within:
    """A span after an anchor: calendar months and days, or hours and minutes, never both."""

    months: int = 0
    days: int = 0
    clock: timedelta = timedelta()

    @property
    def is_calendar(self) -> bool:
        """Whether it is counted on the hospital's calendar."""
        return not self.clock

    @property
    def length(self) -> timedelta:
        """About how long it is, a month as its longest: for comparing, never for counting."""
        return self.clock or timedelta(days=self.months * _MONTH_DAYS + self.days)

    @property
    def said(self) -> str:
        """The span in words: `6 hours`, `60 calendar days`, `1 calendar month`."""
        minutes = int(self.clock.total_seconds() // 60)
        counted = (
            (self.months, "calendar month"),
            (self.days, "calendar day"),
            (minutes // 60, "hour"),
            (minutes % 60, "minute"),
        )
        return " ".join(
            f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in counted if count
        )

    def __str__(self) -> str:
        if self.is_calendar:
            return (
                f"P{f'{self.months}M' if self.months else ''}{f'{self.days}D' if self.days else ''}"
            )
        minutes = int(self.clock.total_seconds() // 60)
        hours, rest = divmod(minutes, 60)
        return f"PT{f'{hours}H' if hours else ''}{f'{rest}M' if rest else ''}"


def read_within(text: str) -> Within:
    """Return the span that an ISO 8601 duration says, or raise BadValueError with the cure."""
    match = _WRITTEN.fullmatch(text)
    given = {name: int(part) for name, part in match.groupdict().items() if part} if match else {}
    if not given:
        raise BadValueError(
            f"{quoted(text)} is not a span of time. Write hours as `PT6H`, calendar days as "
            "`P60D`, months as `P1M`."
        )
    days = given.get("days", 0) + _WEEK_DAYS * given.get("weeks", 0)
    clock = timedelta(hours=given.get("hours", 0), minutes=given.get("minutes", 0))
    within = Within(given.get("months", 0), days, clock)
    if clock and (within.months or days):
        raise BadValueError(
            f"{quoted(text)} mixes calendar days with hours. Write one of them: `P3D` ends with "
            "the third day, `PT72H` after 72 hours."
        )
    if not _in_range(within):
        raise BadValueError(
            f"{quoted(text)} is out of range: more than nothing, at most {LONGEST_DAYS} days."
        )
    return within


def _in_range(within: Within) -> bool:
    return timedelta() < within.length <= timedelta(days=LONGEST_DAYS)


def ends_at(
    within: Within, anchor_at: datetime, zone: ZoneInfo, *, from_year_end: bool = False
) -> datetime:
    """Return when the span after *anchor_at* ends, in UTC; *from_year_end* counts from 31 Dec."""
    local = anchor_at.astimezone(zone).date()
    if from_year_end:
        local = date(local.year, 12, 31)
    if within.is_calendar:
        return end_of_day(_later(local, within), zone)
    # In UTC, because adding to a local time would count the hands of its clock.
    start = end_of_day(local, zone) if from_year_end else anchor_at.astimezone(UTC)
    return start + within.clock


def _later(day: date, within: Within) -> date:
    """Return the date months and days later; a month too short for the day ends on its last."""
    count = day.month - 1 + within.months
    year, month = day.year + count // _YEAR_MONTHS, count % _YEAR_MONTHS + 1
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(day.day, last)) + timedelta(days=within.days)


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Return the last whole second of *day* in the zone, in UTC.

    Counted back from the next midnight: a day may lack its 23:59:59, or show it twice.
    """
    midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)
    return midnight.astimezone(UTC) - timedelta(seconds=1)
