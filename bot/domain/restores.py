"""The restore ladder of a system or interface, and what each step needs (rules 3, 16 to 18). Pure.

What guards ask of other systems, servers and segments is looked up by the operation.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from bot.domain.models import System
from bot.domain.register import Machine, Register, Step
from bot.domain.signing import Wanted
from bot.errors import Mistyped, Refused
from bot.language.catalogue import later

LADDER: Final = (
    "not_started", "scoped", "backup_selected", "backup_verified", "restored_clean",
    "integrity_checked", "security_cleared", "uat_passed", "pilot", "live", "stable",
)  # fmt: skip
CLEARED: Final = LADDER.index("security_cleared")
# What was rolled back is restored, and is looked at again.
ROLLED_BACK: Final = "rolled_back"
# A pilot runs a day without a severe incident before it is live; live is stable after two weeks.
PILOT_LASTS: Final = timedelta(hours=24)
LIVE_LASTS: Final = timedelta(days=14)
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


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is tried on a system, with everything that a guard may look at.

    `behind` are what it depends on that is not cleared, with their stages; `off` are its target
    servers that may not be connected, each with the reason.
    """

    name: str
    state: str
    row: System
    now: datetime
    reason: str = ""
    attacker_at: datetime | None = None
    behind: tuple[tuple[str, str], ...] = ()
    off: tuple[str, ...] = ()
    cleared: bool = False
    waived: frozenset[int] = frozenset()
    given: Mapping[str, str] = field(default_factory=dict)


def _missing(tried: Attempt, what: Mapping[str, object], rule: str, who: str) -> None:
    lacking = [label for label, value in what.items() if not value]
    if lacking:
        keys = " ".join(label.partition(" ")[0] for label in lacking)
        raise Refused(
            f"{tried.name} lacks {', '.join(lacking)}.", rule=rule, who=who,
            next_step=f"Give it with the stage: `/restore stage {tried.name} <stage> {keys}`.",
        )  # fmt: skip


def has_backup(tried: Attempt) -> None:
    """Raise Refused unless a copy is named with the time at which it was made."""
    row = tried.row
    _missing(
        tried, {"backup=… (which copy)": row.backup_id, "taken=… (when)": row.backup_taken_at},
        "17, backup", "the database lead",
    )  # fmt: skip


def backup_is_clean(tried: Attempt) -> None:
    """Raise Refused unless the copy is older than the attacker, scanned and restored once (17)."""
    row = tried.row
    _missing(
        tried, {"scan=… (result)": row.backup_scan, "test=… (test restore)": row.test_restore},
        "17, backup", "the database lead",
    )  # fmt: skip
    taken, begun = row.backup_taken_at, tried.attacker_at
    too_new = taken is not None and begun is not None and taken >= begun
    if too_new and 17 not in tried.waived:  # noqa: PLR2004 - the rule's number.
        raise Refused(
            f"The copy of {tried.name} is not older than the attacker's first known activity.",
            rule="17, backup", who="two people, by waiver",
            next_step=f"Choose an older copy, or `/waiver ask 17 {tried.name} <why>`.",
        )  # fmt: skip


def dependencies_are_cleared(tried: Attempt) -> None:
    """Raise Refused while something that it depends on is not security-cleared (rule 16)."""
    if tried.behind and 16 not in tried.waived:  # noqa: PLR2004 - the rule's number.
        told = ", ".join(f"{name} is {stage.replace('_', ' ')}" for name, stage in tried.behind)
        raise Refused(
            f"{tried.name} waits for what it depends on: {told}.",
            rule="16, dependencies", who="the leads of those systems",
            next_step="`/restore list` shows the critical path.",
        )  # fmt: skip


def integrity_is_shown(tried: Attempt) -> None:
    """Raise Refused without rows, last transaction and reconciliation; a failing check blocks."""
    row = tried.row
    if row.failing_check:
        raise Refused(
            f"A check of {tried.name} fails: {row.failing_check[:200]}.", rule="18, integrity",
            who="the database lead", next_step="Mend it (`failing=none`), or choose an older copy.",
        )  # fmt: skip
    _missing(
        tried,
        {
            "rows=… (row counts against the last report)": row.row_counts,
            "last=… (last transaction)": row.last_transaction_at,
            "recon=… (one independent reconciliation)": row.reconciliation,
        },
        "18, integrity", "the database lead",
    )  # fmt: skip


