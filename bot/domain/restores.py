"""The restore ladder of a system or interface, and what each step needs (rules 3, 16 to 18). Pure.

What guards ask of other systems, servers and segments is looked up by the operation.
"""

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from bot.domain.models import System
from bot.domain.pilot_guards import may_go_pilot, ran_a_day, ran_two_weeks
from bot.domain.register import Machine, Register, Step
from bot.domain.restore_guards import (
    LADDER,
    backup_is_clean,
    climbs,
    dependencies_are_cleared,
    has_backup,
    integrity_is_shown,
    is_accepted,
    is_cleared_by_two,
    is_said,
)
from bot.domain.signing import Wanted
from bot.language.catalogue import later

CLEARED: Final = LADDER.index("security_cleared")
# What was rolled back is restored, and is looked at again.
ROLLED_BACK: Final = "rolled_back"
CLEARED_BY: Final = Wanted(needed=2, one_of=frozenset({"security-lead"}))
NEXT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "not_started": later("scope agreed"),
        "scoped": later("backup chosen"),
        "backup_selected": later(
            "backup verified: before the attacker, scanned, restored in a test"
        ),
        "backup_verified": later("restored in the clean room"),
        "restored_clean": later("integrity checked: rows, last transaction, reconciliation"),
        "integrity_checked": later("security cleared by two"),
        "security_cleared": later("scripts signed by super-users"),
        "uat_passed": later("pilot of one block"),
        "pilot": later("24 hours of pilot without a severe incident"),
        "live": later("fourteen quiet days"),
        "rolled_back": later("restored again in the clean room"),
        "stable": later("nothing"),
    }
)


def _from(*states: str) -> frozenset[str]:
    return frozenset(states)


# From here another copy may still be chosen.
RESTORED: Final = _from("backup_verified", "restored_clean", "integrity_checked")
MACHINE = Machine(
    (
        Step("scoped", _from("not_started"), "scoped"),
        Step("backup_selected", _from("scoped"), "backup_selected", (has_backup,)),
        Step("backup_selected", RESTORED, "backup_selected", (is_said, has_backup)),
        Step("backup_verified", _from("backup_selected"), "backup_verified",
             (has_backup, backup_is_clean)),
        Step("restored_clean", _from("backup_verified", "rolled_back"), "restored_clean"),
        Step("integrity_checked", _from("restored_clean"), "integrity_checked",
             (dependencies_are_cleared, integrity_is_shown)),
        Step("security_cleared", _from("integrity_checked"), "security_cleared",
             (is_cleared_by_two,)),
        Step("uat_passed", _from("security_cleared"), "uat_passed", (is_accepted,)),
        Step("pilot", _from("uat_passed"), "pilot", (may_go_pilot,)),
        # Asked for too early it is answered with everything that is missing.
        Step("pilot", _from("integrity_checked", "security_cleared"), "pilot",
             (may_go_pilot, climbs)),
        Step("live", _from("pilot"), "live", (ran_a_day,)),
        Step("stable", _from("live"), "stable", (ran_two_weeks,)),
        Step("rolled_back", _from("pilot", "live"), "rolled_back", (is_said,)),
    ),
)  # fmt: skip


def _is_a(noun: str, row: Any) -> bool:
    return str(row.kind) == noun


def shows(row: Any) -> Mapping[str, str]:
    """Return what a playbook may say of a system or interface."""
    return {
        "name": row.name,
        "system": row.after.split(",")[0] if row.kind == "interface" else row.name,
        "tier": str(row.tier),
        "stage": row.stage,
        "owner": row.owner or "",
        "block": row.block,
        "blocked": "true" if row.blocked_reason else "false",
    }


SYSTEM, INTERFACE = (
    Register(
        noun=noun, command="restore", prefix="SYS", table=System, column="stage", key="name",
        machine=MACHINE, shows=shows, holds=partial(_is_a, noun),
    )
    for noun in ("system", "interface")
)  # fmt: skip


def register_of(row: System) -> Register:
    """Return the register that a row belongs to: both share a table and its numbers."""
    return INTERFACE if row.kind == "interface" else SYSTEM


def is_cleared(stage: str) -> bool:
    """Tell whether a stage is security-cleared or further."""
    return stage in LADDER and LADDER.index(stage) >= CLEARED


def steps_done(stage: str) -> int:
    """Return how many steps lie behind a system in *stage*; none for a stage that is not known."""
    reached = "restored_clean" if stage == ROLLED_BACK else stage
    return LADDER.index(reached) if reached in LADDER else 0
