"""How systems under restore look. Pure."""

from collections.abc import Sequence

from bot.domain.models import System
from bot.domain.restore_guards import LADDER
from bot.domain.restores import SYSTEM
from bot.language.catalogue import later, say
from bot.slack.views import kit
from bot.slack.views.page import Page
from bot.slack.views.registers import Face


def rung(row: System) -> str:
    """Return how far up the ladder a system is: `6 of 10`."""
    at = LADDER.index(row.stage) if row.stage in LADDER else 0
    return say("step {number} of {total}", number=at, total=len(LADDER) - 1)


def back(row: System) -> str:
    """Say what came back: data and service are two different moments."""
    data = say("data restored") if row.data_restored_at else say("data not restored")
    service = say("service restored") if row.service_restored_at else say("service not restored")
    return f"{data}, {service}"


def _facts(row: System, page: Page) -> Sequence[str]:
    facts = [say("tier {tier}", tier=row.tier), rung(row), back(row)]
    facts += [say("block {block}", block=kit.one_line(row.block, 40))] if row.block else []
    facts += [say("expected {at}", at=page.hour(row.eta_at))] if row.eta_at else []
    facts += [f"*{say('BLOCKED')}*"] if row.blocked_reason else []
    return facts


def _told(row: System, page: Page) -> Sequence[tuple[str, str]]:
    """Return what is known of a system, each with its label."""

    def at(moment: object) -> str:
        return kit.said_date(moment, page.zone) if moment else ""  # type: ignore[arg-type]  # a moment.

    return [
        (say("Kind"), say(row.kind) if row.kind != "system" else ""),
        (say("Depends on"), row.after),
        (say("Block"), row.block),
        (say("Department"), row.department),
        (say("Vendor"), row.vendor),
        (say("Backup"), row.backup_id),
        (say("Taken"), at(row.backup_taken_at)),
        (say("Kept at"), row.backup_location),
        (say("Scan"), row.backup_scan),
        (say("Test restore"), row.test_restore),
        (say("Servers"), row.targets),
        (say("Rows"), row.row_counts),
        (say("Last transaction"), at(row.last_transaction_at)),
        (say("Reconciled"), row.reconciliation),
        (say("Failing check"), row.failing_check),
        (say("Secrets changed"), row.secrets_rotated),
        (say("Roll-back point"), row.rollback_point),
        (say("Pilot since"), at(row.pilot_at)),
        (say("Data restored"), at(row.data_restored_at)),
        (say("Service restored"), at(row.service_restored_at)),
        (say("Expected"), at(row.eta_at)),
    ]


def _details(row: System, page: Page) -> Sequence[str]:
    told = _told(row, page)
    lines = [f"*{label}:* {kit.one_line(value, 300)}" for label, value in told if value]
    people = (
        (say("Clinical owner"), row.owner),
        (say("Technical lead"), row.tech_lead),
        (say("Super-user"), row.superuser),
        (say("Signed by the owner"), row.clinical_sign),
    )
    lines += [f"*{label}:* {kit.mention(user)}" for label, user in people if user]
    if row.blocked_reason:
        lines.insert(
            0,
            say(
                "*BLOCKED* by {who}: {reason}",
                who=kit.mention(row.blocked_by),
                reason=kit.one_line(row.blocked_reason, 400),
            ),
        )
    lines.insert(
        0, say("*Tier {tier}, {rung}:* {back}", tier=row.tier, rung=rung(row), back=back(row))
    )
    return lines


FACE = Face(register=SYSTEM, plural=later("systems"), facts=_facts, details=_details)
