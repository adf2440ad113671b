"""The profiles that come with Wardroom load, and say what the laws' summaries say."""

from datetime import date

import pytest

from bot.obligations.fields import FIELDS
from bot.obligations.library import FOLDER, load, shipped
from bot.obligations.model import Item, Profile
from bot.playbook.frontmatter import KINDS

# id: anchor, span, weight (a date: advisory until then), owner, whether somebody decides first.
SAYS: dict[str, dict[str, tuple[str, str, str, str, bool]]] = {
    "in-hospital": {
        "in.certin.initial": ("noticed_at", "PT6H", "hard", "security-lead", False),
        "in.certin.update": ("noticed_at", "PT24H then PT72H", "soft", "security-lead", False),
        "in.nciipc": ("noticed_at", "PT6H", "soft", "security-lead", True),
        "in.police.complaint": ("noticed_at", "PT12H", "soft", "legal-lead", False),
        "in.police.sign": ("in.police.complaint", "P3D", "hard", "agency-liaison", True),
        "in.dpdp.board.1": (
            "breach_confirmed_at or noticed_at", "PT24H", "hard from 2027-05-13", "dpo", False,
        ),
        "in.dpdp.board.2": (
            "breach_confirmed_at or noticed_at", "PT72H", "hard from 2027-05-13", "dpo", False,
        ),
        "in.dpdp.principals": ("custom", "PT72H", "hard from 2027-05-13", "dpo", False),
        "in.ministry": ("noticed_at", "PT6H", "soft", "agency-liaison", False),
        "in.insurer": ("noticed_at", "as the policy says", "soft", "finance-lead", True),
        "in.civil.registration": ("custom", "P21D", "hard", "mrd-lead", False),
        "in.records.request": ("custom", "PT72H", "hard", "mrd-lead", False),
    },
    "us-hipaa": {
        "us.hipaa.individual": ("noticed_at", "P60D", "hard", "dpo", True),
        "us.hipaa.hhs": ("noticed_at", "P60D", "hard", "dpo", True),
        "us.hipaa.hhs.small": ("noticed_at", "P60D after the year", "hard", "dpo", True),
        "us.hipaa.media": ("noticed_at", "P60D", "hard", "pio", True),
    },
    "eu-nis2-gdpr": {
        "eu.nis2.warning": ("noticed_at", "PT24H", "hard", "security-lead", False),
        "eu.nis2.notification": ("noticed_at", "PT72H", "hard", "security-lead", False),
        "eu.nis2.final": ("eu.nis2.notification", "P1M", "hard", "security-lead", False),
        "eu.gdpr.art33": ("breach_confirmed_at or noticed_at", "PT72H", "hard", "dpo", False),
        "eu.gdpr.art34": ("breach_confirmed_at or noticed_at", "PT72H", "hard", "dpo", True),
    },
    "uk": {
        "uk.gdpr": ("breach_confirmed_at or noticed_at", "PT72H", "hard", "dpo", False),
    },
}  # fmt: skip


def good(name: str) -> Profile:
    profile, findings = load(name)
    assert findings == []
    assert profile is not None
    return profile


def said(item: Item) -> tuple[str, str, str, str, bool]:
    """Return an obligation in the words of the table."""
    further = "".join(f" then {each}" for each in item.followups if each.startswith("P"))
    span = f"{item.within}{further}" if item.within else item.law
    span += " after the year" if item.from_year_end else ""
    weight = "hard" if item.hard else "soft"
    weight += f" from {item.effective_from}" if item.effective_from else ""
    anchor = " or ".join(each for each in (item.anchor, item.fallback_anchor) if each)
    return anchor, span, weight, item.owner, bool(item.ask)


@pytest.mark.parametrize("name", SAYS)
def test_a_profile_says(name: str) -> None:
    profile = good(name)
    assert profile.name == name
    assert {item.id: said(item) for item in profile.items.values()} == SAYS[name]


def test_every_shipped_profile_is_in_the_table_and_asks_for_counsel() -> None:
    assert set(shipped()) == set(SAYS)
    for name in shipped():
        assert "COUNSEL MUST CONFIRM EVERY LINE" in (FOLDER / f"{name}.yaml").read_text()


