"""What may become of a server, and what must hold before it does (rules 1 to 7). Pure.

What guards ask of exhibits, segments and waivers is looked up by the operation.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from bot.domain.models import Server
from bot.domain.register import ANY, Machine, Register, Step
from bot.errors import Mistyped, Refused

VERDICTS: Final = ("unassessed", "cleared", "suspect", "infiltrated", "encrypted")
BAD: Final = frozenset({"suspect", "infiltrated", "encrypted"})
WORST: Final = frozenset({"infiltrated", "encrypted"})
VERDICT_OF: Final = MappingProxyType(
    {"suspect": "suspect", "infiltrated": "infiltrated", "encrypted": "encrypted",
     "clear": "cleared"}
)  # fmt: skip
KINDS: Final = (
    "physical", "virtual", "storage", "network", "appliance", "medical", "endpoint",
)  # fmt: skip
NETWORKS: Final = ("connected", "vlan_quarantine", "unplugged", "powered_off", "clean_room")
# Not rebuilt yet: what becomes suspect here is evidence again.
NOT_REBUILT: Final = frozenset({"isolated", "released"})
CLEAN_AGAIN: Final = frozenset({"sanitising", "sanitised", "verified", "reconnected", "rebuilt"})
NEW_HARDWARE: Final = (
    "Put the service on new hardware, `/server add <hostname> replaces={d}`, and leave {d} as it "
    "is. If care cannot wait: `/waiver ask 1 {d} life_safety <why>`."
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
    return people or f"nobody holds {role}: `/incident role {role} @who`"


def clinical_engineering_agrees(tried: Attempt) -> None:
    """Raise Refused when a life hangs on it and the biomedical lead does not do it (rule 6)."""
    if tried.row.life_support and "biomed-lead" not in tried.roles:
        who = ask_for(tried, "biomed-lead")
        raise Refused(
            f"{tried.name} supports life, so clinical engineering isolates it, not IT.",
            rule="6, isolation", who=who,
            next_step=f"They have been asked ({who}); one press on Isolate does it.",
        )  # fmt: skip


def easing_is_grounded(tried: Attempt) -> None:
    """Raise unless a verdict is eased by the forensics lead, with a reason (rule 7)."""
    if not tried.reason.strip():
        raise Mistyped(
            f"Clearing {tried.name} needs its basis.",
            next_step=f"Type `/server clear {tried.name} read-only sweep, nothing found`.",
        )
    if tried.row.verdict in WORST and "forensics-lead" not in tried.roles:
        who = ask_for(tried, "forensics-lead")
        raise Refused(
            f"{tried.name} is {tried.row.verdict}; only the forensics lead eases that.",
            rule="7, verdict", who=who, next_step=f"Ask {who}.",
        )  # fmt: skip


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
            f"{tried.name} is not acquired: {' and '.join(tried.missing)} is missing.",
            rule="2, acquisition", who="the forensics lead",
            next_step=f"`/evidence add {tried.name} {tried.missing[0]}` and hash it; if it cannot "
            "be had, `/evidence unobtainable` takes two signatures.",
        )  # fmt: skip


def evidence_is_safe(tried: Attempt) -> None:
    """Raise Refused while what is done would destroy evidence that is wanted (rule 1)."""
    if not is_evidence(tried.row) or 1 in tried.waived or tried.state == "in_custody":
        return
    way = NEW_HARDWARE.format(d=tried.name)
    if tried.unsafe:
        raise Refused(
            f"{tried.name} is evidence, and {', '.join(tried.unsafe[:4])} is not stored with a "
            "verified hash yet.",
            rule="1, evidence", who="the evidence custodian", next_step=way,
        )  # fmt: skip
    if not (tried.row.release_basis or tried.released_by):
        raise Refused(
            f"{tried.name} is evidence and was not released in writing.",
            rule="1, evidence", who="the investigating officer, or custodian and forensics lead",
            next_step=f"`/server release {tried.name} noc=<number>` records the no-objection. "
            f"{way}",
        )  # fmt: skip


def is_released_in_writing(tried: Attempt) -> None:
    """Raise Refused unless somebody who may released it: by number, or by two signatures."""
    if 1 in tried.waived:
        return
    if tried.state == "held":
        raise Refused(
            f"{tried.name} is held and not acquired, so only a waiver releases it.",
            rule="1, evidence", who="two people in two roles, one of them director or legal lead",
            next_step=NEW_HARDWARE.format(d=tried.name),
        )  # fmt: skip
    if tried.unsafe:
        evidence_is_safe(tried)
    if not tried.released_by:
        raise Refused(
            f"{tried.name} is released in writing: by the investigator's no-objection, or by "
            "custodian and forensics lead.",
            rule="1, evidence", who="custodian and forensics lead",
            next_step=f"`/server release {tried.name} noc=<number>`, or both type "
            f"`/server release {tried.name}`.",
        )  # fmt: skip


def is_verified_by_another(tried: Attempt) -> None:
    """Raise Refused unless nothing is open on it, and another person verifies (rules 3 and 4)."""
    row = tried.row
    wanting = [
        what
        for is_wanting, what in (
            (row.detections > 0, f"{row.detections} open detections (`detections=0`)"),
            (not row.entry_patched, "the way in is not patched (`patched=yes`)"),
            (not row.credentials_rotated, "credentials are not changed (`rotated=yes`)"),
        )
        if is_wanting
    ]
    if wanting and 4 not in tried.waived:  # noqa: PLR2004 - the rule's number.
        raise Refused(
            f"{tried.name} is not verified: {'; '.join(wanting)}.",
            rule="4, verified", who="whoever sanitised it",
            next_step=f"`/server set {tried.name} detections=0 patched=yes rotated=yes` says what "
            "was done.",
        )  # fmt: skip
    if row.sanitised_by == tried.user_id:
        raise Refused(
            f"You sanitised {tried.name} yourself, so somebody else verifies it.",
            rule="3, reconnection", who="another responder", next_step="Ask one of them.",
        )  # fmt: skip


def may_be_connected(tried: Attempt) -> None:
    """Raise Refused unless the segment is open, it is monitored and not past its life (rule 3)."""
    row = tried.row
    wanting = [
        what
        for is_wanting, what in (
            (not tried.segment_open,
             f"segment {row.segment or '(none given)'} is not open (`/server segment`)"),
            (not row.monitored, "it is not monitored (`monitored=yes`)"),
            (row.eol and not row.eol_note, "it is past its life without a note (`eolnote=…`)"),
        )
        if is_wanting
    ]  # fmt: skip
    if wanting and 3 not in tried.waived:  # noqa: PLR2004 - the rule's number.
        raise Refused(
            f"{tried.name} is not reconnected: {'; '.join(wanting)}.",
            rule="3, reconnection", who="network lead and security lead",
            next_step=f"Open the segment, or `/server set {tried.name} …`.",
        )  # fmt: skip


def triage_is_recorded(tried: Attempt) -> None:
    """Raise Refused unless a clean asset's triage result is recorded (rule 5)."""
    row = tried.row
    if row.verdict in BAD:
        raise Refused(
            f"{tried.name} is {row.verdict}; it comes back through acquisition and sanitising.",
            rule="5, triage", who="forensics lead", next_step=NEW_HARDWARE.format(d=tried.name),
        )  # fmt: skip
    if not row.triage and 5 not in tried.waived:  # noqa: PLR2004 - the rule's number.
        raise Refused(
            f"{tried.name} leaves its isolation only with a recorded triage result.",
            rule="5, triage", who="any responder",
            next_step=f'`/server set {tried.name} triage="read-only sweep, nothing found"`.',
        )  # fmt: skip


