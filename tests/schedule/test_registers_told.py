"""What reports tell of the registers: to command, to care, and to the ministry."""

import json
from datetime import timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

from bot.domain.models import Department, Incident, Server, System
from bot.domain.words import DigestCut, Kind
from bot.operations import digests, facts, reports, schedules
from bot.operations.turn import Turn
from tests.schedule.conftest import ANA, BOSS, Ward


def kept(turn: Turn, incident: Incident, number: int) -> dict[str, Any]:
    """Return the columns that every register has."""
    return {"incident_id": incident.row, "number": number, "since": turn.now,
            "created_at": turn.now, "created_by": BOSS}  # fmt: skip


def departments(ward: Ward, ref: str, modes: list[tuple[str, str]]) -> None:
    """Let departments be in these modes since now."""

    def add(turn: Turn, incident: Incident) -> None:
        for number, (name, mode) in enumerate(modes, start=1):
            row = kept(turn, incident, number)
            turn.session.add(Department(**row, slug=f"d{number}", name=name, mode=mode))

    ward.on(ref, add)


def machines(ward: Ward, ref: str) -> None:
    """Let three servers and two systems stand somewhere, under names that people typed."""

    def add(turn: Turn, incident: Incident) -> None:
        for number, state in enumerate(("isolated", "isolated", "held"), start=1):
            row = kept(turn, incident, number)
            turn.session.add(Server(**row, hostname=f"secret{number}.aiims", state=state,
                                    verdict="infiltrated"))  # fmt: skip
        for number, stage in enumerate(("live", "restored_clean", "scoped"), start=1):
            row = kept(turn, incident, number)
            turn.session.add(System(**row, name=f"Vendor{number}", stage=stage,
                                    blocked_reason="Asha is ill"))  # fmt: skip

    ward.on(ref, add)


def told(ward: Ward, cut: DigestCut, by: str = BOSS) -> str:
    """Return what a cut says now."""
    message: dict[str, Any] = ward.desk(by, lambda turn: digests.preview(turn, cut=cut))
    return json.dumps(message, ensure_ascii=False)


def line(shown: str, title: str) -> str:
    """Return what stands under a heading of the text."""
    return str(json.loads(shown)["text"]).partition(f"{title}: ")[2].partition("\n")[0]


def test_every_department_that_did_not_report_is_named(ward: Ward) -> None:
    """Twelve on paper since 07:07, nobody reported at 18:30: twelve names, not eight and a count."""
    ref = ward.declare(severity=3)
    names = [f"Department of letter {letter}" for letter in "ABCDEFGHIJKL"]
    departments(ward, ref, [(name, "manual") for name in names] + [("Stores", "degraded")])
    ward.clock.advance(hours=11)
    assert "no return" not in told(ward, DigestCut.CLINICAL)
    ward.clock.advance(hours=1)
    shown = line(told(ward, DigestCut.CLINICAL), "Patients and departments")
    assert f"*no return yet* (manual): {', '.join(names)}" in shown
    assert "*Stores*: degraded since 07:07 IST" in shown

    def report(turn: Turn, _incident: Incident) -> None:
        row = turn.session.get(Department, 1)
        assert row is not None
        row.last_return_at = turn.now
        turn.session.add(row)

    ward.on(ref, report)
    shown = line(told(ward, DigestCut.COMMAND), "Patients and departments")
    assert f"*{names[0]}*: manual since 07:07 IST, return 19:07 IST" in shown
    assert f"*no return yet* (manual): {', '.join(names[1:])}" in shown
    # Twelve hours later what it said is yesterday's.
    ward.clock.advance(hours=12)
    shown = line(told(ward, DigestCut.COMMAND), "Patients and departments")
    assert f"*no return since 23 Nov 18:30 IST* (manual): {names[0]}" in shown


def test_whether_a_return_is_missing_does_not_depend_on_who_reads(ward: Ward) -> None:
    """Returns are due at 06:30 and 18:30 on the hospital's clocks, read in New York as well."""
    ref = ward.declare(severity=3)
    departments(ward, ref, [("Laboratory", "manual")])
    ward.clock.advance(hours=12)

    def read(session: Session) -> str:
        edition = reports.Edition(zone=ZoneInfo("America/New_York"), reader=ANA)
        report = reports.digest(session, ward.house, now=ward.clock.now(), row=None,
                                edition=edition)  # fmt: skip
        return str(report.message["text"])

    assert "*no return yet*" in ward.database.read_now(read)


