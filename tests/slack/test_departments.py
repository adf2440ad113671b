"""Departments on paper: returns, modes, the way back (rules 19 to 21)."""

from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session, select

from bot.domain.models import Department, Person, Post, System
from bot.schedule.beat import Beat
from bot.schedule.quarantine import Quarantine
from bot.schedule.returning import returns_due
from bot.storage.incidents import by_ref
from tests.factories import make_house
from tests.slack.counter import ASHA, RAVI, Counter, on_either_engine

ORDERS = """---
slug: orders
title: Orders
start: manual
lead: clinical-lead
---
# Orders

## Now
- [ ] Declare {{department.name}} {#declare each=department sets=manual proof=text approve=incident-commander}
  Say it, and write who repeated it.
"""


async def paper(counter: Counter) -> None:
    await counter.types("/incident declare sev3 kind=other Paper")
    await counter.types("/dept add lab name=Lab")
    await counter.types("/dept add opd name=OPD")
    await counter.types("/dept manual lab, opd")


def stage(counter: Counter, slug: str, reached: str) -> None:
    def write(session: Session) -> None:
        incident = by_ref(session, "INC-2022-001")
        assert incident is not None
        row = session.exec(select(System).where(System.department == slug)).first()
        now = counter.clock.now()
        row = row or System(
            incident_id=incident.row, number=1, since=now, created_at=now, created_by=RAVI,
            name="LIS", department=slug,
        )  # fmt: skip
        row.stage = reached
        session.add(row)

    counter.database.write_now(write)


async def test_what_its_only_approver_did_stays_open_and_is_said_to(
    counter: Counter, tmp_path: Path
) -> None:
    counter.runtime.house = make_house(tmp_path / "orders", ORDERS)
    await counter.types("/incident declare sev3 kind=other Paper")
    await counter.types("/dept add opd name=OPD")
    await counter.types("/playbook run orders")
    moved = await counter.types("/dept manual opd the LIS is off")
    assert "*#1* Declare OPD stays open: whoever did it is the only one who could" in moved["text"]
    assert "`/task done #1 …`" in moved["text"]
    await counter.types("/incident role network-lead <@U2RAVI>")
    given = await counter.types("/task done #1 the head repeated it", by=RAVI)
    assert "waits for approval" in given["text"]
    assert "stays open" not in (await counter.types("/dept show opd"))["text"]


async def test_what_stays_open_is_said_of_each_of_several(counter: Counter, tmp_path: Path) -> None:
    counter.runtime.house = make_house(tmp_path / "orders", ORDERS)
    await counter.types("/incident declare sev3 kind=other Paper")
    for slug in ("opd", "lab", "ward"):
        await counter.types(f"/dept add {slug} name={slug}")
    await counter.types("/playbook run orders")
    await counter.types("/dept manual ward")
    moved = (await counter.types("/dept manual opd, lab, ward"))["text"]
    for number in (1, 2):
        assert f"Somebody else gives its proof: `/task done #{number} …`" in moved
    assert moved.count("stays open") == 2, "of what was not done now nothing is said"


def of(counter: Counter, slug: str) -> Department:
    return counter.query(lambda s: s.exec(select(Department).where(Department.slug == slug)).one())


@on_either_engine
async def test_a_department_reports_counts_and_its_silence_is_said(counter: Counter) -> None:
    await paper(counter)
    assert "no return" not in (await counter.types("/dept list"))["text"]
    counter.clock.advance(hours=12)  # 19:07, past 18:30
    assert "*no return yet*" in (await counter.types("/dept list"))["text"]
    told = await counter.types("/dept return lab seen=120 waiting=14 reagents for 3 days")
    assert "120 seen, 14 waiting over 2 h: reagents for 3 days" in told["text"]
    listed = (await counter.types("/dept list"))["text"]
    assert listed.count("no return") == 1
    counter.clock.advance(hours=12)
    assert "*no return since 23 Nov 19:07 IST*" in (await counter.types("/dept show lab"))["text"]


async def test_a_department_says_who_can_help_there_and_for_how_long_it_has_forms(
    counter: Counter,
) -> None:
    await paper(counter)
    line = f"/dept set lab head=<@{RAVI}> superusers=<@{ASHA}>,<@{RAVI}> apps=LIS,e-Hospital kit=5"
    shown = (await counter.types(line))["text"]
    for said in (
        f"*Head:* <@{RAVI}>", f"*Super-users:* <@{ASHA}>, <@{RAVI}>", "*Forms:* for 5 days",
        "*Works with:* LIS, e-Hospital",
    ):  # fmt: skip
        assert said in shown, said
    cases = {
        "/dept set lab": "What is to be changed?", "/dept set lab kit=many": "`kit` is a count",
        "/dept set lab soon": "`soon` is no `key=value`",
        "/dept set lab superusers=us": "`us` names nobody",
        "/dept add lab name=Again": "`lab` is registered already",
        "/dept add dep-001": "`dep-001` is registered already",
    }  # fmt: skip
    for typed, why in cases.items():
        assert why in (await counter.types(typed))["text"], typed


async def test_a_return_holds_counts_and_no_patient(counter: Counter) -> None:
    await paper(counter)
    cases = {
        "/dept return DEP-001,DEP-001": "What is reported?",
        "/dept return lab seen=many": "`seen` is a count",
        "/dept return lab seen=-4": "`seen` is a count",
        "/dept return lab seen=12 UHID 103456789 waits": "Patient data does not belong",
        "/dept return ghost seen=1": "has no department `ghost`",
    }
    for line, why in cases.items():
        assert why in (await counter.types(line))["text"], line
    assert of(counter, "lab").last_return_at is None


