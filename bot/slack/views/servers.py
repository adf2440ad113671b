"""How servers look in lists and on cards. Pure."""

from collections.abc import Sequence

from bot.domain.models import Server
from bot.domain.server_guards import is_evidence
from bot.domain.servers import SERVER
from bot.slack.views import kit
from bot.slack.views.page import Page
from bot.slack.views.registers import Face


def _facts(row: Server, _page: Page) -> Sequence[str]:
    facts = [row.verdict, row.kind, row.network.replace("_", " ")]
    facts += ["LIFE SUPPORT"] if row.life_support else []
    facts += [f"tier {row.tier}"] if row.tier is not None else []
    facts += [kit.one_line(row.department, 40)] if row.department else []
    return facts


def _details(row: Server, page: Page) -> Sequence[str]:
    told = [
        ("Verdict", f"{row.verdict}{_basis(row)}"),
        ("Network", row.network.replace("_", " ")),
        ("Kind", row.kind),
        ("IP", row.ip.replace(",", ", ")),
        ("MAC", row.mac.replace(",", ", ")),
        ("Serial", row.serial),
        ("Place", row.location),
        ("Hypervisor", row.hypervisor),
        ("System", f"{row.os}{', past its life' if row.eol else ''}"),
        ("Applications", row.apps),
        ("Tier", "" if row.tier is None else str(row.tier)),
        ("Department", row.department),
        ("Segment", row.segment),
        ("Owner", row.owner),
        ("Triage", row.triage),
        ("Released by", row.release_basis),
        ("Replaces", row.replaces),
        ("Last scan", kit.said_date(row.last_scan_at, page.zone) if row.last_scan_at else ""),
    ]
    lines = [f"*{label}:* {kit.one_line(value, 300)}" for label, value in told if value]
    if row.life_support:
        lines.insert(0, "*Supports life:* clinical engineering isolates it, not IT.")
    if is_evidence(row):
        lines.insert(0, "*Evidence is wanted:* nothing is wiped before it is safe.")
    return lines


def _basis(row: Server) -> str:
    return f" ({row.verdict_basis})" if row.verdict_basis else ""


FACE = Face(
    register=SERVER, plural="servers", facts=_facts, details=_details,
    labels={
        "isolate": "Isolate", "infiltrated": "Infiltrated", "encrypted": "Encrypted",
        "acquired": "Acquired", "release": "Release", "rebuild": "Rebuild", "rebuilt": "Rebuilt",
        "sanitise": "Sanitise", "sanitised": "Sanitised", "verify": "Verify",
        "reconnect": "Reconnect",
    },
)  # fmt: skip
