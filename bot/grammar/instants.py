"""Turns a local date and time into the instants it can mean in a zone, and names the zone.

A clock that goes back shows an hour twice; one that goes forward skips one. Both are said.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from bot.language.catalogue import say


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment in UTC and, when the reading was not plain, a sentence about it."""

    at: datetime
    note: str | None = None
    whole_day: bool = False  # No time was typed, only the day.
    away: timedelta | None = None  # How far from now, if a span was typed: `2h`.


def instants(local: datetime, zone: tzinfo) -> tuple[Moment, ...]:
    """Return what a naive local time can mean: one instant, or two; for a skipped time the next."""
    first = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    second = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if first == second:
        return (Moment(first),)
    said = f"{local:%H:%M}"
    if second > first:
        return (
            Moment(
                first,
                say("{at} comes twice that day, as the clocks go back; this is the first", at=said),
            ),
            Moment(
                second,
                say(
                    "{at} comes twice that day, as the clocks go back; this is the second", at=said
                ),
            ),
        )
    start = _change(second, first, zone)
    note = say(
        "{at} is skipped that day, as the clocks go forward; read as {shown}",
        at=said,
        shown=f"{start.astimezone(zone):%H:%M}",
    )
    return (Moment(start, note),)


def zone_name(at: datetime, zone: tzinfo) -> str:
    """Name a zone as people write it then: `IST`, `UTC`, or `UTC+05:45` where it has no letters."""
    local = at.astimezone(zone)
    name = local.tzname() or ""
    offset = f"{local:%z}"
    return name if name.isalpha() else f"UTC{offset[:3]}:{offset[3:5]}"


def _change(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """Find the first second with the offset of `after`, in UTC, by halving."""
    target = after.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == target:
            after = middle
        else:
            before = middle
    return after
