"""A signature under a task's proof, as its card says it. Pure; who may sign is not known here."""

from dataclasses import dataclass

from bot.domain.words import Verdict
from bot.language.catalogue import later, say
from bot.playbook.model import ANY_ROLE
from bot.playbook.roles import say_role
from bot.slack.views import kit

AS = {
    Verdict.APPROVED: later("Approved by {who} as {role}."),
    Verdict.REFUSED: later("Sent back by {who} as {role}."),
}
# A bare `approve=1` asks for a person, not for a role.
BY = {
    Verdict.APPROVED: later("Approved by {who}."),
    Verdict.REFUSED: later("Sent back by {who}."),
}


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature as shown: who, in which role, and with which verdict."""

    user_id: str
    role: str
    verdict: Verdict


def said_of(signed: Signed) -> str:
    """Say who signed, how, and as what."""
    who = kit.mention(signed.user_id)
    if signed.role == ANY_ROLE:
        return say(BY[signed.verdict], who=who)
    return say(AS[signed.verdict], who=who, role=kit.escape(say_role(signed.role)))
