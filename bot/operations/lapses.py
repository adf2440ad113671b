"""How a person's own digest ends or rests: asked for, or because its reader is gone or shut out.

How one begins is `subscriptions`.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial

import structlog

from bot.domain.models import Incident, Person, Schedule
from bot.domain.stages import SAID
from bot.language.catalogue import later, say
from bot.operations.digests import daily
from bot.operations.people import standing_of
from bot.operations.turn import Turn
from bot.storage import incidents, schedules
from bot.storage.posts import ALERT, Call

log = structlog.get_logger(__name__)


class Why(StrEnum):
    """Why a digest ended."""

    ASKED = "unsubscribed"
    GONE = "left the workspace"
    UNREACHABLE = "Slack reaches nobody there"
    GUEST = "is a guest now"
    BLIND = "may not see it any more"


# Whoever is still here hears it.
SAID_OF = {
    Why.GUEST: later("guests get no digest"),
    Why.BLIND: later("you may not see it any more"),
}


def reader(row: Schedule) -> str:
    """Return whose digest it is."""
    return row.target.removeprefix("user:")


def remove(turn: Turn, row: Schedule, incident: Incident | None, why: Why) -> None:
    """End a digest; the log keeps why, and the timeline of the incident that it was about."""
    user_id = reader(row)
    log.info("digest.ended", user_id=user_id, key=row.key, why=why)
    if incident is not None:
        turn.record(
            incident, "digest.ended", subject=user_id, text=f"digest for {user_id} ended",
            before=user_id, reason=why,
        )  # fmt: skip
    turn.session.delete(row)
    turn.session.flush()


def why_ended(turn: Turn, row: Schedule, incident: Incident | None) -> Why | None:
    """Return why the person is not to have this digest any longer, or None."""
    user_id = reader(row)
    person = turn.session.get(Person, user_id)
    if person is not None and person.is_gone:
        return Why.GONE
    if not standing_of(turn, user_id).is_member:
        return Why.GUEST
    if incident is not None and not incidents.may_see(turn.session, incident, user_id):
        return Why.BLIND
    return None


def rest(turn: Turn, incident: Incident) -> None:
    """Let the digests of one incident rest when it ends, and say so to those who had them."""
    for row in _about(turn, incident):
        row.next_due_at = None
        turn.session.add(row)
        if why_ended(turn, row, incident) is None:
            _say(turn, row, "rests", partial(_rests, incident))


def resume(turn: Turn, incident: Incident) -> None:
    """Let the digests of one incident come again when it is reopened."""
    for row in _about(turn, incident):
        row.next_due_at = daily(row).after(turn.now)
        turn.session.add(row)


def end(turn: Turn, row: Schedule, incident: Incident | None, why: Why) -> None:
    """End a digest that its reader is not to have any more; whoever can be told is told."""
    if why in SAID_OF:
        _say(turn, row, "ended", partial(_ended, incident, why))
    remove(turn, row, incident, why)


def _rests(incident: Incident) -> str:
    return say(
        "{ref} is {state}. Your daily digest of it rests; it comes again if the incident is "
        "reopened.",
        ref=incident.ref, state=say(SAID[incident.stage]),
    )  # fmt: skip


def _ended(incident: Incident | None, why: Why) -> str:
    what = incident.ref if incident else say("all open incidents")
    return say("Your daily digest of {what} has ended: {why}.", what=what, why=say(SAID_OF[why]))


def _about(turn: Turn, incident: Incident) -> Sequence[Schedule]:
    return schedules.subscriptions(turn.session, incident_id=incident.row)


def _say(turn: Turn, row: Schedule, what: str, text: Callable[[], str]) -> None:
    key = f"{row.key}:{what}:{turn.now:%Y-%m-%dT%H:%M:%SZ}"
    turn.call(
        Call(
            key=key,
            kind="notice",
            target=row.target,
            priority=ALERT,
            said=lambda: {"text": text()},
        )
    )
