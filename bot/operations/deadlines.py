"""What people do with legal deadlines: one verb, one transaction. Says nothing in Slack.

Opening clocks is `obligations`, moving their ends `extending`, correcting what they count from
`anchors`, drafting `drafts`.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.domain import counting
from bot.domain.deadlines import LEGAL_OR_DPO, SAID, Act, only
from bot.domain.lengths import check_length, within
from bot.domain.models import Deadline, Incident
from bot.domain.people import Standing
from bot.domain.reasons import reason_given
from bot.domain.words import DeadlineState
from bot.errors import Mistyped, Refused, together
from bot.grammar.times import say_moment
from bot.language.catalogue import say, say_many
from bot.operations.deadline_moves import Given, begin, found, move
from bot.operations.obligations import follow
from bot.operations.turn import Turn
from bot.storage import deadlines, roles

__all__ = [
    "Met", "acknowledge", "applies", "approve", "check_legal", "check_nothing_owed",
    "check_receipt", "close", "found", "met", "not_applicable", "send_back",
]  # fmt: skip

LONGEST_RECEIPT = 200
MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Met:
    """What recording a submission did: whether it was late or unsigned, what runs now."""

    row: Deadline
    late: bool
    unapproved: bool
    going: tuple[Deadline, ...] = ()


def applies(turn: Turn, incident: Incident, name: str, reason: str = "") -> Deadline:
    """Decide that a duty applies here; its clock runs as soon as its anchor has happened."""
    row, who = begin(turn, incident, name, "decide on")
    _applies(turn, incident, row, who, reason)
    counting.wind(row, turn.now, turn.house.quiet, at_once=True)
    return row


def _applies(turn: Turn, incident: Incident, row: Deadline, who: Standing, reason: str) -> None:
    if row.state is DeadlineState.NOT_APPLICABLE:
        reason_given(
            reason, say("Taking that back"), f"/deadline applies D{row.number} <what changed>"
        )
        row.reason_na = None
    move(turn, incident, row, Act.APPLIES, who, Given(reason=reason))
    if row.anchor_at is None:
        known = counting.moments(incident, deadlines.of_incident(turn.session, incident.row))
        counting.count(row, known, turn.house.zone)
    if row.anchor_at is not None:
        move(turn, incident, row, Act.START, who)


def not_applicable(turn: Turn, incident: Incident, name: str, reason: str) -> Deadline:
    """Decide that a duty does not apply, or that no further report is wanted, and why."""
    row, who = begin(turn, incident, name, "decide on")
    if reason.strip():
        reason_given(reason, say("That"), f"/deadline na D{row.number} <reason>")
    move(turn, incident, row, Act.NOT_APPLICABLE, who, Given(reason=reason))
    row.reason_na = reason.strip()
    turn.session.add(row)
    return row


def approve(turn: Turn, incident: Incident, name: str) -> Deadline:
    """Sign a draft, in one of the roles that the profile names, as another than its author."""
    row, who = begin(turn, incident, name, "approve")
    move(turn, incident, row, Act.APPROVE, who)
    row.approved_by = who.user_id
    turn.session.add(row)
    return row


def send_back(turn: Turn, incident: Incident, name: str, reason: str) -> Deadline:
    """Send an approved draft back to its author, and say why."""
    row, who = begin(turn, incident, name, "send back")
    why = reason_given(
        reason, say("Sending it back"), f"/deadline sendback D{row.number} wrong count"
    )
    move(turn, incident, row, Act.SEND_BACK, who, Given(reason=why))
    row.approved_by = None
    turn.session.add(row)
    return row


def met(
    turn: Turn,
    incident: Incident,
    name: str,
    receipt: str,
    *,
    channel: str = "",
    late_reason: str = "",
    sent_at: datetime | None = None,
) -> Met:
    """Record that a report was sent: with its receipt, by which way, why late (rule 23)."""
    row, who = begin(turn, incident, name, "meet")
    at = sent_at or turn.now
    together(partial(check_receipt, receipt), partial(_check_sent, turn, row, at))
    if row.state is DeadlineState.NOT_ASSESSED:
        _applies(turn, incident, row, who, "")
    further = row.state is DeadlineState.FOLLOWUP
    if further:
        # It has no draft: the signature under the report before it is not its own.
        row.drafted_by = row.approved_by = None
    unsigned = row.state is not DeadlineState.APPROVED and not further
    unapproved, late = bool(row.approvers) and unsigned, counting.is_late(row, at)
    check_length("via", channel.strip(), LONGEST_RECEIPT, about="channel")
    said = ["sent without a recorded approval"] if unapproved else []
    said += [f"receipt {receipt.strip()}", *([f"by {channel.strip()}"] if channel.strip() else [])]
    given = Given(late_reason, receipt, at, ", ".join(said))
    move(turn, incident, row, Act.MET, who, given)
    row.receipt_no, row.channel = receipt.strip(), channel.strip() or None
    row.submitted_at, row.submitted_by = at, who.user_id
    row.late_reason = late_reason.strip() or None if late else None
    row.acknowledged_at = None
    turn.session.add(row)
    turn.session.flush()
    return Met(row, late, unapproved, tuple(follow(turn, incident, row)))


def check_receipt(receipt: str) -> None:
    """Raise Mistyped when a receipt is longer than its column."""
    if len(receipt.strip()) > LONGEST_RECEIPT:
        raise Mistyped(
            say(
                "The receipt has {receipt} characters; {longest_receipt} are the most.",
                receipt=len(receipt.strip()),
                longest_receipt=LONGEST_RECEIPT,
            ),
            next_step=say("Give its number alone, the rest goes into `/incident note`."),
            about="receipt",
        )


def _check_sent(turn: Turn, row: Deadline, at: datetime) -> None:
    """Raise Refused unless the report can have been sent then."""
    if at > turn.now:
        raise Refused(
            say(
                "It cannot have been sent at {at}: that is still to come.",
                at=say_moment(at, turn.house.zone),
            ),
            rule="23, submitted",
            next_step=say("Give the time at which it was sent, or leave it out."),
            about="at",
        )
    if row.anchor_at is not None and at < row.anchor_at:
        raise Refused(
            say(
                "D{number} counts from {anchor_at}, so it cannot have been sent before.",
                number=row.number,
                anchor_at=say_moment(row.anchor_at, turn.house.zone),
            ),
            rule="23, submitted",
            next_step=say("Give the time at which it was sent."),
            about="at",
        )


def acknowledge(turn: Turn, incident: Incident, name: str, number: str = "") -> Deadline:
    """Record that the authority confirmed the report, with its number if it gave one."""
    row, who = begin(turn, incident, name, "confirm")
    said = within("number", number.strip(), LONGEST_RECEIPT)
    move(turn, incident, row, Act.ACKNOWLEDGE, who, Given(text=f"number {said}" if said else ""))
    row.acknowledged_at = turn.now
    turn.session.add(row)
    return row


def close(turn: Turn, incident: Incident, name: str, reason: str = "") -> Deadline:
    """End a confirmed duty: nothing more is to be sent."""
    row, who = begin(turn, incident, name, "close")
    return move(turn, incident, row, Act.CLOSE, who, Given(reason=reason))


def check_legal(turn: Turn, incident: Incident, row: Deadline, who: Standing, what: str) -> None:
    """Raise Refused when a law sets the deadline and the person is neither legal lead nor DPO."""
    if row.hard and not who.roles & LEGAL_OR_DPO:
        held = roles.holders(turn.session, incident)
        deed = say("{what} D{number}: a law sets it", what=say(what), number=row.number)
        raise only(LEGAL_OR_DPO, deed, held)


def check_nothing_owed(turn: Turn, incident: Incident) -> None:
    """Raise Refused while a hard duty is owed: the incident cannot be closed (rule 24)."""
    left = deadlines.owed_hard(turn.session, incident.row)
    if not left:
        return
    shown = (f"D{row.number} {row.regulator} ({say(SAID[row.state])})" for row in left[:MOST_NAMED])
    named, more = ", ".join(shown), len(left) - MOST_NAMED
    if more > 0:
        named = say("{names} and {left} more", names=named, left=more)
    raise Refused(
        say_many(
            "{ref} cannot be closed: {count} hard legal deadline is open ({named}).",
            "{ref} cannot be closed: {count} hard legal deadlines are open ({named}).",
            len(left),
            ref=incident.ref,
            named=named,
        ),
        rule="24, closing",
        who=say("their owners, or the legal lead"),
        next_step=say(
            "Record each as sent, `/deadline met D <receipt no>`, or let the legal lead "
            "say why it does not apply, `/deadline na D <reason>`."
        ),
    )
