"""Approvals that are needed only if the proof says something, such as "not applicable". Pure.

A task keeps them behind the roles: `legal-lead[n/a]`, `forensics-lead[cleared,clean]`.
"""

import re
from collections.abc import Sequence

from bot.domain import proof as proofs
from bot.domain.words import Proof
from bot.errors import Refused
from bot.language.catalogue import say
from bot.playbook.roles import say_role

# Stands for everything by which people say that a task does not apply.
NOT_APPLICABLE = "n/a"
_KEPT = re.compile(r"(?P<roles>[^\[\]]*)(?:\[(?P<words>[^\[\]]*)\])?")
_SAID = re.compile(r"(?<!\w)(?:n\s*/\s*a|not\s+applicable|does\s+not\s+apply)(?!\w)", re.IGNORECASE)
_REASON = re.compile(r"\w{2,}")
# "Because none is protected" is a reason, "because" alone is none.
FEWEST_WORDS = 3


def kept(roles: Sequence[str], words: Sequence[str]) -> str:
    """Return how the roles, and the words upon which they are asked, stand with a task."""
    return "+".join(roles) + (f"[{','.join(words)}]" if words else "")


def roles_of(approve: str) -> tuple[str, ...]:
    """Return the roles whose signatures a kept approval asks for, once it does."""
    found = _KEPT.fullmatch(approve)
    return tuple(role for role in (found["roles"] if found else approve).split("+") if role)


def words_of(approve: str) -> tuple[str, ...]:
    """Return the words upon which the approval is needed; none where it always is."""
    found = _KEPT.fullmatch(approve)
    return tuple(word for word in ((found and found["words"]) or "").split(",") if word)


def is_needed(approve: str, proof: str | None) -> bool:
    """Tell whether somebody signs under this proof: rather too often than too seldom."""
    words = words_of(approve)
    if not words:
        return bool(approve)
    said = " ".join((proof or "").casefold().split())
    return any(_says(word, said) for word in words)


def _says(word: str, said: str) -> bool:
    if word == NOT_APPLICABLE:
        return _SAID.search(said) is not None
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", said) is not None


def accepted(
    number: int, kind: Proof, proof: str | None, checklist: Sequence[str], approve: str
) -> str | None:
    """Return the proof to keep, or raise Refused: also why a task does not apply, where it may."""
    if NOT_APPLICABLE not in words_of(approve):
        return proofs.accepted(number, kind, proof, checklist)
    given = (proof or "").strip()
    if _SAID.search(given):
        if len(_REASON.findall(_SAID.sub(" ", given))) < FEWEST_WORDS:
            raise _refused(number, kind, approve)
        return proofs.accepted(number, Proof.TEXT, given)
    if kind is Proof.REFERENCE and not re.search(r"\d", given):
        raise _refused(number, kind, approve)
    return proofs.accepted(number, kind, proof, checklist)


def _refused(number: int, kind: Proof, approve: str) -> Refused:
    can = f" {say('and')} ".join(say_role(role) for role in roles_of(approve))
    return Refused(
        say(
            "Task #{number} needs proof: {asked}; or why it does not apply, which {can} approves.",
            number=number, asked=say(proofs.ASKED[kind]), can=can,
        ),
        rule="proof",
        who=can,
        next_step=say(
            "Type `/task done #{number} {example}` or `/task done #{number} not applicable, "
            "because …`.",
            number=number, example=proofs.EXAMPLE[kind],
        ),
    )  # fmt: skip
