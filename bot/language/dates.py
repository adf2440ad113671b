"""Days as a reader's language writes them: English as Wardroom always did, others by CLDR.

Hours and zones are the same everywhere, and are written elsewhere.
"""

from datetime import date
from typing import Final

from babel.dates import format_date

from bot.language.catalogue import in_english, spoken

# Whatever language the machine speaks, and without CLDR's changes of mind on September.
_MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip


def day(at: date, *, year: bool = True) -> str:
    """Return a day: `24 Nov 2022`, `24 नव॰ 2022`, without its year `24 Nov`."""
    if not in_english():
        return format_date(at, "d MMM y" if year else "d MMM", locale=spoken())
    said = f"{at.day} {_MONTHS[at.month - 1]}"
    return f"{said} {at.year}" if year else said


def moment(day_: str, hour: str) -> str:
    """Return a day and an hour, joined: `24 Nov 18:00 IST`, `24 नव॰, 18:00 IST`."""
    return f"{day_}{' ' if in_english() else ', '}{hour}"
