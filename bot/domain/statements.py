"""The stages of a public statement. What its text may hold is `bot.domain.facts`. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from bot.domain.models import Statement
from bot.domain.register import Machine, Register, Step
from bot.errors import Mistyped
from bot.language.catalogue import later, say


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is tried on a statement."""

    name: str
    state: str
    now: datetime
    reason: str = ""
    next_update_at: datetime | None = None


def has_next(tried: Attempt) -> None:
    """Raise Mistyped unless it says when the next update comes, and that is ahead (rule 28)."""
    if tried.next_update_at is None or tried.next_update_at <= tried.now:
        raise Mistyped(
            say(
                "{name} does not say when the next update comes, or that is over.", name=tried.name
            ),
            next_step=say(
                "Draft it anew with the time: `/incident statement draft <text> next 18:00`."
            ),
        )


MACHINE = Machine(
    (
        Step("approve", frozenset({"draft"}), "", (has_next,)),
        Step("publish", frozenset({"approved"}), "published", (has_next,)),
        Step(
            "withdraw", frozenset({"draft", "approved"}), "withdrawn", reason=later("Withdrawing")
        ),
    ),
    way_out=MappingProxyType(
        {
            "draft": later("Two others sign it: `/incident statement approve {d}`."),
            "approved": later("`/incident statement publish {d}` sends it out."),
            "published": later(
                "It is out. A change is a new one: `/incident statement draft <text>`."
            ),
            "withdrawn": later("Write a new one: `/incident statement draft <text> next <time>`."),
        }
    ),
)


def shows(row: Any) -> Mapping[str, str]:
    """Return what a playbook may say of a statement."""
    return {"audience": row.audience, "state": row.state}


STATEMENT = Register(
    noun="statement", command="incident statement", prefix="STM", table=Statement, column="state",
    key="audience", machine=MACHINE, shows=shows, titled=lambda row: row.label,
)  # fmt: skip
