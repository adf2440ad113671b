"""Asks the heads of departments on paper for their return, once for each period.

One that does not come is said in the digest; nothing is asked twice.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Final

from sqlmodel import Session, col, select

from bot.domain import returns
from bot.domain.cadence import LATE_AFTER
from bot.domain.departments import ON_PAPER
from bot.domain.models import Department, Incident, Occurrence
from bot.domain.words import Door
from bot.operations.turn import SYSTEM, Actor, House, Turn
from bot.schedule.beat import Beat
from bot.slack.views import departments as views
from bot.slack.views import kit
from bot.slack.views.page import Page
from bot.slack.views.reminders import late_since
from bot.storage import departments, incidents, posts, schedules, watch

KIND = "return"
CARE_LEAD = "clinical-lead"
RETURNS: Final = "returns"
# So long asking may take in one beat: legal clocks come before the rest of it.
ASK_S: Final = 1.0


def returns_due(beat: Beat) -> int:
    """Ask for the returns that are due; each incident is a transaction of its own."""
    due = returns.last_due(beat.now, beat.house.zone)
    if beat.now - due > returns.ASKED_FOR:
        return 0
    found = beat.in_time(RETURNS, _silent_in(beat, due), ASK_S)
    return sum(beat.guarded(f"returns:{each}", partial(_write, beat, each, due)) for each in found)


def _silent_in(beat: Beat, due: datetime) -> list[int]:
    """Return the incidents in which somebody is still to be asked, looking without a lock."""
    keys = {
        _key(row.id, due): row.incident_id
        for row in beat.paged(departments.on_paper, lambda row: row.id, 0)
        if returns.is_silent(row, beat.now, beat.house.zone)
    }
    return sorted({keys[key] for key in beat.unclaimed([*keys])})


def _key(department_id: int | None, due: datetime) -> str:
    return f"{KIND}:{department_id}:{due:%Y-%m-%dT%H:%M}"


def _write(beat: Beat, incident_id: int, due: datetime) -> int:
    return beat.database.write_now(
        lambda session: ask(session, beat.house, incident_id, due, beat.now)
    )


def ask(session: Session, house: House, incident_id: int, due: datetime, now: datetime) -> int:
    """Ask everybody who answers for a silent department in one message; return how many."""
    incident = incidents.by_id(session, incident_id)
    if incident is None:
        return 0
    wanted = select(Department).where(
        Department.incident_id == incident_id, col(Department.mode).in_(ON_PAPER)
    )
    asked = [
        row
        for row in session.exec(wanted.order_by(col(Department.number)))
        if returns.is_silent(row, now, house.zone) and _claimed(session, incident, row, due, now)
    ]
    by_person: dict[str, list[Department]] = {}
    # Who left the workspace, or may not see the incident, is not asked: whoever stands in is.
    who = watch.staff(session, incident, [each for row in asked for each in (row.head, row.deputy)])
    for row in asked:
        answers = [each for each in (row.head, row.deputy) if each]
        target = next(iter((*who.here(answers), *who.of(CARE_LEAD))), None)
        where = f"user:{target}" if target else posts.incident_target(incident)
        by_person.setdefault(where, []).append(row)
    turn = Turn(session, now, Actor(SYSTEM, Door.SYSTEM), house)
    for where, rows in by_person.items():
        _tell(turn, incident, where, rows, due)
    return len(asked)


def _claimed(
    session: Session, incident: Incident, row: Department, due: datetime, now: datetime
) -> bool:
    return schedules.claim(
        session,
        Occurrence(
            key=_key(row.id, due), kind=KIND, incident_id=incident.id,
            due_at=due, fired_at=now, late=now - due > LATE_AFTER,
        ),
    )  # fmt: skip


def _tell(
    turn: Turn, incident: Incident, where: str, rows: Sequence[Department], due: datetime
) -> None:
    page = Page(turn.now, turn.house.zone)

    def said() -> kit.Block:
        late = late_since(due, page) if turn.now - due > LATE_AFTER else ""
        return views.asked(rows, incident.ref, due, page, late=late).message

    turn.call(
        posts.Call(
            key=f"{KIND}:{incident.ref}:{due:%Y-%m-%dT%H:%M}:{where}", kind="reminder",
            target=where, incident_id=incident.id,
            said=said,
        )
    )  # fmt: skip
