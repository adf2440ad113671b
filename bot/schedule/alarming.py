"""Says legal deadlines when their moments come: each once, to the channel and to whom it is owed.

Which moments those are is `bot.domain.alarms`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlmodel import Session

from bot.domain import alarms, counting
from bot.domain.alarms import Alarm
from bot.domain.cadence import CLOCKS_DIFFER, LATE_AFTER
from bot.domain.models import Deadline, Incident, Occurrence
from bot.domain.words import ENDED, Door
from bot.operations.turn import SYSTEM, Actor, House, Turn
from bot.schedule.beat import UNREADABLE, Beat
from bot.slack.views import deadline_news as view
from bot.slack.views.page import Page
from bot.slack.views.reminders import Place
from bot.slack.views.said import Said
from bot.storage import deadlines, incidents, posts, schedules, watch
from bot.storage.watch import Staff


@dataclass(frozen=True, slots=True)
class Ringing:
    """A deadline that is said now, by the newest of its moments that passed."""

    row: Deadline
    alarm: Alarm
    planned_at: datetime
    missed: int
    key: str


def deadlines_due(beat: Beat) -> int:
    """Say every deadline whose moment has come; each incident is a transaction of its own."""
    found = beat.database.read_now(lambda session: deadlines.ringing_in(session, now=beat.now))
    return sum(
        beat.guarded(f"deadlines:{incident_id}", partial(_write, beat, incident_id))
        for incident_id in found
    )


def _write(beat: Beat, incident_id: int) -> int:
    return beat.database.write_now(lambda session: ring(session, beat.house, incident_id, beat.now))


def ring(session: Session, house: House, incident_id: int, now: datetime) -> int:
    """Say what is to be said of one incident's deadlines now; return how many were said."""
    incident = incidents.by_id(session, incident_id)
    if incident is None:
        return 0
    incident = incidents.lock(session, incident)
    if incident.stage in ENDED:
        return 0
    planned = deadlines.ringing(session, incident_id, now=now)
    said = [
        each
        for each in (_wound(session, row, house, now) for row in planned)
        if each is not None and _claimed(session, incident, each, now)
    ]
    if said:
        turn = Turn(session, now, Actor(SYSTEM, Door.SYSTEM), house)
        _tell(turn, incident, said)
        _note_overdue(turn, incident, said)
        turn.refresh_board(incident)
    session.flush()
    return len(said)


def _wound(session: Session, row: Deadline, house: House, now: datetime) -> Ringing | None:
    """Plan when the deadline is said next, and return what is said now, if anything."""
    planned_at = row.alarm_at
    counting.wind(row, now, house.quiet)
    session.add(row)
    if planned_at is None or row.due_at is None or not counting.rings(row):
        return None
    since = row.since_at or row.opened_at
    alarm = alarms.newest(since, row.due_at, now)
    if alarm is None:
        return None
    missed = alarms.missed(since, row.due_at, planned_at, alarm.at)
    key = f"deadline:{row.row}:{int(row.due_at.timestamp())}:{alarm.name}"
    # It is late by the first of what it stands for, however new the newest is.
    return Ringing(row, alarm, planned_at, missed, key)


def _claimed(session: Session, incident: Incident, ringing: Ringing, now: datetime) -> bool:
    return schedules.claim(
        session,
        Occurrence(
            key=ringing.key, kind="deadline", incident_id=incident.id, due_at=ringing.alarm.at,
            fired_at=now, missed=ringing.missed, late=now - ringing.planned_at > LATE_AFTER,
        ),
    )  # fmt: skip


def _tell(turn: Turn, incident: Incident, said: Sequence[Ringing]) -> None:
    """Tell the channel in one message, and everybody who answers for one of them in another."""
    who = watch.staff(turn.session, incident, ())
    page, place = Page(turn.now, turn.house.zone), Place(incident.ref, incident.channel_id)
    items = [(_item(each, who), people_of(each, who)) for each in said]
    every = [item for item, _ in items]
    post = partial(_post, turn, incident, said[0].key)
    post(
        posts.incident_target(incident),
        partial(view.warning, every, incident.ref, "", page, drill=incident.drill),
    )
    for person in dict.fromkeys(person for _, people in items for person in people):
        mine = [item for item, people in items if person in people]
        post(f"user:{person}", partial(_mine, mine, incident, place, page))


def _mine(items: Sequence[view.Item], incident: Incident, place: Place, page: Page) -> Said:
    return view.warning(items, incident.ref, place.said, page, drill=incident.drill)


def _item(ringing: Ringing, who: Staff) -> view.Item:
    return view.Item(ringing.row, ringing.planned_at, who.of(ringing.row.owner), ringing.missed)


def people_of(ringing: Ringing, who: Staff) -> tuple[str, ...]:
    """Return who is told: owner, else the role's deputy, else command; overdue hard ones both."""
    owners = who.of(ringing.row.owner) or who.deputies(ringing.row.owner) or who.command
    if ringing.alarm.overdue and ringing.row.hard:
        owners += who.command
    return tuple(dict.fromkeys(owners))


def _post(turn: Turn, incident: Incident, key: str, target: str, said: Callable[[], Said]) -> None:
    turn.call(
        posts.Call(
            key=f"{key}:{target}", kind="deadline", target=target, incident_id=incident.id,
            priority=posts.ALERT, said=lambda: said().message,
        )
    )  # fmt: skip


def _note_overdue(turn: Turn, incident: Incident, said: Sequence[Ringing]) -> None:
    """Write into the timeline, once for each end, that it passed without a report."""
    for each in said:
        row = each.row
        if not each.alarm.overdue or row.due_at is None:
            continue
        passed = Occurrence(
            key=f"deadline:{row.row}:{int(row.due_at.timestamp())}:passed", kind="passed",
            incident_id=incident.id, due_at=row.due_at, fired_at=turn.now,
        )  # fmt: skip
        if schedules.claim(turn.session, passed):
            turn.record(
                incident, "deadline.overdue", subject=f"D{row.number}", text=row.duty,
                after=f"{row.due_at:%Y-%m-%dT%H:%M:%SZ}", happened_at=row.due_at,
            )  # fmt: skip


def deadlines_back(beat: Beat) -> int:
    """Bring back what a clock that ran ahead planned too far away."""
    found = beat.paged(partial(deadlines.wound_up, now=beat.now), lambda row: row.id, 0)
    return sum(
        beat.guarded(f"deadline:{row.id}", partial(_bring_back, beat, row.id))
        for row in found
        if _too_far(row, beat)
    )


def _too_far(row: Deadline, beat: Beat) -> bool:
    # Another replica's clock may be a little ahead of ours: what it planned is left to it.
    try:
        coming = counting.planned(row, beat.now + CLOCKS_DIFFER, beat.house.quiet)
    except UNREADABLE:
        return True
    return coming is not None and row.alarm_at is not None and coming < row.alarm_at


def _bring_back(beat: Beat, deadline_id: int) -> int:
    def mend(session: Session) -> int:
        row = deadlines.by_id(session, deadline_id)
        if row is not None and _too_far(row, beat):
            counting.wind(row, beat.now, beat.house.quiet)
            session.add(row)
        return 0

    return beat.database.write_now(mend)
