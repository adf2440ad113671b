"""What a report to an authority may ask for, by the names that profiles use.

How a field is filled from an incident is `bot.operations.drafts`; here are its words.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Asked:
    """A heading of a report and the lines under it, each answered or marked as not known."""

    heading: str
    lines: tuple[str, ...] = ()


# A fact with such a key fills the line that it names: `report.systems.state-of-backups`.
PREFIX = "report."
_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")


def line_key(field: str, line: str = "") -> str:
    """Return the key of the fact that fills a line of a field, or the whole of one without."""
    slug = _NOT_A_LETTER.sub("-", line.lower()).strip("-")
    return f"{PREFIX}{field}.{slug}" if slug else f"{PREFIX}{field}"


# The contents follow the forms named in the profiles' sources; their exact layout is counsel's to
# confirm, so a draft is text under headings and no copy of a form.
FIELDS: Mapping[str, Asked] = MappingProxyType(
    {
        "reporter": Asked(
            "Reporter",
            ("Name", "Role", "Organisation", "Sector", "Address", "E-mail", "Mobile",
             "Contact around the clock"),
        ),
        "contact": Asked("Contact", ("Name", "Role", "E-mail", "Telephone")),
        "types": Asked("Type of incident"),
        "occurred_at": Asked("Occurred"),
        "noticed_at": Asked("Noticed"),
        "how_noticed": Asked("How it was noticed"),
        "in_progress": Asked("Still in progress"),
        "systems": Asked(
            "Affected systems",
            ("Hostnames", "IP addresses or URLs", "Operating system and patch state",
             "Applications", "Location", "Purpose", "Critical to the mission", "Number affected",
             "Volume of data", "State of backups"),
        ),
        "symptoms": Asked("Symptoms", ("What was seen", "File extension or note")),
        "security_products": Asked("Security products in use"),
        "sources": Asked(
            "Suspected source", ("IP addresses", "Hashes", "E-mail addresses and handles")
        ),
        "logs": Asked("Logs", ("Which are held", "Period that they cover")),
        "impact": Asked("Impact", ("Services", "Patients and their safety", "People affected")),
        "actions": Asked("Actions taken"),
        "agencies": Asked("Other agencies told"),
        "attachments": Asked("Attachments"),
        "description": Asked("What happened"),
        "interface": Asked("Interface that was hit (public, internal, other)"),
        "handling": Asked(
            "Handling", ("Immediate steps", "Long-term steps", "Whether the backup plan was used")
        ),
        "duration": Asked("Duration", ("Start", "End")),
        "dependents": Asked("Impact on dependent systems"),
        "threat_profile": Asked("Threat profile"),
        "data": Asked(
            "Personal data",
            ("Nature of the breach", "Categories of data", "Number of people", "Number of records"),
        ),
        "consequences": Asked("Likely consequences"),
        "measures": Asked("Measures taken or proposed"),
        "cause": Asked("Events, circumstances and reasons"),
        "findings": Asked("Findings on who caused it"),
        "recurrence": Asked("Steps against recurrence"),
        "intimations": Asked("Intimations given to the people affected"),
        "protective_steps": Asked("What the people affected can do"),
        "dpo": Asked("Data protection officer", ("Name", "Contact")),
        "lateness": Asked("Reasons for a late report"),
        "malicious": Asked("Suspected to be unlawful or malicious"),
        "cross_border": Asked("Possible effect across borders"),
        "indicators": Asked("Indicators of compromise"),
        "risk_assessment": Asked(
            "Assessment of risk",
            ("Nature and extent of the information", "Who used it or received it",
             "Whether it was acquired or viewed", "How far the risk was reduced"),
        ),
        "policy": Asked("Policy", ("Number", "Notice period", "Panel firms and consents")),
        "loss": Asked("Loss and systems"),
        "complainant": Asked("Complainant", ("Name", "Designation", "Authority to complain")),
    }
)  # fmt: skip
