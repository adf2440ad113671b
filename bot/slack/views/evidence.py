"""How exhibits and transfers of custody look. Pure."""

from collections.abc import Sequence

from bot.domain.custody import TRANSFER
from bot.domain.evidence import EXHIBIT
from bot.domain.models import Exhibit, Transfer
from bot.slack.views import kit
from bot.slack.views.page import Page
from bot.slack.views.registers import Face


def holder(row: Exhibit, page: Page | None = None) -> str:
    """Return who has an exhibit: a member, or somebody outside by name."""
    if row.external:
        return kit.one_line(row.custodian, 80)
    return page.who(row.custodian) if page else kit.mention(row.custodian)


def _facts(row: Exhibit, page: Page) -> Sequence[str]:
    facts = [row.type, row.server or "no server", f"with {holder(row, page)}"]
    facts += [f"seal {kit.one_line(row.seal_no, 40)}"] if row.seal_no else []
    facts += ["*BROKEN*"] if row.broken else []
    facts += [f"copy of {row.derived_from}"] if row.derived_from else []
    return facts


def _details(row: Exhibit, page: Page) -> Sequence[str]:
    at = row.collected_at
    told = [
        ("Number", row.exhibit_no), ("Police mark", row.police_mark), ("From", row.server),
        ("What", row.description), ("Make and model", f"{row.make} {row.model}".strip()),
        ("Serial", row.serial), ("Capacity", row.capacity), ("Found at", row.found_at),
        ("Found as", row.found_state), ("Clock offset", row.clock_offset),
        ("Collected", f"{kit.said_date(at, page.zone)} by {page.who(row.collected_by)}"
         if at else ""),
        ("Method", row.method), ("Tool", row.tool), ("Write blocker", row.write_blocker),
        ("Copy of", row.derived_from), ("Corrects", row.corrects), ("Place", row.place),
        ("Why", row.reason),
    ]  # fmt: skip
    lines = [f"*Custodian:* {holder(row)}"]
    lines += [f"*{label}:* {kit.one_line(value, 300)}" for label, value in told if value]
    if row.sha256:
        lines.append(f"*SHA-256:* `{row.sha256}`")
        lines.append(f"*{row.second_algorithm.upper()}:* `{row.second_digest}`")
    if row.seal_no and row.sealed_at:
        seen = kit.mentions(row.seal_witnesses.split(","))
        lines.append(
            f"*Seal:* {kit.one_line(row.seal_no, 64)}, {kit.said_date(row.sealed_at, page.zone)} "
            f"by {kit.mention(row.sealed_by)} before {seen}"
        )
    if row.broken:
        lines.insert(0, f"*BROKEN:* {kit.one_line(row.broken_reason, 400)}")
    return lines


FACE = Face(
    register=EXHIBIT, plural="exhibits", facts=_facts, details=_details,
    labels={
        "collected": "Collected", "hash": "Hash", "seal": "Seal", "store": "Store",
        "release": "Release",
    },
)  # fmt: skip


def _transfer_facts(row: Transfer, page: Page) -> Sequence[str]:
    since = row.released_at or row.created_at
    return (f"from {page.who(row.from_user)}", f"since {page.hour(since)}",
            kit.one_line(row.purpose, 60))  # fmt: skip


def _transfer_details(row: Transfer, page: Page) -> Sequence[str]:
    to = kit.one_line(row.to_name, 100) if row.external else kit.mention(row.to_user)
    told = [
        f"*From:* {kit.mention(row.from_user)} *to:* {to}",
        f"*Purpose:* {kit.one_line(row.purpose, 300)}",
    ]
    if row.external:
        whose = ", ".join(
            kit.one_line(each, 100) for each in (row.to_designation, row.to_organisation) if each
        )
        told.append(f"*Outside:* {whose or 'designation and organisation were not said'}")
    for label, at in (("Released", row.released_at), ("Received", row.received_at)):
        if at:
            told.append(f"*{label}:* {kit.said_date(at, page.zone)}")
    if row.seal_match is not None:
        told.append(
            f"*Seals:* {'as they were put on' if row.seal_match else '*DIFFER*'} · "
            f"*SHA-256:* {'the same' if row.hash_match else '*DIFFERS*'}"
        )
    if row.paper:
        told.append(f"*Paper:* {kit.one_line(row.paper, 300)}")
    return told


TRANSFER_FACE = Face(
    register=TRANSFER, plural="transfers", facts=_transfer_facts, details=_transfer_details,
    labels={"receive": "Receive", "send": "Send", "cancel": "Cancel"},
)  # fmt: skip
