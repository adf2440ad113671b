"""The hours in which people who can wait are left to sleep. Pure: the moment comes in.

What may wait is decided where it is told (`reminders`); legal deadlines and critical work never do.
"""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.cadence import instant

_SPAN = re.compile(r"(\d{2}:\d{2})\s*[-–]\s*(\d{2}:\d{2})")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Quiet:
    """From when until when it is quiet on the clocks of a zone; it may pass midnight."""

    begins: time
    ends: time
    zone: ZoneInfo

    def until(self, moment: datetime) -> datetime:
        """Return the end of the quiet hours that *moment* lies in, else the moment itself."""
        day = moment.astimezone(self.zone).date()
        # A night that began yesterday may still last; one that the clocks swallow is none.
        for first in (day - DAY, day):
            last = first if self.begins < self.ends else first + DAY
            begin, end = (
                instant(first, self.begins, self.zone), instant(last, self.ends, self.zone)
            )  # fmt: skip
            if begin <= moment < end:
                return end
        return moment

    def covers(self, moment: datetime) -> bool:
        """Tell whether it is quiet at *moment*."""
        return self.until(moment) > moment


def _read(text: str) -> tuple[time, time] | None:
    """Return begin and end of `22:00-06:00`, None for an empty text; raise ValueError."""
    if not text.strip():
        return None
    wrong = ValueError(f"`{text.strip()}` is not like 22:00-06:00")
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise wrong
    try:
        begins, ends = (time.fromisoformat(each) for each in found.groups())
    except ValueError as error:
        raise wrong from error
    if begins == ends:
        raise wrong
    return begins, ends


def checked_hours(text: str) -> str:
    """Return the text of the setting as kept, or raise ValueError."""
    _read(text)
    return text.strip()


def quiet_hours(text: str, zone: ZoneInfo) -> Quiet | None:
    """Return the quiet hours that a setting means in a zone, None for an empty one."""
    read = _read(text)
    return Quiet(*read, zone) if read else None
