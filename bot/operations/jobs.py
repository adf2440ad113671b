"""Work that goes on in the background: its row, its end, and the one message that tells it.

What such work does is `background` and the modules that it names.
"""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.domain.models import Incident, ServerImport
from bot.domain.words import Door
from bot.operations.turn import SYSTEM, Turn
from bot.operations.ways import ways
from bot.storage import estate, posts


def laid(turn: Turn, incident: Incident, name: str, **more: Any) -> ServerImport:
    """Write down work that is to be done, in the name of whoever asks; its rows follow."""
    given = {"state": estate.RUNNING, **more}
    job = ServerImport(
        incident_id=incident.row, number=estate.next_import(turn.session, incident.row),
        name=name[:255], by=turn.actor.user_id, door=turn.actor.door, created_at=turn.now, **given,
    )  # fmt: skip
    turn.session.add(job)
    turn.session.flush()
    return job


def fail(session: Session, job: ServerImport, problem: str, now: datetime) -> None:
    """Write down that nothing more of the work can be done, and why."""
    job.state, job.problem, job.finished_at = estate.FAILED, problem, now
    session.add(job)
    session.flush()


def end(session: Session, job: ServerImport, now: datetime) -> None:
    """Write down that all of the work is done."""
    job.state, job.finished_at = estate.DONE, now
    session.add(job)
    session.flush()


def show_progress(session: Session, incident: Incident, job: ServerImport, now: datetime) -> None:
    """Have one message tell how far the work is; it is written once and then edited in place."""
    if job.by == SYSTEM and job.dry:
        return
    target = f"user:{job.by}" if job.dry else posts.incident_target(incident)
    first = posts.Call(
        key=f"import:{job.row}", kind="import", target=target, incident_id=incident.id,
        render="import",
    )  # fmt: skip
    edit = posts.Call(
        key=f"import:{job.row}:{_done(session, job)}:{job.state}", kind="import",
        method="chat.update", target=target, lane=f"import:{job.row}", priority=posts.STATUS,
        incident_id=incident.id, after_key=first.key, coalesce_key=first.key, render="import",
    )  # fmt: skip
    for call in (first, edit):
        made = ways(session, call, (), Door(job.door))
        if any([posts.enqueue(session, each, now=now) for each in made]):  # noqa: C419 - all.
            return


def _done(session: Session, job: ServerImport) -> int:
    found = estate.outcomes(session, job.row)
    return sum(number for outcome, number in found.items() if outcome)