def is_cleared_by_two(tried: Attempt) -> None:
    """Raise Refused until two people signed that scan and secrets are in order."""
    if not tried.cleared:
        raise Refused(
            f"{tried.name} is cleared by two people in two roles, one of them security lead.",
            rule="30, two people", who="security lead and another lead",
            next_step=f"Each types `/restore clear {tried.name}`.",
        )  # fmt: skip


def is_accepted(tried: Attempt) -> None:
    """Raise Refused unless a super-user is named who signed the scripts."""
    _missing(
        tried, {"superuser=@who (who signed the scripts)": tried.row.superuser},
        "16, acceptance", "the clinical owner",
    )  # fmt: skip


def may_go_pilot(tried: Attempt) -> None:
    """Raise Refused, with every reason, while the pilot is not prepared (rules 3 and 16)."""
    row = tried.row
    wanting = [
        what
        for is_wanting, what in (
            (not row.superuser, "a super-user (`superuser=@who`)"),
            (not row.rollback_point, "a roll-back point (`rollback=…`)"),
            (not row.clinical_sign, f"the clinical owner's sign (`/restore sign {tried.name}`)"),
        )
        if is_wanting
    ]
    reasons = [f"it lacks {', '.join(wanting)}"] if wanting else []
    if tried.behind:
        told = ", ".join(f"{name} is {stage.replace('_', ' ')}" for name, stage in tried.behind)
        reasons.append(f"it waits for {told}")
    waived = 16 in tried.waived  # noqa: PLR2004 - the rule's number.
    reasons = [] if waived else reasons
    if tried.off and 3 not in tried.waived:  # noqa: PLR2004 - the rule's number.
        reasons.append(f"its servers may not be connected (rule 3): {'; '.join(tried.off[:6])}")
    if reasons:
        raise Refused(
            f"{tried.name} does not go pilot: {'; '.join(reasons)}.",
            rule="16, pilot", who="clinical owner, network lead, security lead",
            next_step=f"`/restore show {tried.name}` shows the next gate.",
        )  # fmt: skip


def ran_a_day(tried: Attempt) -> None:
    """Raise Refused before a day of pilot, and without a backup of the new system restored once."""
    at = tried.row.pilot_at
    if at is None or tried.now - at < PILOT_LASTS:
        raise Refused(
            f"{tried.name} is live after 24 hours of pilot without a severe incident.",
            rule="restore, live", who="the clinical owner", next_step="Wait, or roll it back.",
        )  # fmt: skip
    if not tried.given.get("newbackup"):
        raise Refused(
            f"{tried.name} is live once a backup of the new system was restored in a test.",
            rule="restore, live", who="the database lead",
            next_step=f"`/restore stage {tried.name} live newbackup=<proof>`.",
        )  # fmt: skip


def ran_two_weeks(tried: Attempt) -> None:
    """Raise Refused before two weeks of service."""
    at = tried.row.service_restored_at
    if at is None or tried.now - at < LIVE_LASTS:
        raise Refused(
            f"{tried.name} is stable after fourteen days of service.", rule="restore, stable",
            who="nobody before", next_step="Wait; what breaks meanwhile is rolled back.",
        )  # fmt: skip


def climbs(tried: Attempt) -> None:
    """Raise Refused: no rung of the ladder is left out."""
    here = LADDER.index(tried.state)
    raise Refused(
        f"{tried.name} is {tried.state.replace('_', ' ')}; next comes "
        f"{LADDER[here + 1].replace('_', ' ')}.",
        rule="states", who="whoever does that step",
        next_step=f"`/restore stage {tried.name} {LADDER[here + 1]}`.",
    )  # fmt: skip


def is_said(tried: Attempt) -> None:
    """Raise Mistyped unless it is said why a step back is taken."""
    if not tried.reason.strip():
        raise Mistyped(
            f"Why does {tried.name} go back?",
            next_step=f"Type `/restore stage {tried.name} rolled_back <why>`.",
        )


def _from(*states: str) -> frozenset[str]:
    return frozenset(states)


MACHINE = Machine(
    (
        Step("scoped", _from("not_started"), "scoped"),
        Step("backup_selected", _from("scoped"), "backup_selected", (has_backup,)),
        Step("backup_selected", _from("restored_clean", "integrity_checked"), "backup_selected",
             (is_said, has_backup)),
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
