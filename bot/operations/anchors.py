"""Corrects the moments that deadlines count from (rule 22): earlier is free, later is legal's.

The incident's tasks that count from the same moment move with it.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from bot.domain import due as due_rules
from bot.domain.deadlines import LEGAL, Act, only
from bot.domain.models import Deadline, Incident, Task
from bot.domain.people import Standing, check_responder
from bot.domain.reasons import reason_given
from bot.domain.stages import check_open
from bot.domain.words import FINISHED, OWED, DeadlineState
from bot.errors import Mistyped, Refused
from bot.grammar.times import say_moment, written
from bot.language.catalogue import later, say
from bot.obligations.model import CUSTOM
from bot.operations import due_back
from bot.operations.deadline_moves import Given, begin, move
from bot.operations.given import ANCHORS, check_occurred
from bot.operations.obligations import Moved, recount, walk
from bot.operations.people import standing
from bot.operations.task_moves import settle_due
from bot.operations.turn import Turn
from bot.storage import deadlines, incidents, roles

# What people type, the incident's column, and what tasks of playbooks call it.
MOMENTS = {
    "occurred": ("occurred_at", "occurred"),
    "noticed": ("noticed_at", "noticed"),
    "breach": ("breach_at", "breach"),
}


def moment_named(typed: str) -> str:
    """Return the name of a moment as `MOMENTS` has it, also of `noticed_at`, `breach_confirmed`."""
    return typed.lower().removesuffix("_at").removesuffix("_confirmed")


# What was sent may be asked for once more: an order, another request.
SENT = frozenset({DeadlineState.SUBMITTED, DeadlineState.ACKNOWLEDGED})


@dataclass(frozen=True, slots=True)
class Corrected:
    """What correcting a moment did."""

    before: datetime | None
    at: datetime
    moved: tuple[Moved, ...] = ()
    opened: tuple[Deadline, ...] = ()


def correct(turn: Turn, incident: Incident, name: str, at: datetime, reason: str = "") -> Corrected:
    """Say when it occurred, was noticed, or the breach was confirmed; clocks count anew."""
    incidents.lock(turn.session, incident)
    who = standing(turn, incident)
    check_responder(who, say("correct when it happened"))
    check_open(incident, say("correct its moments"))
    column, anchor = MOMENTS[name]
    before: datetime | None = getattr(incident, column)
    if at == before:
        raise Refused(
            say(
                "{name} is {at} already.",
                name=name.capitalize(),
                at=say_moment(at, turn.house.zone),
            ),
            rule=ANCHORS,
            next_step=say("Name another moment, or leave it as it is."),
        )
    _check_order(turn, incident, name, at)
    setattr(incident, column, at)
    moved = recount(turn, incident, deadlines.of_incident(turn.session, incident.row))
    _check_later(turn, incident, who, (before, at), moved, reason)
    turn.session.add(incident)
    turn.record(
        incident, "incident.anchor", subject=name, text=_said(moved, turn.house.zone),
        before=before.isoformat() if before else None, after=at.isoformat(),
        reason=reason.strip() or None,
    )  # fmt: skip
    _move_tasks(turn, incident, anchor, before, at)
    opened = walk(turn, incident) if name == "breach" else []
    return Corrected(before, at, tuple(moved), tuple(opened))


def _check_order(turn: Turn, incident: Incident, name: str, at: datetime) -> None:
    """Raise Refused for a moment in the future, or one that comes after what must follow it."""
    zone = turn.house.zone
    if at > turn.now:
        raise Refused(
            say(
                "{at} has not come yet, and only what happened can be counted from.",
                at=say_moment(at, zone),
            ),
            rule=ANCHORS,
            next_step=say("Give the time at which it happened."),
        )
    if name == "noticed" and at > incident.declared_at:
        raise Refused(
            say(
                "{ref} was declared at {declared_at}, so it was noticed by then.",
                ref=incident.ref,
                declared_at=say_moment(incident.declared_at, zone),
            ),
            rule=ANCHORS,
            next_step=say("Give an earlier time."),
        )
    if name == "occurred":
        cure = say("Give an earlier time, or correct `noticed` first.")
        check_occurred(at, incident.noticed_at, zone, next_step=cure)
    if name == "noticed" and incident.occurred_at is not None and at < incident.occurred_at:
        raise Refused(
            say(
                "It occurred at {occurred_at}, so it cannot have been noticed before.",
                occurred_at=say_moment(incident.occurred_at, zone),
            ),
            rule=ANCHORS,
            next_step=say("Correct `occurred` first."),
        )


def _check_later(
    turn: Turn,
    incident: Incident,
    who: Standing,
    moment: tuple[datetime | None, datetime],
    moved: list[Moved],
    reason: str,
) -> None:
    """Raise Refused unless legal, with a reason, moves an anchor or a running clock's end later."""
    before, at = moment
    postponed = [each for each in moved if _is_later(each)]
    if not postponed and (before is None or at < before):
        return
    _legal_only(turn, incident, who, reason)


