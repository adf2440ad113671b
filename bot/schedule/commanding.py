"""What the clock says of command: a brief that nobody read, a role that is held for too long.

How long is too long is `bot.domain.shifts`.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

from sqlmodel import Session

from bot.domain.models import Handover, Incident, Occurrence
from bot.domain.people import COMMANDER
from bot.domain.shifts import LONG, MOST_CALLS, UNREAD, call_due, spell
from bot.domain.words import ENDED, Door
from bot.operations.turn import SYSTEM, Actor, Turn
from bot.schedule.beat import Beat
from bot.slack.views import handover as views
from bot.slack.views import kit
from bot.slack.views.page import Page
from bot.slack.views.said import Said
from bot.storage import handovers, incidents, posts, roles, schedules

COMMAND: Final = "command"
# So long warnings may take in one beat: legal clocks come before the rest of them.
WARN_S: Final = 1.0

# So many spells ahead, a week, it is asked whether a clock that ran ahead was there before.
LOOK_AHEAD = 14


def command_due(beat: Beat) -> int:
    """Call for every brief that is unread, and warn of every role that is held for long."""
    unread = beat.database.read_now(
        lambda session: handovers.unread_since(session, beat.now - UNREAD)
    )
    called = sum(
        beat.guarded(f"handover:{each}", partial(_write, beat, partial(call, handover_id=each)))
        for each in unread
    )
    if beat.house.quiet is not None and beat.house.quiet.covers(beat.now):
        return called  # A rested person can be told in the morning.
    for incident_id, held in beat.in_time(COMMAND, _unwarned(beat), WARN_S):
        work = partial(_write, beat, partial(warn, incident_id=incident_id, held=held))
        called += beat.guarded(f"shifts:{incident_id}", work)
    return called


def _unwarned(beat: Beat) -> Iterator[tuple[int, list[Any]]]:
    """Yield what is held for long in each incident in which a warning of it was not given yet.

    It is looked at without a lock, a page at a time: after some days that is everybody.
    """
    held = [*beat.paged(partial(handovers.held_since, before=beat.now - LONG), lambda it: it.id, 0)]
    keys = {_shift(row, spell(row.since, beat.now)): row.incident_id for row in held}
    wanted = {keys[key] for key in beat.unclaimed([*keys])}
    found: dict[int, list[Any]] = {}
    for row in held:
        found.setdefault(row.incident_id, []).append(row)
    yield from ((incident_id, found[incident_id]) for incident_id in sorted(wanted))


def _shift(row: Any, number: int) -> str:
    return f"shift:{row.id}:{number}"


def _write(beat: Beat, work: partial[int]) -> int:
    def write(session: Session) -> int:
        return work(Turn(session, beat.now, Actor(SYSTEM, Door.SYSTEM), beat.house))

    return beat.database.write_now(write)


def call(turn: Turn, *, handover_id: int) -> int:
    """Call the incoming commander, the outgoing one and the channel, each call once."""
    row = turn.session.get(Handover, handover_id)
    incident = incidents.by_id(turn.session, row.incident_id) if row else None
    if row is None or incident is None:
        return 0
    incidents.lock(turn.session, incident)
    turn.session.refresh(row)
    number = call_due(row.at, turn.now)
    if row.over_at is not None or incident.stage in ENDED or not number:
        return 0
    if row.incoming not in roles.holders(turn.session, incident).get(COMMANDER, ()):
        row.over_at = turn.now  # Command passed on by another way.
        turn.session.add(row)
        return 0
    key = f"handover:{row.id}:{number}"
    # What a clock that ran ahead has called for is not called for again once it is set right.
    ahead = [f"handover:{row.id}:{later}" for later in range(number + 1, MOST_CALLS + 1)]
    if schedules.taken(turn.session, ahead) or not _claimed(
        turn, incident, key, "handover", row.at + UNREAD
    ):
        return 0
    page = Page(turn.now, turn.house.zone)
    people = [row.incoming, *([row.outgoing] if row.outgoing else [])]
    _tell(turn, incident, key, people, lambda: views.unread(incident, row, page))
    turn.record(
        incident, "command.unread", subject=incident.ref, text=f"brief of the handover, {number}",
        before=row.outgoing, after=row.incoming,
    )  # fmt: skip
    return 1


def warn(turn: Turn, *, incident_id: int, held: Sequence[Any]) -> int:
    """Warn each person once for every twelve hours, of all their roles together."""
    incident = incidents.by_id(turn.session, incident_id)
    if incident is None or incident.stage in ENDED:
        return 0
    incidents.lock(turn.session, incident)
    told = 0
    for user_id, rows in _by_person(held).items():
        due = [row for row in rows if _due(turn, incident, row)]
        if not due:
            continue
        told += 1
        said = partial(_held_long, turn, incident, user_id, rows)
        key = f"shift:{due[0].id}:{spell(due[0].since, turn.now)}"
        _tell(turn, incident, key, [user_id], said)
    return told


def _held_long(turn: Turn, incident: Incident, user_id: str, rows: Sequence[Any]) -> Said:
    since = [(row.role, kit.said_date(row.since, turn.house.zone)) for row in rows]
    return views.held_long(incident, user_id, since)


def _by_person(held: Sequence[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in held:
        found.setdefault(row.user_id, []).append(row)
    return found


def _due(turn: Turn, incident: Incident, row: Any) -> bool:
    number = spell(row.since, turn.now)
    # What a clock that ran ahead has warned of is not warned of again once it is set right.
    ahead = [_shift(row, later) for later in range(number + 1, number + 1 + LOOK_AHEAD)]
    if schedules.taken(turn.session, ahead):
        return False
    due_at = row.since + LONG * number
    return number > 0 and _claimed(turn, incident, _shift(row, number), "shift", due_at)


def _claimed(turn: Turn, incident: Incident, key: str, kind: str, due_at: datetime) -> bool:
    return schedules.claim(
        turn.session,
        Occurrence(key=key, kind=kind, incident_id=incident.id, due_at=due_at, fired_at=turn.now),
    )


def _tell(
    turn: Turn, incident: Incident, key: str, people: list[str], said: Callable[[], Said]
) -> None:
    targets = [f"user:{each}" for each in people] + [posts.incident_target(incident)]
    for target in targets:
        turn.call(
            posts.Call(
                key=f"{key}:{target}", kind="alert", target=target, incident_id=incident.id,
                priority=posts.ALERT, said=lambda: said().message,
            )
        )  # fmt: skip
