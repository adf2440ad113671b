"""One beat of the schedule: what is due is written down once, as rows of the outbox.

Every step is a small transaction of its own. Nothing here talks to Slack or waits.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

import structlog
from sqlmodel import Session

from bot.domain.cadence import CLOCKS_DIFFER, Daily, Rhythm
from bot.domain.models import Incident, Schedule
from bot.operations.digests import daily
from bot.operations.schedules import rhythm_of
from bot.operations.turn import House
from bot.schedule import reminding
from bot.schedule.alarming import deadlines_back, deadlines_due
from bot.schedule.beat import UNREADABLE, Beat, Pace
from bot.schedule.commanding import COMMAND, command_due
from bot.schedule.filling import demo_filling
from bot.schedule.importing import importing
from bot.schedule.quarantine import Quarantine
from bot.schedule.repeating import repeating
from bot.schedule.reporting import RECURRING, recurring
from bot.schedule.returning import RETURNS, returns_due
from bot.schedule.telling import REMINDERS, TELLING, forgetting, telling
from bot.schedule.waiving import waivers_due
from bot.storage import clocks, incidents, schedules
from bot.storage.database import Database
from bot.storage.schedules import Ticking

log = structlog.get_logger(__name__)


# So long reminders may take in one beat: whatever fell due meanwhile waits no longer than that.
REMIND_S: Final = 1.0
# So many clocks of an incident are served before it is asked whether there is time for more.
TOGETHER: Final = 50
# So many incidents are looked at in one statement.
LOOKED_AT: Final = 25


def reminders(beat: Beat) -> int:
    """Take every step that tasks and promised updates have coming."""
    return sum(_remind(beat, *each) for each in beat.in_time(REMINDERS, _found(beat), REMIND_S))


def _found(beat: Beat) -> Iterator[tuple[int, list[Ticking]]]:
    """Yield the clocks that may have a step to take, by incident, looking at some at a time.

    On SQLite whoever writes waits while a statement reads.
    """
    quiet, count = beat.house.quiet, 0
    hushed = quiet is not None and quiet.covers(beat.now)
    promised = beat.database.browse_now(partial(clocks.promise_clocks, now=beat.now))
    ids = beat.database.browse_now(clocks.open_ids)
    for at in range(0, len(ids), LOOKED_AT):
        some = ids[at : at + LOOKED_AT]
        look = partial(clocks.task_clocks, incidents=some, now=beat.now, hushed=hushed)
        tasks = beat.database.browse_now(look)
        its = [each for each in promised if each.incident_id in some]
        yield from reminding.by_incident([*its, *tasks], most=TOGETHER)
        count += len(tasks)
        if count >= clocks.AT_ONCE:
            # What has taken its step makes room for the others, in the next beat.
            return


def _remind(beat: Beat, incident_id: int, its: Sequence[Ticking]) -> int:
    """Serve the clocks of one incident together; when one of them is sick, each on its own."""
    together = f"reminders:{incident_id}"
    if not beat.quarantine.rests(together, beat.now):
        done = beat.guarded(together, partial(_take, beat, incident_id, its))
        if not beat.quarantine.rests(together, beat.now):
            for each in its:
                beat.quarantine.release(each.name)
            return done
    return sum(beat.guarded(each.name, partial(_take, beat, incident_id, [each])) for each in its)


def _take(beat: Beat, incident_id: int, its: Sequence[Ticking]) -> int:
    """Look without a lock first: most clocks are between two steps, and nothing is to be done."""

    def look(session: Session) -> bool:
        incident = incidents.by_id(session, incident_id)
        return incident is not None and bool(
            reminding.due_steps(session, incident, its, beat.now, beat.house)
        )

    def take(session: Session) -> int:
        return reminding.take(session, beat.house, incident_id, its, beat.now)

    done = 0
    while beat.database.browse_now(look) and not beat.stopping():
        taken = beat.database.write_now(take)
        done += taken
        if not taken:
            break
    return done


def set_right(beat: Beat) -> int:
    """Plan anew what a clock that ran ahead planned too far away, or a zone's old rules wrongly."""
    for row in beat.paged(partial(schedules.planned, later_than=beat.now), lambda row: row.key, ""):
        if _looks_wrong(row, beat):
            beat.guarded(f"plan:{row.key}", partial(_plan_anew, beat, row.key))
    return 0


def _looks_wrong(row: Any, beat: Beat) -> bool:
    try:
        # The row stands for the plan, and for its incident if it has one.
        return _is_wrong(row, row if row.declared_at else None, beat)
    except UNREADABLE:
        return True


def _is_wrong(row: Schedule, incident: Incident | None, beat: Beat) -> bool:
    rhythm = _rhythm(row, incident, beat.house)
    if rhythm is None or row.next_due_at is None:
        return False
    if isinstance(rhythm, Daily) and not rhythm.has(row.next_due_at):
        return True
    # Another replica's clock may be a little ahead of ours: what it planned is left to it.
    return row.next_due_at > rhythm.horizon(beat.now + CLOCKS_DIFFER)


def _rhythm(row: Schedule, incident: Incident | None, house: House) -> Rhythm | None:
    if row.kind in {schedules.DIGEST, schedules.SUBSCRIPTION}:
        return daily(row)
    return rhythm_of(row, incident, house) if incident is not None else None


def _plan_anew(beat: Beat, key: str) -> int:
    def mend(session: Session) -> int:
        row = schedules.by_key(session, key, hold=True)
        incident = incidents.by_id(session, row.incident_id or 0) if row else None
        if row is None or not _is_wrong(row, incident, beat):
            return 0
        rhythm = _rhythm(row, incident, beat.house)
        row.next_due_at = rhythm.after(beat.now) if rhythm is not None else None
        session.add(row)
        log.warning("schedule.planned_anew", row=key)
        return 1

    return beat.database.write_now(mend)


@dataclass(frozen=True, slots=True)
class Pass:
    """A part of the tick and how many beats it may skip: some need not be done every time."""

    name: str
    run: Callable[[Beat], int]
    every: int


PASSES = (
    Pass("set_right", set_right, 30),
    Pass("deadlines_back", deadlines_back, 30),
    # A law's clock comes before everything else that is due.
    Pass("deadlines", deadlines_due, 2),
    Pass(RECURRING, recurring, 1),
    Pass("waivers", waivers_due, 5),
    Pass(RETURNS, returns_due, 15),
    Pass("repeating", repeating, 5),
    Pass(COMMAND, command_due, 15),
    Pass(REMINDERS, reminders, 5),
    # After whatever writes letters.
    Pass(TELLING, telling, 5),
    Pass("forgetting", forgetting, 1800),
    # The longest work comes last.
    Pass("importing", importing, 1),
    Pass("demo", demo_filling, 1),
)


def tick(
    database: Database,
    house: House,
    now: datetime,
    *,
    beat: int = 0,
    quarantine: Quarantine | None = None,
    stopping: Callable[[], bool] = lambda: False,
    pace: Pace | None = None,
) -> int:
    """Act on everything that is due at *now*; return how many occurrences were acted on.

    *beat* counts the ticks: at 0 every pass is made. *pace* is handed on from tick to tick: what
    the one before had no time for is gone on with.
    """
    pace = Pace() if pace is None else pace
    unfinished = frozenset(pace.left)
    pace.left.clear()
    at_work = Beat(
        database, house, now, Quarantine() if quarantine is None else quarantine, stopping, pace
    )
    return sum(
        at_work.guarded(f"pass:{each.name}", partial(each.run, at_work))
        for each in PASSES
        if beat % each.every == 0 or each.name in unfinished
    )