def _from(*states: str) -> frozenset[str]:
    return frozenset(states)


_EVERYWHERE_BUT_OFF = _from(
    "in_service", "sanitising", "sanitised", "verified", "reconnected", "rebuilt"
)
_DESTROYS = tuple(
    Step(verb, ANY, "", (evidence_is_safe,)) for verb in ("clean", "patch", "reboot", "restoreover")
)

MACHINE = Machine(
    (
        Step("suspect", ANY, "", (is_worse("suspect"),)),
        Step("infiltrated", ANY, "", (is_worse("infiltrated"),)),
        Step("encrypted", ANY, ""),
        Step("clear", ANY, "", (easing_is_grounded,)),
        Step("isolate", _EVERYWHERE_BUT_OFF, "isolated", (clinical_engineering_agrees,)),
        Step("hold", _from("isolated", "released"), "held"),
        Step("acquired", _from("held"), "acquired", (is_acquired,)),
        Step("custody", _from("held", "acquired"), "in_custody", reason="Handing over originals"),
        Step("release", _from("held", "acquired", "in_custody"), "released",
             (is_released_in_writing,)),
        Step("rebuild", _from("released", "failed"), "rebuilding", (evidence_is_safe,)),
        Step("rebuilt", _from("rebuilding"), "rebuilt"),
        Step("failed", _from("rebuilding"), "failed", reason="A failed rebuild"),
        Step("sanitise", _from("in_service", "isolated", "rebuilt", "verified"), "sanitising",
             (evidence_is_safe,)),
        Step("sanitised", _from("sanitising"), "sanitised"),
        Step("verify", _from("sanitised"), "verified", (is_verified_by_another,)),
        Step("reconnect", _from("isolated"), "in_service", (triage_is_recorded,)),
        Step("reconnect", _from("verified"), "reconnected", (may_be_connected,)),
        Step("retire", _from("released", "failed", "in_service"), "retired", (evidence_is_safe,)),
        *_DESTROYS,
    ),
    way_out=MappingProxyType(
        {
            "held": "It is evidence: `/evidence add {d} memory` and `disk`, then "
            "`/server acquired {d}`. " + NEW_HARDWARE,
            "acquired": "`/server release {d} noc=<number>` when it may go. " + NEW_HARDWARE,
            "in_custody": "It is with the investigator: `/server release {d} noc=<number>` when "
            "it is given back. " + NEW_HARDWARE,
            "retired": "It is gone; its replacement is `/server add <hostname> replaces={d}`.",
        }
    ),
)  # fmt: skip


def shows(row: Any) -> Mapping[str, str]:
    """Return what a playbook may say of a server, and what its selectors compare."""
    return {
        "hostname": row.hostname,
        "ip": row.ip,
        "serial": row.serial,
        "kind": row.kind,
        "verdict": row.verdict,
        "state": row.state,
        "network": row.network,
        "tier": "" if row.tier is None else str(row.tier),
        "location": row.location,
        "department": row.department,
        "owner": row.owner,
        "life_support": "true" if row.life_support else "false",
    }


SERVER = Register(
    noun="server", command="server", prefix="SRV", table=Server, column="state", key="hostname",
    machine=MACHINE, shows=shows,
)  # fmt: skip
