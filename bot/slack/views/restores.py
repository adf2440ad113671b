"""How systems under restore look. Pure."""

from collections.abc import Sequence

from bot.domain.models import System
from bot.domain.restore_guards import LADDER
from bot.domain.restores import SYSTEM
from bot.language.catalogue import say
from bot.slack.views import kit
from bot.slack.views.page import Page
from bot.slack.views.registers import Face


def rung(row: System) -> str:
    """Return how far up the ladder a system is: `6 of 10`."""
    at = LADDER.index(row.stage) if row.stage in LADDER else 0
    return f"step {at} of {len(LADDER) - 1}"


def back(row: System) -> str:
    """Say what came back: data and service are two different moments."""
    data = say("data restored") if row.data_restored_at else say("data not restored")
    service = say("service restored") if row.service_restored_at else say("service not restored")
    return f"{data}, {service}"


def _facts(row: System, page: Page) -> Sequence[str]:
    facts = [f"tier {row.tier}", rung(row), back(row)]
    facts += [f"block {kit.one_line(row.block, 40)}"] if row.block else []
    facts += [f"expected {page.hour(row.eta_at)}"] if row.eta_at else []
    facts += ["*BLOCKED*"] if row.blocked_reason else []
    return facts


def _details(row: System, page: Page) -> Sequence[str]:
    def at(moment: object) -> str:
        return kit.said_date(moment, page.zone) if moment else ""  # type: ignore[arg-type]  # a moment.

    told = [
        ("Kind", row.kind if row.kind != "system" else ""), ("Depends on", row.after),
        ("Block", row.block), ("Department", row.department), ("Vendor", row.vendor),
        ("Backup", row.backup_id), ("Taken", at(row.backup_taken_at)),
        ("Kept at", row.backup_location), ("Scan", row.backup_scan),
        ("Test restore", row.test_restore), ("Servers", row.targets), ("Rows", row.row_counts),
        ("Last transaction", at(row.last_transaction_at)), ("Reconciled", row.reconciliation),
        ("Failing check", row.failing_check), ("Roll-back point", row.rollback_point),
        ("Pilot since", at(row.pilot_at)), ("Data restored", at(row.data_restored_at)),
        ("Service restored", at(row.service_restored_at)), ("Expected", at(row.eta_at)),
    ]  # fmt: skip
    lines = [f"*{label}:* {kit.one_line(value, 300)}" for label, value in told if value]
    people = (
        ("Clinical owner", row.owner), ("Technical lead", row.tech_lead),
        ("Super-user", row.superuser), ("Signed by the owner", row.clinical_sign),
    )  # fmt: skip
    lines += [f"*{label}:* {kit.mention(user)}" for label, user in people if user]
    if row.blocked_reason:
        lines.insert(
            0,
            f"*BLOCKED* by {kit.mention(row.blocked_by)}: {kit.one_line(row.blocked_reason, 400)}",
        )
    lines.insert(0, f"*Tier {row.tier}, {rung(row)}:* {back(row)}")
    return lines


FACE = Face(register=SYSTEM, plural="systems", facts=_facts, details=_details)
