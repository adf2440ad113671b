"""How exhibits and transfers of custody look. Pure."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from bot.domain.custody import TRANSFER
from bot.domain.evidence import EXHIBIT
from bot.domain.exhibit_details import DETAILS
from bot.domain.models import Exhibit, Transfer
from bot.domain.reconciling import Compared
from bot.language.catalogue import later, say
from bot.slack.views import kit
from bot.slack.views.page import Page
from bot.slack.views.registers import Face

TYPE_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "memory": later("Memory"),
        "disk": later("Disk image"),
        "vm": later("Files of a virtual machine"),
        "original": later("Original drive or machine"),
        "logs": later("Logs"),
        "config": later("Configuration"),
        "note": later("Ransom note, sample files"),
        "photo": later("Photos"),
        "capture": later("Network capture"),
        "mailbox": later("Mailbox"),
        "device": later("Device"),
        "document": later("Document"),
        "other": later("Something else"),
    }
)


def holder(row: Exhibit, page: Page | None = None) -> str:
    """Return who has an exhibit: a member, or somebody outside by name."""
    if row.external:
        return kit.one_line(row.custodian, 80)
    return page.who(row.custodian) if page else kit.mention(row.custodian)


def _facts(row: Exhibit, page: Page) -> Sequence[str]:
    facts = [row.type, row.server or say("no server"), say("with {who}", who=holder(row, page))]
    facts += [say("seal {seal}", seal=kit.one_line(row.seal_no, 40))] if row.seal_no else []
    facts += [f"*{say('BROKEN')}*"] if row.broken else []
    facts += [say("copy of {exhibit}", exhibit=row.derived_from)] if row.derived_from else []
    return facts


def _told(row: Exhibit, page: Page) -> Sequence[tuple[str, str]]:
    """Return what is known of an exhibit, each with its label."""
    at = row.collected_at
    collected = (
        say("{at} by {who}", at=kit.said_date(at, page.zone), who=page.who(row.collected_by))
        if at
        else ""
    )
    return [
        (say("Number"), row.exhibit_no),
        (say("From"), row.server),
        *((say(each.label), getattr(row, each.column)) for each in DETAILS),
        (say("Collected"), collected),
        (say("Copy of"), row.derived_from),
        (say("Corrects"), row.corrects),
        (say("Place"), row.place),
        (say("Released by order"), row.release_order),
        (say("Why"), row.reason),
    ]


def _details(row: Exhibit, page: Page) -> Sequence[str]:
    told = _told(row, page)
    lines = [say("*Custodian:* {who}", who=holder(row))]
    lines += [f"*{label}:* {kit.one_line(value, 300)}" for label, value in told if value]
    seen = kit.mentions(row.collected_witnesses.split(",")) if row.collected_witnesses else ""
    lines += [say("*Witnesses of the collection:* {witnesses}", witnesses=seen)] if seen else []
    if row.sha256:
        lines.append(f"*SHA-256:* `{row.sha256}`")
        lines.append(f"*{row.second_algorithm.upper()}:* `{row.second_digest}`")
    if row.seal_no and row.sealed_at:
        seen = kit.mentions(row.seal_witnesses.split(","))
        lines.append(
            say(
                "*Seal:* {seal}, {at} by {who} before {witnesses}",
                seal=kit.one_line(row.seal_no, 64),
                at=kit.said_date(row.sealed_at, page.zone),
                who=kit.mention(row.sealed_by),
                witnesses=seen,
            )
        )
    if row.broken:
        lines.insert(0, say("*BROKEN:* {reason}", reason=kit.one_line(row.broken_reason, 400)))
    return lines


FACE = Face(
    register=EXHIBIT,
    plural=later("exhibits"),
    facts=_facts,
    details=_details,
    labels={
        "collected": later("Collected"),
        "hash": later("Hash"),
        "seal": later("Seal"),
        "store": later("Store"),
        "release": later("Release"),
        "offer": later("Hand over"),
    },
    adds=later("Enter an exhibit"),
    # Handing over is a transfer's own row; the exhibit moves when that is received.
    besides={"stored": ("offer",)},
)


def _transfer_facts(row: Transfer, page: Page) -> Sequence[str]:
    since = row.released_at or row.created_at
    return (say("from {who}", who=page.who(row.from_user)), say("since {at}", at=page.hour(since)),
            kit.one_line(row.purpose, 60))  # fmt: skip


def _transfer_details(row: Transfer, page: Page) -> Sequence[str]:
    to = kit.one_line(row.to_name, 100) if row.external else kit.mention(row.to_user)
    told = [
        say("*From:* {who} *to:* {to}", who=kit.mention(row.from_user), to=to),
        say("*Purpose:* {purpose}", purpose=kit.one_line(row.purpose, 300)),
    ]
    told += _sides(row)
    for label, at in ((say("Released"), row.released_at), (say("Received"), row.received_at)):
        if at:
            told.append(f"*{label}:* {kit.said_date(at, page.zone)}")
    if row.seal_match is not None:
        told.append(" · ".join(_compared(row)))
    for label, value in (
        (say("Way"), row.mode), (say("Road certificate"), row.certificate_no),
        (say("Place"), row.place), (say("Condition"), row.condition), (say("Remarks"), row.remarks),
    ):  # fmt: skip
        told += [f"*{label}:* {kit.one_line(value, 300)}"] if value else []
    if row.paper:
        told.append(say("*Paper:* {paper}", paper=kit.one_line(row.paper, 300)))
    return told


def _sides(row: Transfer) -> Sequence[str]:
    """Return as whom giver and taker hand over: designation, organisation, number of their ID."""
    giver = _listed(row.from_designation, row.from_organisation, row.from_id)
    taker = _listed(row.to_designation, row.to_organisation, row.to_id)
    told = [say("*Gives as:* {who}", who=giver)] if giver else []
    if row.external:
        unsaid = say("designation and organisation were not said")
        told.append(say("*Outside:* {who}", who=taker or unsaid))
    elif taker:
        told.append(say("*Receives as:* {who}", who=taker))
    return told


def _listed(*said: str) -> str:
    return ", ".join(kit.one_line(each, 100) for each in said if each)


def _compared(row: Transfer) -> Sequence[str]:
    """Return what was found of seals and digests when it was received."""
    told = [
        say("*Seals:* as they were put on") if row.seal_match else say("*Seals:* *DIFFER*"),
    ]
    if row.seal_intact is not None:
        told.append(say("intact") if row.seal_intact else say("*NOT INTACT*"))
    if row.hash_match is not None:
        told.append(say("*SHA-256:* the same") if row.hash_match else say("*SHA-256:* *DIFFERS*"))
    return told


def _transfer_titled(row: Transfer) -> str:
    return say("to {who}", who=row.to_name or row.to_user)


TRANSFER_FACE = Face(
    register=TRANSFER,
    titled=_transfer_titled,
    plural=later("transfers"),
    facts=_transfer_facts,
    details=_transfer_details,
    labels={"receive": later("Receive"), "send": later("Send"), "cancel": later("Cancel")},
)


def reconciled(found: Compared, who: str, second: str) -> str:
    """Say how a count of the store went: what is missing, what is too many, by exhibit."""
    head = say(
        "{who} and {second} counted {counted} exhibits on the shelf; {booked} are booked.",
        who=who, second=second, counted=len(found.counted), booked=len(found.booked),
    )  # fmt: skip
    if found.agrees:
        return f"{head} {say('It agrees.')}"
    lines = [head]
    if found.missing:
        lines.append(say("*Missing:* {names}", names=", ".join(found.missing)))
    extra = ", ".join(
        say("{name} (booked: {place})", name=kit.escape(name), place=say(place))
        if place
        else say("{name} (in no register)", name=kit.one_line(name, 40))
        for name, place in found.extra
    )
    lines += [say("*Too many:* {names}", names=extra)] if extra else []
    lines += [
        say("*Seal:* {name} reads {read}, another was put on; it is broken now.",
            name=name, read=kit.one_line(read, 40))
        for name, read in found.opened
    ]  # fmt: skip
    lines.append(say("Count again, and touch nothing; the register is not corrected to fit."))
    return "\n".join(lines)
