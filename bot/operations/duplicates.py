"""Finds the incident that somebody else declared a moment ago. Ends none: that is for people."""

from datetime import timedelta

from bot.domain.likeness import alike
from bot.domain.models import Incident
from bot.operations.turn import Turn
from bot.storage import incidents

_WITHIN = timedelta(days=1)


def declared_before(turn: Turn, incident: Incident, user_id: str) -> Incident | None:
    """Return the newest open incident of a like title that this person may see, or None."""
    others = incidents.titles(
        turn.session, user_id, beside=incident, since=incident.declared_at - _WITHIN
    )
    like = (row_id for row_id, title in others if alike(title, incident.title))
    found = next(like, None)
    return incidents.by_id(turn.session, found) if found is not None else None
