"""The picture of a digest: which panels it has, gathered into numbers and names.

The registers' panels are in `panels`. Drawing and sending it is the outbox's.
"""

import uuid

import structlog
from sqlmodel import Session

from bot.domain.report import Failed
from bot.grammar.times import written
from bot.operations.panels import BARS, EVERYBODY, INSIDE, REGISTERS, Asked, Panel
from bot.operations.sections import standing_alone
from bot.pictures.model import Bar, Bars, Line, Lines, Picture
from bot.storage import pictures

log = structlog.get_logger(__name__)

# So many steps a line of a phone's width can show.
STEPS = 150
LONGEST = 40


def _burn_up(session: Session, asked: Asked) -> Lines | None:
    added = pictures.added(session, asked.ids)
    if not added:
        return None
    finished = pictures.finished(session, asked.ids)
    end = int(asked.now.timestamp())
    # A clock that was set back stands before the first task: then all is as it is now.
    start = min(int(added[0][0].timestamp()), end)
    return Lines(
        "All tasks, and those done or skipped",
        (Line("all", _steps(added, start, end)), Line("done", _steps(finished, start, end))),
    )


def _steps(moves: pictures.Moves, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Return how a number moved from *start* to *end*, in no more steps than can be seen."""
    width = max((end - start) // STEPS, 1)
    points: dict[int, int] = {start: 0}
    number = 0
    for moment, change in moves:
        at = min(max(int(moment.timestamp()), start), end)
        number += change
        points[start + (at - start) // width * width] = number
    points[end] = number
    return tuple(sorted(points.items()))


def _playbooks(session: Session, asked: Asked) -> Bars | None:
    rows = pictures.by_playbook(session, asked.ids, now=asked.now)
    bars = [
        Bar(
            row.title or "Own tasks",
            (row.finished, row.overdue, row.total - row.finished - row.overdue),
            row.slug,
        )
        for row in rows
    ]
    if not bars:
        return None
    parts = ("done or skipped", "overdue", "open")
    return Bars("Tasks by playbook", parts, tuple(bars[:BARS]), max(len(bars) - BARS, 0))


PANELS = (
    Panel("burn-up", _burn_up, EVERYBODY),
    *REGISTERS,
    Panel("playbooks", _playbooks, INSIDE),
)


def gathered(session: Session, asked: Asked) -> Picture | Failed | None:
    """Return the picture, None if there is nothing to draw, or that it could not be gathered."""
    found = []
    for panel in PANELS:
        if asked.cut not in panel.cuts or not asked.subjects:
            continue
        try:
            with standing_alone(session):
                found.append(panel.gather(session, asked))
        except Exception as error:  # noqa: BLE001 - a picture never stops its digest.
            reference = uuid.uuid4().hex[:8]
            log.warning("picture.panel_failed", panel=panel.name, reference=reference,
                        error=type(error).__name__)  # fmt: skip
            return Failed(reference)
    shown = tuple(panel for panel in found if panel is not None)
    if not shown:
        return None
    title = f"Where things stand on {written(asked.now, asked.zone)}"
    return Picture(title, _about(asked), asked.zone.key, shown)


def _about(asked: Asked) -> str:
    if len(asked.subjects) < asked.of:
        return f"The {len(asked.subjects)} worst of {asked.of} open incidents"
    named = ", ".join(subject.ref for subject in asked.subjects)
    drill = "DRILL " if all(subject.drill for subject in asked.subjects) else ""
    return f"{drill}{named}" if len(named) <= LONGEST else f"{asked.of} open incidents"
