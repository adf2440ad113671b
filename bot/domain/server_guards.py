"""What must hold before a verb is done on a server (rules 1 to 7). Pure.

The verbs and where they lead are `servers`; what a guard asks of is looked up by the operation.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bot.domain.models import Server
from bot.domain.people import whom_to_ask
from bot.domain.register import wanting
from bot.errors import Mistyped, Refused
from bot.language.catalogue import later, say, say_many
from bot.playbook.roles import say_role

VERDICTS: Final = ("unassessed", "cleared", "suspect", "infiltrated", "encrypted")
BAD: Final = frozenset({"suspect", "infiltrated", "encrypted"})
WORST: Final = frozenset({"infiltrated", "encrypted"})
KEEPERS: Final = frozenset({"evidence-custodian", "forensics-lead"})
NEW_HARDWARE: Final = later(
    "Put the service on new hardware, `/server add <hostname> replaces={d}`, and "
    "leave {d} as it is. If care cannot wait: `/waiver ask 1 {d} life_safety "
    "<why>`."
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is tried on a server, with everything that a guard may look at.

    `missing` are the mandatory classes of evidence that are neither there nor signed off;
    `unsafe` the mandatory exhibits that are not stored with a hash; `waived` the rules that a
    waiver sets aside for this server now.
    """

    name: str
    state: str
    row: Server
    reason: str = ""
    user_id: str = ""
    roles: frozenset[str] = frozenset()
    holders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    unsafe: tuple[str, ...] = ()
    waived: frozenset[int] = frozenset()
    segment_open: bool = False
    released_by: str = ""


def is_evidence(row: Server) -> bool:
    """Tell whether the asset's evidence is wanted: by its verdict, or because it was flagged."""
    return row.verdict in BAD or row.flagged


def ask_for(tried: Attempt, role: str) -> str:
    """Return who holds the role, or how somebody gets it."""
    people = ", ".join(f"<@{user}>" for user in tried.holders.get(role, ()))
    return people or say(
        "nobody holds {title}: `/incident role {role} @who`", title=say_role(role), role=role
    )


def holders_of(tried: Attempt, role: str) -> str:
    """Return who holds the role, or its name: how it is given stands in the next step."""
    return ", ".join(f"<@{user}>" for user in tried.holders.get(role, ())) or say_role(role)


def clinical_engineering_agrees(tried: Attempt) -> None:
    """Raise Refused when a life hangs on it and the biomedical lead does not do it (rule 6)."""
    if tried.row.life_support and "biomed-lead" not in tried.roles:
        who = ask_for(tried, "biomed-lead")
        raise Refused(
            say(
                "{name} supports life, so clinical engineering isolates it, not IT.",
                name=tried.name,
            ),
            rule="6, isolation",
            who=who,
            next_step=say("They have been asked ({who}); one press on Isolate does it.", who=who),
        )


def easing_is_grounded(tried: Attempt) -> None:
    """Raise unless a verdict is eased by the forensics lead, with a reason (rule 7)."""
    if not tried.reason.strip():
        raise Mistyped(
            say("Clearing {name} needs its basis.", name=tried.name),
            next_step=say(
                "Type `/server clear {name} read-only sweep, nothing found`.", name=tried.name
            ),
        )
    if tried.row.verdict in WORST and "forensics-lead" not in tried.roles:
        who = holders_of(tried, "forensics-lead")
        raise Refused(
            say(
                "{name} is {verdict}; only the forensics lead eases that.",
                name=tried.name,
                verdict=say(tried.row.verdict),
            ),
            rule="7, verdict",
            who=who,
            next_step=whom_to_ask("forensics-lead", tried.holders.get("forensics-lead", ())),
        )


def is_worse(verdict: str) -> Any:
    """Return the guard that a verdict worsens; easing one is `clear` or the forensics lead's."""

    def guard(tried: Attempt) -> None:
        if VERDICTS.index(verdict) < VERDICTS.index(tried.row.verdict):
            easing_is_grounded(tried)

    return guard


def is_acquired(tried: Attempt) -> None:
    """Raise Refused unless memory and disk are there, or signed off as unobtainable (rule 2)."""
    if tried.missing and 2 not in tried.waived:  # noqa: PLR2004 - the rule's number.
        raise Refused(
            say_many(
                "{name} is not acquired: {missing} is missing.",
                "{name} is not acquired: {missing} are missing.",
                len(tried.missing),
                name=tried.name,
                missing=f" {say('and')} ".join(tried.missing),
            ),
            rule="2, acquisition",
            who=say("the forensics lead"),
            next_step=say(
                "`/evidence add {name} {missing}` and hash it; if it cannot be had, `/evidence "
                "unobtainable` takes two signatures.",
                name=tried.name,
                missing=tried.missing[0],
            ),
        )


def is_handed_over_by_its_keeper(tried: Attempt) -> None:
    """Raise Refused unless custodian or forensics lead says that the original was taken (rule 1).

    Nobody asks for images of an original that the investigator has.
    """
    if not tried.roles & KEEPERS:
        role = "evidence-custodian"
        who = holders_of(tried, role)
        raise Refused(
            say(
                "That the original of {name} was taken is recorded by the evidence custodian or "
                "the forensics lead.",
                name=tried.name,
            ),
            rule="1, evidence",
            who=who,
            next_step=whom_to_ask(role, tried.holders.get(role, ())),
        )


