"""When a task is due: a span after an anchor, which may not have happened yet.

Or so long before another task is due, whose own time may not be known yet either.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.domain.models import Incident
from bot.playbook import rhythms
from bot.playbook.model import Due, Step

SEPARATOR = "@"


def anchors(incident: Incident, started_at: datetime) -> dict[str, datetime]:
    """Return the moments that have happened, by the names that playbooks use for them."""
    known = {
        "start": started_at,
        "occurred": incident.occurred_at,
        "noticed": incident.noticed_at,
        "declared": incident.declared_at,
        "contained": incident.contained_at,
        "breach": incident.breach_at,
    }
    return {name: at for name, at in known.items() if at is not None}


def written(due: Due, slug: str) -> str:
    """Return *due* as it is kept with a task: `<seconds>@<anchor>` or `<seconds>@<slug>/<id>`."""
    anchor: str = due.anchor
    if due.anchor == "step" and due.step is not None:
        anchor = due.step if "/" in due.step else f"{slug}/{due.step}"
    return f"{int(due.offset.total_seconds())}{SEPARATOR}{anchor}"


def moment(kept: str, known: Mapping[str, datetime]) -> datetime | None:
    """Return the moment that a kept due time means, or None while its anchor has not happened."""
    seconds, _, anchor = kept.partition(SEPARATOR)
    start = known.get(anchor)
    return None if start is None else start + timedelta(seconds=int(seconds))


def anchor_of(kept: str) -> str:
    """Return what a kept due time counts from; "" when there is none."""
    return kept.partition(SEPARATOR)[2]


def is_back(kept: str) -> bool:
    """Tell whether a kept due time counts back from when another task is due."""
    return kept.startswith("-")


def every_text(step: Step, started_at: datetime) -> str | None:
    """Return the rhythm of a recurring step as it is kept with a task, or None.

    What comes a few times and no more keeps the spans between them: `>4h,20h`.
    """
    if step.due is not None and step.due.further:
        return rhythms.kept_gaps(step.due.gaps)
    return rhythms.kept(step.every, started_at) if step.every is not None else None
