"""In which modes a department works, and what must hold before it changes (rules 19, 20). Pure.

What is counted there, returns and backlog, is read in `department_counts`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from types import MappingProxyType
from typing import Any, Final

from bot.domain.department_tables import Department
from bot.domain.people import whom_to_ask
from bot.domain.register import ANY, Machine, Register, Step, wanting
from bot.domain.restore_guards import standing
from bot.errors import Mistyped, Refused, together
from bot.language.catalogue import later, say
from bot.playbook.roles import say_role

MODES: Final = ("normal", "degraded", "manual", "hybrid", "suspended", "back_entry")
ON_PAPER: Final = frozenset({"manual", "hybrid", "suspended", "back_entry"})
RETURNS_AT: Final = (time(6, 30), time(18, 30))
SUSPENDS: Final = "clinical-lead"
FURTHER: Final = frozenset({"pilot", "live", "stable"})


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is tried on a department, with everything that a guard may look at.

    `open_p1` and `unverified_p1` are sheets, `unmerged` temporary numbers that were given out;
    `counted_p1` is whether anybody ever said how many P1 sheets there are. `leads` are those who
    hold the role that suspends, `roles` those of whoever tries.
    """

    name: str
    state: str
    reason: str = ""
    diversion: str = ""
    told: bool = False
    systems: tuple[tuple[str, str], ...] = ()
    counted_p1: bool = False
    open_p1: int = 0
    unverified_p1: int = 0
    unmerged: int = 0
    waived: bool = False
    roles: frozenset[str] = frozenset()
    leads: tuple[str, ...] = ()


def is_clinical(tried: Attempt) -> None:
    """Raise Refused unless the clinical lead stops a service (rule 20)."""
    if SUSPENDS in tried.roles:
        return
    who = ", ".join(f"<@{user}>" for user in tried.leads)
    raise Refused(
        say("Only the clinical lead suspends {name}.", name=tried.name),
        rule="20, suspension",
        who=who or say_role(SUSPENDS),
        next_step=whom_to_ask(SUSPENDS, tried.leads),
    )


def has_diversion(tried: Attempt) -> None:
    """Raise unless it is said where patients go, and emergency and neighbours know (rule 20)."""
    together(lambda: _says_where(tried), lambda: _says_who_knows(tried))


def _way() -> str:
    return say("Type `/dept suspended <department> to=<where> told=yes <why>`.")


def _says_where(tried: Attempt) -> None:
    if not tried.diversion.strip():
        raise Mistyped(
            say(
                "{name} cannot be suspended before it is said where its patients go.",
                name=tried.name,
            ),
            next_step=_way(),
            about="to",
        )


def _says_who_knows(tried: Attempt) -> None:
    if not tried.told:
        raise Refused(
            say(
                "{name} is suspended only once emergency and the neighbouring hospitals know.",
                name=tried.name,
            ),
            rule="20, suspension",
            who=say("clinical lead or emergency lead"),
            next_step=say("Tell them, then say so. {way}", way=_way()),
            about="told",
        )


def has_a_system_back(tried: Attempt) -> None:
    """Raise Refused unless one of its systems is at pilot or further (rule 19)."""
    if tried.waived or any(stage in FURTHER for _, stage in tried.systems):
        return
    told = standing(tried.systems)
    raise Refused(
        say(
            "{name} goes hybrid when one of its systems is at pilot or further; {told}.",
            name=tried.name,
            told=told or say("no system is registered for it"),
        ),
        rule="19, hybrid",
        who=say("the IT lead, who brings a system to pilot"),
        next_step=say(
            "`/restore list` shows the ladder; `/restore add … department=<department>` "
            "ties a system to it."
        ),
    )


def everything_is_keyed_in(tried: Attempt) -> None:
    """Raise Refused while P1 sheets are open or unverified, or temporary numbers unmerged (19)."""
    lacks = wanting(
        (not tried.counted_p1, say("its P1 sheets were never counted")),
        (tried.open_p1 > 0, say("{count} P1 sheets are not keyed in", count=tried.open_p1)),
        (
            tried.unverified_p1 > 0,
            say("{count} P1 sheets are not verified", count=tried.unverified_p1),
        ),
        (
            tried.unmerged > 0,
            say("{count} temporary numbers are not merged", count=tried.unmerged),
        ),
    )
    if lacks and not tried.waived:
        raise Refused(
            say("{name} is not normal yet: {wanting}.", name=tried.name, wanting="; ".join(lacks)),
            rule="19, normal",
            who=say("the medical records lead"),
            next_step=say(
                "`/dept backlog` says how many there are (`p1=0` for none), `/dept entered`, "
                "`/dept verified` and `/dept tempids` what was done."
            ),
        )


def _from(*states: str) -> frozenset[str]:
    return frozenset(states)


MACHINE = Machine(
    (
        Step("degraded", _from("normal"), "degraded"),
        Step("manual", _from("normal", "degraded", "suspended", "hybrid", "back_entry"), "manual"),
        Step("hybrid", _from("manual", "suspended", "back_entry"), "hybrid", (has_a_system_back,)),
        Step(
            "suspended",
            _from("manual"),
            "suspended",
            (is_clinical, has_diversion),
            later("Suspending a service"),
        ),
        Step("backentry", _from("hybrid"), "back_entry"),
        Step("normal", _from("degraded"), "normal"),
        Step("normal", _from("back_entry"), "normal", (everything_is_keyed_in,)),
        Step("return", ANY, ""),
        Step("backlog", ANY, ""),
    ),
    said=MappingProxyType({"back_entry": "back-entry"}),
)


def shows(row: Any) -> Mapping[str, str]:
    """Return what a playbook may say of a department."""
    return {
        "name": row.name,
        "block": row.block,
        "head": row.head or "",
        "mode": row.mode,
        "since": row.since.isoformat(),
    }


DEPARTMENT = Register(
    noun="department", command="dept", prefix="DEP", table=Department, column="mode",
    key="slug", machine=MACHINE, shows=shows,
)  # fmt: skip