@pytest.mark.parametrize("name", SAYS)
def test_every_obligation_names_its_source_its_report_and_who_is_told(name: str) -> None:
    for item in good(name).items.values():
        assert item.source, item.id
        assert item.regulator, item.id
        assert item.title, item.id
        assert set(item.fields) <= set(FIELDS), item.id
        # Where a law names no number, the file says so.
        assert item.within or item.law, item.id


def test_the_first_report_to_certin_asks_for_the_fields_of_the_directions() -> None:
    """Annexure I and the published form: who, what, when, which systems, seen how, done what."""
    item = good("in-hospital").items["in.certin.initial"]
    assert item.fields == (
        "reporter", "types", "occurred_at", "noticed_at", "how_noticed", "in_progress", "systems",
        "symptoms", "security_products", "sources", "logs", "impact", "actions", "agencies",
        "attachments",
    )  # fmt: skip
    assert item.to == "incident@cert-in.org.in, phone 1800-11-4949, fax 1800-11-6969"
    asked = {name: FIELDS[name].lines for name in ("reporter", "systems", "sources")}
    assert asked == {
        "reporter": (
            "Name", "Role", "Organisation", "Sector", "Address", "E-mail", "Mobile",
            "Contact around the clock",
        ),
        "systems": (
            "Hostnames", "IP addresses or URLs", "Operating system and patch state",
            "Applications", "Location", "Purpose", "Critical to the mission", "Number affected",
            "Volume of data", "State of backups",
        ),
        "sources": ("IP addresses", "Hashes", "E-mail addresses and handles"),
    }  # fmt: skip


def applying(name: str, kind: str, severity: int, *, breach: bool = False) -> list[str]:
    """Return what an incident opens at once, without the common beginning of the ids."""
    profile = good(name)
    return [
        item.id.partition(".")[2]
        for item in profile.items.values()
        if item.id not in profile.opened_later and item.applies_to(kind, severity, breach=breach)
    ]


CARE = ["civil.registration", "records.request"]
DPDP = ["dpdp.board.1", "dpdp.board.2", "dpdp.principals"]
POLICE = ["police.complaint", "police.sign"]


@pytest.mark.parametrize(("kind", "severity", "expected"), [
    ("ransomware", 1, ["certin.initial", "nciipc", *POLICE, *DPDP, "ministry", "insurer", *CARE]),
    ("ransomware", 3, [*POLICE, *DPDP, "insurer"]),
    ("intrusion", 2, ["certin.initial", "nciipc", *POLICE, "ministry", "insurer", *CARE]),
    ("intrusion", 4, ["insurer"]),
    ("data_leak", 4, ["certin.initial", *DPDP, "insurer"]),
    ("outage", 1, ["nciipc", "ministry", "insurer", *CARE]),
    ("insider", 3, [*POLICE, "insurer"]),
    ("other", 3, ["insurer"]),
])  # fmt: skip
def test_what_an_incident_in_india_opens(kind: str, severity: int, expected: list[str]) -> None:
    assert applying("in-hospital", kind, severity) == expected


def test_a_confirmed_breach_opens_the_clocks_of_data_protection_whatever_it_was() -> None:
    for kind in KINDS:
        assert set(DPDP) <= set(applying("in-hospital", kind, 4, breach=True)), kind
        assert "gdpr.art33" in applying("eu-nis2-gdpr", kind, 4, breach=True)
        assert applying("uk", kind, 4, breach=True) == ["gdpr"]
        assert len(applying("us-hipaa", kind, 4, breach=True)) == 4
    assert applying("uk", "outage", 1) == []
    assert applying("us-hipaa", "outage", 1) == []


def test_a_law_binds_from_its_day_on() -> None:
    board = good("in-hospital").items["in.dpdp.board.2"]
    assert [board.in_force(date(2027, 5, day)) for day in (12, 13, 14)] == [False, True, True]
    assert good("in-hospital").items["in.certin.initial"].in_force(date(1970, 1, 1))
