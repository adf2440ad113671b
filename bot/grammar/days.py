"""Reads the day in a phrase: `tomorrow`, `fri`, `24 nov`, `2022-11-24`.

The time of day is read in `clocks`; which of several days is meant, `times` decides.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.grammar.errors import TimeRefused
from bot.grammar.text import quoted
from bot.language.catalogue import say

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_WEEKDAY = (
    r"(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?"
    r"|fri(?:day)?|sat(?:urday)?|sun(?:day)?)(?![a-z])\.?"
)
_NUMBER = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
# `24 nov 2022` has a year; `24 nov 20:30` and `24 nov 2030 hrs` have a time.
_YEAR = r"(?P<year>(?:19|20)[0-9]{2})(?![0-9:.]|\s*h)"
_BEFORE, _AFTER = r"(?<![\w:./-])", r"(?![\w:/-])"
_OFFSETS = {
    "day before yesterday": -2,
    "yesterday": -1,
    "today": 0,
    "tonight": 0,
    "tomorrow": 1,
    "tmrw": 1,
    "day after tomorrow": 2,
}
_PATTERNS = tuple(
    re.compile(_BEFORE + pattern)
    for pattern in (
        r"(?P<year>[0-9]{4})-(?P<number>[0-9]{1,2})-(?P<day>[0-9]{1,2})(?:t(?=[0-9])|(?=\s|$))",
        rf"(?P<day>[0-9]{{1,2}})([./-])(?P<number>[0-9]{{1,2}})\2(?P<year>[0-9]{{4}}){_AFTER}",
        rf"(?P<day>[0-9]{{1,2}})/(?P<number>[0-9]{{1,2}}){_AFTER}",
        rf"{_NUMBER}[\s-]*(?:of\s)?{_MONTH}(?:[\s-]*{_YEAR})?{_AFTER}",
        rf"{_MONTH}\s*{_NUMBER}(?![0-9:]|\.[0-9]|\s*[ap]m)(?:\s+{_YEAR})?{_AFTER}",
        rf"(?:the\s)?(?P<offset>{'|'.join(sorted(_OFFSETS, key=len, reverse=True))}){_AFTER}",
        rf"(?:(?P<which>next|last|this|coming)\s+)?{_WEEKDAY}{_AFTER}",
    )
)
_WEEK = timedelta(days=7)
# A date just missed is more likely a slip than next year's: `23 nov` on the 24th. Beyond a month
# (365 days / 13) it is next year's.
_MISSED = 12


@dataclass(frozen=True, slots=True)
class Days:
    """The days that a phrase may mean, earliest first, and the phrase without them."""

    candidates: tuple[date, ...]
    rest: str


def find_days(phrase: str, *, today: date, ahead: bool | None) -> Days | None:
    """Find the day in a folded phrase, or None when it names none.

    `ahead` says where the moment lies, None when anywhere; it settles the year of `24 nov`.
    A date that no calendar has is a TimeRefused.
    """
    for pattern in _PATTERNS:
        if match := pattern.search(phrase):
            rest = f"{phrase[: match.start()]} {phrase[match.end() :]}".strip()
            return Days(_candidates(match.groupdict(), match[0], today=today, ahead=ahead), rest)
    return None


def _candidates(
    found: dict[str, str | None], typed: str, *, today: date, ahead: bool | None
) -> tuple[date, ...]:
    if offset := found.get("offset"):
        return (today + timedelta(days=_OFFSETS[offset]),)
    if weekday := found.get("weekday"):
        return _weekdays(WEEKDAYS.index(weekday[:3]), found.get("which"), today)
    number, month, day = found.get("number"), found.get("month") or "", int(found["day"] or 0)
    year = found.get("year")
    years = (int(year),) if year else range(today.year - 1, today.year + 2)
    dates = _dates(years, int(number) if number else MONTHS.index(month[:3]) + 1, day)
    if not dates:
        raise TimeRefused(
            say("{typed} is on no calendar", typed=quoted(typed)),
            say("there is no such day") if year else say("there is no such day in these years"),
            say("type a day such as `24 nov` or `2022-11-24`"),
        )
    return (min(dates, key=lambda each: _unlikely(each - today, ahead=ahead)),)


def _weekdays(weekday: int, which: str | None, today: date) -> tuple[date, ...]:
    soon = today + timedelta(days=(weekday - today.weekday()) % 7)
    if which == "last":
        return (soon - _WEEK,)
    if which == "this":
        return (soon,)
    if which:
        return (soon if soon > today else soon + _WEEK,)
    return (soon - _WEEK, soon, soon + _WEEK)


def _dates(years: Iterable[int], month: int, day: int) -> list[date]:
    dates: list[date] = []
    for year in years:
        try:
            dates.append(date(year, month, day))
        except ValueError:
            continue
    return dates


def _unlikely(away: timedelta, *, ahead: bool | None) -> timedelta:
    wrong_way = ahead is not None and (away < timedelta()) == ahead
    return abs(away) * (_MISSED if wrong_way else 1)
