"""`/waiver`: leave to break a rule, asked by one, given by two others."""

from bot.domain.ending import SUBJECT
from bot.domain.waivers import WAIVER, rule_of
from bot.errors import Mistyped
from bot.grammar import lines
from bot.grammar.times import looks_like_time
from bot.language.catalogue import later, say
from bot.operations import waivers as operations
from bot.operations.waiver_subjects import is_about_incident
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.listeners import registers
from bot.slack.listeners.registers import Counter
from bot.slack.listeners.saying import announce, answered
from bot.slack.views import windows
from bot.slack.views.waivers import FACE, asked
from bot.storage import signatures


def _signed(ask: Ask, row: object) -> list[str]:
    matter = f"waiver:{WAIVER.name(row)}"
    signed = signatures.agreed(ask.turn.session, ask.incident.row, matter)
    if not signed:
        return [
            say(
                "*Signed:* by nobody yet; it takes two people in two roles, one of them director "
                "or legal-lead."
            )
        ]
    return [say("*Signed:* {people}", people=registers.signers(signed))]


COUNTER = Counter(
    face=FACE,
    perform=operations.perform,
    past={
        "approve": later("{who} signed {rows}"),
        "refuse": later("{who} refused {rows}"),
        "revoke": later("{who} revoked {rows}"),
    },
    windows={
        "refuse": windows.why(
            later("Refuse a waiver"), later("Why is it refused?"), later("Refuse")
        ),
        "revoke": windows.why(
            later("Revoke a waiver"), later("Why is it revoked?"), later("Revoke")
        ),
    },
    more=_signed,
    one_by_one=later("each of them is a decision that two people answer for"),
)


def ask_for(ask: Ask) -> Answer:
    """Ask for a waiver: `<rule> <subject> <reason> [until <time>]`."""
    cut = lines.clauses(ask.text, {"until": looks_like_time, "for": looks_like_time})
    words = _words(ask, cut.head)
    if len(words) < 2:  # noqa: PLR2004 - rule and subject.
        raise Mistyped(
            say("A waiver names the rule, the subject and the reason."),
            next_step=say("Type `/waiver ask 1 SRV-017 life_safety ICU waits for this server`."),
        )
    until = cut.found.get("until") or cut.found.get("for")
    expires = ask.moment(until).at if until else None
    reason = words[2] if len(words) > 2 else ""  # noqa: PLR2004 - what is left is the reason.
    row = operations.ask(ask.turn, ask.incident, words[0], words[1], reason, expires_at=expires)
    announce(ask, lambda: registers.asked_for(ask, COUNTER, row, asked(row, ask.user_id)))
    return answered(registers.card(ask, COUNTER, row))


def _words(ask: Ask, head: str) -> list[str]:
    """Return rule, subject and reason; an incident that was named stands for itself.

    Its reference is no longer in the line: it said which incident is meant.
    """
    words = head.split(maxsplit=2)
    if words and words[0].lower() == "rule":
        words = head.split(maxsplit=3)[1:]
    named = ask.line.incident_ref and words and is_about_incident(rule_of(words[0]))
    if named and [each.lower() for each in words[1:2]] != [SUBJECT]:
        return [words[0], SUBJECT, " ".join(words[1:])]
    return words


def list_(ask: Ask) -> Answer:
    """Show the waivers, newest states first by number."""
    return registers.list_rows(ask, COUNTER, registers.by_state(COUNTER))


def show(ask: Ask) -> Answer:
    """Show one waiver in full."""
    return registers.show_row(ask, COUNTER)
