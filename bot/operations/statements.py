"""Public texts: drafted from facts, signed by two, published once. Says nothing in Slack itself.

What a text may hold is `bot.domain.facts`; entering figures is `facts`.
"""

import json
from datetime import datetime

from bot.domain import facts as rules
from bot.domain.facts import Known
from bot.domain.lengths import within
from bot.domain.models import Fact, Incident, Statement
from bot.domain.signing import Wanted
from bot.domain.statements import STATEMENT, Attempt
from bot.errors import Mistyped
from bot.language.catalogue import say
from bot.operations import register, signatures
from bot.operations.register import check_may_work
from bot.operations.turn import Turn
from bot.storage import facts, roles, suspensions

LONGEST = 3000
AUDIENCES = ("public", "patients", "staff", "press", "neighbours")


def draft(
    turn: Turn,
    incident: Incident,
    text: str,
    *,
    next_update_at: datetime | None,
    audience: str = "public",
) -> Statement:
    """Write a public text; `{key}` stands for a fact. It goes out when two others have signed."""
    check_may_work(turn, incident, say("write statements"))
    words = text.strip()
    _check_words(words)
    known = _known(turn, incident)
    rules.check_public(words, known, suspensions.names(turn.session))
    tried = Attempt(say("The statement"), "draft", turn.now, next_update_at=next_update_at)
    STATEMENT.machine.step("approve", tried)
    row: Statement
    [row] = register.add(
        turn, incident, STATEMENT,
        [
            {
                "text": words, "audience": audience, "author": turn.actor.user_id,
                "facts": "{}", "next_update_at": next_update_at,
            }
        ],
        text=rules.filled(words, known),
    )  # fmt: skip
    return row


def _check_words(words: str) -> None:
    if not words or len(words) > LONGEST:
        raise Mistyped(
            say("What is the statement to say?")
            if not words
            else say(
                "The text has {words} characters; {longest} are the most.",
                words=len(words),
                longest=LONGEST,
            ),
            next_step=say(
                "Type `/incident statement draft Emergency is open. OPD sees {opd.seen} "
                "patients a day. next 18:00`."
            ),
        )


def _known(turn: Turn, incident: Incident) -> dict[str, Known]:
    """Return what is known of every key, with what was last said of it in public."""
    said: dict[str, str] = {}
    for statement in facts.published(turn.session, incident.row):
        said.update(json.loads(statement.facts))
    rows = facts.history(turn.session, incident.row)
    return {
        key: Known(_figure(row), row.status, row.audience, said.get(key, ""))
        for key, row in rules.latest(rows).items()
    }


def _figure(row: Fact) -> str:
    return f"{row.value} of {row.of}" if row.of else row.value


def matter(row: Statement) -> str:
    """Return the name under which a statement is signed."""
    return f"statement:{STATEMENT.name(row)}"


def signed_by(turn: Turn, incident: Incident, row: Statement) -> Wanted:
    """Return whose signatures a statement needs: that depends on who wrote it."""
    return rules.signed_by(roles.held_by(turn.session, incident, row.author))


def rendered(turn: Turn, incident: Incident, row: Statement) -> str:
    """Return the text with its facts: as they went out or were signed, else as they are now."""
    if row.published_text:
        return row.published_text
    if signatures.is_begun(turn, incident, matter(row)):
        return rules.as_signed(row.text, json.loads(row.facts))
    return rules.filled(row.text, _known(turn, incident))


def perform(turn: Turn, incident: Incident, name: str, verb: str, text: str) -> Statement:
    """Approve, publish or withdraw a statement; its text is checked anew each time."""
    row: Statement
    row, _ = register.begin(turn, incident, STATEMENT, name, verb)
    tried = Attempt(STATEMENT.name(row), row.state, turn.now, text, row.next_update_at)
    if verb != "withdraw":
        _check_now(turn, incident, row)
    if verb == "approve":
        return _approve(turn, incident, row, tried)
    if verb == "publish":
        _publish(turn, incident, row, text)
    # What went out stands in the timeline, word for word.
    said = row.published_text if verb == "publish" else ""
    register.transition(turn, incident, STATEMENT, row, verb, tried, text=said)
    return row


def _check_now(turn: Turn, incident: Incident, row: Statement) -> None:
    """Raise Refused unless it may go out as it reads now, and reads as it was signed."""
    known = _known(turn, incident)
    rules.check_public(row.text, known, suspensions.names(turn.session))
    if signatures.is_begun(turn, incident, matter(row)):
        signed = json.loads(row.facts)
        rules.check_as_signed(STATEMENT.name(row), signed, rules.as_said(row.text, known))


def _publish(turn: Turn, incident: Incident, row: Statement, consent: str) -> None:
    """Keep what goes out, to the figure: the next text shows what has changed since."""
    known = _known(turn, incident)
    row.published_text = rules.filled(row.text, known)
    row.facts = json.dumps({key: known[key].value for key in rules.keys_in(row.text)})
    row.published_at, row.consent_ref = turn.now, within("consent", consent.strip(), 128)


def _approve(turn: Turn, incident: Incident, row: Statement, tried: Attempt) -> Statement:
    STATEMENT.machine.step("approve", tried)
    wanted = signed_by(turn, incident, row)
    complete = signatures.sign(
        turn, incident, matter(row), wanted, asker=row.author, what=lambda: tried.name
    )
    # What the first signed binds the second and the publishing: neither signs another figure.
    row.facts = json.dumps(rules.as_said(row.text, _known(turn, incident)))
    turn.session.add(row)
    turn.session.flush()
    if complete:
        row.state, row.since = "approved", turn.now
        turn.session.flush()
        turn.record(
            incident, "statement.approved", subject=tried.name, text=row.label, before="draft",
            after="approved",
        )  # fmt: skip
    return row
