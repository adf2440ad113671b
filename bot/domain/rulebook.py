"""The invariants: what holds whatever anybody types. The numbers are those that refusals name.

Where each is enforced and which tests show it is `rule_places`. Nothing is enforced here.
"""

from collections.abc import Mapping
from types import MappingProxyType

from bot.language.catalogue import later

RULES: Mapping[int, str] = MappingProxyType(
    {
        1: (
            later(
                "An asset whose evidence is wanted is not rebuilt, retired, cleaned, patched, "
                "restarted or restored over before its mandatory exhibits are stored with a "
                "verified hash and released in writing by the investigator, or by custodian "
                "and forensics lead; else by waiver."
            )
        ),
        2: (
            later(
                "A held asset counts as acquired with memory and disk, or with the original "
                "seized; for each class that cannot be had two people sign."
            )
        ),
        3: (
            later(
                "An asset is reconnected only when verified, by another person than who "
                "sanitised it, into an open segment, with monitoring on, and not at the end of "
                "its life without a note."
            )
        ),
        4: (
            later(
                "Nothing is verified with an open detection, an unpatched way in, or an "
                "unchanged credential."
            )
        ),
        5: (
            later(
                "A clean asset leaves precautionary isolation only with a recorded triage result."
            )
        ),
        6: (
            later(
                "Any responder may isolate at once; what supports life is isolated only after "
                "clinical engineering said so."
            )
        ),
        7: (
            later(
                "A verdict may worsen freely; easing one from infiltrated or encrypted takes "
                "the forensics lead and a reason. A worse verdict holds an asset that was not "
                "rebuilt yet."
            )
        ),
        8: (
            later(
                "An exhibit's number is never used again; the register only grows, and a "
                "correction points back to what it corrects."
            )
        ),
        9: (
            later(
                "An exhibit is hashed with SHA-256 and a second digest, by a named tool; "
                "source and image match, except for memory."
            )
        ),
        10: (
            later(
                "An exhibit is sealed with a seal number that the incident has not seen, by a "
                "sealer, before two witnesses, with a photo."
            )
        ),
        11: (
            later(
                "Only the custodian offers a transfer, to somebody else, one at a time; an "
                "exhibit has exactly one custodian at every moment."
            )
        ),
        12: (
            later(
                "What is received is compared: seal number and, for what is digital, hash. A "
                "difference is a dispute and marks the exhibit as broken; it is never accepted "
                "in silence."
            )
        ),
        13: (
            later(
                "A receiver from outside signs on paper, which is kept, before a second "
                "witness of the hospital."
            )
        ),
        14: (later("Working copies are examined; an original is opened by an authority alone.")),
        15: (
            later(
                "An evidence custodian does not approve a waiver on exhibits in their own custody."
            )
        ),
        16: (
            later(
                "A system does not pass `restored_clean` before what it depends on is cleared, "
                "and does not reach `pilot` without a super-user, a roll-back point and its "
                "clinical owner's sign."
            )
        ),
        17: (
            later(
                "A backup is verified when it was taken before the first known activity of the "
                "attacker, or by signed exception, with a scan and a test restore."
            )
        ),
        18: (
            later(
                "Integrity is checked with row counts, the time of the last transaction and "
                "one independent reconciliation; a failing check blocks."
            )
        ),
        19: (
            later(
                "A department leaves `manual` for `hybrid` when one of its systems is at "
                "`pilot` or further, and is `normal` again when no P1 sheet is open or "
                "unverified and every temporary number is merged."
            )
        ),
        20: (
            later(
                "A service is suspended only when it is said where its patients go, and "
                "emergency and neighbours were told."
            )
        ),
        21: (later("Who verifies a back-entry is not who entered it.")),
        22: (
            later(
                "An incident is noticed before it is declared. Moving a legal anchor later, or "
                "calling a hard clock not applicable, takes legal and a reason; earlier is "
                "free."
            )
        ),
        23: (
            later(
                "A report counts as submitted with a receipt or a copy; late with a reason. It "
                "may go out with gaps marked as not known."
            )
        ),
        24: (
            later(
                "An incident is closed when no hard duty is open, every exhibit has a holder, "
                "no asset is held, isolated or rebuilding, departments are normal, the review "
                "is approved, and what follows from it has owner and date."
            )
        ),
        25: (
            later(
                "An incident is contained when no suspect asset is connected, backups are "
                "unplugged, known bad accounts are off, and twelve hours passed without a new "
                "suspect."
            )
        ),
        26: (
            later(
                "A suspended person loses roles, private channels, approvals and custody in "
                "the minute of the order; tasks go to the deputy; nobody approves their own "
                "suspension or return."
            )
        ),
        27: (
            later(
                "No command pays. Wallet and note are seen in the private channel alone, and a "
                "public text holds neither sum nor wallet nor actor nor name."
            )
        ),
        28: (
            later(
                "A public statement has two approvers, confirmed public facts only, and the "
                "time of the next one; a figure that changed shows old and new."
            )
        ),
        29: (
            later(
                "Data that identifies a patient is refused, and a suspended person's name is "
                "masked outside the private channel."
            )
        ),
        30: (
            later(
                "Two people means two users in two roles at the moment of signing; a role "
                "taken away before the second signature takes the first one back."
            )
        ),
        31: (
            later(
                "A digest is never silent: what was not reported is said, and no old number is "
                "shown."
            )
        ),
        32: (
            later(
                "Work goes on without Slack: on paper, by import of what was logged, with both "
                "times kept; the export is checked offline."
            )
        ),
        33: (later("A bulk action applies every guard to every row and lists the exceptions.")),
        34: (
            later(
                "An overdue critical task goes from owner to role deputy to commander; quiet "
                "hours hold back neither it nor a hard clock."
            )
        ),
    }
)
