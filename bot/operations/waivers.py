"""Asking for leave to break a rule, signing, refusing, revoking. Says nothing in Slack.

What ends by the clock is `bot.schedule.waiving`; who may sign is `bot.domain.signing`.
"""

from datetime import datetime

from bot.domain import waivers as rules
from bot.domain.models import Incident, Waiver
from bot.domain.people import check_command
from bot.domain.reasons import reason_given
from bot.domain.waivers import WAIVER, Attempt
from bot.errors import Mistyped, NotFound, Refused
from bot.language.catalogue import say
from bot.operations import register, signatures, waiver_subjects
from bot.operations.people import command_of
from bot.operations.turn import Turn
from bot.storage import exhibits, registers

LONGEST_SUBJECT = 64


def ask(
    turn: Turn,
    incident: Incident,
    rule: str,
    subject: str,
    reason: str,
    *,
    expires_at: datetime | None = None,
) -> Waiver:
    """Ask for leave to break *rule* for *subject*; it needs two other people in two roles."""
    register.check_may_work(turn, incident, say("ask for a waiver"))
    number = rules.rule_of(rule)
    about = _subject(turn, incident, number, subject)
    why = reason_given(
        reason, say("A waiver"), f"/waiver ask {number} {about} life_safety ICU waits"
    )
    _check_new(turn, incident, number, about)
    ground, until = rules.ground_of(why), expires_at or turn.now + rules.LASTS
    _check_ahead(turn, until)
    [row] = register.add(
        turn, incident, WAIVER,
        [
            {
                "rule": str(number), "subject": about, "reason": why,
                "ground": ground, "requester": turn.actor.user_id,
                "expires_at": until,
            }
        ],
        text=f"rule {number} for {about}{_on_ground(ground)}: {rules.why_of(why, ground)}",
    )  # fmt: skip
    found: Waiver = row
    return found


def _on_ground(ground: str) -> str:
    return "" if ground == "other" else f" ({ground.replace('_', ' ')})"


def _subject(turn: Turn, incident: Incident, rule: int, typed: str) -> str:
    """Return for what the rule is waived, or raise Mistyped or NotFound under that field."""
    if not typed.strip() or len(typed) > LONGEST_SUBJECT:
        raise Mistyped(
            say("For what is the rule to be waived?"),
            next_step=say(
                "Name it: `/waiver ask {number} SRV-017 life_safety ICU waits for it`.",
                number=rule,
            ),
            about="subject",
        )
    try:
        return waiver_subjects.named(turn, incident, rule, typed)
    except NotFound as error:
        error.about = "subject"
        raise


def _check_ahead(turn: Turn, until: datetime) -> None:
    if until <= turn.now:
        raise Refused(
            say("A waiver cannot end in the past."),
            rule="waivers",
            next_step=say("Name a time ahead."),
            about="until",
        )


def _check_new(turn: Turn, incident: Incident, rule: int, subject: str) -> None:
    for row in registers.rows(turn.session, WAIVER, incident.row):
        if (row.rule, row.subject) == (str(rule), subject) and row.state in rules.LASTING:
            raise Refused(
                say(
                    "{name} asks the same already: it is {state}.",
                    name=WAIVER.name(row),
                    state=say(WAIVER.machine.word(row.state)),
                ),
                rule="one waiver",
                next_step=say("`/waiver show {name}` shows it.", name=WAIVER.name(row)),
            )


def perform(turn: Turn, incident: Incident, name: str, verb: str, text: str) -> Waiver:
    """Approve, refuse or revoke a waiver."""
    row: Waiver
    row, who = register.begin(turn, incident, WAIVER, name, verb)
    mine = exhibits.kept_by(turn.session, incident.row, row.subject, who.user_id)
    tried = Attempt(WAIVER.name(row), row.state, text, who.user_id, who.roles, tuple(mine))
    if verb == "approve":
        return _approve(turn, incident, row, tried)
    if verb == "revoke":
        check_command(who, command_of(turn, incident), say("revoke {name}", name=tried.name))
    else:
        _check_signer(incident, row, tried)
    register.transition(turn, incident, WAIVER, row, verb, tried)
    return row


def matter(row: Waiver) -> str:
    """Return the name under which a waiver is signed."""
    return f"waiver:{WAIVER.name(row)}"


def _check_signer(incident: Incident, row: Waiver, tried: Attempt) -> None:
    """Raise Refused unless the person could sign, for only they may refuse."""
    if not tried.roles:
        raise Refused(
            say(
                "Only somebody with a role in {ref} may refuse {name}.",
                ref=incident.ref,
                name=tried.name,
            ),
            rule="30, two people",
            next_step=say("The commander gives roles: `/incident role`."),
        )
    if tried.user_id == row.requester:
        raise Refused(
            say("You asked for {name} yourself.", name=tried.name),
            rule="30, two people",
            next_step=say(
                "`/waiver revoke {name} <reason>` ends it once it is signed.", name=tried.name
            ),
        )


def _approve(turn: Turn, incident: Incident, row: Waiver, tried: Attempt) -> Waiver:
    WAIVER.machine.step("approve", tried)
    complete = signatures.sign(
        turn, incident, matter(row), rules.SIGNED_BY, asker=row.requester, what=lambda: tried.name
    )
    before, row.state = row.state, "granted" if complete else "half"
    row.since = turn.now
    if complete:
        row.granted_at = turn.now
    elif row.second_due_at is None and row.ground == rules.LIFE_SAFETY:
        row.second_due_at = turn.now + rules.SECOND_WITHIN
    turn.session.add(row)
    turn.session.flush()
    turn.record(
        incident, "waiver.granted" if complete else "waiver.half", subject=tried.name,
        text=row.label, before=before, after=row.state, reason=row.reason,
    )  # fmt: skip
    return row


def ask_anew(turn: Turn, incident: Incident, name: str) -> None:
    """Put a half signed waiver back: its only signature is void, so it sets nothing aside."""
    row = registers.named(turn.session, WAIVER, incident.row, name)
    if row is None or row.state != "half":
        return
    row.state, row.since, row.second_due_at = "requested", turn.now, None
    turn.session.add(row)
    turn.session.flush()
    turn.record(
        incident, "waiver.requested", subject=name, text=row.label, before="half",
        after="requested", reason="its signature is void",
    )  # fmt: skip
