"""From when a deadline counts, until when, and when it is said next. Pure; changes the row given.

The arithmetic of spans is `bot.obligations.spans`; which alarm comes when is `alarms`.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain import alarms
from bot.domain.models import Deadline, Incident
from bot.domain.quiet import Quiet
from bot.domain.words import OWED
from bot.obligations import spans
from bot.obligations.model import BREACH, CUSTOM, DECLARED, NOTICED, OCCURRED
from bot.playbook.findings import BadValueError


def moments(incident: Incident, rows: Sequence[Deadline]) -> dict[str, datetime]:
    """Return what has happened, by the names of anchors; a submitted report is one too."""
    known = {
        OCCURRED: incident.occurred_at,
        NOTICED: incident.noticed_at,
        DECLARED: incident.declared_at,
        BREACH: incident.breach_at,
        **{row.item: row.submitted_at for row in rows},
    }
    return {name: at for name, at in known.items() if at is not None}


def anchored(row: Deadline, known: Mapping[str, datetime]) -> tuple[str, datetime] | None:
    """Return the moment that the deadline counts from, by name, or None while there is none."""
    if row.event_at is not None:
        return CUSTOM, row.event_at
    for name in (row.anchor, row.fallback_anchor):
        if name and name in known:
            return name, known[name]
    return None


def rounds(row: Deadline) -> tuple[str, ...]:
    """Return the spans of the report and of the further ones after it, as written."""
    further = (each for each in row.followups.split(",") if each and _is_span(each))
    return (row.within, *further) if row.within else ()


def _is_span(text: str) -> bool:
    try:
        spans.read_within(text)
    except BadValueError:
        return False
    return True


def end_of(row: Deadline, count: int, zone: ZoneInfo) -> datetime | None:
    """Return when round *count* ends (0 is the report itself), or None without anchor or span."""
    written = rounds(row)
    if row.anchor_at is None or count >= len(written):
        return None
    within = spans.read_within(written[count])
    return spans.ends_at(within, row.anchor_at, zone, from_year_end=row.from_year_end)


def next_round(row: Deadline, zone: ZoneInfo, now: datetime, first: int) -> int | None:
    """Return the first round from *first* on whose end is still to come, or None."""
    for count in range(first, len(rounds(row))):
        end = end_of(row, count, zone)
        if end is not None and end > now:
            return count
    return None


def count(row: Deadline, known: Mapping[str, datetime], zone: ZoneInfo) -> None:
    """Set what the row counts from and until when, as the facts stand now."""
    found = anchored(row, known)
    row.counted_from, row.anchor_at = found or (None, None)
    end = end_of(row, row.round, zone)
    # What an authority allowed is a moment of its own: no correction of an anchor moves it.
    row.due_at = row.extended_to or end
    row.since_at = row.submitted_at if row.round and row.submitted_at else row.anchor_at
    row.advisory = not in_force(row, zone)


def in_force(row: Deadline, zone: ZoneInfo) -> bool:
    """Tell whether the duty binds: on the day that it counts from, or on which it was opened."""
    if row.effective_from is None:
        return True
    day = (row.anchor_at or row.opened_at).astimezone(zone).date()
    return day >= date.fromisoformat(row.effective_from)


def rings(row: Deadline) -> bool:
    """Tell whether the deadline is said aloud at all: it is owed, it binds, and it has an end."""
    return row.state in OWED and not row.advisory and row.due_at is not None


def planned(
    row: Deadline, now: datetime, quiet: Quiet | None, *, at_once: bool = False
) -> datetime | None:
    """Return when the deadline is said next; *at_once* if a warning lies in the past already.

    A hard clock knows no quiet hours; what is soft waits for the morning.
    """
    if not rings(row) or row.due_at is None:
        return None
    since = row.since_at or row.opened_at
    if at_once and alarms.newest(since, row.due_at, now) is not None:
        at = now
    else:
        at = alarms.following(since, row.due_at, now).at
    return at if row.hard or quiet is None else quiet.until(at)


def wind(row: Deadline, now: datetime, quiet: Quiet | None, *, at_once: bool = False) -> None:
    """Set when the deadline is said next."""
    row.alarm_at = planned(row, now, quiet, at_once=at_once)


def keep_winding(row: Deadline, now: datetime, quiet: Quiet | None) -> None:
    """Plan when the deadline is said next, unless that is planned: what is unsaid stays unsaid.

    A warning may be due already, and the tick only a moment away: no act of people swallows it.
    """
    if not rings(row):
        row.alarm_at = None
    elif row.alarm_at is None:
        wind(row, now, quiet)


def is_overdue(row: Deadline, now: datetime) -> bool:
    """Tell whether the deadline is owed and its time is over; one that does not bind yet never."""
    return rings(row) and is_late(row, now)


def is_late(row: Deadline, at: datetime) -> bool:
    """Tell whether a report sent at that moment is late; for one that does not bind yet, never."""
    return not row.advisory and row.due_at is not None and at > row.due_at