def _legal_only(turn: Turn, incident: Incident, who: Standing, reason: str) -> None:
    if not who.roles & LEGAL:
        raise only(
            LEGAL, say("move a moment later, because deadlines count from it"),
            roles.holders(turn.session, incident), ANCHORS,
        )  # fmt: skip
    example = "/deadline anchor noticed 07:20 the log's clock was wrong"
    reason_given(reason, say("Moving a moment later"), example)


def _is_later(moved: Moved) -> bool:
    after = moved.row.due_at
    return moved.before is not None and (after is None or after > moved.before)


def _said(moved: list[Moved], zone: ZoneInfo) -> str:
    """Write down what follows: the clocks that moved, each with its end before and after."""
    return "; ".join(
        f"D{each.row.number} {each.row.duty}, due {_end(each.row.due_at, zone)} "
        f"(was {_end(each.before, zone)})"
        for each in moved
    )


def _end(at: datetime | None, zone: ZoneInfo) -> str:
    return written(at, zone) if at else "not yet"


def _move_tasks(
    turn: Turn, incident: Incident, anchor: str, before: datetime | None, at: datetime
) -> None:
    """Move the open tasks that count from the moment, except those that people set themselves."""
    settle_due(turn, incident, anchor, at)
    if before is None:
        return
    counting = select(Task).where(
        Task.incident_id == incident.id,
        col(Task.due).endswith(f"{due_rules.SEPARATOR}{anchor}", autoescape=True),
        col(Task.status).not_in(FINISHED),
    )
    for task in turn.session.exec(counting).all():
        if task.due_at == due_rules.moment(task.due or "", {anchor: before}):
            former, task.due_at = task.due_at, due_rules.moment(task.due or "", {anchor: at})
            turn.session.add(task)
            due_back.follow(turn, incident, task, before=former)


def happened(turn: Turn, incident: Incident, name: str, at: datetime, reason: str = "") -> Deadline:
    """Say when the event happened that sets one deadline going, or going once more."""
    row, who = begin(turn, incident, name, later("set going"))
    _check_order(turn, incident, "event", at)
    if row.anchor != CUSTOM and row.state not in SENT:
        raise Mistyped(
            say(
                "D{number} counts from {counted_from}, not from an event.",
                number=row.number,
                counted_from=row.counted_from or row.anchor,
            ),
            next_step=say(
                "`/deadline anchor noticed|occurred|breach <time> [reason]` corrects those."
            ),
        )
    if row.event_at is not None and at > row.event_at and row.state in OWED:
        _legal_only(turn, incident, who, reason)
    before, row.event_at = row.event_at, at
    row.round, row.extended_to, row.extension_basis = 0, None, None
    if row.state in SENT:
        move(turn, incident, row, Act.FOLLOW_UP, who, Given(reason=reason, text="once more"))
    turn.session.add(row)
    turn.record(
        incident, "deadline.anchor", subject=f"D{row.number}", text=f"{row.duty}: {row.event}",
        before=before.isoformat() if before else None, after=at.isoformat(),
        reason=reason.strip() or None, happened_at=at,
    )  # fmt: skip
    recount(turn, incident, [row])
    return row
