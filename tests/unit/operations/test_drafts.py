"""The draft of a report: what is known is filled in, what is not is said, nothing is made up."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.domain.facts import key_of
from bot.domain.models import Department, Exhibit, Incident, Server
from bot.domain.words import Kind
from bot.obligations.fields import FIELDS, line_key
from bot.operations import anchors, deadlines, facts, incidents, tasks
from bot.operations.draft_fills import FILLS
from bot.operations.drafts import GAP
from bot.operations.turn import Turn
from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.factories import make_house
from tests.law import ANA, CISO, DPO, KABIR, LEGAL, Law, item, profile

CERTIN = "in.certin.initial"


@pytest.fixture
def law(database: Database, clock: StoppedClock, tmp_path: Path) -> Law:
    """The hospital in India: ransomware noticed at 07:07, declared at 07:35."""
    law = Law(database, make_house(tmp_path / "playbooks"), clock, profile("in-hospital"))
    law.clock.advance(minutes=28)
    law.declare(noticed_at=law.at("23 Nov 2022 07:07"))
    return law


def sections(text: str) -> dict[str, str]:
    """Return a draft's sections by their headings; what stands above is under an empty one."""
    found: dict[str, str] = {}
    for part in text.split("\n## "):
        head, _, body = part.partition("\n")
        found["" if part.startswith("# ") else head] = body.strip()
    return found


def lines(section: str) -> dict[str, str]:
    """Return the lines of a section by what they answer."""
    parts = (line.removeprefix("- ").partition(": ") for line in section.splitlines())
    return {name: answer for name, _, answer in parts}


def test_the_first_report_to_certin_has_every_field_filled_or_marked(law: Law) -> None:
    draft = law.drafts(CERTIN)
    found = sections(draft.text)
    assert draft.text.startswith("# CERT-In: First report of a cyber incident\n")
    assert list(found) == [
        "", "Reporter", "Type of incident", "Occurred", "Noticed", "How it was noticed",
        "Still in progress", "Affected systems", "Symptoms", "Security products in use",
        "Suspected source", "Logs", "Impact", "Actions taken", "Other agencies told", "Attachments",
    ]  # fmt: skip
    assert (
        "Draft of 23 Nov 2022 07:35 IST for INC-2022-001. Due: 23 Nov 2022 13:07 IST." in found[""]
    )
    assert "To: incident@cert-in.org.in, phone 1800-11-4949, fax 1800-11-6969" in found[""]
    assert "Counsel confirms form and content before it is sent." in found[""]
    assert found["Noticed"] == "23 Nov 2022 07:07 IST"
    assert found["Occurred"] == GAP
    assert found["Type of incident"].splitlines() == [
        "- Attack by malicious code (ransomware)", "- Compromise of critical systems",
        "- Attack on servers and applications",
    ]  # fmt: skip
    assert found["Still in progress"].startswith("yes")
    assert lines(found["Reporter"]) == {
        "Name": GAP, "Role": "Security lead (CISO)", "Organisation": GAP, "Sector": "Health care",
        "Address": GAP, "E-mail": GAP, "Mobile": GAP, "Contact around the clock": GAP,
    }  # fmt: skip
    assert set(lines(found["Affected systems"]).values()) == {
        GAP, "yes, severity 1: patient-care systems down hospital-wide, or a danger to life",
    }  # fmt: skip
    assert found["Logs"].splitlines() == [
        f"- Which are held: {GAP}", f"- Period that they cover: {GAP}",
    ]  # fmt: skip
    assert draft.gaps == draft.text.count(GAP) > 20
    assert all(body for body in found.values()), "No heading is left without a word."


def test_what_the_incident_learns_comes_into_the_next_draft(law: Law) -> None:
    before = law.drafts(CERTIN).gaps
    law.on(anchors.correct, "occurred", law.at("23 Nov 2022 02:15"), by=ANA)
    law.on(
        incidents.note, "emergency lab cannot open reports", happened_at=law.at("23 Nov 2022 07:10")
    )
    law.on(tasks.done, 1, "nurse Anu saw it")
    law.met("in.police.complaint", "FIR 0123/2022", by=LEGAL)
    draft = law.drafts(CERTIN)
    found = sections(draft.text)
    assert found["Occurred"] == "23 Nov 2022 02:15 IST"
    assert "23 Nov 2022 07:10 IST emergency lab cannot open reports" in found["Symptoms"]
    assert found["Actions taken"] == "- 23 Nov 2022 07:35 IST: Open the log"
    assert found["Other agencies told"] == "- Police, 23 Nov 2022 07:35 IST, receipt FIR 0123/2022"
    assert draft.gaps == before - 3


