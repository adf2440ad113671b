"""What every verb of a register does: one transition, one timeline entry, the tasks that follow.

The verbs are in a module of each register; what it keeps and may do is in `bot.domain`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.models import Incident
from bot.domain.people import Standing, check_responder
from bot.domain.register import Register, Tried
from bot.domain.stages import check_open
from bot.errors import NotFound
from bot.grammar.suggest import nearest
from bot.language.catalogue import say
from bot.operations import each
from bot.operations.people import standing
from bot.operations.turn import Turn
from bot.storage import incidents, registers


def begin(
    turn: Turn, incident: Incident, register: Register, name: str, what: str
) -> tuple[Any, Standing]:
    """Take the incident's lock and return the row as it is now, with the asker's standing."""
    who = check_may_work(
        turn, incident, say("{what} a {noun}", what=say(what), noun=say(register.noun))
    )
    return found(turn, incident, register, name), who


def check_may_work(turn: Turn, incident: Incident, what: str) -> Standing:
    """Take the incident's lock; raise Refused unless it is open and the person works it."""
    incidents.lock(turn.session, incident)
    who = standing(turn, incident)
    check_responder(who, what)
    check_open(incident, what)
    return who


def found(turn: Turn, incident: Incident, register: Register, name: str) -> Any:
    """Return the row of that name or number, or raise NotFound with the nearest."""
    row = registers.named(turn.session, register, incident.row, name)
    if row is not None:
        return row
    known = [key for _, key in registers.names(turn.session, register, incident.row)]
    close = nearest(name.lower(), known)
    listed = say("`/{command} list` shows them.", command=register.command)
    none = say(
        "No {noun} is registered yet: `/{command} help` says how one is entered.",
        noun=say(register.noun),
        command=register.command,
    )
    raise NotFound(
        say(
            "{ref} has no {noun} `{name}`.",
            ref=incident.ref,
            noun=say(register.noun),
            name=name[:60],
        ),
        next_step=say("Did you mean `{close}`? {listed}", close=close, listed=listed)
        if close
        else listed
        if known
        else none,
    )


def transition(
    turn: Turn,
    incident: Incident,
    register: Register,
    row: Any,
    verb: str,
    tried: Tried,
    *,
    text: str = "",
) -> Any:
    """Move a row by its machine, write it down once, and let its tasks follow."""
    step = register.machine.step(verb, tried)
    before = register.state(row)
    after = step.after or before
    if after != before:
        setattr(row, register.column, after)
        row.since = turn.now
    turn.session.add(row)
    turn.session.flush()
    turn.record(
        incident, f"{register.noun}.{verb}", subject=register.name(row),
        text=text or register.title(row), before=before, after=after,
        reason=tried.reason.strip() or None,
    )  # fmt: skip
    each.follow(turn, incident, register, row, verb)
    return row


def correct(
    turn: Turn, incident: Incident, register: Register, row: Any, values: Mapping[str, Any],
    reason: str = "",
) -> None:  # fmt: skip
    """Write other values of columns, with what stood there before; its tasks are the caller's.

    The values are checked by the caller; a state is not corrected but moved by `transition`.
    """
    before = {column: getattr(row, column) for column in values}
    for column, value in values.items():
        setattr(row, column, value)
    turn.session.add(row)
    turn.session.flush()
    turn.record(
        incident, f"{register.noun}.changed", subject=register.name(row),
        text=register.title(row), before=_listed(before), after=_listed(values),
        reason=reason or None,
    )  # fmt: skip


def _listed(values: Mapping[str, Any]) -> str:
    return "; ".join(f"{column}={value}" for column, value in values.items())


def add(
    turn: Turn,
    incident: Incident,
    register: Register,
    fields: Sequence[Mapping[str, Any]],
    *,
    text: str = "",
) -> list[Any]:
    """Write new rows of these fields, one timeline entry for all; open the tasks that they match.

    The fields are checked by the caller: a table's own class takes what it is given.
    """
    first = registers.highest_number(turn.session, register, incident.row) + 1
    rows = [
        register.table(
            **given, number=number, incident_id=incident.row, since=turn.now,
            created_at=turn.now, created_by=turn.actor.user_id,
        )
        for number, given in enumerate(fields, start=first)
    ]  # fmt: skip
    turn.session.add_all(rows)
    turn.session.flush()
    names = [register.name(row) for row in rows]
    turn.record(
        incident, f"{register.noun}.added",
        subject=names[0] if len(names) == 1 else f"{names[0]}-{names[-1]}",
        text=text or ", ".join(register.title(row) for row in rows[:20]), after=str(len(names)),
    )  # fmt: skip
    each.appear(turn, incident, register, rows)
    return rows
