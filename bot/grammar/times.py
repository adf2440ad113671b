"""Reads moments as people type them, and says them back with date and zone.

The clock is not read here: `now` comes in.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final, Literal
from zoneinfo import ZoneInfo

from bot.grammar.clocks import Clock, clock, parse_clock
from bot.grammar.days import MONTHS, find_days
from bot.grammar.errors import TimeOutOfReach, TimeRefused
from bot.grammar.instants import Moment, instants, zone_name
from bot.grammar.spans import parse_span, say_ago, say_due, say_span, span
from bot.grammar.text import fold, quoted
from bot.grammar.unread import CURES, looks_like_time, unread
from bot.language import dates
from bot.language.catalogue import say

__all__ = [
    "HORIZON",
    "Direction",
    "Moment",
    "clock",
    "looks_like_time",
    "moment",
    "say_ago",
    "say_due",
    "say_moment",
    "say_span",
    "span",
    "written",
]

Direction = Literal["future", "past", "any"]
HORIZON: Final = timedelta(days=400)

_LONGEST = 60
_FILLERS = re.compile(r"(?<![^\s])(?:at|by|on|until|till|@)(?=\s)|,")
_RELATIVE = re.compile(
    r"(?P<ahead>in\s+|\+\s*)?(?P<span>.+?)"
    r"(?:\s+(?P<way>ago|earlier|back|from now|later|hence))?"
)
_BACKWARDS = frozenset({"ago", "earlier", "back"})
_OFFSET = re.compile(r"(?:utc|gmt)?(?P<sign>[+-])(?P<hours>[0-9]{1,2}):?(?P<minutes>[0-9]{2})?")
_UNIVERSAL = frozenset({"z", "utc", "gmt"})
_EASTMOST = timedelta(hours=14)


def moment(text: str, *, now: datetime, zone: ZoneInfo, direction: Direction = "future") -> Moment:
    """Read `2h`, `18:00`, `tomorrow 9am`, `24 nov 18:00`, `20m ago`, ISO …, else TimeRefused.

    A bare clock time is the next one (`future`, `any`) or the latest (`past`); so is a weekday. A
    date without a time is the end of that day (`future`, `any`) or its start (`past`), with a note.
    """
    phrase = _phrase(text)
    away = _away(phrase, direction)
    if away is not None and abs(away) > HORIZON:
        raise _too_far(text, direction)
    readings = (
        _readings(text, phrase, now, zone, direction)
        if away is None
        else [(Moment((now + away).astimezone(UTC), away=away),)]
    )
    chosen = _choose(readings, now, direction)
    if chosen is None:
        raise _wrong_way(text, readings, now, zone, direction)
    if abs(chosen.at - now) > HORIZON:
        raise _too_far(text, direction)
    return chosen


def written(at: datetime, zone: ZoneInfo) -> str:
    """Write a moment in full, for what is kept: `24 Nov 2022 18:00 IST`, in English for ever."""
    local = at.astimezone(zone)
    month = MONTHS[local.month - 1].capitalize()  # Whatever language the machine speaks.
    return f"{local.day:02} {month} {local.year:04} {_hour(at, zone)}"


def say_moment(at: datetime, zone: ZoneInfo, now: datetime | None = None) -> str:
    """Say a moment in full to a reader: `24 Nov 2022 18:00 IST`, with `now` also `, in 2 h`."""
    local = at.astimezone(zone)
    said = dates.moment(dates.day(local), _hour(at, zone))
    return said if now is None else f"{said}, {say_ago(at, now=now)}"


def _hour(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%H:%M} {zone_name(at, zone)}"


def _phrase(text: str) -> str:
    """Return the folded words of a phrase, without the small words that carry no time."""
    if len(text) > _LONGEST:
        raise TimeRefused(
            say("{text} is too long for a time", text=quoted(text)),
            say("a few words say it"),
            say(CURES["any"]),
        )
    return " ".join(_FILLERS.sub(" ", fold(text).lower()).split())


def _away(phrase: str, direction: Direction) -> timedelta | None:
    """Return how far from now a relative phrase lies, or None for another kind of phrase."""
    if phrase in ("now", "right now"):
        return timedelta()
    match = _RELATIVE.fullmatch(phrase)
    length = parse_span(match["span"]) if match else None
    if match is None or not length:
        return None
    backwards = match["way"] in _BACKWARDS if match["way"] else direction == "past"
    return -length if backwards and not match["ahead"] else length


def _readings(
    text: str, phrase: str, now: datetime, zone: ZoneInfo, direction: Direction
) -> list[tuple[Moment, ...]]:
    """Return, day by day, the instants that a phrase with a date or a clock time may mean."""
    today = now.astimezone(zone).date()
    ahead = None if direction == "any" else direction == "future"
    days = find_days(phrase, today=today, ahead=ahead)
    rest = " ".join(days.rest.split()) if days else phrase
    at = parse_clock(rest) if rest or not phrase else _whole_day(direction)
    if at is None:
        raise unread(text, rest, direction)
    if days is None:
        readings = _around(now, at, zone)
    elif any(abs(day - today) > HORIZON for day in days.candidates):
        raise _too_far(text, direction)
    else:
        note = None if rest else say("no time was given, so {at}", at=f"{at.at:%H:%M}")
        readings = [
            tuple(replace(each, whole_day=not rest) for each in _on(day, at, zone, note))
            for day in days.candidates
        ]
    if not any(readings):
        raise _wrong_zone(text, now, zone)
    return readings


def _whole_day(direction: Direction) -> Clock:
    return Clock(time(0, 0) if direction == "past" else time(23, 59))


def _around(now: datetime, at: Clock, zone: ZoneInfo) -> list[tuple[Moment, ...]]:
    """Return a bare clock time on the days around now, with what to say if it is not today."""
    today = now.astimezone(_fixed(at.zone) or zone).date()
    said = f"{at.at:%H:%M}"
    passed = say("{at} has passed today, so tomorrow", at=said) if at.at > time() else None
    ahead = say("{at} is still to come today, so yesterday", at=said)
    return [
        _on(today - timedelta(days=1), at, zone, ahead),
        _on(today, at, zone, None),
        _on(today + timedelta(days=1), at, zone, passed),
    ]


def _on(day: date, at: Clock, zone: ZoneInfo, note: str | None) -> tuple[Moment, ...]:
    """Return the instants of a clock time on a day; none when the zone typed is another one."""
    fixed = _fixed(at.zone)
    found = instants(datetime.combine(day, at.at), fixed or zone)
    if at.zone and not fixed:
        found = tuple(each for each in found if zone_name(each.at, zone).lower() == at.zone)
    return tuple(Moment(each.at, each.note or note) for each in found)


def _fixed(typed: str | None) -> timezone | None:
    """Return the zone of `utc`, `z` or `+05:30`; None for letters that only the local zone has."""
    if typed in _UNIVERSAL:
        return UTC
    match = _OFFSET.fullmatch(typed or "")
    if match is None:
        return None
    offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
    if offset > _EASTMOST:
        return None
    return timezone(-offset if match["sign"] == "-" else offset)


def _choose(
    readings: Sequence[tuple[Moment, ...]], now: datetime, direction: Direction
) -> Moment | None:
    """Choose the next reading, or for the past the latest; of an hour shown twice the first."""
    if direction == "past":
        return next((each for day in reversed(readings) for each in day if each.at <= now), None)
    ahead = next((each for day in readings for each in day if each.at >= now), None)
    if ahead is None and direction == "any":
        return next(each for day in reversed(readings) for each in day)
    return ahead


def _wrong_way(
    text: str,
    readings: Sequence[tuple[Moment, ...]],
    now: datetime,
    zone: ZoneInfo,
    direction: Direction,
) -> TimeRefused:
    found = [each.at for day in readings for each in day]
    at = found[0] if direction == "past" else found[-1]
    away = say_span(at - now)
    why = (
        say("that is still {away} ahead", away=away)
        if direction == "past"
        else say("that was {away} ago", away=away)
    )
    return TimeOutOfReach(
        say("{text} means {at}", text=quoted(text), at=say_moment(at, zone)),
        why,
        say(CURES[direction]),
    )


def _too_far(text: str, direction: Direction) -> TimeRefused:
    why = say("that is more than {days} days away", days=HORIZON.days)
    return TimeOutOfReach(
        say("{text} is too far off", text=quoted(text)), why, say(CURES[direction])
    )


def _wrong_zone(text: str, now: datetime, zone: ZoneInfo) -> TimeRefused:
    return TimeRefused(
        say("{text} names another zone", text=quoted(text)),
        say(
            "times here are read in {key} ({zone_name})",
            key=zone.key,
            zone_name=zone_name(now, zone),
        ),
        say("leave the zone out, or type `UTC` or an offset such as `+05:30`"),
    )
