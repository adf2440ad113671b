"""The rules that a task may stand behind, by name: the number in the rule book and a sentence.

Names and words only; the rules are enforced where the thing they guard is changed.
"""

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Gate:
    """A rule as a playbook names it; `numbers` are its places in the list of invariants."""

    slug: str
    numbers: tuple[int, ...]
    sentence: str


_GATES = (
    Gate("evidence", (1, 2), "Nothing is wiped, rebuilt or released before its evidence is safe."),
    Gate(
        "evidence-released",
        (1,),
        "A server is rebuilt or retired only when its exhibits are stored with a verified hash and "
        "released in writing by the investigator, or by custodian and forensics lead together.",
    ),
    Gate(
        "acquisition-complete",
        (2,),
        "A held server counts as acquired with memory and disk, or the original seized; what "
        "cannot be had is recorded with two signatures.",
    ),
    Gate(
        "reconnect",
        (3,),
        "A machine is reconnected only when verified, by someone other than who sanitised it, into "
        "an open segment, with monitoring on.",
    ),
    Gate(
        "verified-clean",
        (4,),
        "A machine is verified only without an open detection, with the way in patched and every "
        "credential on it changed.",
    ),
    Gate(
        "triage-recorded",
        (5,),
        "A clean machine leaves precautionary isolation only with a recorded triage result.",
    ),
    Gate(
        "isolation",
        (6,),
        "Any responder may isolate at once; life-support equipment asks clinical engineering.",
    ),
    Gate(
        "verdict",
        (7,),
        "A verdict may worsen freely; easing it needs the forensics lead and a reason.",
    ),
    Gate(
        "register",
        (8,),
        "Exhibit numbers are never used again; a correction is a new entry that points back.",
    ),
    Gate(
        "hashed",
        (9,),
        "An exhibit counts as hashed with SHA-256 and a second digest from a named tool.",
    ),
    Gate(
        "sealed",
        (10,),
        "An exhibit counts as sealed with a seal number of its own, the sealer, two witnesses and "
        "a photograph.",
    ),
    Gate(
        "transfer",
        (11, 12, 13),
        "Only the custodian hands over, only another person receives; seals and hashes must match, "
        "and an outside receiver signs before a witness.",
    ),
    Gate(
        "working-copies",
        (14,),
        "Working copies are examined; an original is opened only by the authority.",
    ),
    Gate(
        "custodian-conflict",
        (15,),
        "The evidence custodian does not approve a waiver on exhibits in his own keeping.",
    ),
    Gate(
        "restore-dependencies",
        (16,),
        "An application waits for what it depends on; a pilot needs a super-user, a way back and "
        "the clinical owner's signature.",
    ),
    Gate(
        "backup-before-attack",
        (17,),
        "A backup counts as verified when it is older than the attack's first known act, scanned "
        "and restored in a test.",
    ),
    Gate(
        "integrity",
        (18,),
        "Restored data need row counts, the last transaction's time and one independent count.",
    ),
    Gate(
        "department-mode",
        (19,),
        "A department leaves paper only when one of its applications is in pilot, and is normal "
        "only with its urgent backlog entered and verified.",
    ),
    Gate(
        "diversion",
        (20,),
        "A suspended service names where its patients go and tells emergency and the neighbours.",
    ),
    Gate("back-entry", (21,), "Who keyed in a sheet does not verify it."),
    Gate(
        "anchor",
        (22,),
        "The moment of notice is not after the declaration; moving it later needs legal and a "
        "reason.",
    ),
    Gate(
        "submission",
        (23,),
        "A report counts as submitted with a receipt number or the sent copy; late needs a reason.",
    ),
    Gate(
        "closed",
        (24,),
        "An incident is closed with no hard duty open, every exhibit held by a named person, no "
        "server held or isolated, and every department normal.",
    ),
    Gate(
        "contained",
        (25,),
        "Contained means: no suspect machine on the network, backups unplugged, bad accounts off, "
        "and twelve hours without a new suspect.",
    ),
    Gate(
        "revocation",
        (26,),
        "From the order's minute a suspended person holds no role, channel, approval or exhibit.",
    ),
    Gate("ransom", (27,), "No command records a payment; the decision is kept on paper."),
    Gate(
        "public-statement",
        (28,),
        "A public statement has two approvers, confirmed public facts only, and says when the next "
        "one comes.",
    ),
)

GATES = MappingProxyType({gate.slug: gate for gate in _GATES})
