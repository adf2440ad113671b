"""Windows of the verbs that enter or correct what is said of a row: a field for each thing. Pure.

What verbs that move a row ask stands with their counter; how both are drawn is `windows`.
"""

from typing import Final

from bot.domain.exhibit_details import DETAILS
from bot.domain.models import Exhibit
from bot.domain.server_guards import VERDICTS
from bot.domain.servers import KINDS
from bot.domain.waivers import GROUNDS
from bot.language.catalogue import later
from bot.slack.views.windows import REST, Blank, Window

_YES_NO: Final = (("yes", later("Yes")), ("no", later("No")))
_KINDS: Final = tuple((each, each) for each in KINDS)
_RECORD, _ENTER = later("Record"), later("Enter")


def _may(name: str, label: str, longest: int = 500) -> Blank:
    return Blank(name, label, optional=True, longest=longest)


def _sheets(*more: Blank) -> tuple[Blank, ...]:
    """Return a field for the sheets of each priority, and *more* below."""
    return (
        _may("p1", later("P1 sheets: current inpatients"), 7),
        _may("p2", later("P2 sheets: results"), 7),
        _may("p3", later("P3 sheets: billing and OPD"), 7),
        _may("p4", later("P4 sheets: the rest"), 7),
        *more,
    )


def details_of(row: Exhibit) -> Window:
    """Return the window of what an exhibit may still be said to be: sealed, only what lasts."""
    return Window(
        later("What became known"), _RECORD,
        tuple(
            Blank(
                each.column, each.label, "choice" if each.one_of else "line", optional=True,
                longest=each.longest, choices=tuple((word, word) for word in each.one_of),
            )
            for each in DETAILS
            if each.lasting or not row.sealed_at or not getattr(row, each.column)
        ),
    )  # fmt: skip


_SERVER: Final = (
    _may("ip", later("IP")),
    _may("mac", later("MAC")),
    Blank("kind", later("Kind"), "choice", optional=True, choices=_KINDS),
    _may("serial", later("Serial"), 128),
    _may("location", later("Place")),
    _may("os", later("System"), 128),
    _may("apps", later("Applications"), 1000),
    _may("tier", later("Tier"), 2),
    _may("department", later("Department"), 64),
    _may("segment", later("Segment"), 64),
    _may("owner", later("Owner"), 128),
    _may("replaces", later("Replaces"), 16),
)
SERVER_ADD: Final = Window(
    later("Enter a server"), _ENTER,
    (
        Blank(REST, later("Host name"), longest=253, placeholder="lis-db-01"),
        *_SERVER,
        Blank("life_support", later("Does it support life?"), "choice", optional=True,
              choices=_YES_NO),
        Blank("verdict", later("Verdict"), "choice", optional=True,
              choices=tuple((each, each) for each in VERDICTS)),
    ),
)  # fmt: skip
SERVER_SET: Final = Window(
    later("What is said of it"), _RECORD,
    (
        *_SERVER,
        _may("triage", later("Triage")),
        _may("detections", later("Open detections"), 6),
        Blank("entry_patched", later("Is the way in patched?"), "choice", optional=True,
              choices=_YES_NO),
        Blank("credentials_rotated", later("Are its credentials changed?"), "choice",
              optional=True, choices=_YES_NO),
        Blank("monitored", later("Does it report to the EDR?"), "choice", optional=True,
              choices=_YES_NO),
        _may("eol_note", later("What makes up for its age?")),
    ),
)  # fmt: skip

_SYSTEM: Final = (
    _may("tier", later("Tier"), 2),
    Blank("after", later("Depends on"), optional=True, longest=500,
          hint=later("Names with commas between them, or none.")),
    _may("department", later("Department"), 64),
    Blank("owner", later("Clinical owner"), "person", optional=True),
    Blank("lead", later("Technical lead"), "person", optional=True),
    _may("vendor", later("Vendor"), 128),
)  # fmt: skip
SYSTEM_ADD: Final = Window(
    later("Put on the ladder"), _ENTER,
    (
        Blank(REST, later("Which system?"), longest=96, placeholder="e-Hospital"),
        Blank("kind", later("Kind"), "choice", optional=True,
              choices=(("system", later("System")), ("interface", later("Interface")))),
        *_SYSTEM,
    ),
)  # fmt: skip
SYSTEM_SET: Final = Window(
    later("What is said of it"), _RECORD,
    (
        *_SYSTEM,
        Blank("superuser", later("Super-user"), "person", optional=True),
        _may("rollback", later("Roll-back point")),
        _may("targets", later("Servers")),
        _may("backup", later("Backup"), 128),
        _may("location", later("Kept at")),
        _may("hash", later("SHA-256"), 64),
        _may("scan", later("Scan")),
        _may("test", later("Test restore")),
        _may("secrets", later("Secrets changed")),
        _may("rows", later("Rows"), 1000),
        _may("recon", later("Reconciled")),
        _may("failing", later("Failing check")),
        _may("because", later("Why, if it no longer waits for another?")),
    ),
)  # fmt: skip
SYSTEM_BLOCK: Final = Window(
    later("It cannot go on"), _RECORD, (Blank(REST, later("Why is it blocked?"), longest=500),)
)
SYSTEM_ETA: Final = Window(
    later("When is it expected?"), _RECORD,
    (
        Blank("at", later("When is it expected?"), longest=60, placeholder="5 dec 09:00"),
        _may("because", later("On what does that rest?")),
    ),
)  # fmt: skip
DIGEST_READ: Final = Window(
    later("Compare a digest"), later("Compare"), (Blank("sha256", later("SHA-256"), longest=64),)
)
BACKLOG: Final = Window(
    later("Paper to key in"), _RECORD, _sheets(_may("oldest", later("The oldest sheet is of"), 40))
)
ENTERED: Final = Window(later("Keyed in"), _RECORD, _sheets())
VERIFIED: Final = Window(
    later("Compared with the paper"), _RECORD,
    _sheets(_may("error", later("Sheets with an error, in percent"), 6)),
)  # fmt: skip
WAIVER: Final = Window(
    later("Ask for a waiver"), later("Ask"),
    (
        Blank("rule", later("Number of the rule"), longest=40, placeholder="1"),
        Blank("subject", later("For what?"), longest=96, placeholder="SRV-017"),
        Blank("kind", later("What is the reason?"), "choice",
              choices=tuple((each, each) for each in GROUNDS)),
        Blank(REST, later("Why?"), "text", longest=1000),
        _may("until", later("Until when?"), 60),
    ),
)  # fmt: skip