@pytest.mark.parametrize(("name", "who", "filled", "gaps"), [
    ("in.nciipc", CISO, {
        "Contact", "Type of incident", "Noticed", "What happened", "Handling", "Duration",
    }, {
        "Interface that was hit (public, internal, other)", "Impact on dependent systems",
        "Threat profile", "Other agencies told",
    }),
    ("in.dpdp.board.1", DPO, {"What happened", "Noticed", "Contact"}, {
        "Occurred", "Likely consequences",
    }),
    ("in.dpdp.board.2", DPO, {"What happened"}, {
        "Events, circumstances and reasons", "Findings on who caused it",
        "Steps against recurrence", "Intimations given to the people affected",
        "Measures taken or proposed",
    }),
])  # fmt: skip
def test_other_reports_have_their_own_fields(
    law: Law, name: str, who: str, filled: set[str], gaps: set[str]
) -> None:
    found = sections(law.drafts(name, by=who).text)
    assert {head for head, body in found.items() if body == GAP} == gaps
    assert filled <= {head for head, body in found.items() if head and body != GAP}


def test_the_detailed_report_to_the_board_has_the_six_contents_of_rule_7(law: Law) -> None:
    found = sections(law.drafts("in.dpdp.board.2", by=DPO).text)
    assert list(found)[1:] == [
        "What happened", "Events, circumstances and reasons", "Personal data",
        "Measures taken or proposed", "Findings on who caused it", "Steps against recurrence",
        "Intimations given to the people affected",
    ]  # fmt: skip


def test_a_draft_can_be_read_in_every_state_and_changes_none_but_the_first(law: Law) -> None:
    for name in ("in.nciipc", "in.records.request"):
        before = law.state(name)
        assert not law.drafts(name).begun
        assert law.state(name) == before
    law.met(CERTIN)
    draft = law.drafts(CERTIN)
    assert (draft.begun, law.state(CERTIN)) == (False, "submitted")


def test_a_late_report_says_its_lateness_and_a_drill_that_it_is_one(
    database: Database, clock: StoppedClock, tmp_path: Path
) -> None:
    law = Law(database, make_house(tmp_path / "playbooks"), clock, profile("uk"))
    law.declare(drill=True)
    draft = law.drafts("uk.gdpr", by=DPO)
    assert "**EXERCISE. DO NOT SEND.**" in draft.text
    assert sections(draft.text)["Reasons for a late report"] == "none: this report is in time"
    law.clock.advance(hours=73)
    assert sections(law.drafts("uk.gdpr", by=DPO).text)["Reasons for a late report"] == GAP


def test_an_obligation_without_fields_still_gets_a_report(
    database: Database, clock: StoppedClock, tmp_path: Path
) -> None:
    law = Law(database, make_house(tmp_path / "playbooks"), clock, profile(item("a.one")))
    law.declare(Kind.OTHER, severity=3)
    found = sections(law.drafts("a.one").text)
    assert list(found)[1:] == ["What happened", "Noticed", "Impact", "Actions taken", "Contact"]


def test_what_people_typed_becomes_plain_words_and_no_list_without_end(law: Law) -> None:
    for number in range(30):
        law.on(incidents.note, f"<!channel> `x`\n# heading {number} " + "y" * 2_000)
    for number in range(60):
        law.on(partial(tasks.add, title=f"step {number} *bold*\n## Noticed"))
        law.on(tasks.done, 5 + number)
    found = sections(law.drafts(CERTIN).text)
    assert list(found).count("Noticed") == 1
    assert found["Noticed"] == "23 Nov 2022 07:07 IST"
    assert found["Actions taken"].splitlines()[-1] == "- and 20 more, see the timeline"
    assert "<!" not in law.drafts(CERTIN).text
    assert len(found["Symptoms"]) < 10_000


def test_nothing_is_begun_where_no_report_is_owed(law: Law) -> None:
    law.on(deadlines.not_applicable, CERTIN, "an exercise", by=LEGAL)
    assert not law.drafts(CERTIN).begun
    assert law.state(CERTIN) == "not_applicable"