def test_the_ministry_reads_confirmed_figures_alone(ward: Ward) -> None:
    ref = ward.declare("Servers encrypted", kind=Kind.RANSOMWARE)
    departments(ward, ref, [("Laboratory", "manual"), ("Emergency", "suspended"),
                            ("Billing", "normal")])  # fmt: skip
    machines(ward, ref)
    enter = partial(ward.on, ref)
    enter(partial(facts.enter, key="servers.infiltrated", value="5", of="100",
                  status="confirmed", source="MoHFW"))  # fmt: skip
    enter(partial(facts.enter, key="endpoints.scanned", value="1,200", status="reported"))
    enter(partial(facts.enter, key="ransom.sum", value="200", status="confirmed", source="press"))
    enter(partial(facts.enter, key="entry.host", value="secret1.aiims", status="confirmed",
                  source="CFSL"))  # fmt: skip
    enter(partial(facts.enter, key="opd.visits", value="900", status="confirmed", source="MRD"))
    enter(partial(facts.enter, key="opd.visits", value="800", status="disputed", source="press"))
    shown = told(ward, DigestCut.MINISTRY)
    for count in ("Patients and departments", "Servers and network", "Restore", "isolated"):
        assert count not in shown, "what a register counts nobody confirmed"
    assert line(shown, "Confirmed figures") == (
        "servers infiltrated: 5 of 100 (confirmed, 07:07 IST)."
    )
    for secret in ("secret1", "Vendor", "Asha", "Laboratory", "infiltrated ", "MoHFW", "200",
                   "1,200", "800", "900"):  # fmt: skip
        assert secret not in shown.replace("servers infiltrated: ", ""), secret


@pytest.mark.parametrize("cut", list(DigestCut))
def test_without_registers_there_is_no_empty_heading(sqlite_ward: Ward, cut: DigestCut) -> None:
    sqlite_ward.declare(severity=3)
    shown = told(sqlite_ward, cut)
    for title in ("Patients and departments", "Servers and network", "Restore", "Evidence",
                  "Confirmed figures"):  # fmt: skip
        assert title not in shown


def test_yesterday_s_number_is_never_today_s(sqlite_ward: Ward) -> None:
    """A figure carries the moment at which it was so."""
    ref = sqlite_ward.declare(severity=3)
    sqlite_ward.on(ref, partial(facts.enter, key="beds.free", value="12", status="confirmed",
                                source="nursing"))  # fmt: skip
    sqlite_ward.clock.step_wall(seconds=timedelta(days=1).total_seconds())
    shown = told(sqlite_ward, DigestCut.MINISTRY)
    assert "beds free: 12 (confirmed, 23 Nov 07:07 IST)" in shown


def test_a_report_says_how_the_registers_moved(ward: Ward) -> None:
    ref = ward.declare(severity=2)
    departments(ward, ref, [("Lab", "manual"), ("Stores", "manual")])
    ward.on(ref, schedules.summary_now)
    assert "in numbers" not in ward.texts("summary")[-1]
    ward.clock.advance(minutes=5)
    machines(ward, ref)
    ward.on(ref, schedules.summary_now)
    said = ward.texts("summary")[-1]
    assert "in numbers: servers hit 3 (+3), systems live 1 (+1)" in said
    assert "on paper" not in said.partition("in numbers")[2].partition("\n")[0]


def test_a_return_that_did_not_come_is_no_quiet_hour(sqlite_ward: Ward) -> None:
    """Nobody did anything between two summaries; the return of 18:30 did not come."""
    ref = sqlite_ward.declare(severity=2)
    departments(sqlite_ward, ref, [("Lab", "manual")])
    sqlite_ward.clock.advance(hours=11)
    sqlite_ward.on(ref, schedules.summary_now)
    sqlite_ward.clock.advance(minutes=15)
    sqlite_ward.on(ref, schedules.summary_now)
    assert "No change since" in sqlite_ward.texts("summary")[-1]
    sqlite_ward.clock.advance(minutes=15)
    sqlite_ward.on(ref, schedules.summary_now)
    assert "No change since" not in sqlite_ward.texts("summary")[-1]
    assert "no return yet" in sqlite_ward.texts("summary")[-1]