@on_either_engine
async def test_hybrid_waits_for_a_system_at_pilot(counter: Counter) -> None:
    await paper(counter)
    bare = await counter.types("/dept hybrid lab")
    assert "no system is registered for it" in bare["text"]
    stage(counter, "lab", "uat_passed")
    early = await counter.types("/dept hybrid lab")
    assert "LIS is uat passed" in early["text"]
    assert "19, hybrid" in str(early["blocks"])
    stage(counter, "lab", "pilot")
    assert "DEP-001 is hybrid now." in (await counter.types("/dept hybrid lab"))["text"]


@on_either_engine
async def test_suspending_says_where_patients_go_and_that_neighbours_know(counter: Counter) -> None:
    await paper(counter)
    anybody = await counter.types("/dept suspended lab to=Safdarjung told=yes no reagents")
    assert "Only the clinical lead suspends" in anybody["text"]
    assert "Nobody holds that role: `/incident role clinical-lead @who`" in anybody["text"]
    await counter.types("/incident role clinical-lead @me")
    unplaced = await counter.types("/dept suspended lab told=yes no reagents")
    assert "where its patients go" in unplaced["text"]
    unsaid = await counter.types("/dept suspended lab to=Safdarjung no reagents")
    assert "once emergency and the neighbouring hospitals know" in unsaid["text"]
    assert of(counter, "lab").mode == "manual"
    await counter.types("/dept suspended lab to=Safdarjung told=yes no reagents")
    row = of(counter, "lab")
    assert (row.mode, row.diversion) == ("suspended", "Safdarjung")
    assert row.neighbours_told_at == datetime(2022, 11, 23, 1, 37, tzinfo=UTC)
    await counter.types("/dept manual lab reagents came")
    row = of(counter, "lab")
    assert (row.diversion, row.neighbours_told_at) == (None, None), "its patients come back"


@on_either_engine
async def test_normal_waits_for_p1_verified_by_another_and_numbers_merged(counter: Counter) -> None:
    await paper(counter)
    stage(counter, "lab", "live")
    for line in (
        "/dept hybrid lab", "/dept backentry lab", "/dept backlog lab p2=50",
        "/dept tempids lab 1000-1099", "/dept tempids lab used=3 merged=1",
    ):  # fmt: skip
        assert "Not" not in (await counter.types(line))["text"], line
    uncounted = await counter.types("/dept normal lab")
    assert "its P1 sheets were never counted" in uncounted["text"]
    for line in ("entered lab p1=0", "verified lab p1=0"):
        assert (
            "P1 sheets of Lab were never counted" in (await counter.types(f"/dept {line}"))["text"]
        )
    await counter.types("/dept backlog lab p1=10 oldest=24-nov")
    refused = await counter.types("/dept normal lab")
    assert "10 P1 sheets are not keyed in" in refused["text"]
    assert "2 temporary numbers are not merged" in refused["text"]
    await counter.types("/dept entered lab p1=10")
    own = await counter.types("/dept verified lab p1=10")
    assert "You keyed in 10 of the 10 P1 sheets" in own["text"]
    assert "21, back-entry" in str(own["blocks"])
    await counter.types("/dept verified lab p1=10", by=RAVI)
    await counter.types("/dept tempids lab merged=3")
    assert "DEP-001 is normal now." in (await counter.types("/dept normal lab"))["text"]


@on_either_engine
async def test_heads_are_asked_for_their_return_once_for_each_period(counter: Counter) -> None:
    await counter.types("/incident declare sev3 kind=other Paper")
    await counter.types(f"/dept add lab name=Lab head=<@{RAVI}>")
    await counter.types(f"/dept add blood name=Blood head=<@{RAVI}>")
    await counter.types("/dept add opd name=OPD")
    await counter.types("/dept manual lab, blood, opd")

    def tick() -> int:
        now, house = counter.clock.now(), counter.runtime.house
        return returns_due(Beat(counter.database, house, now, Quarantine(), lambda: False))

    assert tick() == 0, "nothing was due since they went to paper"
    counter.clock.advance(hours=11, minutes=24)  # 18:31
    await counter.types("/dept return lab seen=120")
    assert tick() == 2
    assert tick() == 0
    asked = counter.posts("reminder")
    assert len(asked) == 2, "one message to a person, one to the channel where nobody is head"
    assert "Blood" in asked[0]["text"]
    assert "Lab" not in asked[0]["text"]
    assert "OPD" in asked[1]["text"]
    counter.clock.advance(hours=72)
    assert tick() == 3, "three days later the last period is asked for, not six"
    assert tick() == 0
    assert all("Late" not in each["text"] for each in counter.posts("reminder"))
    counter.clock.advance(hours=12, minutes=40)  # Nothing ran at 06:30.
    assert tick() == 3
    assert "said 27 Nov 2022 06:30 IST" in counter.posts("reminder")[-1]["text"]


async def test_a_head_who_left_the_workspace_is_not_asked_but_the_deputy(counter: Counter) -> None:
    await counter.types("/incident declare sev3 kind=other Paper")
    await counter.types(f"/dept add lab name=Lab head=<@{RAVI}> deputy=<@{ASHA}>")
    await counter.types("/dept manual lab")

    def leave(session: Session) -> None:
        session.merge(Person(user_id=RAVI, is_gone=True, seen_at=counter.clock.now()))

    counter.database.write_now(leave)
    counter.clock.advance(hours=11, minutes=24)
    now, house = counter.clock.now(), counter.runtime.house
    assert returns_due(Beat(counter.database, house, now, Quarantine(), lambda: False)) == 1
    (asked,) = counter.query(lambda s: s.exec(select(Post).where(Post.kind == "reminder")).all())
    assert asked.target == f"user:{ASHA}"
