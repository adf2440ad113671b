"""Rows of a register and the tasks about them: opened, left, taken up again, done by a verb."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.departments import DEPARTMENT
from bot.domain.models import Incident, Task
from bot.domain.servers import SERVER
from bot.domain.words import Kind, TaskStatus
from bot.errors import Mistyped, NotFound, Refused
from bot.operations import (
    approvals,
    departments,
    incidents,
    people,
    playbooks,
    register,
    servers,
    tasks,
)
from bot.operations.turn import Turn
from bot.storage import tasks as task_queries
from bot.storage import timeline
from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.factories import Desk, fresh, make_house

ANA, BEN = "U1ANA", "U1BEN"
WARDS = """---
slug: wards
title: Wards on paper
lead: clinical-lead
---
# Wards on paper

## Now
- [ ] Declare {{department.name}} {#declare each=department[normal] sets=manual}
  Call {{department.head}} of {{department.name}}.
- [ ] Open the box of {{department.name}} {#box each=department[manual] after=declare proof=number}
- [ ] Label the rolls of {{department.name}} {#label each=department[manual] after=box due=+1h@box}
- [ ] Tell the neighbours {#tell after=box}
"""
RACKS = """---
slug: racks
title: Racks
---
- [ ] Clean {{server.hostname}} {#clean each=server[cleared] sets=sanitised approve=security-lead}
"""
TIERS = """---
slug: tiers
title: Tiers
---
- [ ] Look at {{server.hostname}} {#look each=server due="+6h[tier=0,1] +24h"}
"""


@pytest.fixture
def wards(database: Database, clock: StoppedClock, tmp_path: Path) -> Desk:
    return Desk(database, make_house(tmp_path / "playbooks", WARDS), clock)


def declared(turn: Turn) -> Incident:
    return incidents.declare(turn, title="Paper", severity=3, kind=Kind.OTHER)


def shown(turn: Turn, incident: Incident) -> dict[str, str]:
    turn.session.flush()
    return {
        f"{task.ref} {task.subject_id or ''}".strip(): str(task.status)
        for task in task_queries.every_task(turn.session, incident.row)
        if task.playbook == "wards"
    }


def of(turn: Turn, incident: Incident, ref: str, subject: str | None) -> Task:
    return next(
        task
        for task in task_queries.every_task(turn.session, incident.row)
        if (task.ref, task.subject_id) == (ref, subject)
    )


def begun(turn: Turn) -> Incident:
    incident = declared(turn)
    departments.add(turn, incident, "lab", "Smart lab")
    departments.add(turn, incident, "opd", "OPD")
    playbooks.run(turn, incident, "wards")
    return incident


def test_a_task_names_the_person_of_its_row_by_mention(wards: Desk) -> None:
    def story(turn: Turn) -> None:
        incident = declared(turn)
        departments.add(turn, incident, "opd", "OPD", head=ANA)
        departments.add(turn, incident, "lab", "Smart lab")
        playbooks.run(turn, incident, "wards")
        turn.session.flush()
        assert of(turn, incident, "declare", "DEP-001").instruction == "Call <@U1ANA> of OPD."
        assert of(turn, incident, "declare", "DEP-002").instruction == (
            "Call head not known of Smart lab."
        )

    wards("U1BOSS", story)


def test_a_task_for_every_row_that_matches_and_later_for_those_that_come_to(wards: Desk) -> None:
    def story(turn: Turn) -> None:
        incident = begun(turn)
        assert shown(turn, incident) == {
            "declare DEP-001": "todo", "declare DEP-002": "todo", "tell": "todo",
        }  # fmt: skip
        assert of(turn, incident, "declare", "DEP-001").title == "Declare Smart lab"
        departments.perform(turn, incident, "lab", "manual", "LIS is off")
        assert shown(turn, incident) == {
            "declare DEP-001": "done", "declare DEP-002": "todo", "tell": "todo",
            "box DEP-001": "todo", "label DEP-001": "todo",
        }  # fmt: skip
        departments.add(turn, incident, "mri", "MRI")
        assert shown(turn, incident)["declare DEP-003"] == "todo"

    wards(ANA, story)


def test_the_verb_does_the_task_and_the_task_does_the_verb(wards: Desk) -> None:
    def story(turn: Turn) -> None:
        incident = begun(turn)
        task = of(turn, incident, "declare", "DEP-002")
        tasks.done(turn, incident, task.number)
        assert task.status is TaskStatus.DONE
        assert register.found(turn, incident, DEPARTMENT, "opd").mode == "manual"
        actions = [each["action"] for each in timeline.every_entry(turn.session, incident.row)]
        assert actions.count("department.manual") == 1
        assert actions.count("task.done") == 1

    wards(ANA, story)


def test_a_row_that_stops_matching_leaves_its_task_with_a_note(wards: Desk) -> None:
    def story(turn: Turn) -> None:
        incident = begun(turn)
        departments.perform(turn, incident, "lab", "degraded", "slow")
        task = of(turn, incident, "declare", "DEP-001")
        assert task.status is TaskStatus.SKIPPED
        assert task.reason == "DEP-001 no longer matches department[mode=normal]"
        departments.perform(turn, incident, "lab", "normal", "")
        assert shown(turn, incident)["declare DEP-001"] == "todo"
        assert task.reason is None

    wards(ANA, story)


def test_what_comes_after_waits_for_the_same_row_or_for_every_row(wards: Desk) -> None:
    def story(turn: Turn) -> None:
        incident = begun(turn)
        for name in ("lab", "opd"):
            departments.perform(turn, incident, name, "manual", "")
        label, tell = of(turn, incident, "label", "DEP-001"), of(turn, incident, "tell", None)
        boxes = [of(turn, incident, "box", name) for name in ("DEP-001", "DEP-002")]
        waits = [task.number for task in task_queries.waits_for(turn.session, label)]
        assert waits == [boxes[0].number]
        waits = [task.number for task in task_queries.waits_for(turn.session, tell)]
        assert waits == [task.number for task in boxes]
        tasks.done(turn, incident, boxes[0].number, "12")
        assert label.due_at is not None
        assert of(turn, incident, "label", "DEP-002").due_at is None
        with pytest.raises(Refused, match="cannot be done yet"):
            tasks.done(turn, incident, tell.number)
        tasks.done(turn, incident, boxes[1].number, "9")
        tasks.done(turn, incident, tell.number)

    wards(ANA, story)


def test_refusals_say_where_the_row_stands_and_what_goes(wards: Desk) -> None:
    def story(turn: Turn) -> None:
        incident = begun(turn)
        with pytest.raises(Refused, match="is normal; `hybrid` does not go") as refused:
            departments.perform(turn, incident, "lab", "hybrid", "")
        assert refused.value.next_step == "From there: `degraded`, `manual`."
        departments.perform(turn, incident, "lab", "manual", "")
        people.appoint(turn, incident, "clinical-lead", ANA)
        with pytest.raises(Mistyped, match="needs a reason"):
            departments.perform(turn, incident, "lab", "suspended", "to=Safdarjung told=yes")
        with pytest.raises(Mistyped, match="where its patients go"):
            departments.perform(turn, incident, "lab", "suspended", "no staff")
        with pytest.raises(NotFound) as missing:
            departments.perform(turn, incident, "labb", "manual", "")
        assert "Did you mean `lab`?" in missing.value.next_step

    wards(ANA, story)


def test_who_did_a_task_did_what_it_sets_and_not_who_signed_for_it(
    database: Database, clock: StoppedClock, tmp_path: Path
) -> None:
    """So that a cleaner does not verify their own cleaning because another signed under it."""
    desk = Desk(database, make_house(tmp_path / "playbooks", RACKS), clock)

    def begin(turn: Turn) -> Incident:
        incident = declared(turn)
        servers.add(turn, incident, [{"hostname": "lis-01"}])
        people.appoint(turn, incident, "security-lead", BEN)
        servers.perform(turn, incident, "lis-01", "clear", "nothing found")
        servers.perform(turn, incident, "lis-01", "isolate", "")
        servers.perform(turn, incident, "lis-01", "sanitise", "")
        playbooks.run(turn, incident, "racks")
        tasks.done(turn, incident, 1)
        return incident

    incident = desk(ANA, begin)
    desk(BEN, lambda turn: approvals.approve(turn, fresh(turn, incident), 1))

    def cleaned(turn: Turn) -> tuple[str, str | None, str]:
        row = register.found(turn, fresh(turn, incident), SERVER, "lis-01")
        task = task_queries.by_number(turn.session, incident.row, 1)
        return row.state, row.sanitised_by, str(task.status) if task else ""

    assert desk(BEN, cleaned) == ("sanitised", ANA, "done")


def test_a_row_whose_tier_is_told_later_falls_due_with_its_like(
    database: Database, clock: StoppedClock, tmp_path: Path
) -> None:
    desk = Desk(database, make_house(tmp_path / "playbooks", TIERS), clock)

    def story(turn: Turn) -> None:
        incident = declared(turn)
        servers.add(turn, incident, [{"hostname": "ad-01", "tier": 0}, {"hostname": "lis-01"}])
        playbooks.run(turn, incident, "tiers")
        hours = timedelta(hours=1)
        first, other = (of(turn, incident, "look", name) for name in ("SRV-001", "SRV-002"))
        assert (first.due_at, other.due_at) == (turn.now + 6 * hours, turn.now + 24 * hours)
        servers.change(turn, incident, "lis-01", {"tier": "1"})
        assert other.due_at == turn.now + 6 * hours
        servers.change(turn, incident, "lis-01", {"location": "B2"})
        assert other.due_at == turn.now + 6 * hours
        tasks.set_due(turn, incident, other.number, turn.now + 2 * hours)
        servers.change(turn, incident, "lis-01", {"tier": "2"})
        assert other.due_at == turn.now + 2 * hours, "What was set by hand stays."

    desk(ANA, story)
