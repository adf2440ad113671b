"""What must hold before the response moves on as a whole (rules 24 and 25). Pure.

What stands in the registers is counted by `bot.storage.ending`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.words import Stage
from bot.errors import Refused
from bot.language.catalogue import later, say

QUIET_FOR = timedelta(hours=12)
QUIET_DAYS = timedelta(days=14)
MOST_NAMED = 6
# How a waiver names the response as a whole.
SUBJECT = "incident"
# Tasks that must be done before anybody says "contained", where their playbook runs.
BEFORE_CONTAINED = (
    ("isolate-servers", "backups-off", later("backups are not off the wire")),
    ("isolate-servers", "freeze-privilege", later("known bad accounts are not off")),
)
# What everything authenticates through, rebuilt before anything else comes back (gate C).
BEFORE_RECOVERY = (("restore-e-hospital", "identity", later("identity is not trusted yet")),)


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in the registers when a stage is wanted; names are those of rows."""

    ref: str
    now: datetime
    connected: Sequence[str] = ()
    undone: Sequence[str] = ()
    unready: Sequence[str] = ()
    last_suspect_at: datetime | None = None
    without_basis: Sequence[str] = ()
    undecided: Sequence[str] = ()
    untrusted: Sequence[str] = ()
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
    shown, left = ", ".join(names[:MOST_NAMED]), len(names) - MOST_NAMED
    return say("{names} and {left} more", names=shown, left=left) if left > 0 else shown


def _contained(here: Standing) -> list[str]:
    clauses = []
    if here.connected:
        clauses.append(say("{names} is suspect and connected", names=_listed(here.connected)))
    clauses += [say(each) for each in here.undone]
    quiet = here.last_suspect_at is None or here.now - here.last_suspect_at >= QUIET_FOR
    if not quiet:
        clauses.append(say("the last new suspect is less than 12 hours ago"))
    return clauses


def _eradication(here: Standing) -> list[str]:
    clauses = []
    if here.without_basis:
        names = _listed(here.without_basis)
        clauses.append(say("{names} has a verdict without its basis", names=names))
    if here.undecided:
        names = _listed(here.undecided)
        clauses.append(
            say("nobody recorded what becomes of {names} (`/server decide`)", names=names)
        )
    return clauses


def _recovery(here: Standing) -> list[str]:
    clauses = [say(each) for each in here.unready]
    if here.untrusted:
        names = _listed(here.untrusted)
        clauses.append(say("of tier 0, {names} is not security-cleared", names=names))
    if here.systems and not here.verified_backups:
        clauses.append(say("no system has a verified backup"))
    return clauses


def _monitoring(here: Standing) -> list[str]:
    return [say("{names} is not live", names=_listed(here.not_live))] if here.not_live else []


def _review(here: Standing) -> list[str]:
    clauses = _paper(here)
    since = here.monitoring_since
    if since is not None and here.last_suspect_at is not None:
        since = max(since, here.last_suspect_at)
    if here.was_hit and (since is None or here.now - since < QUIET_DAYS):
        clauses.append(say("fourteen quiet days of monitoring are not over"))
    return clauses


def _paper(here: Standing) -> list[str]:
    names = _listed(here.not_normal)
    return [say("{names} is not normal", names=names)] if here.not_normal else []


def _closed(here: Standing) -> list[str]:
    held = say("{names} is isolated, held or being rebuilt", names=_listed(here.held))
    clauses = ([held] if here.held else []) + _paper(here)
    if here.unowned:
        clauses.append(
            say("open work without owner and date: {names}", names=_listed(here.unowned))
        )
    return clauses


RULE_OF = {Stage.CONTAINED: 25, Stage.ERADICATION: 1, Stage.RECOVERY: 16}


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
        say(
            "{ref} is not {word} yet: {clauses}.",
            ref=here.ref,
            word=say(word),
            clauses="; ".join(clauses),
        ),
        rule=f"{rule}, {word}",
        who=say("those who hold what is named"),
        next_step=say(
            "Settle each, or ask for a signed exception: `/waiver ask {rule} incident <why>`.",
            rule=rule,
        ),
    )
