"""Leave to break a rule: which rules, on what ground, by whose signatures, for how long. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final

from bot.domain.models import Waiver
from bot.domain.register import Machine, Register, Step
from bot.domain.rulebook import RULES
from bot.domain.signing import Wanted
from bot.errors import Mistyped, Refused
from bot.grammar.text import fold
from bot.language.catalogue import later, say
from bot.playbook.gates import GATES

DIRECTOR: Final = "director"
LIFE_SAFETY: Final = "life_safety"
GROUNDS: Final = (LIFE_SAFETY, "court_or_police", "hardware_lost", "not_evidential", "other")
# Rules about people, patients, the record and checked data are never set aside.
WAIVABLE: Final = frozenset({1, 2, 3, 4, 5, 16, 17, 19, 24, 25})
SIGNED_BY: Final = Wanted(needed=2, one_of=frozenset({DIRECTOR, "legal-lead"}))
LASTS: Final = timedelta(hours=24)
SECOND_WITHIN: Final = timedelta(minutes=60)

LASTING: Final = frozenset({"requested", "half", "granted"})


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is tried on a waiver, with everything that a guard may look at."""

    name: str
    state: str
    reason: str = ""
    user_id: str = ""
    roles: frozenset[str] = frozenset()
    own_exhibits: tuple[str, ...] = ()


def is_not_custodian(tried: Attempt) -> None:
    """Raise Refused when the person keeps the very exhibits that the waiver is about (rule 15)."""
    if tried.own_exhibits:
        kept = ", ".join(tried.own_exhibits[:5])
        raise Refused(
            say(
                "You are the custodian of {kept}, so you cannot sign {name}.",
                kept=kept,
                name=tried.name,
            ),
            rule="15, custodian",
            who=say("somebody who keeps none of these exhibits"),
            next_step=say("`/waiver show {name}` names who can.", name=tried.name),
        )


def _from(*states: str) -> frozenset[str]:
    return frozenset(states)


MACHINE = Machine(
    (
        Step("approve", _from("requested", "half"), "", (is_not_custodian,)),
        Step("refuse", _from("requested", "half"), "refused", reason=later("Refusing a waiver")),
        Step("revoke", _from("half", "granted"), "revoked", reason=later("Revoking a waiver")),
        Step("expire", LASTING, "expired"),
    ),
    said=MappingProxyType({"half": "half signed"}),
    way_out=MappingProxyType(
        {
            "granted": later("It is in force; `/waiver revoke {d} <reason>` ends it."),
            "refused": later("Ask anew: `/waiver ask <rule> <subject> <reason>`."),
            "expired": later("Ask anew: `/waiver ask <rule> <subject> <reason>`."),
            "revoked": later("Ask anew: `/waiver ask <rule> <subject> <reason>`."),
        }
    ),
)


def shows(row: Any) -> Mapping[str, str]:
    """Return what a playbook may say of a waiver."""
    return {"rule": row.rule, "subject": row.subject, "state": row.state}


WAIVER = Register(
    noun="waiver", command="waiver", prefix="WVR", table=Waiver, column="state", key="subject",
    machine=MACHINE, shows=shows, titled=lambda row: row.label,
)  # fmt: skip


def rule_of(typed: str) -> int:
    """Return the number of the rule that was typed, as number or gate's name; or raise."""
    word = fold(typed).strip().lower().removeprefix("rule").strip(" #")
    gate = GATES.get(word)
    number = gate.numbers[0] if gate else int(word) if word.isascii() and word.isdecimal() else 0
    if number not in RULES:
        raise Mistyped(
            say("Which rule is to be waived?"),
            next_step=say(
                "Name it as the refusal did: `/waiver ask 1 SRV-017 life_safety ICU waits`."
            ),
        )
    if number not in WAIVABLE:
        raise Refused(
            say("Rule {number} cannot be waived: {rule}", number=number, rule=say(RULES[number])),
            rule=f"{number}, not waivable", who=say("nobody"),
            next_step=say(
                "These can be: {numbers}.",
                numbers=", ".join(str(each) for each in sorted(WAIVABLE)),
            ),
        )  # fmt: skip
    return number


def ground_of(reason: str) -> str:
    """Return the ground that the reason begins with, `other` when it names none."""
    first = reason.split(maxsplit=1)[0].lower().strip(":,") if reason.strip() else ""
    word = first.replace("-", "_")
    return word if word in GROUNDS else "other"


def why_of(reason: str, ground: str) -> str:
    """Return the reason without the ground that it begins with; the ground, if that is all."""
    first, _, more = reason.strip().partition(" ")
    if ground_of(first) != ground or ground == "other":
        return reason
    return more.strip() or ground.replace("_", " ")
