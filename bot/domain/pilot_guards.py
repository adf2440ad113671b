"""What must hold before a restored system goes into service: pilot, live, stable (3 and 16). Pure.

What must hold before that is `restore_guards`.
"""

from datetime import timedelta
from typing import Final

from bot.domain.register import wanting
from bot.domain.restore_guards import Attempt, standing
from bot.errors import Refused
from bot.language.catalogue import say

# A pilot runs a day without a severe incident before it is live; live is stable after two weeks.
PILOT_LASTS: Final = timedelta(hours=24)
LIVE_LASTS: Final = timedelta(days=14)
# A proof that begins so is none.
NO_PROOF: Final = frozenset({"no", "none", "not", "never", "failed", "fail", "later", "pending"})


def may_go_pilot(tried: Attempt) -> None:
    """Raise Refused, with every reason, while the pilot is not prepared (rules 3 and 16)."""
    row = tried.row
    lacks = wanting(
        (not row.superuser, say("a super-user (`superuser=@who`)")),
        (not row.rollback_point, say("a roll-back point (`rollback=…`)")),
        (
            not row.clinical_sign,
            say("the clinical owner's sign (`/restore sign {name}`)", name=tried.name),
        ),
    )
    reasons = [say("it lacks {wanting}", wanting=", ".join(lacks))] if lacks else []
    if tried.behind:
        told = standing(tried.behind)
        reasons.append(say("it waits for {told}", told=told))
    waived = 16 in tried.waived  # noqa: PLR2004 - the rule's number.
    reasons = [] if waived else reasons
    if tried.off and 3 not in tried.waived:  # noqa: PLR2004 - the rule's number.
        off = "; ".join(tried.off[:6])
        reasons.append(say("its servers may not be connected (rule 3): {off}", off=off))
    if reasons:
        raise Refused(
            say(
                "{name} does not go pilot: {reasons}.", name=tried.name, reasons="; ".join(reasons)
            ),
            rule="16, pilot",
            who=say("clinical owner, network lead, security lead"),
            next_step=say("`/restore show {name}` shows the next gate.", name=tried.name),
        )


def ran_a_day(tried: Attempt) -> None:
    """Raise Refused before a day of pilot, and without a backup of the new system restored once."""
    at = tried.row.pilot_at
    if at is None or tried.now - at < PILOT_LASTS:
        raise Refused(
            say(
                "{name} is live after 24 hours of pilot without a severe incident.", name=tried.name
            ),
            rule="gate H, live",
            who=say("the clinical owner"),
            next_step=say("Wait, or roll it back."),
        )
    if tried.severe:
        raise Refused(
            say(
                "{name} is live after 24 hours of pilot without a severe incident: {severe}.",
                name=tried.name, severe="; ".join(tried.severe),
            ),
            rule="gate H, live",
            who=say("the incident commander"),
            next_step=say("Settle it, or lower its severity with a reason; or roll it back."),
        )  # fmt: skip
    proof = tried.given.get("newbackup", "").split()
    if not proof or proof[0].lower().strip(",.:;-") in NO_PROOF | {""}:
        raise Refused(
            say(
                "{name} is live once a backup of the new system was restored in a test.",
                name=tried.name,
            ),
            rule="gate H, live",
            who=say("the database lead"),
            next_step=f"`/restore stage {tried.name} live newbackup=<proof>`.",
        )


def ran_two_weeks(tried: Attempt) -> None:
    """Raise Refused before two weeks of service."""
    at = tried.row.service_restored_at
    if at is None or tried.now - at < LIVE_LASTS:
        raise Refused(
            say("{name} is stable after fourteen days of service.", name=tried.name),
            rule="restore, stable",
            who=say("nobody before"),
            next_step=say("Wait; what breaks meanwhile is rolled back."),
        )
