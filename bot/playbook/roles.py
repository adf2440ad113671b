"""The roles that playbooks may name, each with its title and its natural deputy.

Who holds a role in an incident is recorded elsewhere.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from bot.language.catalogue import in_english, later, say
from bot.playbook.model import Playbook, Role

_ROLES = (
    Role("director", later("Director"), "clinical-lead"),
    Role("incident-commander", later("Incident commander"), "deputy-ic"),
    Role("deputy-ic", later("Deputy incident commander"), "incident-commander"),
    Role("scribe", later("Scribe"), "deputy-ic"),
    Role("it-lead", later("IT lead"), "server-lead"),
    Role("network-lead", later("Network lead"), "it-lead"),
    Role("server-lead", later("Server lead"), "it-lead"),
    Role("identity-lead", later("Identity lead"), "it-lead"),
    Role("db-lead", later("Database lead"), "server-lead"),
    Role("app-owner", later("Application owner"), "it-lead"),
    Role("security-lead", later("Security lead (CISO)"), "forensics-lead"),
    Role("forensics-lead", later("Forensics lead"), "security-lead"),
    Role("evidence-custodian", later("Evidence custodian"), "forensics-lead"),
    Role("clinical-lead", later("Clinical lead (medical superintendent)"), "nursing-lead"),
    Role("nursing-lead", later("Nursing lead"), "clinical-lead"),
    Role("emergency-lead", later("Emergency lead"), "clinical-lead"),
    Role("lab-lead", later("Laboratory lead"), "clinical-lead"),
    Role("radiology-lead", later("Radiology lead"), "clinical-lead"),
    Role("blood-bank-lead", later("Blood bank lead"), "lab-lead"),
    Role("pharmacy-lead", later("Pharmacy lead"), "clinical-lead"),
    Role("registration-lead", later("Registration lead"), "mrd-lead"),
    Role("mrd-lead", later("Medical records lead"), "registration-lead"),
    Role("billing-lead", later("Billing lead"), "finance-lead"),
    Role("patient-safety-officer", later("Patient safety officer"), "nursing-lead"),
    Role("biomed-lead", later("Biomedical engineering lead"), "clinical-lead"),
    Role("legal-lead", later("Legal lead"), "director"),
    Role("dpo", later("Data protection officer"), "legal-lead"),
    Role("agency-liaison", later("Agency liaison"), "legal-lead"),
    Role("pio", later("Public information officer"), "director"),
    Role("hr-lead", later("Human resources lead"), "director"),
    Role("logistics-lead", later("Logistics lead"), "deputy-ic"),
    Role("finance-lead", later("Finance lead"), "director"),
    Role("department-head", later("Department head"), "clinical-lead"),
)

ROLES = MappingProxyType({role.slug: role for role in _ROLES})

# Whose work is care itself: what the clinical cut of a digest tells of.
CARE = frozenset(
    {
        "clinical-lead", "nursing-lead", "emergency-lead", "lab-lead", "radiology-lead",
        "blood-bank-lead", "pharmacy-lead", "registration-lead", "mrd-lead",
        "patient-safety-officer", "biomed-lead", "department-head",
    }
)  # fmt: skip


def stand_in(role: str, playbook: Playbook | None) -> str | None:
    """Return the role that stands in for one that is silent, in the work of a playbook.

    The playbook's own deputy stands in for its lead, and where a role has no natural one.
    """
    if playbook is not None and playbook.deputy and role == playbook.lead:
        return playbook.deputy
    own = {each.slug: each for each in playbook.roles} if playbook is not None else {}
    known = ROLES.get(role) or own.get(role)
    natural = known.deputy if known else None
    return natural or (playbook.deputy if playbook is not None else None)


def spelt(titles: Mapping[str, str]) -> dict[str, str]:
    """Return the slug of each role by all that is typed for it: `ciso`, `database-lead`."""
    pieces = {
        "-".join(piece.split()): slug
        for slug, title in titles.items() for piece in re.split("[()]", title.lower()) if piece
    }  # fmt: skip
    return {**pieces, **{slug: slug for slug in titles}}


def say_role(slug: str) -> str:
    """Say a role as it is typed, since English does; other languages have only its title."""
    known = ROLES.get(slug)
    return slug if known is None or in_english() else say(known.title)
