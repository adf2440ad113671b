"""Opens the clocks that the house's profile sets going, and keeps them true when facts change.

What people do with a clock is `deadlines`; correcting a moment is `anchors`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain import counting
from bot.domain.deadlines import Act
from bot.domain.models import Deadline, Incident
from bot.domain.words import OWED, DeadlineState
from bot.obligations.model import Item, Profile
from bot.operations.deadline_moves import move
from bot.operations.people import standing
from bot.operations.turn import Turn
from bot.slack.views import deadline_news
from bot.slack.views.page import Page
from bot.storage import deadlines, posts

# These still count: what is not owed any more, or was never theirs to owe, stays as it was.
COUNTING = OWED | {DeadlineState.ARMED}


@dataclass(frozen=True, slots=True)
class Moved:
    """A deadline whose end is another one now."""

    row: Deadline
    before: datetime | None


def walk(turn: Turn, incident: Incident) -> list[Deadline]:
    """Open the clocks that apply to the incident now and are not there yet; say so once."""
    profile = turn.house.profile
    if not profile.items:
        return []
    there = deadlines.of_incident(turn.session, incident.row)
    wanted = [
        item
        for item in profile.items.values()
        if item.id not in profile.opened_later and _applies(item, incident)
    ]
    return _open(turn, incident, wanted, there)


def _applies(item: Item, incident: Incident) -> bool:
    breach = incident.breach_at is not None
    return item.applies_to(incident.kind, incident.severity, breach=breach)


def _open(
    turn: Turn,
    incident: Incident,
    items: Iterable[Item],
    there: Sequence[Deadline],
    *,
    following: bool = False,
) -> list[Deadline]:
    """Open a clock for each item that has none; *following* ones do not begin overdue."""
    known = {row.item for row in there}
    moments = counting.moments(incident, there)
    opened: list[Deadline] = []
    for item in items:
        if item.id in known:
            continue
        row = _row(turn, incident, item, len(there) + len(opened) + 1)
        counting.count(row, moments, turn.house.zone)
        if following:
            _begin_afresh(turn, row, moments)
        if row.advisory and item.before_effective == "off":
            continue
        if row.state is DeadlineState.ARMED and row.anchor_at is not None:
            row.state = DeadlineState.RUNNING
        counting.wind(row, turn.now, turn.house.quiet, at_once=True)
        opened.append(row)
    if opened:
        deadlines.add_all(turn.session, opened)
        _tell(turn, incident, opened)
    return opened


def _begin_afresh(turn: Turn, row: Deadline, known: Mapping[str, datetime]) -> None:
    """Let a duty that would begin overdue count to its next round, or else from now."""
    if row.due_at is None or row.due_at > turn.now:
        return
    further = counting.next_round(row, turn.house.zone, turn.now, 1)
    if further is None:
        row.event_at = turn.now
    row.round = further or 0
    counting.count(row, known, turn.house.zone)


def _row(turn: Turn, incident: Incident, item: Item, number: int) -> Deadline:
    """Return the row of an item, with everything that the profile says of it now."""
    profile = turn.house.profile
    return Deadline(
        incident_id=incident.row, number=number, item=item.id, profile=profile.name,
        profile_version=profile.version, regulator=item.regulator or item.id,
        title=item.title or item.id, hard=item.hard, anchor=item.anchor,
        fallback_anchor=item.fallback_anchor, event=item.event or _named(profile, item.anchor),
        within=str(item.within) if item.within else "", from_year_end=item.from_year_end,
        effective_from=item.effective_from.isoformat() if item.effective_from else None,
        owner=item.owner, approvers=",".join(item.approvers), fields=",".join(item.fields),
        followups=",".join(item.followups), ask=item.ask, law=item.law, send_to=item.to,
        source=item.source, opened_at=turn.now,
        state=DeadlineState.NOT_ASSESSED if item.ask else DeadlineState.ARMED,
    )  # fmt: skip


def _named(profile: Profile, anchor: str) -> str:
    """Return what the duty is called whose sending a clock waits for; "" if it waits for none."""
    other = profile.items.get(anchor)
    return f"{other.regulator}: {other.title}" if other is not None and other.title else ""


def _tell(turn: Turn, incident: Incident, opened: Sequence[Deadline]) -> None:
    """Write down which clocks were opened, and say it in the incident's channel once."""
    ends = (f"D{row.number} {row.item} {_end(row)}" for row in opened)
    first, last = opened[0].number, opened[-1].number
    turn.record(
        incident, "deadline.opened", subject=f"D{first}-D{last}" if first != last else f"D{first}",
        text="; ".join(ends), after=f"{turn.house.profile.name} {turn.house.profile.version}",
    )  # fmt: skip
    page = Page(turn.now, turn.house.zone)
    turn.call(
        posts.Call(
            key=f"deadlines:{incident.ref}:{first}", kind="deadline", priority=posts.ALERT,
            target=posts.incident_target(incident), incident_id=incident.id,
            said=lambda: deadline_news.opened(
                opened, incident.ref, page, drill=incident.drill
            ).message,
        )
    )  # fmt: skip


def _end(row: Deadline) -> str:
    return f"due {row.due_at:%Y-%m-%dT%H:%M:%SZ}" if row.due_at else row.state.value


def follow(turn: Turn, incident: Incident, row: Deadline) -> list[Deadline]:
    """Set going what the submission of *row* sets going; return the clocks that now run."""
    going = _further_round(turn, incident, row)
    there = deadlines.of_incident(turn.session, incident.row)
    items = turn.house.profile.items
    named = [items[each] for each in row.followups.split(",") if each in items]
    going += _open(turn, incident, named, there, following=True)
    return going + [each.row for each in recount(turn, incident, there)]


def _further_round(turn: Turn, incident: Incident, row: Deadline) -> list[Deadline]:
    """Let the next report of the same duty run, if one is still to come."""
    further = counting.next_round(row, turn.house.zone, turn.now, row.round + 1)
    if further is None:
        return []
    row.round, row.extended_to, row.extension_basis = further, None, None
    row.since_at, row.due_at = turn.now, counting.end_of(row, further, turn.house.zone)
    return [move(turn, incident, row, Act.FOLLOW_UP, standing(turn, incident))]


def recount(turn: Turn, incident: Incident, rows: Sequence[Deadline]) -> list[Moved]:
    """Count the clocks anew after a moment changed; return those whose end is another now."""
    known = counting.moments(incident, rows)
    moved = []
    for row in rows:
        if row.state not in COUNTING:
            continue
        before = row.due_at
        counting.count(row, known, turn.house.zone)
        if row.state is DeadlineState.ARMED and row.anchor_at is not None:
            move(turn, incident, row, Act.START, standing(turn, incident))
        if row.due_at != before:
            counting.wind(row, turn.now, turn.house.quiet, at_once=True)
            moved.append(Moved(row, before))
        turn.session.add(row)
    turn.session.flush()
    return moved
