"""When a task is due: a span after an anchor, which may not have happened yet."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.domain.models import Incident
from bot.playbook.model import Due, Every, Step

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


def every_text(step: Step, started_at: datetime) -> str | None:
    """Return the rhythm of a recurring step as it is kept with a task, or None.

    `4h` or `06:30,18:30`; a rhythm that ends has its last moment behind it: `2h<1669253820 6h`.
    """
    if step.every is None:
        return None
    first = [
        f"{_rhythm(each)}<{int((started_at + until).timestamp())}"
        for each, until in step.every.before
    ]
    return " ".join([*first, _rhythm(step.every)])


def _rhythm(every: Every) -> str:
    if every.interval is not None:
        minutes = int(every.interval.total_seconds() // 60)
        return f"{minutes // 60}h" if minutes % 60 == 0 else f"{minutes}m"
    return ",".join(at.strftime("%H:%M") for at in every.times)