SERVERS: tuple[dict[str, Any], ...] = (
    {"hostname": "ehosp-db1", "verdict": "encrypted", "ip": "10.1.2.3", "eol": True,
     "os": "Windows Server 2012", "apps": "e-Hospital", "data_volume": "1.3 TB"},
    {"hostname": "ehosp-db2", "verdict": "encrypted", "ip": "10.1.2.4,10.1.2.5", "eol": True,
     "os": "Windows Server 2012", "apps": "e-Hospital", "location": "DC rack 4"},
    {"hostname": "lis-app", "verdict": "suspect", "os": "RHEL 8", "apps": "LIS"},
    {"hostname": "mail", "verdict": "cleared", "ip": "10.9.9.9", "apps": "mail"},
)  # fmt: skip
MODES = {"OPD": "manual", "Lab": "manual", "Stores": "normal"}
LOGS: dict[str, Any] = {
    "type": "logs", "exhibit_no": "WR-1-FW-E01", "description": "firewall, 180 days",
}  # fmt: skip


def test_registers_fill_what_they_know(law: Law) -> None:
    """Two encrypted and one suspect of four servers; two departments on paper; logs in custody."""

    def fill(turn: Turn, incident: Incident) -> None:
        common: dict[str, Any] = {"incident_id": incident.row, "since": turn.now, "created_at": turn.now,
                  "created_by": KABIR}  # fmt: skip
        for number, more in enumerate(SERVERS, start=1):
            turn.session.add(Server(number=number, **common, **more))
        for number, (name, mode) in enumerate(MODES.items(), start=1):
            slug = name.lower()
            turn.session.add(Department(number=number, slug=slug, name=name, mode=mode, **common))
        turn.session.add(Exhibit(number=1, custodian=ANA, **LOGS, **common))

    law.on(fill)
    found = sections(law.drafts(CERTIN).text)
    systems = lines(found["Affected systems"])
    assert systems == {
        "Hostnames": "ehosp-db1, ehosp-db2, lis-app",
        "IP addresses or URLs": "10.1.2.3, 10.1.2.4, 10.1.2.5",
        "Operating system and patch state": "Windows Server 2012 (no longer maintained), RHEL 8",
        "Applications": "e-Hospital, LIS",
        "Location": "DC rack 4",
        "Purpose": GAP,
        "Critical to the mission": "yes, severity 1: patient-care systems down hospital-wide, or a "
        "danger to life",
        "Number affected": "3 of 4 servers on record (2 encrypted, 1 suspect)",
        "Volume of data": "ehosp-db1 1.3 TB",
        "State of backups": GAP,
    }
    assert "; 2 departments manual: OPD, Lab" in lines(found["Impact"])["Services"]
    assert lines(found["Logs"])["Which are held"] == "WR-1-FW-E01 firewall, 180 days"


def test_a_fact_fills_the_gap_that_it_names_and_says_how_sure_it_is(law: Law) -> None:
    first = law.drafts(CERTIN)
    assert first.to_fill == "report.reporter.name"

    def enter(key: str, value: str, status: str = "", source: str = "", of: str = "") -> None:
        law.on(facts.enter, key, value, of=of, status=status, source=source, by=CISO)

    enter("report.systems.state-of-backups", "3", "reported", of="5")
    enter("report.systems.number-affected", "24", "confirmed", "NIC")
    enter("report.security_products", "Defender, signatures of October")
    enter("report.security_products", "Defender, signatures of 14 November", "confirmed", "SOC")
    draft = law.drafts(CERTIN)
    found = sections(draft.text)
    assert lines(found["Affected systems"])["State of backups"] == "3 of 5 (reported)"
    assert lines(found["Affected systems"])["Number affected"] == "24"
    assert found["Security products in use"] == "Defender, signatures of 14 November"
    assert draft.gaps == first.gaps - 3


def test_what_is_said_of_a_ransom_stands_only_in_the_draft_of_who_may_read_it(law: Law) -> None:
    law.on(facts.enter, "report.symptoms.file-extension-or-note", "README.txt, .kraken", by=CISO)
    for who, shown in ((CISO, True), (LEGAL, True), (ANA, False), (DPO, False)):
        symptoms = lines(sections(law.drafts(CERTIN, by=who).text)["Symptoms"])
        assert (".kraken" in symptoms["File extension or note"]) is shown, who
        assert (symptoms["File extension or note"] == GAP) is not shown, who


def test_every_line_of_every_report_has_a_key_of_its_own_that_a_fact_can_have() -> None:
    keys = [line_key(name, line) for name, asked in FIELDS.items() for line in asked.lines or ("",)]
    assert len(set(keys)) == len(keys)
    assert [key for key in keys if key_of(key) != key] == []
    assert set(FILLS) <= set(FIELDS)
