"""Moving the end of a legal clock to a later moment, on a basis. Says nothing in Slack.

What else people do with deadlines is `deadlines`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.domain import counting
from bot.domain.deadlines import SAID, WAY_OUT
from bot.domain.models import Deadline, Incident
from bot.domain.reasons import reason_given
from bot.domain.words import OWED
from bot.errors import Refused, together
from bot.grammar.days import MONTHS
from bot.grammar.times import Moment, say_moment, say_span
from bot.language.catalogue import say
from bot.operations.deadline_moves import begin
from bot.operations.deadlines import check_legal
from bot.operations.turn import Turn


@dataclass(frozen=True, slots=True)
class Ending:
    """The new end of a clock: the moment, and the words that said it."""

    read: Moment
    typed: str = ""


def extend(turn: Turn, incident: Incident, name: str, ending: Ending, basis: str) -> Deadline:
    """Move the end of a clock to a later moment, on a basis that can be shown; no other state."""
    row, who = begin(turn, incident, name, "extend")
    if row.state not in OWED:
        raise Refused(
            say(
                "D{number} is {state}, so there is nothing to extend.",
                number=row.number,
                state=say(SAID[row.state]),
            ),
            rule="deadline states",
            next_step=say(WAY_OUT[row.state], d=f"D{row.number}"),
        )
    check_legal(turn, incident, row, who, "extend")
    together(partial(basis_given, basis), partial(_check_extension, turn, row, ending))
    to = ending.read.at
    why = basis_given(basis)
    before, row.extended_to, row.extension_basis = row.due_at, to, why
    row.due_at = to
    # A mistyped extension that is corrected may lie behind its warnings: then they are said.
    sooner = before is not None and to < before
    counting.wind(row, turn.now, turn.house.quiet, at_once=sooner)
    turn.session.add(row)
    turn.record(
        incident, "deadline.extended", subject=f"D{row.number}", text=row.duty,
        before=before.isoformat() if before else None, after=to.isoformat(), reason=why,
    )  # fmt: skip
    return row


def basis_given(basis: str) -> str:
    """Return on what basis a clock is extended, or raise Mistyped when there is none."""
    return reason_given(
        basis, say("An extension"), "/deadline extend D1 18:00 letter of the Board no. 12"
    )


def _check_extension(turn: Turn, row: Deadline, ending: Ending) -> None:
    to, away = ending.read.at, ending.read.away
    zone = turn.house.zone
    if to <= turn.now:
        raise Refused(
            say("{to} is over, so nothing can be extended to it.", to=say_moment(to, zone)),
            rule="extension", next_step=say("Give the later end that was allowed."), about="at",
        )  # fmt: skip
    if away is not None and row.due_at is not None and to <= row.due_at:
        raise _counts_from_now(turn, row, row.due_at, away, ending)
    end = _not_passed(row, to, zone)
    if end is not None:
        raise Refused(
            say(
                "D{number} is due {due_at}; {to} is no later.",
                number=row.number,
                due_at=say_moment(end, zone),
                to=say_moment(to, zone),
            ),
            rule="extension",
            next_step=say(
                "An earlier end is an anchor: `/deadline anchor noticed <time>` corrects it."
            ),
            about="at",
        )


def _counts_from_now(
    turn: Turn, row: Deadline, due_at: datetime, away: timedelta, ending: Ending
) -> Refused:
    """Return the error for `2h` where two hours more than the due time were probably meant."""
    now, zone = turn.now, turn.house.zone
    later = (due_at + away).astimezone(zone)
    is_today = later.date() == now.astimezone(zone).date()
    typed = (
        f"{later:%H:%M}" if is_today else f"{later.day} {MONTHS[later.month - 1]} {later:%Y %H:%M}"
    )
    return Refused(
        say(
            "A span counts from now, so {span} end at {to}; D{number} is due {due_at}, which is no "
            "earlier.",
            span=say_span(away),
            to=say_moment(ending.read.at, zone),
            number=row.number,
            due_at=say_moment(due_at, zone),
        ),
        rule="extension",
        next_step=say(
            "{span} more than that is `/deadline extend D{number} {typed} <basis>`.",
            span=say_span(away),
            number=row.number,
            typed=typed,
        ),
        instead=(ending.typed, typed),
        about="at",
    )


def _not_passed(row: Deadline, to: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the end that an extension to *to* does not pass, if there is one.

    A mistyped extension is corrected by another; what the law itself sets is not shortened.
    """
    if row.extended_to is None or to == row.extended_to:
        return row.due_at if row.due_at is not None and to <= row.due_at else None
    end = counting.end_of(row, row.round, zone)
    return end if end is not None and to < end else None
