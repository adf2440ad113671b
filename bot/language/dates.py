"""Days as a reader's language writes them: English as Wardroom always did, others by CLDR.

Hours and zones are the same everywhere, and are written elsewhere.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from babel.dates import format_date

from bot.language.catalogue import ENGLISH, spoken

# Whatever language the machine speaks, and without CLDR's changes of mind on September.
_MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
# What stands between a day and its hour.
_BETWEEN: Final[Mapping[str, str]] = MappingProxyType({ENGLISH: " "})


def day(at: date, *, year: bool = True) -> str:
    """Return a day: `24 Nov 2022`, `24 नव॰ 2022`, without its year `24 Nov`."""
    language = spoken()
    if language != ENGLISH:
        return format_date(at, "d MMM y" if year else "d MMM", locale=language)
    said = f"{at.day} {_MONTHS[at.month - 1]}"
    return f"{said} {at.year}" if year else said


def moment(day_: str, hour: str) -> str:
    """Return a day and an hour, joined: `24 Nov 18:00 IST`, `24 नव॰, 18:00 IST`."""
    return f"{day_}{_BETWEEN.get(spoken(), ', ')}{hour}"
