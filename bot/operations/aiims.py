"""The reference incident as data: one hospital, one November, as it was reported at the time.

Only what is entered stands here; entering it is `demo`. The people are those of the Room's demo.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

KEY: Final = "aiims"
TITLE: Final = "e-Hospital and laboratory servers encrypted"
# The first symptom was seen at 07:07 in the emergency laboratory.
NOTICED: Final = (7, 7)

ASHA, KABIR, MEERA, IMRAN = "U0ASHA", "U0KABIR", "U0MEERA", "U0IMRAN"
LEELA, RAVI, NISHA, SURESH = "U0LEELA", "U0RAVI", "U0NISHA", "U0SURESH"

ROLES: Final = (
    ("it-lead", KABIR), ("network-lead", IMRAN), ("security-lead", LEELA), ("deputy-ic", LEELA),
    ("forensics-lead", RAVI), ("evidence-custodian", NISHA), ("clinical-lead", MEERA),
    ("lab-lead", ASHA), ("director", SURESH),
)  # fmt: skip

# The five that somebody was in stand first, so that they are SRV-001 to SRV-005.
HIT: Final = ("ehosp-db-01", "ehosp-db-02", "lis-app-01", "lis-db-01", "backup-01")


@dataclass(frozen=True, slots=True)
class Hosts:
    """Servers of one name and make: `ehosp-web-01` to `ehosp-web-08`."""

    name: str
    count: int
    kind: str
    tier: int
    apps: str
    segment: str
    department: str = ""
    first: int = 1
    more: str = ""


_EHOSPITAL: Final = "e-Hospital"
HOSTS: Final = (
    Hosts("ehosp-db", 2, "physical", 1, _EHOSPITAL, "Data centre"),
    Hosts("lis-app", 1, "physical", 2, "LIS", "Laboratory", "lab"),
    Hosts("lis-db", 1, "physical", 2, "LIS", "Laboratory", "lab"),
    Hosts("backup", 2, "physical", 0, "Backup", "Data centre"),
    Hosts("ehosp-app", 6, "physical", 1, _EHOSPITAL, "Data centre"),
    Hosts("lis-db", 1, "physical", 2, "LIS", "Laboratory", "lab", first=2),
    Hosts("ad-dc", 2, "physical", 0, "Identity", "Data centre", more="os=Windows-2012 eol=yes"),
    Hosts("core-dns", 2, "physical", 0, "DNS and DHCP", "Data centre"),
    Hosts("edr-log", 2, "physical", 0, "Logs and EDR", "Data centre"),
    Hosts("hv", 12, "physical", 0, "Hypervisor", "Data centre"),
    Hosts("pacs-store", 4, "physical", 2, "PACS", "Radiology", "radiology"),
    Hosts("ris", 2, "physical", 2, "RIS", "Radiology", "radiology"),
    Hosts("bloodbank", 2, "physical", 1, "Blood bank", "Data centre", "blood-bank"),
    Hosts("icu-gw", 1, "physical", 1, "ICU monitors", "ICU", "icu-ot", more="life_support=yes"),
    Hosts("ehosp-web", 8, "virtual", 1, _EHOSPITAL, "OPD", "opd"),
    Hosts("ehosp-rpt", 4, "virtual", 3, _EHOSPITAL, "Data centre"),
    Hosts("ehosp-es", 4, "virtual", 3, _EHOSPITAL, "Data centre"),
    Hosts("lis-app", 3, "virtual", 2, "LIS", "Laboratory", "lab", first=2),
    Hosts("lis-int", 3, "virtual", 3, "Analyser interfaces", "Laboratory", "lab"),
    Hosts("appt", 4, "virtual", 3, "Appointments", "OPD", "opd"),
    Hosts("pharm", 3, "virtual", 2, "Pharmacy", "Wards", "pharmacy"),
    Hosts("bill", 4, "virtual", 3, "Billing", "Billing", "billing"),
    Hosts("mrd", 3, "virtual", 4, "Medical records", "Office", "mrd"),
    Hosts("stores", 3, "virtual", 4, "Stores", "Office", "stores"),
    Hosts("hr", 4, "virtual", 4, "HR and payroll", "Office"),
    Hosts("mail", 4, "virtual", 4, "E-mail", "Office"),
    Hosts("elib", 4, "virtual", 5, "E-library", "Research"),
    Hosts("portal", 4, "virtual", 5, "Portals", "Research"),
    Hosts("research", 5, "virtual", 5, "Research", "Research"),
)  # fmt: skip


def servers() -> Iterator[Mapping[str, str]]:
    """Yield every server as what people would type of it, the five that were hit first."""
    rows = {each["hostname"]: each for hosts in HOSTS for each in _of(hosts)}
    yield from (rows.pop(name) for name in HIT)
    yield from rows.values()


def _of(hosts: Hosts) -> Iterator[dict[str, str]]:
    for number in range(hosts.first, hosts.first + hosts.count):
        more = dict(pair.split("=") for pair in hosts.more.split())
        yield {
            "hostname": f"{hosts.name}-{number:02d}", "kind": hosts.kind, "tier": str(hosts.tier),
            "apps": hosts.apps, "segment": hosts.segment, "department": hosts.department, **more,
        }  # fmt: skip


# Slug, name, block, the head, how it works while computers are down.
DEPARTMENTS: Final = (
    ("opd", "OPD registration", "RAK OPD", MEERA, "manual"),
    ("emergency", "Emergency", "Main", MEERA, "manual"),
    ("wards", "Wards and ADT", "Main", MEERA, "manual"),
    ("icu-ot", "ICU and operating theatres", "Main", MEERA, "manual"),
    ("pharmacy", "Pharmacy", "Main", MEERA, "manual"),
    ("lab", "Laboratory", "Main", ASHA, "manual"),
    ("radiology", "Radiology", "Main", MEERA, "manual"),
    ("blood-bank", "Blood bank", "Main", MEERA, "manual"),
    ("billing", "Billing", "RAK OPD", SURESH, "manual"),
    ("mrd", "Medical records", "Main", SURESH, "degraded"),
    ("stores", "Stores, diet, CSSD, HR", "Main", SURESH, "degraded"),
)  # fmt: skip

# Name, then what is said of it. The order of the ladder is the tiers' and what hangs on what.
SYSTEMS: Final = (
    ("Network core", "tier=0"),
    ("Identity", 'tier=0 after="Network core"'),
    ("Backup console", "tier=0 after=Identity"),
    ("e-Hospital DB", "tier=1 after=Identity"),
    ("e-Hospital OPD", 'tier=1 after="e-Hospital DB" department=opd block="RAK OPD"'),
    ("e-Hospital IPD", 'tier=1 after="e-Hospital DB" department=wards block=Main'),
    ("Blood bank", "tier=1 after=Identity department=blood-bank"),
    ("LIS", "tier=2 after=Identity department=lab"),
    ("PACS", "tier=2 after=Identity department=radiology"),
    ("Pharmacy", 'tier=2 after="e-Hospital DB" department=pharmacy'),
    ("LIS link", 'tier=3 kind=interface after="LIS,e-Hospital DB" department=lab'),
    ("Appointments", 'tier=3 after="e-Hospital OPD" department=opd'),
    ("Billing", 'tier=3 after="e-Hospital DB" department=billing'),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the ledger."""

    key: str
    value: str
    of: str = ""
    status: str = "reported"
    source: str = ""


FIGURES: Final = (
    Figure("servers.total", "100", status="confirmed", source="asset register"),
    Figure("servers.infiltrated", "4", "100", source="first sweep"),
    Figure("servers.infiltrated", "5", "100", "confirmed", "forensics"),
    Figure("endpoints.total", "5000", source="IT stores"),
    Figure("opd.seen", "2500", source="token rolls"),
    Figure("ransom.sum", "Rs 200 crore in crypto", source="press"),
    Figure("ransom.sum", "Rs 200 crore in crypto", status="disputed", source="police"),
)

# What, in how many days at 09:00, and why: the second promise shows that the first slipped.
PROMISES: Final = (
    ("OPD registration", 4, ""),
    ("OPD registration", 11, "the OPD VLAN is not verified"),
    ("Laboratory reports", 19, "the link to e-Hospital comes last"),
)
