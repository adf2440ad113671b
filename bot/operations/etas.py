"""Saying when something will be back; what was said before is kept. Says nothing in Slack."""

from datetime import datetime

from bot.domain.models import Eta, Incident
from bot.errors import Mistyped, Refused
from bot.language.catalogue import say
from bot.operations.register import check_may_work
from bot.operations.turn import Turn
from bot.storage import facts

LONGEST_WHAT = 96


def promise(
    turn: Turn, incident: Incident, what: str, at: datetime, basis: str = ""
) -> tuple[Eta, Eta | None]:
    """Say when something will be back; return it and what was said before."""
    check_may_work(turn, incident, say("say when something is back"))
    name = " ".join(what.split())
    if not name or len(name) > LONGEST_WHAT:
        raise Mistyped(
            say("What will be back?"),
            next_step=say("Type `/incident eta OPD registration 5 dec 09:00`."),
        )
    if at <= turn.now:
        raise Refused(
            say("That time is over."), rule="eta",
            next_step=say("What is back already is a stage: `/restore stage …`, or a fact."),
        )  # fmt: skip
    earlier = facts.etas(turn.session, [incident.row], name)
    row = Eta(
        incident_id=incident.row, what=name, at=at, said_at=turn.now,
        said_by=turn.actor.user_id, basis=basis.strip(),
    )  # fmt: skip
    turn.session.add(row)
    turn.session.flush()
    before = earlier[-1] if earlier else None
    turn.record(
        incident, "eta", subject=name[:200], text=f"{name}: {at:%Y-%m-%dT%H:%M:%SZ}",
        before=f"{before.at:%Y-%m-%dT%H:%M:%SZ}" if before else None,
        after=f"{at:%Y-%m-%dT%H:%M:%SZ}", reason=basis.strip() or None,
    )  # fmt: skip
    return row, before
