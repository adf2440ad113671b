"""What must hold before the response moves on as a whole (rules 24 and 25). Pure.

What stands in the registers is counted by `bot.storage.ending`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.words import Stage
from bot.errors import Refused

QUIET_FOR = timedelta(hours=12)
QUIET_DAYS = timedelta(days=14)
# How a waiver names the response as a whole.
SUBJECT = "incident"
# Tasks that must be done before anybody says "contained", where their playbook runs.
BEFORE_CONTAINED = (
    ("isolate-servers", "backups-off", "backups are not off the wire"),
    ("isolate-servers", "freeze-privilege", "known bad accounts are not off"),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in the registers when a stage is wanted; names are those of rows."""

    ref: str
    now: datetime
    connected: Sequence[str] = ()
    undone: Sequence[str] = ()
    last_suspect_at: datetime | None = None
    without_basis: Sequence[str] = ()
    systems: int = 0
    verified_backups: int = 0
    not_live: Sequence[str] = ()
    not_normal: Sequence[str] = ()
    monitoring_since: datetime | None = None
    was_hit: bool = False
    held: Sequence[str] = ()
    unowned: Sequence[str] = ()


def wanting(stage: Stage, here: Standing) -> list[str]:
    """Return everything that is missing before a stage, each as a clause; empty = nothing."""
    found = {
        Stage.CONTAINED: _contained,
        Stage.ERADICATION: _eradication,
        Stage.RECOVERY: _recovery,
        Stage.MONITORING: _monitoring,
        Stage.REVIEW: _review,
        Stage.CLOSED: _closed,
    }.get(stage)
    return found(here) if found else []


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - 6} more" if len(names) > 6 else ""  # noqa: PLR2004 - so many fit.
    return ", ".join(names[:6]) + more


def _contained(here: Standing) -> list[str]:
    clauses = [f"{_listed(here.connected)} is suspect and connected"] if here.connected else []
    clauses += here.undone
    quiet = here.last_suspect_at is None or here.now - here.last_suspect_at >= QUIET_FOR
    if not quiet:
        clauses.append("the last new suspect is less than 12 hours ago")
    return clauses


def _eradication(here: Standing) -> list[str]:
    if not here.without_basis:
        return []
    return [f"{_listed(here.without_basis)} has a verdict without its basis"]


def _recovery(here: Standing) -> list[str]:
    if here.systems and not here.verified_backups:
        return ["no system has a verified backup"]
    return []


def _monitoring(here: Standing) -> list[str]:
    return [f"{_listed(here.not_live)} is not live"] if here.not_live else []


def _review(here: Standing) -> list[str]:
    clauses = [f"{_listed(here.not_normal)} is not normal"] if here.not_normal else []
    since = here.monitoring_since
    if here.was_hit and (since is None or here.now - since < QUIET_DAYS):
        clauses.append("fourteen quiet days of monitoring are not over")
    return clauses


def _closed(here: Standing) -> list[str]:
    clauses = [f"{_listed(here.held)} is isolated, held or being rebuilt"] if here.held else []
    clauses += [f"{_listed(here.not_normal)} is not normal"] if here.not_normal else []
    if here.unowned:
        clauses.append(f"open work without owner and date: {_listed(here.unowned)}")
    return clauses


RULE_OF = {Stage.CONTAINED: 25, Stage.ERADICATION: 25, Stage.RECOVERY: 16}


def rule_of(stage: Stage) -> int:
    """Return the rule that a waiver would set aside for a stage."""
    return RULE_OF.get(stage, 24)


def check(stage: Stage, here: Standing, *, waived: bool) -> None:
    """Raise Refused with everything that is missing, unless a waiver sets it aside."""
    clauses = wanting(stage, here)
    if not clauses or waived:
        return
    rule = rule_of(stage)
    word = {Stage.CONTAINED: "contained", Stage.CLOSED: "closed"}.get(stage, stage.value)
    raise Refused(
        f"{here.ref} is not {word} yet: {'; '.join(clauses)}.",
        rule=f"{rule}, {word}",
        who="those who hold what is named",
        next_step=f"Settle each, or ask for a signed exception: `/waiver ask {rule} incident "
        "<why>`.",
    )
