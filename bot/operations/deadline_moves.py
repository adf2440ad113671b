"""Finds a deadline by what people call it, and takes it from one state to the next, written down.

Which steps there are is `bot.domain.deadlines`; the verbs of people are `deadlines`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain import counting
from bot.domain.deadlines import Act, Attempt, step
from bot.domain.models import Deadline, Incident
from bot.domain.people import Standing, check_responder
from bot.domain.stages import check_open
from bot.errors import Mistyped, NotFound
from bot.grammar import text as texts
from bot.grammar.suggest import nearest
from bot.language.catalogue import say
from bot.operations.people import standing
from bot.operations.turn import Turn
from bot.storage import deadlines, incidents, roles

_NUMBER = re.compile(r"[dD#]?#?([0-9]{1,4})")
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Given:
    """What a person says with an act: why, with which receipt, when it really happened."""

    reason: str = ""
    receipt: str = ""
    at: datetime | None = None
    text: str = ""


NOTHING = Given()


def found(turn: Turn, incident: Incident, name: str) -> Deadline:
    """Return the deadline called `D3`, `3`, `in.certin.initial` or an unmistakable part of it."""
    rows = deadlines.of_incident(turn.session, incident.row)
    # Slack takes `us.hipaa.media` for an address and sends it as one.
    wanted = texts.fold(texts.plain(name)).strip().strip("`.,:;/").lower().rpartition("://")[2]
    number = _NUMBER.fullmatch(wanted)
    if number:
        same = [row for row in rows if row.number == int(number[1])]
    else:
        same = [row for row in rows if row.item == wanted] or [
            row for row in rows if wanted and wanted in row.item
        ]
    if len(same) == 1:
        return same[0]
    raise _not_found(incident, wanted, rows, same)


def _not_found(
    incident: Incident, wanted: str, rows: Sequence[Deadline], same: Sequence[Deadline]
) -> Mistyped | NotFound:
    if same:
        named = ", ".join(f"D{row.number} `{row.item}`" for row in same[:MOST_NAMED])
        return Mistyped(
            say("`{wanted}` could be {named}.", wanted=wanted[:60], named=named),
            next_step=say("Type the number."),
        )
    close = nearest(wanted, [row.item for row in rows])
    if not rows:
        return NotFound(
            say("{ref} has no legal deadlines.", ref=incident.ref),
            next_step=say("`/deadline list` says why: its kind and severity set none going."),
        )
    return NotFound(
        say(
            "{ref} has no deadline `{wanted}`; they go from D1 to D{rows}.",
            ref=incident.ref,
            wanted=wanted[:60],
            rows=len(rows),
        ),
        next_step=say("Did you mean `{close}`?", close=close)
        if close
        else say("`/deadline list` shows them."),
    )


def begin(turn: Turn, incident: Incident, name: str, what: str) -> tuple[Deadline, Standing]:
    """Take the incident's lock and return the deadline as it is now, with the asker's standing."""
    incidents.lock(turn.session, incident)
    who = standing(turn, incident)
    check_responder(who, say("{what} legal deadlines", what=say(what)))
    check_open(incident, say("{what} a deadline", what=say(what)))
    return found(turn, incident, name), who


def approvers(row: Deadline) -> tuple[str, ...]:
    """Return the roles that may sign the report; none means any other responder."""
    return tuple(role for role in row.approvers.split(",") if role)


def _attempt(turn: Turn, incident: Incident, row: Deadline, who: Standing, given: Given) -> Attempt:
    """Return what guards look at when this person tries something now."""
    return Attempt(
        number=row.number, state=row.state, hard=row.hard, user_id=who.user_id, roles=who.roles,
        anchor_at=row.anchor_at, late=counting.is_late(row, given.at or turn.now),
        approvers=approvers(row), drafted_by=row.drafted_by, reason=given.reason,
        receipt=given.receipt, holders=roles.holders(turn.session, incident),
    )  # fmt: skip


def move(
    turn: Turn,
    incident: Incident,
    row: Deadline,
    act: Act,
    who: Standing,
    given: Given = NOTHING,
) -> Deadline:
    """Take the row through one step, if its guards let it, and write the step down."""
    before, row.state = row.state, step(act, _attempt(turn, incident, row, who, given))
    counting.keep_winding(row, turn.now, turn.house.quiet)
    turn.session.add(row)
    turn.session.flush()
    turn.record(
        incident, f"deadline.{act.value}", subject=f"D{row.number}",
        text=f"{row.duty}{f': {given.text}' if given.text else ''}", before=before,
        after=row.state, reason=given.reason.strip() or None, happened_at=given.at,
    )  # fmt: skip
    return row