def evidence_is_safe(tried: Attempt) -> None:
    """Raise Refused while what is done would destroy evidence that is wanted (rule 1)."""
    if not is_evidence(tried.row) or 1 in tried.waived or tried.state == "in_custody":
        return
    way = say(NEW_HARDWARE, d=tried.name)
    if tried.unsafe:
        raise Refused(
            say_many(
                "{name} is evidence, and {unsafe} is not stored with a verified hash yet.",
                "{name} is evidence, and {unsafe} are not stored with a verified hash yet.",
                len(tried.unsafe),
                name=tried.name,
                unsafe=", ".join(tried.unsafe[:4]),
            ),
            rule="1, evidence",
            who=say("the evidence custodian"),
            next_step=way,
        )
    if not (tried.row.release_basis or tried.released_by):
        raise Refused(
            say("{name} is evidence and was not released in writing.", name=tried.name),
            rule="1, evidence",
            who=say("the investigating officer, or custodian and forensics lead"),
            next_step=say(
                "`/server release {name} noc=<number>` records the no-objection. {way}",
                name=tried.name,
                way=way,
            ),
        )


def is_released_in_writing(tried: Attempt) -> None:
    """Raise Refused unless somebody who may released it: by number, or by two signatures."""
    if 1 in tried.waived:
        return
    if tried.state == "held":
        raise Refused(
            say("{name} is held and not acquired, so only a waiver releases it.", name=tried.name),
            rule="1, evidence",
            who=say("two people in two roles, one of them director or legal lead"),
            next_step=say(NEW_HARDWARE, d=tried.name),
        )
    if tried.unsafe:
        evidence_is_safe(tried)
    if not tried.released_by:
        raise Refused(
            say(
                "{name} is released in writing: by the investigator's no-objection, or by "
                "custodian and forensics lead.",
                name=tried.name,
            ),
            rule="1, evidence",
            who=say("custodian and forensics lead"),
            next_step=say(
                "`/server release {name} noc=<number>`, or both type `/server release {name}`.",
                name=tried.name,
            ),
        )


def is_verified_by_another(tried: Attempt) -> None:
    """Raise Refused unless nothing is open on it, and another person verifies (rules 3 and 4)."""
    row = tried.row
    lacks = wanting(
        (
            row.detections > 0,
            say("{count} open detections (`detections=0`)", count=row.detections),
        ),
        (not row.entry_patched, say("the way in is not patched (`patched=yes`)")),
        (not row.credentials_rotated, say("credentials are not changed (`rotated=yes`)")),
    )
    if lacks and 4 not in tried.waived:  # noqa: PLR2004 - the rule's number.
        raise Refused(
            say("{name} is not verified: {wanting}.", name=tried.name, wanting="; ".join(lacks)),
            rule="4, verified",
            who=say("whoever sanitised it"),
            next_step=say(
                "`/server set {name} detections=0 patched=yes rotated=yes` says what was done.",
                name=tried.name,
            ),
        )
    if row.sanitised_by == tried.user_id:
        raise Refused(
            say("You sanitised {name} yourself, so somebody else verifies it.", name=tried.name),
            rule="3, reconnection", who=say("another responder"), next_step=say("Ask one of them."),
        )  # fmt: skip


def may_be_connected(tried: Attempt) -> None:
    """Raise Refused unless the segment is open, it is monitored and not past its life (rule 3)."""
    row = tried.row
    lacks = wanting(
        (
            not tried.segment_open,
            say(
                "segment {segment} is not open (`/server segment`)",
                segment=row.segment or say("(none given)"),
            ),
        ),
        (not row.monitored, say("it is not monitored (`monitored=yes`)")),
        (row.eol and not row.eol_note, say("it is past its life without a note (`eolnote=…`)")),
    )
    if lacks and 3 not in tried.waived:  # noqa: PLR2004 - the rule's number.
        raise Refused(
            say("{name} is not reconnected: {wanting}.", name=tried.name, wanting="; ".join(lacks)),
            rule="3, reconnection",
            who=say("network lead and security lead"),
            next_step=say("Open the segment, or `/server set {name} …`.", name=tried.name),
        )


def triage_is_recorded(tried: Attempt) -> None:
    """Raise Refused unless a clean asset's triage result is recorded (rule 5)."""
    row = tried.row
    if row.verdict in BAD:
        raise Refused(
            say(
                "{name} is {verdict}; it comes back through acquisition and sanitising.",
                name=tried.name,
                verdict=say(row.verdict),
            ),
            rule="5, triage",
            who=say("forensics lead"),
            next_step=say(NEW_HARDWARE, d=tried.name),
        )
    if not row.triage and 5 not in tried.waived:  # noqa: PLR2004 - the rule's number.
        raise Refused(
            say("{name} leaves its isolation only with a recorded triage result.", name=tried.name),
            rule="5, triage", who=say("any responder"),
            next_step=f'`/server set {tried.name} triage="read-only sweep, nothing found"`.',
        )  # fmt: skip
