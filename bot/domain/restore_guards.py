"""What must hold before a system climbs the restore ladder (rules 16 to 18 and 30). Pure.

The steps themselves are `restores`; going into service is `pilot_guards`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bot.domain.models import System
from bot.errors import Mistyped, Refused
from bot.language.catalogue import say

LADDER: Final = (
    "not_started", "scoped", "backup_selected", "backup_verified", "restored_clean",
    "integrity_checked", "security_cleared", "uat_passed", "pilot", "live", "stable",
)  # fmt: skip
# A scan or a test that went well begins with one of these; what begins otherwise is read by nobody.
PASSED: Final = frozenset(
    {"clean", "ok", "okay", "pass", "passed", "good", "fine", "works", "worked", "successful",
     "success", "succeeded"}
)  # fmt: skip
_FIRST_WORD: Final = re.compile(r"[^\W\d_]+")
CLEARABLE: Final = frozenset({"restored_clean", "integrity_checked"})


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is tried on a system, with everything that a guard may look at.

    `behind` are what it depends on that is not cleared, with their stages; `off` are its target
    servers that may not be connected, each with the reason; `severe` what went badly wrong while
    it was piloted.
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
    severe: tuple[str, ...] = ()
    waived: frozenset[int] = frozenset()
    given: Mapping[str, str] = field(default_factory=dict)


def standing(stages: Sequence[tuple[str, str]]) -> str:
    """Return systems with the stages at which they stand, as a list."""
    return ", ".join(
        say("{name} is {stage}", name=name, stage=say(stage.replace("_", " ")))
        for name, stage in stages
    )


def _missing(tried: Attempt, what: Mapping[str, object], rule: str, who: str) -> None:
    lacking = [label for label, value in what.items() if not value]
    if lacking:
        keys = " ".join(label.partition(" ")[0].strip("`") for label in lacking)
        raise Refused(
            say("{name} lacks {lacking}.", name=tried.name, lacking=", ".join(lacking)),
            rule=rule,
            who=who,
            next_step=say(
                "Give it with the stage: `/restore stage {name} <stage> {keys}`.",
                name=tried.name,
                keys=keys,
            ),
        )


def has_backup(tried: Attempt) -> None:
    """Raise Refused unless a copy is named with the time at which it was made."""
    row = tried.row
    _missing(
        tried,
        {say("backup=… (which copy)"): row.backup_id, say("taken=… (when)"): row.backup_taken_at},
        "17, backup",
        say("the database lead"),
    )


def backup_is_clean(tried: Attempt) -> None:
    """Raise Refused unless the copy is older than the attacker, scanned and restored once (17)."""
    row = tried.row
    _missing(
        tried,
        {say("scan=… (result)"): row.backup_scan, say("test=… (test restore)"): row.test_restore},
        "17, backup",
        say("the database lead"),
    )
    has_passed(tried, say("the scan"), "scan", row.backup_scan)
    has_passed(tried, say("the test restore"), "test", row.test_restore)
    taken, begun = row.backup_taken_at, tried.attacker_at
    too_new = taken is not None and begun is not None and taken >= begun
    if too_new and 17 not in tried.waived:  # noqa: PLR2004 - the rule's number.
        raise Refused(
            say(
                "The copy of {name} is not older than the attacker's first known activity.",
                name=tried.name,
            ),
            rule="17, backup",
            who=say("two people, by waiver"),
            next_step=say(
                "Choose an older copy, or `/waiver ask 17 {name} <why>`.", name=tried.name
            ),
        )


def has_passed(tried: Attempt, what: str, key: str, said: str) -> None:
    """Raise Refused unless a result begins with a word that says it went well (17)."""
    word = next(iter(_FIRST_WORD.findall(said.lower())), "")
    if word in PASSED:
        return
    raise Refused(
        say("{what} of {name} says “{said}”, and not that it passed.", what=what, name=tried.name,
            said=said[:200]),
        rule="17, backup",
        who=say("the database lead"),
        next_step=say(
            'If it passed, begin with that: `{key}="clean, by two scanners"`. Else choose an '
            "older copy.",
            key=key,
        ),
    )  # fmt: skip


def dependencies_are_cleared(tried: Attempt) -> None:
    """Raise Refused while something that it depends on is not security-cleared (rule 16)."""
    if tried.behind and 16 not in tried.waived:  # noqa: PLR2004 - the rule's number.
        told = standing(tried.behind)
        raise Refused(
            say("{name} waits for what it depends on: {told}.", name=tried.name, told=told),
            rule="16, dependencies", who=say("the leads of those systems"),
            next_step=say("`/restore list` shows the critical path."),
        )  # fmt: skip


def integrity_is_shown(tried: Attempt) -> None:
    """Raise Refused without rows, last transaction and reconciliation; a failing check blocks."""
    row = tried.row
    if row.failing_check:
        raise Refused(
            say(
                "A check of {name} fails: {failing_check}.",
                name=tried.name,
                failing_check=row.failing_check[:200],
            ),
            rule="18, integrity",
            who=say("the database lead"),
            next_step=say("Mend it (`failing=none`), or choose an older copy."),
        )
    _missing(
        tried,
        {
            say("rows=… (row counts against the last report)"): row.row_counts,
            say("last=… (last transaction)"): row.last_transaction_at,
            say("recon=… (one independent reconciliation)"): row.reconciliation,
        },
        "18, integrity", say("the database lead"),
    )  # fmt: skip


def check_clearable(name: str, stage: str) -> None:
    """Raise Refused unless there is something to sign for: restored, and not cleared yet."""
    if stage in CLEARABLE:
        return
    raise Refused(
        say(
            "{name} is {stage}; it is signed for once it is restored in the clean room, and "
            "before it is cleared.",
            name=name, stage=say(stage.replace("_", " ")),
        ),
        rule="30, two people",
        who=say("security lead and another lead"),
        next_step=say("`/restore show {name}` shows the next gate.", name=name),
    )  # fmt: skip


def is_cleared_by_two(tried: Attempt) -> None:
    """Raise Refused until secrets are changed, and two people signed that scan and they are so."""
    _missing(
        tried, {say("secrets=… (which were changed, names only)"): tried.row.secrets_rotated},
        "restore, security", say("the security lead"),
    )  # fmt: skip
    if not tried.cleared:
        raise Refused(
            say(
                "{name} is cleared by two people in two roles, one of them security lead.",
                name=tried.name,
            ),
            rule="30, two people",
            who=say("security lead and another lead"),
            next_step=say("Each types `/restore clear {name}`.", name=tried.name),
        )


def is_accepted(tried: Attempt) -> None:
    """Raise Refused unless a super-user is named who signed the scripts."""
    _missing(
        tried, {say("superuser=@who (who signed the scripts)"): tried.row.superuser},
        "16, acceptance", say("the clinical owner"),
    )  # fmt: skip


def climbs(tried: Attempt) -> None:
    """Raise Refused: no rung of the ladder is left out."""
    here = LADDER.index(tried.state)
    raise Refused(
        say(
            "{name} is {state}; next comes {stage}.",
            name=tried.name,
            state=say(tried.state.replace("_", " ")),
            stage=say(LADDER[here + 1].replace("_", " ")),
        ),
        rule="states",
        who=say("whoever does that step"),
        next_step=f"`/restore stage {tried.name} {LADDER[here + 1]}`.",
    )


def is_said(tried: Attempt) -> None:
    """Raise Mistyped unless it is said why a step back is taken."""
    if not tried.reason.strip():
        raise Mistyped(
            say("Why does {name} go back?", name=tried.name),
            next_step=say("Type `/restore stage {name} rolled_back <why>`.", name=tried.name),
        )
